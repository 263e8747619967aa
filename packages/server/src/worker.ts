import type { Logger } from 'pino'
import { z } from 'zod'
import type { Ctx } from './ctx.ts'
import type { SendMail } from './features/messages/mails/delivery.service.ts'
import { mailsWork } from './features/messages/mails/mails.work.ts'
import { refreshMail, senderNameOf } from './features/messages/notifications/notifications.service.ts'
import { notificationsWork } from './features/messages/notifications/notifications.work.ts'
import { movesWork } from './features/operations/moves/moves.work.ts'
import type { CheckMinutes } from './features/operations/preflight/preflight.service.ts'
import { preflightWork } from './features/operations/preflight/preflight.work.ts'
import { rosterWork } from './features/operations/roster/roster.work.ts'
import { passwordWork } from './features/people/auth/password.work.ts'
import { importWork } from './features/people/people/import.work.ts'
import { idempotencyWork } from './features/platform/idempotency/idempotency.work.ts'
import { webhooksWork } from './features/platform/webhooks/webhooks.work.ts'
import { accountsWork } from './features/rooms/accounts/accounts.work.ts'
import { registrationsWork } from './features/rooms/registrations/registrations.work.ts'
import { roomsWork } from './features/rooms/rooms/rooms.work.ts'
import { decisionsWork } from './features/training/decisions/decisions.work.ts'
import { placesWork } from './features/training/enrollments/places.work.ts'
import { plansWork } from './features/training/plans/plans.work.ts'
import { zoneChangesWork } from './features/training/zone-changes/zone-changes.work.ts'
import { defineJob, type JobKind, type JobQueue } from './jobs/jobs.ts'
import { type Platforms, sweepPlatforms } from './jobs/sweep.ts'
import type { Work } from './work.ts'

/** What works in the background. Each feature says what it does there; here is the list of them. */

/** What work needs beside the platform's `Ctx`. */
export interface WorkSettings {
  /** Undefined = no mail server is set up. */
  readonly sendMail: SendMail | undefined
  readonly checkMinutes: CheckMinutes
}

/** The work of all features, for whatever does it: this process, tests, and whoever prepares the queues. */
export function workOf({ sendMail, checkMinutes }: WorkSettings): readonly Work[] {
  return [
    idempotencyWork,
    webhooksWork,
    mailsWork({ send: sendMail, refresh: refreshMail, fromName: senderNameOf }),
    notificationsWork,
    passwordWork,
    importWork,
    accountsWork,
    roomsWork,
    registrationsWork,
    placesWork,
    plansWork,
    decisionsWork,
    zoneChangesWork,
    preflightWork(checkMinutes),
    rosterWork,
    movesWork,
  ]
}

/** When sweeps are made, in UTC. The names stand in the schedule of databases that earlier releases began. */
export const rounds = [
  { every: 'minute', kind: defineJob('room.sweep', z.object({})), cron: '* * * * *' },
  { every: 'half-hour', kind: defineJob('room.drift', z.object({})), cron: '7,37 * * * *' },
] as const

/** Every kind of background job: the queue makes their tables before anything is sent. */
export const jobKinds: readonly JobKind<object>[] = [
  ...workOf({ sendMail: undefined, checkMinutes: { day: 0, hour: 0 } }).flatMap(({ jobs = [] }) => jobs),
  ...rounds,
].map(({ kind }) => kind)

/** Starts working off all jobs, and sends the rounds at their times. */
export async function startWork(
  queue: JobQueue,
  settings: WorkSettings,
  platforms: Platforms<Ctx>,
  log: Logger,
): Promise<void> {
  const work = workOf(settings)
  for (const { kind, run } of work.flatMap(({ jobs = [] }) => jobs)) {
    await queue.work(kind, async (payload) => {
      const ctx = await platforms.ctxFor(payload.platformId)
      if (ctx) await run(ctx, payload as never) // checked by the kind's schema
    })
  }
  for (const { every, kind, cron } of rounds) {
    const sweeps = work.flatMap(({ sweeps = [] }) => sweeps).filter((sweep) => sweep.every === every)
    await queue.work(kind, () => sweepPlatforms(sweeps, platforms, log))
    await queue.schedule(kind, cron, {})
  }
}
