import type { Ctx } from '../../ctx.ts'
import type { PlatformId } from '../../domain/ids.ts'
import { defineJob, type JobQueue } from '../../jobs/jobs.ts'
import { forgetLeft } from '../accounts/organizer-changes.service.ts'
import { keepPaired, warnOfEnding } from '../accounts/tokens.service.ts'
import { sendAskedResetJob } from '../auth/password.job.ts'
import { sendAskedReset } from '../auth/password.service.ts'
import { sweepDecisions } from '../decisions/decisions.service.ts'
import { settlePlacesJob } from '../enrollments/places.job.ts'
import { settleExpired, sweepPlaces } from '../enrollments/places.service.ts'
import { sweepIdempotency } from '../idempotency/idempotency.service.ts'
import { deliverMails, deliverMailsJob, type SendMail, sweepMails } from '../mails/delivery.service.ts'
import { carryOutMove, moveEventsJob } from '../moves/moves.service.ts'
import {
  refreshMail,
  senderNameOf,
  sendNotifications,
  sendNotificationsJob,
  sweepNotifications,
} from '../notifications/notifications.service.ts'
import { carryOutPlan } from '../planning/plan-work.service.ts'
import { carryOutPlanJob } from '../planning/plans.service.ts'
import { type CheckMinutes, sweepPreflights } from '../preflight/preflight.service.ts'
import { reconcileRegistrationsJob } from '../registrations/registrations.job.ts'
import { reconcileRegistrations } from '../registrations/registrations.reconciler.ts'
import { sweepRegistrations } from '../registrations/registrations.service.ts'
import { sweepAlarms } from '../roster/alarms.service.ts'
import { lookAtRun, lookAtRunJob } from '../roster/looks.service.ts'
import { deliver, sweepWebhooks } from '../webhooks/delivery.service.ts'
import { deliverWebhookJob } from '../webhooks/webhooks.job.ts'
import { sweepZoneChanges } from '../zone-changes/zone-changes.service.ts'
import { compareRoom, compareRoomJob, sweepDrift } from './drift.ts'
import { reconcileRoom } from './reconciler.ts'
import { reconcileRoomJob, sweepRooms } from './rooms.service.ts'

export const sweepRoomsJob = defineJob<Record<string, never>>('room.sweep')

/** Twice an hour: compares rooms with the provider, keeps idle pairings alive, and watches the rules of zones. */
export const sweepDriftJob = defineJob<Record<string, never>>('room.drift')

/** How a job comes to the platform that it works for. */
export interface JobContexts {
  /** Undefined = no mail server is set up. */
  readonly sendMail: SendMail | undefined
  readonly checkMinutes: CheckMinutes
  /** Undefined for a platform that is gone. */
  ctxFor(platformId: PlatformId): Promise<Ctx | undefined>
  listPlatformIds(): Promise<PlatformId[]>
}

export async function workOffRooms(queue: JobQueue, contexts: JobContexts): Promise<void> {
  await queue.work(reconcileRoomJob, async ({ platformId, roomId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await reconcileRoom(ctx, roomId)
  })
  await queue.work(reconcileRegistrationsJob, async ({ platformId, roomId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await reconcileRegistrations(ctx, roomId)
  })
  await queue.work(sweepRoomsJob, async () => {
    for (const platformId of await contexts.listPlatformIds()) {
      const ctx = await contexts.ctxFor(platformId)
      if (!ctx) continue
      await sweepRooms(ctx)
      await sweepRegistrations(ctx)
      await sweepPreflights(ctx, contexts.checkMinutes)
      await sweepDecisions(ctx)
      await sweepPlaces(ctx)
      await sweepAlarms(ctx)
      await sweepNotifications(ctx)
      await sweepMails(ctx, { send: contexts.sendMail })
      await sweepWebhooks(ctx)
      await sweepIdempotency(ctx)
    }
  })
  const delivery = { send: contexts.sendMail, refresh: refreshMail, fromName: senderNameOf }
  await queue.work(lookAtRunJob, async ({ platformId, eventId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await lookAtRun(ctx, eventId)
  })
  await queue.work(deliverMailsJob, async ({ platformId, personId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await deliverMails(ctx, delivery, personId)
  })
  await queue.work(sendNotificationsJob, async ({ platformId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await sendNotifications(ctx)
  })
  await queue.work(deliverWebhookJob, async ({ platformId, deliveryId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await deliver(ctx, deliveryId)
  })
  await queue.work(settlePlacesJob, async ({ platformId, sessionId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await settleExpired(ctx, sessionId)
  })
  await queue.work(sendAskedResetJob, async ({ platformId, email }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await sendAskedReset(ctx, email)
  })
  await queue.work(moveEventsJob, async ({ platformId, moveId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await carryOutMove(ctx, moveId)
  })
  await queue.work(carryOutPlanJob, async ({ platformId, planId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await carryOutPlan(ctx, planId)
  })
  await queue.work(compareRoomJob, async ({ platformId, roomId }) => {
    const ctx = await contexts.ctxFor(platformId)
    if (ctx) await compareRoom(ctx, roomId)
  })
  await queue.work(sweepDriftJob, async () => {
    for (const platformId of await contexts.listPlatformIds()) {
      const ctx = await contexts.ctxFor(platformId)
      if (!ctx) continue
      await sweepDrift(ctx)
      await keepPaired(ctx)
      await warnOfEnding(ctx)
      await forgetLeft(ctx)
      await sweepZoneChanges(ctx)
    }
  })
  await queue.schedule(sweepRoomsJob, '* * * * *', {})
  await queue.schedule(sweepDriftJob, '7,37 * * * *', {})
}
