import type { Ctx, Follower } from './ctx.ts'
import type { Trx } from './db/database.ts'
import type { Fact, FactOf } from './domain/fact.ts'
import {
  showInbox,
  showSettings,
  tellUnwritten,
  tellWebhookOff,
} from './features/messages/notifications/followers.ts'
import { logs } from './features/platform/audit/audit.service.ts'
import { markCommitted } from './features/platform/idempotency/idempotency.service.ts'
import { shows } from './features/platform/live/shows.ts'
import { announces } from './features/platform/webhooks/outbox.service.ts'
import { followPeople } from './features/rooms/registrations/registrations.service.ts'
import { handOverRooms, resumeRoomsOfAccount } from './features/rooms/rooms/rooms.service.ts'
import { giveBackOfInactive } from './features/training/enrollments/leavers.service.ts'
import { followPlaces, settlePlaces } from './features/training/enrollments/places.service.ts'
import { followCourseName } from './features/training/events/lifecycle.service.ts'

type Followers = { readonly [Kind in Fact['kind']]: readonly Follower<FactOf<Kind>>[] }

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
  'account-paired': [
    (ctx, trx, { id }) => resumeRoomsOfAccount(ctx, trx, id),
    logs('account.pair', 'account'),
    shows('account'),
  ],
  'organizer-removed': [
    (ctx, trx, { id, organizerId }) => handOverRooms(ctx, trx, id, organizerId),
    logs('account.remove-organizer', 'account'),
    shows('account'),
  ],

  // People
  'people-changed': [
    (ctx, trx, { personIds }) => giveBackOfInactive(ctx, trx, personIds),
    (ctx, trx, { personIds }) => followPeople(ctx, trx, personIds),
  ],

  // Training
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
  'places-changed': [
    async (ctx, trx, { sessionIds }) => {
      for (const sessionId of [...new Set(sessionIds)].sort()) {
        await settlePlaces(ctx, trx, sessionId)
        await followPlaces(ctx, trx, sessionId)
      }
    },
  ],
}

/** Lets everybody follow a fact. A request with an `Idempotency-Key` has done something from then on. */
export async function react(ctx: Ctx, trx: Trx, fact: Fact): Promise<void> {
  for (const follow of followers[fact.kind] as readonly Follower<Fact>[]) await follow(ctx, trx, fact)
  await markCommitted(ctx, trx)
}
