import { z } from 'zod'
import { enrollmentCauses, enrollmentStatuses } from '../../../domain/enrollment.ts'
import {
  CourseId,
  Cursor,
  EnrollmentChangeId,
  GroupId,
  Hue,
  Instant,
  PersonId,
  SessionId,
  text,
} from '../../../http/schemas.ts'
import { CompletionBrief } from '../completions/completions.schemas.ts'

const Status = z.enum(enrollmentStatuses)
const Cause = z.enum(enrollmentCauses).nullable().describe('how it came about; null = not known')
const Position = z.int32().nullable().describe('on the waiting list, from 1; null for who is not on it')
const OfferEnd = Instant.nullable().describe('until when a place is held for them')
const WhenFull = z
  .enum(['refuse', 'wait'])
  .default('refuse')
  .describe('wait: on the waiting list, if the session has one')
const Save = z.boolean().default(false).describe('false = tell what would happen')
const Reason = text(500).default('').describe('told to the person')

export const Enrollment = z
  .object({
    sessionId: SessionId,
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    active: z
      .boolean()
      .describe('false: this person was deactivated, keeps the position in the line, and is passed over'),
    status: Status,
    enrolledAt: Instant.describe('when it got this status'),
    position: Position,
    offerExpiresAt: OfferEnd,
  })
  .meta({ id: 'Enrollment' })

export const FindEnrollments = z.object({
  query: z.string().trim().max(200).optional().describe('part of a name or e-mail address'),
  status: Status.optional().describe('left out = everybody but who has nothing any more'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: Cursor,
})

export const EnrollmentList = z
  .object({
    items: z.array(Enrollment),
    nextCursor: z.string().nullable(),
    counts: z.record(Status, z.int32()).describe('of the whole session, whatever is searched for'),
  })
  .meta({ id: 'EnrollmentList' })

export const NewEnrollment = z
  .object({ personId: PersonId, whenFull: WhenFull })
  .meta({ id: 'NewEnrollment' })
export const EnrollmentMove = z
  .object({ sessionId: SessionId, whenFull: WhenFull })
  .meta({ id: 'EnrollmentMove' })
export const EnrollmentParams = z.object({ sessionId: SessionId, personId: PersonId })
export const Removal = z.object({ reason: text(500).optional().describe('told to the person') })

export const EnrollmentChange = z
  .object({
    id: EnrollmentChangeId,
    status: Status,
    cause: Cause,
    reason: z.string(),
    changedAt: Instant,
    by: z.string().nullable().describe('null = by itself'),
  })
  .meta({ id: 'EnrollmentChange' })

export const OwnPlace = z
  .object({
    sessionId: SessionId,
    status: Status.nullable().describe('null = nothing here'),
    position: Position,
    offerExpiresAt: OfferEnd,
    placesLeft: z.int32().nullable().describe('null = no limit'),
    may: z
      .enum(['enroll', 'wait', 'request'])
      .nullable()
      .describe('what enrolling would do now: a place, the waiting list, or a request for approval'),
    reason: z.string().nullable().describe('why not, as a sentence'),
    coolDownUntil: Instant.nullable().describe(
      'until when one can’t enroll oneself because of no-shows, where that is why',
    ),
    mayWithdraw: z.boolean(),
    withdrawUntil: Instant.nullable().describe(
      'until when a place can be given back; null = no end is known',
    ),
    withdrawReason: z.string().nullable().describe('why a place can’t be given back, as a sentence'),
  })
  .meta({ id: 'OwnPlace' })

export const OwnEnrollment = z
  .object({
    sessionId: SessionId,
    sessionName: z.string(),
    courseId: CourseId,
    courseName: z.string(),
    courseHue: Hue,
    status: Status,
    position: Position,
    offerExpiresAt: OfferEnd,
    nextStartsAt: Instant.nullable(),
    lastEndsAt: Instant.nullable(),
    cancelled: z
      .object({ reason: z.string() })
      .nullable()
      .describe('the session does not take place; null = it does'),
    cause: Cause,
    reason: z.string().describe('what who changed it last said'),
    completion: CompletionBrief.nullable().describe('null = nothing is known yet'),
  })
  .meta({ id: 'OwnEnrollment' })

export const FindOwnEnrollments = z.object({
  which: z
    .enum(['current', 'past'])
    .default('current')
    .describe('past: over, completed without dates to come, or cancelled, the latest first'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})

const who = {
  text: z.string().max(900_000).optional().describe('e-mail addresses, however they are listed'),
  personIds: z.array(PersonId).max(5_000).optional(),
  groupId: GroupId.optional().describe('all members of a group'),
}

export const EnrollMany = z
  .object({ ...who, whenFull: WhenFull, save: Save })
  .meta({ id: 'EnrollMany', description: 'One of `text`, `personIds` and `groupId` says who.' })

export const EnrollIntoSessions = z
  .object({ sessionIds: z.array(SessionId).min(1).max(50), ...who, whenFull: WhenFull, save: Save })
  .meta({ id: 'EnrollIntoSessions', description: 'One of `text`, `personIds` and `groupId` says who.' })

const Row = z.object({
  line: z.int32().describe('of the text; else the place in the list, from 1'),
  email: z.string(),
  name: z.string(),
  outcome: z.enum(['add', 'known', 'refuse']),
  reason: z.string().nullable(),
})

const Outcome = z.object({
  added: z.int32(),
  waiting: z.int32().describe('of those added: on the waiting list'),
  unchanged: z.int32(),
  refused: z.int32(),
  saved: z.boolean(),
  rows: z.array(Row).describe('those that were refused first, up to 200'),
})

export const EnrolledMany = Outcome.meta({ id: 'EnrolledMany' })

export const EnrolledIntoSessions = z
  .object({
    saved: z.boolean(),
    sessions: z.array(Outcome.extend({ sessionId: SessionId, sessionName: z.string() })),
  })
  .meta({ id: 'EnrolledIntoSessions' })

export const ChangeMany = z
  .object({
    personIds: z.array(PersonId).min(1).max(5_000),
    change: z
      .enum(['approve', 'remove', 'move'])
      .describe(
        'approve: gives places; remove: also declines requests; move: to another session of the course',
      ),
    sessionId: SessionId.optional().describe('where they move to'),
    whenFull: WhenFull,
    reason: Reason,
    save: Save,
  })
  .meta({ id: 'ChangeManyEnrollments' })

export const ChangedMany = z
  .object({
    changed: z.int32(),
    waiting: z.int32().describe('of those changed: on the waiting list'),
    unchanged: z.int32(),
    refused: z.int32(),
    promoted: z.array(z.string()).describe('who gets a place or an offer through it, by name, up to 200'),
    saved: z.boolean(),
    rows: z.array(
      z.object({
        line: z.int32(),
        personId: PersonId,
        name: z.string(),
        outcome: z.enum(['change', 'known', 'refuse']),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ChangedManyEnrollments' })

export const SessionSeats = z
  .object({
    maxEnrollment: z.int32().nullable(),
    days: z
      .array(z.object({ day: z.iso.date().describe('on the reader’s clocks'), taken: z.int32() }))
      .describe('places that are taken at the end of each day, today last; 90 at most'),
  })
  .meta({ id: 'SessionSeats' })
