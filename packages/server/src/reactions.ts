import type { Ctx, Follower } from './ctx.ts'
import type { Trx } from './db/database.ts'
import type { Fact, FactOf } from './domain/fact.ts'
import type { OfPeople } from './domain/facts/people.ts'
import type { CourseId, SessionId } from './domain/ids.ts'
import { moveCalendars } from './features/messages/notifications/address-change.ts'
import {
  showInbox,
  showSettings,
  tellUnwritten,
  tellWebhookOff,
} from './features/messages/notifications/followers.ts'
import {
  tellMessage,
  tellNotStarted,
  tellNudge,
  tellRoomNotReady,
} from './features/messages/notifications/news-of-operations.ts'
import { tellPairingEnded, tellPairingEnds } from './features/messages/notifications/news-of-rooms.ts'
import {
  tellConfirmed,
  tellCourseCancelled,
  tellCourseRestored,
  tellDecisionDue,
  tellInstructors,
  tellOfDates,
  tellOfDeletedDates,
  tellOfPlaces,
  tellSessionCancelled,
  tellSessionRestored,
} from './features/messages/notifications/news-of-training.ts'
import { endKeys } from './features/people/api-keys/followers.ts'
import { checkLogins, checkStreams } from './features/people/auth/followers.ts'
import { logs } from './features/platform/audit/audit.service.ts'
import { markCommitted } from './features/platform/idempotency/idempotency.service.ts'
import { shows, showsEach } from './features/platform/live/shows.ts'
import { announceEnrollments, announceRoom, announces } from './features/platform/webhooks/outbox.service.ts'
import {
  followEnrollments,
  followPeople,
  followRoom,
} from './features/rooms/registrations/registrations.service.ts'
import { handOverRooms, resumeRoomsOfAccount } from './features/rooms/rooms/rooms.service.ts'
import { giveBackOfInactive } from './features/training/enrollments/leavers.service.ts'
import { settlePlaces } from './features/training/enrollments/places.service.ts'
import { followCourseName } from './features/training/lifecycle/lifecycle.service.ts'

type Followers = { readonly [Kind in Fact['kind']]: readonly Follower<FactOf<Kind>>[] }

/** Who follows whatever is another about people, on every way: by hand, by a table, by a merge. */
const ofPeople: readonly Follower<OfPeople>[] = [
  (ctx, trx, { personIds }) => giveBackOfInactive(ctx, trx, personIds),
  (ctx, trx, { personIds }) => followPeople(ctx, trx, personIds),
  endKeys,
  checkLogins,
  moveCalendars,
]
const showsPeople = showsEach<OfPeople>('person', ({ personIds }) => personIds)

/**
 * Who follows what happened, in order and in the transaction in which it did: all of it or nothing. Whoever says a fact
 * does not know of them. What takes long or asks others (rooms and registrations at a provider, mails, webhooks) is
 * only written down here, and done by a job after the commit.
 *
 * `logs` = the audit log, `announces` = webhooks, `shows` = pages that are open.
 */
const followers: Followers = {
  // Platform
  'app-activated': [logs('app.activate', 'app'), shows('app')],
  'app-deactivated': [logs('app.deactivate', 'app'), shows('app')],
  'app-removed': [logs('app.remove', 'app'), shows('app')],
  'app-switch-planned': [logs('app.plan-switch', 'app'), shows('app')],
  'domain-added': [logs('domain.add', 'domain'), shows('domain')],
  'domain-proven': [logs('domain.prove', 'domain'), shows('domain')],
  'domain-made-primary': [logs('domain.make-primary', 'domain'), shows('domain')],
  'domain-removed': [logs('domain.remove', 'domain'), shows('domain')],
  'webhook-created': [logs('webhook.create', 'webhook'), shows('webhook')],
  'webhook-changed': [logs('webhook.change', 'webhook'), shows('webhook')],
  'webhook-secret-renewed': [logs('webhook.renew-secret', 'webhook'), shows('webhook')],
  'webhook-tested': [logs('webhook.test', 'webhook'), shows('webhook')],
  'webhook-sent-again': [logs('webhook.send-again', 'webhook'), shows('webhook')],
  'webhook-switched-off': [tellWebhookOff, logs('webhook.switch-off', 'webhook'), shows('webhook')],
  'webhook-deleted': [logs('webhook.delete', 'webhook'), shows('webhook')],

  // Messages
  'mail-not-written': [tellUnwritten],
  'mail-resent': [logs('mail.resend', 'person')],
  'notification-settings-changed': [logs('notifications.change', 'notification'), showSettings],
  'notification-template-changed': [logs('notifications.template', 'notification'), showSettings],
  'notification-preferences-changed': [showInbox],
  'notifications-read': [showInbox],

  // Rooms
  'account-created': [logs('account.create', 'account'), shows('account')],
  'account-changed': [logs('account.change', 'account'), shows('account')],
  'account-unpaired': [announces('account.needs-pairing', 'accountId')],
  'account-deleted': [logs('account.delete', 'account'), shows('account')],
  'account-paired': [
    (ctx, trx, { id }) => resumeRoomsOfAccount(ctx, trx, id),
    logs('account.pair', 'account'),
    shows('account'),
  ],
  'account-pairing-failed': [shows('account')],
  'account-pairing-ended': [
    tellPairingEnded,
    logs('account.pairing-ended', 'account'),
    announces('account.needs-pairing', 'accountId'),
    shows('account'),
  ],
  'account-pairing-found-ending': [tellPairingEnds],
  'organizer-unpaired': [shows('account')],
  'organizers-forgotten': [shows('account')],
  'organizer-removed': [
    (ctx, trx, { id, organizerId }) => handOverRooms(ctx, trx, id, organizerId),
    logs('account.remove-organizer', 'account'),
    shows('account'),
  ],
  'room-changed': [
    followRoom,
    announceRoom,
    (ctx, trx, { eventId }) => shows('event')(ctx, trx, { id: eventId }),
  ],
  'room-drifted': [(ctx, trx, { eventId }) => shows('event')(ctx, trx, { id: eventId })],

  // People
  'person-created': [logs('person.create', 'person'), shows('person')],
  'person-changed': [...ofPeople, logs('person.change', 'person'), shows('person')],
  'person-activated': [...ofPeople, logs('person.activate', 'person'), shows('person')],
  'person-deactivated': [...ofPeople, logs('person.deactivate', 'person'), shows('person')],
  'person-merged': [
    (ctx, trx, { sessionIds }) => settleAll(ctx, trx, sessionIds),
    (ctx, trx, { sessionIds }) => registerIn(ctx, trx, sessionIds),
    ...ofPeople,
    logs('person.merge', 'person'),
    showsPeople,
  ],
  'addresses-tidied': [...ofPeople, showsPeople],
  'people-import-begun': [logs('person.import', 'person')],
  'people-imported': [...ofPeople, showsPeople],
  'people-import-finished': [shows('import')],
  'person-invited': [logs('person.invite', 'person'), shows('person')],
  'own-preferences-changed': [shows('person')],
  'password-changed': [logs('person.change-password', 'person'), shows('person')],
  'password-reset-sent': [logs('person.send-reset', 'person')],
  'second-factor-turned-on': [logs('person.second-factor-on', 'person'), shows('person')],
  'second-factor-turned-off': [logs('person.second-factor-off', 'person'), shows('person')],
  'passkey-added': [logs('person.add-passkey', 'person'), shows('person')],
  'passkey-removed': [logs('person.remove-passkey', 'person'), shows('person')],
  'logins-ended': [(ctx, trx, { id }) => checkStreams(ctx, trx, { personIds: [id] }), shows('person')],
  'person-signed-out': [logs('person.sign-out', 'person')],
  'api-key-created': [logs('api-key.create', 'api-key'), shows('api-key')],
  'api-key-revoked': [checkStreams, logs('api-key.revoke', 'api-key'), shows('api-key')],
  'api-keys-ended': [shows('api-key')],
  'identity-provider-created': [logs('identity-provider.create', 'identity-provider')],
  'identity-provider-changed': [logs('identity-provider.change', 'identity-provider')],
  'identity-provider-deleted': [logs('identity-provider.delete', 'identity-provider')],
  'group-created': [logs('group.create', 'group'), shows('group')],
  'group-renamed': [logs('group.change', 'group'), shows('group')],
  'group-deleted': [logs('group.delete', 'group'), shows('group')],
  'group-members-added': [logs('group.add-members', 'group'), shows('group')],
  'group-member-removed': [logs('group.remove-member', 'group'), shows('group')],

  // Courses
  'course-created': [
    logs('course.create', 'course'),
    announces('course.created', 'courseId'),
    shows('course'),
  ],
  'course-changed': [
    async (ctx, trx, { id, isRenamed }) => void (isRenamed && (await followCourseName(ctx, trx, id))),
    logs('course.change', 'course'),
    announces('course.changed', 'courseId'),
    shows('course'),
  ],
  'course-image-changed': [
    logs('course.image', 'course'),
    announces('course.changed', 'courseId'),
    shows('course'),
  ],
  'course-cancelled': [
    tellCourseCancelled,
    (ctx, trx, { sessionIds }) => registerIn(ctx, trx, sessionIds),
    logs('course.cancel', 'course'),
    announces('course.cancelled', 'courseId'),
    shows('course'),
  ],
  'course-restored': [
    tellCourseRestored,
    (ctx, trx, { sessionIds }) => settleAll(ctx, trx, sessionIds),
    (ctx, trx, { sessionIds }) => registerIn(ctx, trx, sessionIds),
    logs('course.restore', 'course'),
    announces('course.restored', 'courseId'),
    shows('course'),
  ],
  'course-deleted': [
    logs('course.delete', 'course'),
    announces('course.deleted', 'courseId'),
    shows('course'),
  ],

  // Sessions
  'session-created': [
    logs('session.create', 'session'),
    announces('session.created', 'sessionId'),
    shows('session'),
  ],
  'session-changed': [
    (ctx, trx, { id }) => settlePlaces(ctx, trx, id),
    logs('session.change', 'session'),
    announces('session.changed', 'sessionId'),
    shows('session'),
  ],
  'session-cancelled': [
    tellSessionCancelled,
    (ctx, trx, { id }) => registerIn(ctx, trx, [id]),
    logs('session.cancel', 'session'),
    announces('session.cancelled', 'sessionId'),
    shows('session'),
  ],
  'session-restored': [
    tellSessionRestored,
    (ctx, trx, { id }) => settlePlaces(ctx, trx, id),
    (ctx, trx, { id }) => registerIn(ctx, trx, [id]),
    logs('session.restore', 'session'),
    announces('session.restored', 'sessionId'),
    shows('session'),
  ],
  'session-deleted': [
    logs('session.delete', 'session'),
    announces('session.deleted', 'sessionId'),
    shows('session'),
  ],
  'session-confirmed': [
    tellConfirmed,
    logs('session.decide', 'session'),
    announces('session.changed', 'sessionId'),
    shows('session'),
  ],
  'session-warned': [
    tellDecisionDue,
    logs('session.decide', 'session'),
    announces('session.changed', 'sessionId'),
    shows('session'),
  ],
  'session-decision-postponed': [
    logs('session.decide', 'session'),
    announces('session.changed', 'sessionId'),
    shows('session'),
  ],
  'session-completed': [
    (ctx, trx, { id }) => registerIn(ctx, trx, [id]),
    logs('session.complete', 'session'),
    announces('session.changed', 'sessionId'),
    shows('attendance'),
  ],
  'session-reopened': [
    (ctx, trx, { id }) => registerIn(ctx, trx, [id]),
    logs('session.reopen', 'session'),
    announces('session.changed', 'sessionId'),
    shows('attendance'),
  ],
  'session-field-created': [logs('session-field.create', 'session-field'), shows('session-field')],
  'session-field-changed': [logs('session-field.change', 'session-field'), shows('session-field')],
  'session-field-deleted': [logs('session-field.delete', 'session-field'), shows('session-field')],
  'session-fields-ordered': [logs('session-field.order', 'session-field'), shows('session-field')],

  // Events
  'event-scheduled': [logs('event.schedule', 'event'), announces('event.created', 'eventId'), shows('event')],
  'event-changed': [logs('event.change', 'event'), announces('event.changed', 'eventId'), shows('event')],
  'events-cancelled': [
    logs('event.cancel', 'event'),
    announces('event.cancelled', 'eventId'),
    shows('event'),
  ],
  'event-restored': [logs('event.restore', 'event'), announces('event.restored', 'eventId'), shows('event')],
  'event-deleted': [logs('event.delete', 'event'), announces('event.deleted', 'eventId')],
  'events-removed': [shows('event')],
  'event-room-replaced': [
    logs('event.replace-room', 'event'),
    announces('event.changed', 'eventId'),
    shows('event'),
  ],
  'event-account-changed': [
    logs('event.move-account', 'event'),
    announces('event.changed', 'eventId'),
    shows('event'),
  ],
  'event-stand-in-arranged': [
    logs('event.stand-in', 'event'),
    announces('event.changed', 'eventId'),
    shows('event'),
  ],
  'events-imported': [logs('event.import', 'event')],
  'event-clock-differs': [shows('event')],
  'event-entered': [shows('event')],
  'instructors-changed': [tellInstructors],
  'dates-planned': [tellOfDates('planned')],
  'dates-changed': [tellOfDates('changed')],
  'dates-restored': [tellOfDates('restored')],
  'dates-cancelled': [tellOfDates('cancelled')],
  'dates-deleted': [tellOfDeletedDates],
  'attendance-marked': [
    logs('event.mark-attendance', 'event'),
    announces('attendance.marked', 'eventId'),
    showMarks,
  ],
  'attendance-unmarked': [
    logs('event.undo-attendance', 'event'),
    announces('attendance.marked', 'eventId'),
    showMarks,
  ],

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
    (ctx, trx, { sessionId, courseId }) => registerIn(ctx, trx, [sessionId], [courseId]),
  ],
  'person-enrolled': [logs('enrollment.enroll', 'enrollment')],
  'person-unenrolled': [logs('enrollment.cancel', 'enrollment')],
  'person-moved': [logs('enrollment.move', 'enrollment')],
  'learner-enrolled': [logs('enrollment.self', 'enrollment')],
  'learner-withdrew': [logs('enrollment.withdraw', 'enrollment')],
  'requests-approved': [logs('enrollment.approve', 'session')],
  'people-enrolled': [logs('enrollment.import', 'session')],
  'people-unenrolled': [logs('enrollment.remove-many', 'session')],
  'people-moved': [logs('enrollment.move-many', 'session')],

  // Plans
  'plan-begun': [logs('plan.begin', 'plan'), shows('plan')],
  'plan-undone': [logs('plan.undo', 'plan'), shows('plan')],

  // Operations
  'event-looked-at': [shows('event')],
  'room-found-unready': [tellRoomNotReady],
  'event-found-unstarted': [tellNotStarted, shows('event')],
  'event-alarm-ended': [shows('event')],
  'learners-nudged': [tellNudge, logs('event.nudge', 'event')],
  'message-sent': [tellMessage, logs('event.message', 'event'), shows('attendance')],
  'move-begun': [logs('move.begin', 'move')],
  'move-undone': [logs('move.undo', 'move')],
  'room-deleted-by-hand': [logs('room.deleted-by-hand', 'room')],
  'app-events-imported': [logs('app.import-events', 'app'), shows('course')],
}

/** In the order of their ids, as whoever locks several does. */
async function settleAll(ctx: Ctx, trx: Trx, sessionIds: readonly SessionId[]): Promise<void> {
  for (const sessionId of [...new Set(sessionIds)].sort()) await settlePlaces(ctx, trx, sessionId)
}

/** Who has places is others than before: a job makes the registrations at the provider follow. */
async function registerIn(
  ctx: Ctx,
  trx: Trx,
  sessionIds: readonly SessionId[],
  within?: readonly CourseId[],
): Promise<void> {
  for (const sessionId of new Set(sessionIds)) await followEnrollments(ctx, trx, sessionId)
  await shows('enrollment')(ctx, trx, { ids: [...new Set(sessionIds)], ...(within && { within }) })
}

/** Whoever was marked sees it, whatever page they look at. */
async function showMarks(
  ctx: Ctx,
  trx: Trx,
  { id, personIds }: FactOf<'attendance-marked' | 'attendance-unmarked'>,
): Promise<void> {
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'attendance', id, forPeople: personIds })
}

/** Lets everybody follow a fact. A request with an `Idempotency-Key` has done something from then on. */
export async function react(ctx: Ctx, trx: Trx, fact: Fact): Promise<void> {
  for (const follow of followers[fact.kind] as readonly Follower<Fact>[]) await follow(ctx, trx, fact)
  await markCommitted(ctx, trx)
}
