import type { EnrollmentCause, EnrollmentStatus } from '../enrollment.ts'
import type { BreakoutMember, EventSnapshot } from '../event-snapshot.ts'
import type {
  CertificateId,
  CertificateKeyId,
  CourseId,
  EventId,
  PersonId,
  PlatformId,
  PresenceCheckId,
  SessionId,
} from '../ids.ts'
import type { PastEvent } from '../notification.ts'
import type { Done, DoneToMany } from './done.ts'

/** An event with the session that it belongs to. */
export interface EventOfSession {
  readonly id: EventId
  readonly sessionId: SessionId
}

/** What people of a session are asked. */
export interface AskedCheck {
  readonly checkId: PresenceCheckId
  readonly sessionId: SessionId
}

/** Events that are gone, of one session, with what has to be said of them: nobody can look it up any more. */
export interface DeletedEvents {
  readonly sessionId: SessionId
  readonly courseName: string
  readonly sessionName: string
  readonly events: readonly PastEvent[]
}

/** What became of a learner of a cancelled session. */
export interface SettledLearner {
  readonly personId: PersonId
  /** `not-placed`: was to go elsewhere and could not, so that they were kept. */
  readonly outcome: 'kept' | 'moved' | 'waiting' | 'released' | 'not-placed'
  /** Where they are now, for `moved` and `waiting`. */
  readonly toSessionId: SessionId | null
  /** They had a place, so that the dates stand in their calendar. */
  readonly hadPlace: boolean
}

/** A status that somebody has now, and had before; undefined = none. */
export interface StatusChange {
  readonly personId: PersonId
  readonly before: EnrollmentStatus | undefined
  readonly status: EnrollmentStatus
  readonly cause: EnrollmentCause
  /** What the person who did it says; empty = nothing. */
  readonly reason: string
}

/** `{sessionId}/{personId}`: the place of one person in one session. */
export type EnrollmentKey = `${SessionId}/${PersonId}`

type CourseFact =
  | Done<'course-created', CourseId>
  | (Done<'course-changed', CourseId> & { readonly isRenamed: boolean })
  | Done<'course-image-changed', CourseId>
  | (Done<'course-cancelled', CourseId> & {
      readonly reason: string
      /** Sessions that took place until now. */
      readonly sessionIds: readonly SessionId[]
      readonly events: readonly EventOfSession[]
    })
  | (Done<'course-restored', CourseId> & {
      /** Sessions that take place again. */
      readonly sessionIds: readonly SessionId[]
      readonly events: readonly EventOfSession[]
    })
  /** Said while it is there. */
  | Done<'course-deleted', CourseId>

type SessionFact =
  | Done<'session-created', SessionId>
  | Done<'session-changed', SessionId>
  | (Done<'session-cancelled', SessionId> & {
      readonly reason: string
      readonly name: string
      readonly events: readonly PastEvent[]
      readonly learners: readonly SettledLearner[]
    })
  | (Done<'session-restored', SessionId> & { readonly eventIds: readonly EventId[] })
  /** Said while it is there. */
  | Done<'session-deleted', SessionId>
  /** It takes place, whatever the number of learners. */
  | (Done<'session-confirmed', SessionId> & { readonly tellsPeople: boolean })
  /** Too few learners: somebody has to decide. */
  | (Done<'session-warned', SessionId> & { readonly enrolled: number; readonly min: number })
  | Done<'session-decision-postponed', SessionId>
  | Done<'session-field-created'>
  | Done<'session-field-changed'>
  | Done<'session-field-deleted'>
  | Done<'session-fields-ordered'>

type EventFact =
  | Done<'event-scheduled', EventId>
  | (Done<'event-changed', EventId> & {
      /** What it was, without its instructors where they stayed. */
      readonly before: Partial<EventSnapshot>
    })
  | DoneToMany<'events-cancelled', EventId>
  /** By somebody who deleted it alone; `events-removed` is said beside it. */
  | Done<'event-deleted', EventId>
  /** Said while it is there. */
  | DoneToMany<'events-removed', EventId>
  | (Done<'event-restored', EventId> & {
      /** Why it was not to take place. */
      readonly reason: string
    })
  | Done<'event-room-replaced', EventId>
  /** Its spare leads from now on. */
  | Done<'event-switched', EventId>
  /** People of it who may be in a room, or on their way, are led to another one. */
  | (Done<'people-led-elsewhere', EventId> & { readonly sessionId: SessionId; readonly name: string })
  | Done<'event-account-changed', EventId>
  | Done<'event-stand-in-arranged', EventId>
  /** Others work in its breakout groups, or there are other groups. */
  | (Done<'event-groups-arranged', EventId> & {
      readonly before: { readonly version: number; readonly breakoutMembers: readonly BreakoutMember[] }
    })
  | Done<'events-imported', 'import'>
  /** The rules of its zone make it another time than people read when it was planned, or do so no more. */
  | Done<'event-clock-differs', EventId>
  /** An instructor went in: pages that wait for it show that it begins. Learners are too many. */
  | Done<'event-entered', EventId>
  | (Done<'attendance-marked' | 'attendance-unmarked', EventId> & { readonly personIds: readonly PersonId[] })
  /** Its list at the door is somebody's from now on, or no longer. */
  | Done<'door-given' | 'door-taken', EventId>
  /** Somebody is to stand at the door of these events of a session. */
  | {
      readonly kind: 'registrar-named'
      readonly sessionId: SessionId
      readonly eventIds: readonly EventId[]
      readonly personId: PersonId
      readonly by: PersonId
    }
  /** Somebody has said by hand whose a stay is, or takes it back. */
  | Done<'stay-matched' | 'stay-unmatched', EventId>
  /** Stays of an event, or whose they are, are others than before; also where nothing tells them. */
  | { readonly kind: 'attendance-read'; readonly id: EventId }
  /** Somebody asks during a class who is there. */
  | (Done<'presence-asked', EventId> & AskedCheck)
  /** A check of random time opens. */
  | ({ readonly kind: 'presence-opened'; readonly id: EventId } & AskedCheck)
  /** A check was closed, taken back or opened again, or how many there are to be. */
  | (Done<'presence-changed', EventId> & { readonly sessionId: SessionId })
  | { readonly kind: 'presence-answered'; readonly id: EventId; readonly personId: PersonId }
  /** Somebody has said by hand whether a person was there. */
  | (Done<'presence-corrected', EventId> & { readonly personId: PersonId })
  /** Somebody watched a part of a class that they had missed. */
  | { readonly kind: 'part-made-up'; readonly id: EventId; readonly personId: PersonId }
  | Done<'recording-clock-set', EventId>
  /** Verdicts on these people came into force, or are so no more. */
  | { readonly kind: 'attendance-judged'; readonly id: EventId; readonly personIds: readonly PersonId[] }
  /** Recordings came that were not there before. */
  | (EventOfSession & {
      readonly kind: 'recordings-found'
      readonly name: string
      /** Learners may see them, and have not heard of any. */
      readonly tellsLearners: boolean
    })
  /** What is known of an event's recordings is another. */
  | { readonly kind: 'recordings-looked-for'; readonly id: EventId }
  | Done<'recording-hidden' | 'recording-shown' | 'recording-deleted', EventId>
  /** Somebody said whether an event is recorded. */
  | Done<'recording-notice-given', EventId>
  /** Somebody agreed to be recorded. */
  | Done<'recording-agreed', EventId>
  /** Of a platform: events are judged anew by it. */
  | Done<'attendance-rule-made', PlatformId>
  /** Of a course, in place of the platform's. */
  | Done<'course-attendance-rule-made', CourseId>
  /** A group gets places in a course by itself from now on, or no longer. */
  | Done<'enrollment-rule-made' | 'enrollment-rule-removed', CourseId>
  /** Others teach it from now on. */
  | (EventOfSession & {
      readonly kind: 'instructors-changed'
      readonly by: PersonId
      readonly added: readonly PersonId[]
      readonly removed: readonly PersonId[]
      /** Learners have to know, too. */
      readonly tellsLearners: boolean
    })
  /** What people have to know, once for all that was done to events in one go. */
  | {
      readonly kind: 'dates-planned' | 'dates-changed' | 'dates-restored'
      readonly by: PersonId
      readonly events: readonly EventOfSession[]
    }
  | {
      readonly kind: 'dates-cancelled'
      readonly by: PersonId
      readonly reason: string
      readonly events: readonly EventOfSession[]
    }
  | { readonly kind: 'dates-deleted'; readonly by: PersonId; readonly sessions: readonly DeletedEvents[] }

type EnrollmentFact =
  /** Somebody asks for a place, and their manager decides, or whoever stands in. */
  | {
      readonly kind: 'manager-asked'
      readonly sessionId: SessionId
      readonly personId: PersonId
      readonly until: Date
    }
  | Done<'request-approved' | 'request-refused', EnrollmentKey>
  /** However many they are, one fact for a session. */
  | {
      readonly kind: 'enrollments-changed'
      readonly sessionId: SessionId
      readonly courseId: CourseId
      readonly changes: readonly StatusChange[]
    }
  | Done<'person-enrolled', EnrollmentKey>
  | Done<'person-unenrolled', EnrollmentKey>
  | Done<'person-moved', EnrollmentKey>
  | Done<'learner-enrolled', EnrollmentKey>
  | Done<'learner-withdrew', EnrollmentKey>
  /** What was done to many at once, at their session; `enrollments-changed` is said beside it. */
  | Done<'requests-approved' | 'people-enrolled' | 'people-unenrolled' | 'people-moved', SessionId>

/** A completion by its version: of a person in the session that the fact is about. */
export interface CompletionVersion {
  readonly personId: PersonId
  readonly version: number
}

/** One that came into force. */
export interface NewCompletion extends CompletionVersion {
  readonly completedAt: Date
  /** The last second in which it is valid; null = for good. */
  readonly validUntil: Date | null
  /** The version that it replaces, by which the same person had completed it before at another time or for another time; null = by none. */
  readonly replaces: number | null
}

type CompletionFact =
  /** However many they are, one fact for a session. Also when it is completed at another time or valid for another time than before. */
  | {
      readonly kind: 'person-completed'
      readonly sessionId: SessionId
      readonly courseId: CourseId
      readonly completions: readonly NewCompletion[]
    }
  /** These versions hold no more, and nothing takes their place: what they rest on was corrected. */
  | {
      readonly kind: 'completion-withdrawn'
      readonly sessionId: SessionId
      readonly courseId: CourseId
      readonly completions: readonly CompletionVersion[]
    }
  /** For the first time in this session: with the events that are planned, these people can't complete it any more. */
  | {
      readonly kind: 'goal-out-of-reach'
      readonly sessionId: SessionId
      readonly courseId: CourseId
      readonly personIds: readonly PersonId[]
    }
  /** Of these people in a session: how far they are is another than before. */
  | { readonly kind: 'completions-made'; readonly id: SessionId; readonly personIds: readonly PersonId[] }
  /** A validity ends in so many days. */
  | {
      readonly kind: 'completion-expiring'
      readonly sessionId: SessionId
      readonly courseId: CourseId
      readonly validUntil: Date
      readonly days: number
      readonly personIds: readonly PersonId[]
    }
  /** Of a session: what people said of its learners, or took back. */
  | Done<'completion-decided' | 'completion-decision-undone' | 'score-entered', SessionId>
  /** Its sessions are looked at anew by it. */
  | Done<'completion-rule-made', CourseId>
/** A certificate with the person whom it is for. */
export interface CertificateOfPerson {
  readonly id: CertificateId
  readonly personId: PersonId
}

type CertificateFact =
  /** However many they are, one fact for a session. */
  | {
      readonly kind: 'certificates-issued'
      readonly sessionId: SessionId
      readonly certificates: readonly CertificateOfPerson[]
    }
  /** They hold no more; `isReplaced`: others take their place. */
  | {
      readonly kind: 'certificates-recalled'
      readonly sessionId: SessionId
      readonly certificates: readonly CertificateOfPerson[]
      readonly reason: string
      readonly isReplaced: boolean
    }
  /** Of a session: by hand, for the audit log. */
  | Done<'certificates-issued-by-hand' | 'certificate-recalled-by-hand' | 'certificate-reissued', SessionId>
  | Done<'certificate-template-changed', PlatformId>
  | (Done<'certificate-key-made', PlatformId> & { readonly keyId: CertificateKeyId })

type EvaluationFact =
  /** What people are asked after the events of a course is another. */
  | Done<'evaluation-form-made', CourseId>
  /** People of an event that is over may answer, and have not. Said again as often as their attendance is another. */
  | {
      readonly kind: 'evaluation-waiting'
      readonly id: EventId
      readonly sessionId: SessionId
      readonly name: string
      readonly personIds: readonly PersonId[]
    }
  /** Somebody has answered of an event; who is not said. */
  | { readonly kind: 'evaluation-answered'; readonly id: EventId; readonly sessionId: SessionId }

type NoShowFact =
  /** Somebody says why they could not come to an event; what they say is not said here. */
  | (Done<'absence-explained', EventId> & { readonly sessionId: SessionId })
  /** Somebody may enroll themselves again. */
  | Done<'cool-down-lifted', PersonId>

type AvailabilityFact =
  | Done<'weekly-hours-changed', PersonId>
  | Done<'absence-added', PersonId>
  | Done<'absence-removed', PersonId>

type PlanFact = Done<'plan-begun'> | Done<'plan-undone'>

export type TrainingFact =
  | CertificateFact
  | CourseFact
  | SessionFact
  | EventFact
  | EnrollmentFact
  | CompletionFact
  | EvaluationFact
  | NoShowFact
  | AvailabilityFact
  | PlanFact
