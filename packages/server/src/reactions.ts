import type { Ctx, Follower } from './ctx.ts'
import type { Trx } from './db/database.ts'
import type { AuditedType } from './domain/audited-type.ts'
import type { Fact, FactOf } from './domain/fact.ts'
import type { OfPeople } from './domain/facts/people.ts'
import type { EventId, SessionId } from './domain/ids.ts'
import type { WebhookEventType } from './domain/webhook-event.ts'
import { moveCalendars } from './features/messages/notifications/address-change.ts'
import {
  showInbox,
  showSettings,
  tellUnwritten,
  tellWebhookOff,
} from './features/messages/notifications/followers.ts'
import { tellIssued, tellRecalled } from './features/messages/notifications/news-of-certificates.ts'
import {
  tellCompleted,
  tellExpiring,
  tellOutOfReach,
  tellWithdrawn,
} from './features/messages/notifications/news-of-completion.ts'
import { tellErasureAsked, tellErasureDeclined } from './features/messages/notifications/news-of-erasure.ts'
import {
  tellExplained,
  tellMessage,
  tellNotStarted,
  tellNudge,
  tellRegistrar,
  tellRoomNotReady,
} from './features/messages/notifications/news-of-operations.ts'
import {
  tellPairingEnded,
  tellPairingEnds,
  tellSecretEnds,
} from './features/messages/notifications/news-of-rooms.ts'
import {
  tellConfirmed,
  tellCourseCancelled,
  tellCourseRestored,
  tellDecisionDue,
  tellInstructors,
  tellLedElsewhere,
  tellManagerAsked,
  tellOfDates,
  tellOfDeletedDates,
  tellOfPlaces,
  tellRecordings,
  tellSessionCancelled,
  tellSessionRestored,
  tellSurvey,
} from './features/messages/notifications/news-of-training.ts'
import {
  recordAttendance,
  recordCompletions,
  voidCompletions,
} from './features/operations/learning-records/recording.service.ts'
import { followAttendance, followCompletions } from './features/operations/lti/scores.service.ts'
import { followUnsubscribed } from './features/operations/reports/mailings.service.ts'
import { keepSeenOfLeft, lookAtTold, watchEntered } from './features/operations/roster/watch.service.ts'
import { endKeys } from './features/people/api-keys/followers.ts'
import { checkLogins, checkStreams, endLinksOfMoved } from './features/people/auth/followers.ts'
import { logs } from './features/platform/audit/audit.service.ts'
import { markCommitted } from './features/platform/idempotency/idempotency.service.ts'
import { shows, showsEach } from './features/platform/live/shows.ts'
import {
  announceCertificates,
  announceCompletions,
  announceEnrollments,
  announceMerge,
  announceRoom,
  announces,
} from './features/platform/webhooks/outbox.service.ts'
import { hastenHooks } from './features/rooms/hints/hooks.service.ts'
import {
  followEnrollments,
  followPeople,
  followRoom,
  lookAtApproved,
} from './features/rooms/registrations/registrations.service.ts'
import { lookAtRoom } from './features/rooms/rooms/drift.ts'
import { handOverRooms } from './features/rooms/rooms/room-moves.service.ts'
import { resumeRoomsOfAccount } from './features/rooms/rooms/rooms.service.ts'
import { certify, takeOverCertificates, withdraw } from './features/training/certificates/issuing.service.ts'
import { lookAnew } from './features/training/completions/looking.service.ts'
import { followMembers } from './features/training/enrollment-rules/following.service.ts'
import { giveBackOfInactive } from './features/training/enrollments/leavers.service.ts'
import { settlePlaces } from './features/training/enrollments/places.service.ts'
import { askToEvaluate } from './features/training/evaluations/waiting.service.ts'
import {
  rememberArranged,
  rememberCancelled,
  rememberChanged,
  rememberPlanned,
  rememberRemoved,
  rememberRestored,
} from './features/training/event-changes/event-changes.service.ts'
import { followCourseName } from './features/training/lifecycle/lifecycle.service.ts'
import { listLearnerIds } from './features/training/presence/checks.service.ts'
import { followRetention } from './features/training/recordings/copies.service.ts'
import { lookAtHinted, resumeSearches } from './features/training/recordings/searches.service.ts'
import { keepToldRecording } from './features/training/recordings/told-recordings.service.ts'
import {
  followAccount,
  followCourse,
  followGroups,
  followInstructors,
  followNotice,
  followOrganizer,
  followPeopleInRooms,
  followPlaces,
  followPlatform,
  followSession,
} from './features/training/room-options/following.service.ts'
import {
  lookAtEngagement,
  resumeReadings,
  tellMergedStays,
} from './features/training/stays/readings.service.ts'
import { keepTold } from './features/training/stays/told-reports.service.ts'
import { judgeAnew } from './features/training/verdicts/verdicts.service.ts'
import type { LiveMessage } from './live/live.ts'

type Followers = { readonly [Kind in Fact['kind']]: readonly Follower<FactOf<Kind>>[] }

/** Who follows whatever is another about people, on every way: by hand, by a table, by a merge. */
const ofPeople: readonly Follower<OfPeople>[] = [
  (ctx, trx, { personIds }) => giveBackOfInactive(ctx, trx, personIds),
  (ctx, trx, { personIds }) => followPeople(ctx, trx, personIds),
  followPeopleInRooms,
  endKeys,
  checkLogins,
  endLinksOfMoved,
  moveCalendars,
]
const showsPeople = showsEach<OfPeople>('person', ({ personIds }) => personIds)

/** Written into the audit log, and seen on pages that are open. */
function inside(type: AuditedType & LiveMessage['type'], action: string) {
  return [logs(action, type), shows(type)] as const
}

/** The same, and told to other systems. */
function everywhere(
  type: 'course' | 'session' | 'event' | 'account',
  action: string,
  told: WebhookEventType,
) {
  return [logs(action, type), announces(told, `${type}Id`), shows(type)] as const
}

/**
 * Who follows what happened, in order and in the transaction in which it did: all of it or nothing. Whoever says a fact
 * does not know of them. What takes long or asks others (rooms and registrations at a provider, mails, webhooks) is
 * only written down here, and done by a job after the commit.
 *
 * `logs` = the audit log, `announces` = webhooks, `shows` = pages that are open; `inside` and `everywhere` = several of them.
 */
const followers: Followers = {
  // Platform
  'platform-changed': [followRetention, followPlatform, logs('platform.change', 'platform'), showPlatform],
  'data-forgotten': [logs('platform.forget', 'platform')],
  'first-steps-hidden': [], // a page is tidied, nothing of the platform is another
  'app-activated': inside('app', 'app.activate'),
  'app-deactivated': inside('app', 'app.deactivate'),
  'app-removed': inside('app', 'app.remove'),
  'app-switch-planned': inside('app', 'app.plan-switch'),
  'domain-added': inside('domain', 'domain.add'),
  'domain-proven': inside('domain', 'domain.prove'),
  'domain-made-primary': inside('domain', 'domain.make-primary'),
  'domain-removed': inside('domain', 'domain.remove'),
  'record-store-set': [logs('platform.record-store', 'platform')],
  'record-store-removed': [logs('platform.remove-record-store', 'platform')],
  'record-store-tested': [logs('platform.test-record-store', 'platform')],
  'webhook-created': inside('webhook', 'webhook.create'),
  'webhook-changed': inside('webhook', 'webhook.change'),
  'webhook-secret-renewed': inside('webhook', 'webhook.renew-secret'),
  'webhook-tested': inside('webhook', 'webhook.test'),
  'webhook-sent-again': inside('webhook', 'webhook.send-again'),
  'webhook-switched-off': [tellWebhookOff, ...inside('webhook', 'webhook.switch-off')],
  'webhook-deleted': inside('webhook', 'webhook.delete'),

  // Messages
  'mail-not-written': [tellUnwritten],
  'mail-resent': [logs('mail.resend', 'person')],
  'test-mail-written': [], // a mail to oneself
  'notification-settings-changed': [logs('notifications.change', 'notification'), showSettings],
  'notification-template-changed': [logs('notifications.template', 'notification'), showSettings],
  'notification-preferences-changed': [showInbox],
  'notifications-read': [showInbox],

  // Rooms
  'account-created': inside('account', 'account.create'),
  'account-changed': [followAccount, ...inside('account', 'account.change')],
  'account-unpaired': [announces('account.needs-pairing', 'accountId')],
  'account-deleted': inside('account', 'account.delete'),
  'account-paired': [
    (ctx, trx, { id }) => resumeRoomsOfAccount(ctx, trx, id),
    (ctx, trx, { id }) => resumeReadings(ctx, trx, id),
    (ctx, trx, { id }) => hastenHooks(ctx, trx, id),
    (ctx, trx, { id }) => resumeSearches(ctx, trx, id),
    ...inside('account', 'account.pair'),
  ],
  'account-pairing-failed': [shows('account')],
  'account-pairing-ended': [
    tellPairingEnded,
    ...everywhere('account', 'account.pairing-ended', 'account.needs-pairing'),
  ],
  'account-pairing-found-ending': [tellPairingEnds],
  'account-secret-found-ending': [tellSecretEnds],
  'organizer-unpaired': [shows('account')],
  'organizers-forgotten': [shows('account')],
  'organizer-removed': [
    (ctx, trx, { id, organizerId }) => handOverRooms(ctx, trx, id, organizerId),
    followOrganizer,
    (ctx, trx, { id }) => hastenHooks(ctx, trx, id),
    ...inside('account', 'account.remove-organizer'),
  ],
  'room-changed': [
    followRoom,
    announceRoom,
    (ctx, trx, { eventId }) => shows('event')(ctx, trx, { id: eventId }),
  ],
  'room-hinted': [lookAtRoom, lookAtApproved, lookAtEngagement, lookAtHinted],
  'room-told': [keepTold],
  'room-run-told': [lookAtTold],
  'room-recording-told': [keepToldRecording],
  'room-left': [keepSeenOfLeft],
  'room-drifted': [(ctx, trx, { eventId }) => shows('event')(ctx, trx, { id: eventId })],

  // People
  'person-created': inside('person', 'person.create'),
  'person-changed': [...ofPeople, ...inside('person', 'person.change')],
  'person-activated': [...ofPeople, ...inside('person', 'person.activate')],
  'person-deactivated': [...ofPeople, ...inside('person', 'person.deactivate')],
  'person-merged': [
    takeOverCertificates,
    settle,
    register,
    judgeSessions,
    ...ofPeople,
    (ctx, trx, { id }) => tellMergedStays(ctx, trx, id),
    (ctx, trx, { sessionIds }) => lookAnew(ctx, trx, { sessionIds }),
    logs('person.merge', 'person'),
    announceMerge,
    showsPeople,
  ],
  'person-erased': [
    (ctx, trx, { personIds }) => giveBackOfInactive(ctx, trx, personIds),
    (ctx, trx, { personIds }) => followPeople(ctx, trx, personIds),
    followPeopleInRooms,
    endKeys,
    checkLogins,
    showsPeople,
  ],
  'erasure-reported': [logs('person.erase', 'person')],
  'erasure-asked': [tellErasureAsked, ...inside('person', 'person.ask-erasure')],
  'erasure-request-withdrawn': inside('person', 'person.withdraw-erasure'),
  'erasure-declined': [tellErasureDeclined, ...inside('person', 'person.decline-erasure')],
  'addresses-tidied': [...ofPeople, showsPeople],
  'people-import-begun': [logs('person.import', 'person')],
  'people-imported': [...ofPeople, showsPeople],
  'people-import-finished': [shows('import')],
  'deputy-chosen': inside('person', 'person.choose-deputy'),
  'deputy-removed': inside('person', 'person.remove-deputy'),
  'area-given': inside('person', 'person.give-area'),
  'area-taken': inside('person', 'person.take-area'),
  'person-invited': inside('person', 'person.invite'),
  'own-preferences-changed': [shows('person')],
  'person-signed-in': [logs('person.sign-in', 'person')],
  'sign-in-refused': [logs('person.refuse-sign-in', 'person')],
  'second-factor-refused': [logs('person.refuse-code', 'person')],
  'password-changed': inside('person', 'person.change-password'),
  'password-reset-sent': [logs('person.send-reset', 'person')],
  'second-factor-turned-on': inside('person', 'person.second-factor-on'),
  'second-factor-turned-off': inside('person', 'person.second-factor-off'),
  'passkey-added': inside('person', 'person.add-passkey'),
  'passkey-removed': inside('person', 'person.remove-passkey'),
  'logins-ended': [(ctx, trx, { id }) => checkStreams(ctx, trx, { personIds: [id] }), shows('person')],
  'person-signed-out': [logs('person.sign-out', 'person')],
  'api-key-created': inside('api-key', 'api-key.create'),
  'api-key-revoked': [checkStreams, ...inside('api-key', 'api-key.revoke')],
  'api-keys-ended': [shows('api-key')],
  'directory-created': inside('directory', 'directory.create'),
  'directory-revoked': inside('directory', 'directory.revoke'),
  'lms-registered': inside('lms', 'lms.register'),
  'lms-changed': inside('lms', 'lms.change'),
  'lms-removed': inside('lms', 'lms.remove'),
  'lms-deployment-decided': inside('lms', 'lms.decide-deployment'),
  'lms-linked': inside('lms', 'lms.link'),
  'lms-roster-synced': inside('lms', 'lms.sync-roster'),
  'lms-invited': [logs('lms.invite', 'platform')],
  'lti-key-made': [logs('lms.key', 'platform')],
  'identity-provider-created': [logs('identity-provider.create', 'identity-provider')],
  'identity-provider-changed': [logs('identity-provider.change', 'identity-provider')],
  'identity-provider-deleted': [logs('identity-provider.delete', 'identity-provider')],
  'group-created': inside('group', 'group.create'),
  'group-renamed': inside('group', 'group.change'),
  'group-deleted': inside('group', 'group.delete'),
  'group-members-added': [followMembers, ...inside('group', 'group.add-members')],
  'group-members-removed': inside('group', 'group.remove-members'),
  'group-member-removed': inside('group', 'group.remove-member'),

  // Courses
  'course-created': everywhere('course', 'course.create', 'course.created'),
  'course-changed': [
    async (ctx, trx, { id, isRenamed }) => void (isRenamed && (await followCourseName(ctx, trx, id))),
    followCourse,
    ...everywhere('course', 'course.change', 'course.changed'),
  ],
  'course-image-changed': everywhere('course', 'course.image', 'course.changed'),
  'course-cancelled': [
    tellCourseCancelled,
    register,
    ...everywhere('course', 'course.cancel', 'course.cancelled'),
  ],
  'course-restored': [
    tellCourseRestored,
    settle,
    register,
    ...everywhere('course', 'course.restore', 'course.restored'),
  ],
  'course-deleted': everywhere('course', 'course.delete', 'course.deleted'),

  // Sessions
  'session-created': everywhere('session', 'session.create', 'session.created'),
  'session-changed': [settle, followSession, ...everywhere('session', 'session.change', 'session.changed')],
  'session-cancelled': [
    tellSessionCancelled,
    register,
    ...everywhere('session', 'session.cancel', 'session.cancelled'),
  ],
  'session-restored': [
    tellSessionRestored,
    settle,
    register,
    ...everywhere('session', 'session.restore', 'session.restored'),
  ],
  'session-deleted': everywhere('session', 'session.delete', 'session.deleted'),
  'session-confirmed': [tellConfirmed, ...everywhere('session', 'session.decide', 'session.changed')],
  'session-warned': [tellDecisionDue, ...everywhere('session', 'session.decide', 'session.changed')],
  'session-decision-postponed': everywhere('session', 'session.decide', 'session.changed'),
  'session-field-created': inside('session-field', 'session-field.create'),
  'session-field-changed': inside('session-field', 'session-field.change'),
  'session-field-deleted': inside('session-field', 'session-field.delete'),
  'session-fields-ordered': inside('session-field', 'session-field.order'),

  // Events
  'event-scheduled': [rememberPlanned, ...everywhere('event', 'event.schedule', 'event.created')],
  'event-changed': [rememberChanged, ...everywhere('event', 'event.change', 'event.changed')],
  'events-cancelled': [rememberCancelled, ...everywhere('event', 'event.cancel', 'event.cancelled')],
  'event-restored': [rememberRestored, ...everywhere('event', 'event.restore', 'event.restored')],
  'event-deleted': [logs('event.delete', 'event'), announces('event.deleted', 'eventId')],
  'events-removed': [rememberRemoved, shows('event')],
  'event-room-replaced': everywhere('event', 'event.replace-room', 'event.changed'),
  'event-switched': everywhere('event', 'event.switch-room', 'event.changed'),
  'people-led-elsewhere': [tellLedElsewhere],
  'event-account-changed': everywhere('event', 'event.move-account', 'event.changed'),
  'event-stand-in-arranged': [followInstructors, ...everywhere('event', 'event.stand-in', 'event.changed')],
  'door-given': inside('event', 'event.give-door'),
  'door-taken': inside('event', 'event.take-door'),
  'registrar-named': [tellRegistrar],
  'event-groups-arranged': [
    followGroups,
    rememberArranged,
    ...everywhere('event', 'event.arrange-groups', 'event.changed'),
  ],
  'events-imported': [logs('event.import', 'event')],
  'event-clock-differs': [shows('event')],
  'event-entered': [shows('event'), watchEntered],
  'instructors-changed': [tellInstructors, followInstructors],
  'dates-planned': [tellOfDates('planned')],
  'dates-changed': [tellOfDates('changed')],
  'dates-restored': [tellOfDates('restored')],
  'dates-cancelled': [tellOfDates('cancelled')],
  'dates-deleted': [tellOfDeletedDates],
  'attendance-marked': [
    logs('event.mark-attendance', 'event'),
    announces('attendance.marked', 'eventId'),
    showMarks,
    lookAtEvent,
    followAttendance,
    recordAttendance,
    askToEvaluate,
  ],
  'attendance-unmarked': [
    logs('event.undo-attendance', 'event'),
    announces('attendance.marked', 'eventId'),
    showMarks,
    lookAtEvent,
    followAttendance,
    recordAttendance,
  ],
  'attendance-read': [
    async (ctx, trx, { id }) => void (await judgeAnew(ctx, trx, { eventIds: [id] })),
    shows('attendance'),
  ],
  'presence-asked': [
    logs('event.ask-presence', 'event'),
    announces('presence.asked', 'eventId'),
    showAsked,
    judgeAsked,
  ],
  'presence-opened': [announces('presence.asked', 'eventId'), showAsked],
  'presence-changed': [logs('event.change-presence', 'event'), showAsked, judgeAsked],
  // Pages of who teaches ask again and again: two hundred answers at once are no messages.
  'presence-answered': [announces('presence.answered', 'eventId'), judgeAsked],
  'presence-corrected': [logs('event.correct-presence', 'event'), showCorrected, judgeAsked],
  'attendance-judged': [
    announces('attendance.judged', 'eventId'),
    showMarks,
    lookAtEvent,
    followAttendance,
    recordAttendance,
    askToEvaluate,
  ],
  'part-made-up': [judgeAsked],
  'recording-clock-set': [...inside('event', 'event.set-recording-clock'), judgeAsked],
  // What was missed can be made up in a film that came late.
  'recordings-found': [tellRecordings, shows('event'), lookAtEvent],
  'recordings-looked-for': [shows('event')],
  'recording-hidden': inside('event', 'event.hide-recording'),
  'recording-shown': inside('event', 'event.show-recording'),
  'recording-deleted': inside('event', 'event.delete-recording'),
  'recording-notice-given': [followNotice, ...inside('event', 'event.recording-notice')],
  'recording-agreed': [shows('event')],
  // Until when something can be made up is of the rule, also where no verdict becomes another one.
  'attendance-rule-made': [
    logs('platform.attendance-rule', 'platform'),
    (ctx, trx) => lookAnew(ctx, trx, 'all'),
    shows('attendance'),
  ],
  'course-attendance-rule-made': [
    logs('course.attendance-rule', 'course'),
    (ctx, trx, { id }) => lookAnew(ctx, trx, { courseIds: [id] }),
    shows('attendance'),
  ],
  'stay-matched': [logs('event.match-stay', 'event')],
  'stay-unmatched': [logs('event.unmatch-stay', 'event')],

  // Places
  'enrollments-changed': [
    announceEnrollments,
    (ctx, trx, { sessionId, changes }) =>
      ctx.live.publish(trx, ctx.platform.id, {
        type: 'enrollment',
        id: sessionId,
        forPeople: changes.map(({ personId }) => personId),
      }),
    tellOfPlaces,
    followPlaces,
    (ctx, trx, { sessionId, courseId }) => register(ctx, trx, { id: sessionId, within: [courseId] }),
    async (ctx, trx, { sessionId }) => {
      // Of a session without a past nothing can have been completed by a rule.
      const sessionIds = [sessionId]
      if (await judgeAnew(ctx, trx, { sessionIds })) await lookAnew(ctx, trx, { sessionIds })
    },
  ],
  'manager-asked': [tellManagerAsked],
  'request-approved': [logs('enrollment.approve', 'enrollment')],
  'request-refused': [logs('enrollment.refuse', 'enrollment')],
  'person-enrolled': [logs('enrollment.enroll', 'enrollment')],
  'person-unenrolled': [logs('enrollment.cancel', 'enrollment')],
  'person-moved': [logs('enrollment.move', 'enrollment')],
  'learner-enrolled': [logs('enrollment.self', 'enrollment')],
  'learner-withdrew': [logs('enrollment.withdraw', 'enrollment')],
  'requests-approved': [logs('enrollment.approve', 'session')],
  'people-enrolled': [logs('enrollment.import', 'session')],
  'people-unenrolled': [logs('enrollment.remove-many', 'session')],
  'people-moved': [logs('enrollment.move-many', 'session')],
  'enrollment-rule-made': inside('course', 'course.add-enrollment-rule'),
  'enrollment-rule-removed': inside('course', 'course.remove-enrollment-rule'),

  // Who has completed what
  'person-completed': [announceCompletions('completion.reached'), tellCompleted, certify, recordCompletions],
  'completion-withdrawn': [
    announceCompletions('completion.withdrawn'),
    tellWithdrawn,
    withdraw,
    voidCompletions,
  ],
  'goal-out-of-reach': [tellOutOfReach],
  'completions-made': [showCompletions, followCompletions],
  'completion-expiring': [tellExpiring],
  'completion-decided': [logs('session.complete', 'session'), lookAtOwn],
  'completion-decision-undone': [logs('session.reopen', 'session'), lookAtOwn],
  'score-entered': [logs('session.score', 'session'), lookAtOwn],
  'completion-rule-made': [
    logs('course.completion-rule', 'course'),
    (ctx, trx, { id }) => lookAnew(ctx, trx, { courseIds: [id] }),
    shows('course'),
  ],
  'evaluation-form-made': [logs('course.evaluation', 'course'), shows('course')],
  'evaluation-waiting': [tellSurvey],
  'evaluation-answered': [
    announces('evaluation.answered', 'eventId'),
    (ctx, trx, { sessionId }) => lookAnew(ctx, trx, { sessionIds: [sessionId] }),
  ],
  'absence-explained': [
    logs('event.explain-absence', 'event'),
    announces('attendance.explained', 'eventId'),
    tellExplained,
    shows('attendance'),
  ],
  'cool-down-lifted': inside('person', 'person.lift-cool-down'),
  // Certificates
  'certificates-issued': [announceCertificates('certificate.issued'), tellIssued, showCertificates],
  'certificates-recalled': [announceCertificates('certificate.recalled'), tellRecalled, showCertificates],
  'certificates-issued-by-hand': [logs('certificate.issue', 'session')],
  'certificate-recalled-by-hand': [logs('certificate.recall', 'session')],
  'certificate-reissued': [logs('certificate.reissue', 'session')],
  'certificate-template-changed': [logs('certificate.template', 'platform')],
  'certificate-key-made': [logs('certificate.key', 'platform')],

  // When people teach
  'weekly-hours-changed': inside('person', 'person.change-hours'),
  'absence-added': inside('person', 'person.add-absence'),
  'absence-removed': inside('person', 'person.remove-absence'),

  // Plans
  'plan-begun': inside('plan', 'plan.begin'),
  'plan-undone': inside('plan', 'plan.undo'),

  // Operations
  'event-looked-at': [shows('event')],
  'room-found-unready': [tellRoomNotReady],
  'event-found-unstarted': [tellNotStarted, shows('event')],
  'event-alarm-ended': [shows('event')],
  'learners-nudged': [tellNudge, logs('event.nudge', 'event')],
  'message-sent': [tellMessage, logs('event.message', 'event'), shows('attendance')],
  'report-export-begun': [logs('report.export', 'platform')],
  'report-export-removed': [], // a file of one's own
  'report-view-saved': [], // one's own, or seen when the page is opened
  'report-view-removed': [],
  'report-mailing-set': [logs('report.mail', 'platform')],
  'report-mailing-ended': [], // as the view itself
  'report-mailing-left': [followUnsubscribed],
  'move-begun': [logs('move.begin', 'move')],
  'move-undone': [logs('move.undo', 'move')],
  'room-deleted-by-hand': [logs('room.deleted-by-hand', 'room')],
  'app-events-imported': [logs('app.import-events', 'app'), shows('course')],
}

/** A session, or several. */
type OfSessions = { readonly id: SessionId } | { readonly sessionIds: readonly SessionId[] }
const sessionsOf = (about: OfSessions) =>
  'sessionIds' in about ? [...new Set(about.sessionIds)] : [about.id]

/** The waiting lists do what is due, in the order of their ids, as whoever locks several does. */
async function settle(ctx: Ctx, trx: Trx, about: OfSessions): Promise<void> {
  for (const sessionId of sessionsOf(about).sort()) await settlePlaces(ctx, trx, sessionId)
}

/** Who is judged is others than before, in events that are over. */
async function judgeSessions(ctx: Ctx, trx: Trx, about: OfSessions): Promise<void> {
  await judgeAnew(ctx, trx, { sessionIds: sessionsOf(about) })
}

/** Who has places is others than before: a job makes the registrations at the provider follow. */
async function register(
  ctx: Ctx,
  trx: Trx,
  about: OfSessions & { within?: readonly string[] },
): Promise<void> {
  const ids = sessionsOf(about)
  await followEnrollments(ctx, trx, ids)
  await shows('enrollment')(ctx, trx, { ids, ...(about.within && { within: about.within }) })
}

/** Everybody sees it: every page carries the brand. */
async function showPlatform(ctx: Ctx, trx: Trx, { id }: FactOf<'platform-changed'>): Promise<void> {
  await ctx.live.publish(trx, ctx.platform.id, { type: 'platform', id, forPeople: 'everybody' })
}

/** Whoever was marked sees it, whatever page they look at. */
async function showMarks(
  ctx: Ctx,
  trx: Trx,
  { id, personIds }: FactOf<'attendance-marked' | 'attendance-unmarked' | 'attendance-judged'>,
): Promise<void> {
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id, forPeople: personIds })
}

/** Everybody with a place sees what they are asked, whatever page they look at. */
async function showAsked(
  ctx: Ctx,
  trx: Trx,
  { id, sessionId }: { readonly id: EventId; readonly sessionId: SessionId },
): Promise<void> {
  const forPeople = await listLearnerIds(ctx, trx, sessionId)
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id, forPeople })
}

async function showCorrected(
  ctx: Ctx,
  trx: Trx,
  { id, personId }: FactOf<'presence-corrected'>,
): Promise<void> {
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id, forPeople: [personId] })
}

/** What comes after the end, such as from a phone that had no network, makes other verdicts. */
async function judgeAsked(ctx: Ctx, trx: Trx, { id }: { readonly id: EventId }): Promise<void> {
  await judgeAnew(ctx, trx, { eventIds: [id] })
}

/** Who has completed a session may be others than before. */
function lookAtOwn(ctx: Ctx, trx: Trx, { id }: { readonly id: SessionId }): Promise<void> {
  return lookAnew(ctx, trx, { sessionIds: [id] })
}
function lookAtEvent(ctx: Ctx, trx: Trx, { id }: { readonly id: EventId }): Promise<void> {
  return lookAnew(ctx, trx, { eventIds: [id] })
}

/** Whoever is further than before sees it, whatever page they look at. */
async function showCompletions(
  ctx: Ctx,
  trx: Trx,
  { id, personIds }: FactOf<'completions-made'>,
): Promise<void> {
  await shows('attendance')(ctx, trx, { id })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'enrollment', id, forPeople: personIds })
}

/** Whoever it is about sees it, whatever page they look at. */
async function showCertificates(
  ctx: Ctx,
  trx: Trx,
  { sessionId: id, certificates }: FactOf<'certificates-issued' | 'certificates-recalled'>,
): Promise<void> {
  const forPeople = certificates.map(({ personId }) => personId)
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id, forPeople })
}

/** Lets everybody follow a fact. A request with an `Idempotency-Key` has done something from then on. */
export async function react(ctx: Ctx, trx: Trx, fact: Fact): Promise<void> {
  for (const follow of followers[fact.kind] as readonly Follower<Fact>[]) await follow(ctx, trx, fact)
  await markCommitted(ctx, trx)
}
