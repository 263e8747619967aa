import type { Logger } from 'pino'
import { z } from 'zod'
import type { Counts } from './counts.ts'
import type { Ctx } from './ctx.ts'
import type { Sweeping } from './db/database.ts'
import type { PlatformId } from './domain/ids.ts'
import type { SendMail } from './features/messages/mails/delivery.service.ts'
import { mailsWork } from './features/messages/mails/mails.work.ts'
import { refreshMail, senderNameOf } from './features/messages/notifications/notifications.service.ts'
import { notificationsWork } from './features/messages/notifications/notifications.work.ts'
import { learningRecordsWork } from './features/operations/learning-records/learning-records.work.ts'
import { ltiWork } from './features/operations/lti/lti.work.ts'
import { movesWork } from './features/operations/moves/moves.work.ts'
import type { CheckMinutes } from './features/operations/preflight/preflight.service.ts'
import { preflightWork } from './features/operations/preflight/preflight.work.ts'
import { reportsWork } from './features/operations/reports/reports.work.ts'
import { rosterWork } from './features/operations/roster/roster.work.ts'
import { passwordWork } from './features/people/auth/password.work.ts'
import { retentionWork } from './features/people/data-protection/retention.work.ts'
import { identityProvidersWork } from './features/people/identity-providers/identity-providers.work.ts'
import { importWork } from './features/people/people/import.work.ts'
import { idempotencyWork } from './features/platform/idempotency/idempotency.work.ts'
import { webhooksWork } from './features/platform/webhooks/webhooks.work.ts'
import { accountsWork } from './features/rooms/accounts/accounts.work.ts'
import { hintsWork } from './features/rooms/hints/hints.work.ts'
import { registrationsWork } from './features/rooms/registrations/registrations.work.ts'
import { roomsWork } from './features/rooms/rooms/rooms.work.ts'
import { tellingsWork } from './features/rooms/tellings/tellings.work.ts'
import { completionsWork } from './features/training/completions/completions.work.ts'
import { decisionsWork } from './features/training/decisions/decisions.work.ts'
import { enrollmentRulesWork } from './features/training/enrollment-rules/enrollment-rules.work.ts'
import { placesWork } from './features/training/enrollments/places.work.ts'
import { eventChangesWork } from './features/training/event-changes/event-changes.work.ts'
import { plansWork } from './features/training/plans/plans.work.ts'
import { presenceWork } from './features/training/presence/presence.work.ts'
import { recordingsWork } from './features/training/recordings/recordings.work.ts'
import { roomOptionsWork } from './features/training/room-options/room-options.work.ts'
import { staysWork } from './features/training/stays/stays.work.ts'
import { teamWork } from './features/training/team/team.work.ts'
import { verdictsWork } from './features/training/verdicts/verdicts.work.ts'
import { zoneChangesWork } from './features/training/zone-changes/zone-changes.work.ts'
import { defineJob, idOf, type JobKind, type JobQueue } from './jobs/jobs.ts'
import { findDue, sweepPlatform } from './jobs/sweep.ts'
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
    learningRecordsWork,
    mailsWork({ send: sendMail, refresh: refreshMail, fromName: senderNameOf }),
    notificationsWork,
    passwordWork,
    importWork,
    retentionWork,
    accountsWork,
    roomOptionsWork,
    roomsWork,
    hintsWork,
    tellingsWork,
    registrationsWork,
    placesWork,
    teamWork,
    enrollmentRulesWork,
    plansWork,
    eventChangesWork,
    decisionsWork,
    verdictsWork,
    presenceWork,
    completionsWork,
    zoneChangesWork,
    staysWork,
    recordingsWork,
    preflightWork(checkMinutes),
    rosterWork,
    movesWork,
    ltiWork,
    identityProvidersWork,
    reportsWork,
  ]
}

/** When sweeps are made, in UTC. The names stand in the schedule of databases that earlier releases began. */
export const rounds = [
  { every: 'minute', kind: defineJob('room.sweep', z.object({})), cron: '* * * * *' },
  { every: 'half-hour', kind: defineJob('room.drift', z.object({})), cron: '7,37 * * * *' },
] as const

/**
 * One sweep of one platform. Only one is waiting or under way over all nodes, and a platform that is slow takes no more
 * than a part of a node's workers, so that the others have their turn.
 */
export const sweepJob = defineJob(
  'platform.sweep',
  z.object({ platformId: idOf<PlatformId>(), sweep: z.string() }),
  {
    once: {
      key: ({ platformId, sweep }) => `${platformId} ${sweep}`,
      group: ({ platformId }) => platformId,
      perGroup: 2,
    },
  },
)

/** Every kind of background job: the queue makes their tables before anything is sent. */
export const jobKinds: readonly JobKind<object>[] = [
  ...workOf({ sendMail: undefined, checkMinutes: { day: 0, hour: 0 } }).flatMap(({ jobs = [] }) => jobs),
  ...rounds,
  { kind: sweepJob },
].map(({ kind }) => kind)

/** What the work is done with. */
export interface WorkParts {
  /** Undefined for a platform that is gone. */
  ctxFor(platformId: PlatformId): Promise<Ctx | undefined>
  readonly sweeping: Sweeping
  readonly now: () => Date
  readonly log: Logger
  readonly counts: Counts
}

/** Starts working off all jobs, and looks for what sweeps have to do at their times. */
export async function startWork(queue: JobQueue, settings: WorkSettings, parts: WorkParts): Promise<void> {
  const work = workOf(settings)
  for (const { kind, run } of work.flatMap(({ jobs = [] }) => jobs)) {
    await queue.work(kind, async (payload) => {
      const ctx = await parts.ctxFor(payload.platformId)
      // biome-ignore lint/plugin: the queue has checked it by the kind's schema
      if (ctx) await run(ctx, payload as never)
    })
  }
  const sweeps = work.flatMap(({ sweeps = [] }) => sweeps)
  await queue.work(sweepJob, async ({ platformId, sweep }) => {
    const due = sweeps.find(({ name }) => name === sweep)
    // A newer node may look after more: one of them does it in a minute.
    return { wentWell: due ? await sweepPlatform(due, platformId, parts) : false }
  })
  for (const { every, kind, cron } of rounds) {
    const ofRound = sweeps.filter((sweep) => sweep.every === every)
    await queue.work(kind, async () => {
      const { due, failures } = await findDue(ofRound, { ...parts, db: parts.sweeping, now: parts.now() })
      await queue.sendAll(sweepJob, due)
      return { due: due.length, failures }
    })
    await queue.schedule(kind, cron, {})
  }
}
