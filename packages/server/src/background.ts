import type { Logger } from 'pino'
import type { Ctx } from './ctx.ts'
import type { PlatformId } from './domain/ids.ts'
import {
  deliverMails,
  deliverMailsJob,
  type SendMail,
  sweepMails,
} from './features/messages/mails/delivery.service.ts'
import {
  refreshMail,
  senderNameOf,
  sendNotifications,
  sendNotificationsJob,
  sweepNotifications,
} from './features/messages/notifications/notifications.service.ts'
import { carryOutMove, moveEventsJob } from './features/operations/moves/moves.service.ts'
import { type CheckMinutes, sweepPreflights } from './features/operations/preflight/preflight.service.ts'
import { sweepAlarms } from './features/operations/roster/alarms.service.ts'
import { lookAtRun, lookAtRunJob } from './features/operations/roster/looks.service.ts'
import { sendAskedResetJob } from './features/people/auth/password.job.ts'
import { sendAskedReset } from './features/people/auth/password.service.ts'
import { importPeopleJob } from './features/people/people/import.service.ts'
import { carryOutImport, sweepImports } from './features/people/people/import-work.service.ts'
import { sweepIdempotency } from './features/platform/idempotency/idempotency.service.ts'
import { deliver, sweepWebhooks } from './features/platform/webhooks/delivery.service.ts'
import { deliverWebhookJob } from './features/platform/webhooks/webhooks.job.ts'
import { forgetLeft } from './features/rooms/accounts/organizer-changes.service.ts'
import { keepPaired, warnOfEnding } from './features/rooms/accounts/tokens.service.ts'
import { reconcileRegistrationsJob } from './features/rooms/registrations/registrations.job.ts'
import { reconcileRegistrations } from './features/rooms/registrations/registrations.reconciler.ts'
import { sweepRegistrations } from './features/rooms/registrations/registrations.service.ts'
import { compareRoom, compareRoomJob, sweepDrift } from './features/rooms/rooms/drift.ts'
import { reconcileRoom } from './features/rooms/rooms/reconciler.ts'
import { reconcileRoomJob, sweepRooms } from './features/rooms/rooms/rooms.service.ts'
import { sweepDecisions } from './features/training/decisions/decisions.service.ts'
import { settlePlacesJob } from './features/training/enrollments/places.job.ts'
import { settleExpired, sweepPlaces } from './features/training/enrollments/places.service.ts'
import { carryOutPlan } from './features/training/planning/plan-work.service.ts'
import { carryOutPlanJob } from './features/training/planning/plans.service.ts'
import { sweepZoneChanges } from './features/training/zone-changes/zone-changes.service.ts'
import { defineJob, type JobKind, type JobQueue } from './jobs/jobs.ts'
import { type Platforms, type Sweep, sweepPlatforms } from './jobs/sweep.ts'

/** What works in the background: which handler does which job, and what is looked after how often. */

/** What handlers and sweeps need beside the platform's `Ctx`. */
export interface BackgroundSettings {
  /** Undefined = no mail server is set up. */
  readonly sendMail: SendMail | undefined
  readonly checkMinutes: CheckMinutes
}

/** A job of one platform with who does it. */
interface Handler {
  readonly kind: JobKind<{ platformId: PlatformId }>
  readonly handle: (ctx: Ctx, payload: never) => Promise<void>
}

function handler<P extends { platformId: PlatformId }>(
  kind: JobKind<P>,
  handle: (ctx: Ctx, payload: P) => Promise<void>,
): Handler {
  return { kind, handle }
}

function handlersOf({ sendMail }: BackgroundSettings): readonly Handler[] {
  const delivery = { send: sendMail, refresh: refreshMail, fromName: senderNameOf }
  return [
    handler(reconcileRoomJob, (ctx, { roomId }) => reconcileRoom(ctx, roomId)),
    handler(reconcileRegistrationsJob, (ctx, { roomId }) => reconcileRegistrations(ctx, roomId)),
    handler(compareRoomJob, (ctx, { roomId }) => compareRoom(ctx, roomId)),
    handler(lookAtRunJob, (ctx, { eventId }) => lookAtRun(ctx, eventId)),
    handler(moveEventsJob, (ctx, { moveId }) => carryOutMove(ctx, moveId)),
    handler(carryOutPlanJob, (ctx, { planId }) => carryOutPlan(ctx, planId)),
    handler(importPeopleJob, (ctx, { importId }) => carryOutImport(ctx, importId)),
    handler(settlePlacesJob, (ctx, { sessionId }) => settleExpired(ctx, sessionId)),
    handler(sendAskedResetJob, (ctx, { email }) => sendAskedReset(ctx, email)),
    handler(sendNotificationsJob, (ctx) => sendNotifications(ctx)),
    handler(deliverMailsJob, (ctx, { personId }) => deliverMails(ctx, delivery, personId)),
    handler(deliverWebhookJob, (ctx, { deliveryId }) => deliver(ctx, deliveryId)),
  ]
}

/** A round over all platforms, on a cron schedule in UTC. */
interface Round {
  readonly kind: JobKind<Record<string, never>>
  readonly cron: string
  readonly sweeps: readonly Sweep<Ctx>[]
}

export function roundsOf({ sendMail, checkMinutes }: BackgroundSettings): readonly Round[] {
  return [
    {
      kind: defineJob('room.sweep'),
      cron: '* * * * *',
      sweeps: [
        { name: 'rooms', run: sweepRooms },
        { name: 'registrations', run: sweepRegistrations },
        { name: 'preflights', run: (ctx) => sweepPreflights(ctx, checkMinutes) },
        { name: 'decisions', run: sweepDecisions },
        { name: 'places', run: sweepPlaces },
        { name: 'alarms', run: sweepAlarms },
        { name: 'notifications', run: sweepNotifications },
        { name: 'mails', run: (ctx) => sweepMails(ctx, { send: sendMail }) },
        { name: 'webhooks', run: sweepWebhooks },
        { name: 'idempotency', run: sweepIdempotency },
        { name: 'imports', run: sweepImports },
      ],
    },
    {
      kind: defineJob('room.drift'),
      cron: '7,37 * * * *',
      sweeps: [
        { name: 'drift', run: sweepDrift },
        { name: 'pairings', run: keepPaired },
        { name: 'ending pairings', run: warnOfEnding },
        { name: 'left organizers', run: forgetLeft },
        { name: 'zone changes', run: sweepZoneChanges },
      ],
    },
  ]
}

/** Every kind of background job: the queue makes their tables before anything is sent. */
export const jobKinds: readonly JobKind<object>[] = (() => {
  const settings = { sendMail: undefined, checkMinutes: { day: 0, hour: 0 } }
  return [...handlersOf(settings), ...roundsOf(settings)].map(({ kind }) => kind)
})()

/** Starts working off all jobs, and sends the rounds at their times. */
export async function workInBackground(
  queue: JobQueue,
  settings: BackgroundSettings,
  platforms: Platforms<Ctx>,
  log: Logger,
): Promise<void> {
  for (const { kind, handle } of handlersOf(settings)) {
    await queue.work(kind, async (payload) => {
      const ctx = await platforms.ctxFor(payload.platformId)
      if (ctx) await handle(ctx, payload as never) // of the kind that it was sent with
    })
  }
  for (const { kind, cron, sweeps } of roundsOf(settings)) {
    await queue.work(kind, () => sweepPlatforms(sweeps, platforms, log))
    await queue.schedule(kind, cron, {})
  }
}
