import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { fromKysely, type Job, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { type Counts, uncounted } from '../counts.ts'
import type { Db, Trx } from '../db/database.ts'
import { troubleOf } from '../db/database-error.ts'
import { within } from '../db/work.ts'
import { beginSpan, failureOf } from '../tracing/tracing.ts'
import { openWaking } from './waking.ts'

/** A kind of background job. Features declare theirs; this folder knows none. */
export interface JobKind<Payload extends object> {
  readonly name: string
  /** What a payload must be like when it is worked off: another release may have sent it. */
  readonly payload: z.ZodType<Payload>
  /** How many of them one node works on at the same time. */
  readonly concurrency: number
  /** Finished jobs are kept so long, for operators who look into a problem. */
  readonly keptSeconds: number
  /** Set where one job with a key, waiting or under way, is enough: others are not sent, and one that fails is not tried again. */
  readonly once?: {
    key(payload: Payload): string
    /** Jobs of a group take turns: a node works on no more of it than this at the same time. */
    group(payload: Payload): string
    readonly perGroup: number
  }
}

export interface EnqueueOptions {
  /** Not before this moment; default at once. */
  readonly startAfter?: Date
  /** Of jobs with this key, one in so many seconds is enough: others are not sent. */
  readonly atMostOnce?: { readonly key: string; readonly seconds: number }
}

/** Sends jobs in the transaction of the write that wants them: rolled back = never sent. */
export interface Jobs {
  enqueue<P extends object>(
    db: Db | Trx,
    kind: JobKind<P>,
    payload: P,
    options?: EnqueueOptions,
  ): Promise<void>
  /** Many of one kind in one statement; none is fine. */
  enqueueAll<P extends object>(
    db: Db | Trx,
    kind: JobKind<P>,
    payloads: readonly P[],
    options?: Pick<EnqueueOptions, 'startAfter'>,
  ): Promise<void>
  /** For how long the job of all kinds waits that could begin the longest; 0 = none waits. */
  oldestSeconds(db: Db | Trx): Promise<number>
}

/** How the queue stands with jobs of a kind. Counted by the queue itself, twice in half a minute, but for the age. */
export interface QueueFigures {
  readonly kind: string
  /** Could begin now. */
  readonly ready: number
  /** Begin later, such as after a failure. */
  readonly deferred: number
  readonly active: number
  /** Are not tried any more; kept for two days. */
  readonly failed: number
  /** For how long the one waits that could begin the longest; 0 = none waits. */
  readonly oldestSeconds: number
}

/** The queue with its worker side. */
export interface JobQueue extends Jobs {
  /**
   * Works off jobs of a kind, several at a time. A handler that throws is tried again, later and later; so is one whose
   * node has died, within a minute. What it gives back is kept with the job. A job whose payload is not of the kind's
   * shape is put aside: it ends at once, is logged, and keeps what is wrong with it.
   */
  work<P extends object>(kind: JobKind<P>, handler: (payload: P) => Promise<unknown>): Promise<void>
  /** Sends many of one kind by themselves, outside any transaction. */
  sendAll<P extends object>(kind: JobKind<P>, payloads: readonly P[]): Promise<void>
  /** Enqueues a job of this kind on a cron schedule (UTC), once over all nodes. */
  schedule<P extends object>(kind: JobKind<P>, cron: string, payload: P): Promise<void>
  /** How it stands with jobs of each kind. */
  figures(): Promise<QueueFigures[]>
  /** Lets running jobs finish for some seconds, then stops: what still runs is given back, and another node begins it anew. */
  stop(): Promise<void>
}

const CONCURRENCY = 8
/** Jobs that are running when the process stops get this long to end. */
const GRACE_MS = 6_000

/** Sends each job no earlier than a moment. */
export function jobsAfter(jobs: Jobs, startAfter: Date): Jobs {
  const later = (asked: Date | undefined) => (asked && asked > startAfter ? asked : startAfter)
  return {
    enqueue: (db, kind, payload, options = {}) =>
      jobs.enqueue(db, kind, payload, { ...options, startAfter: later(options.startAfter) }),
    enqueueAll: (db, kind, payloads, options = {}) =>
      jobs.enqueueAll(db, kind, payloads, { startAfter: later(options.startAfter) }),
    oldestSeconds: (db) => jobs.oldestSeconds(db),
  }
}

export function defineJob<Payload extends object>(
  name: string,
  payload: z.ZodType<Payload>,
  options: Partial<Pick<JobKind<Payload>, 'concurrency' | 'keptSeconds' | 'once'>> = {},
): JobKind<Payload> {
  const keptSeconds = options.once ? KEPT_SHORTLY_SECONDS : KEPT_SECONDS
  return { name, payload, concurrency: CONCURRENCY, keptSeconds, ...options }
}

export { idOf } from '../id-schema.ts'

/** The schema of the queue's own tables. */
const SCHEMA = 'pgboss'

interface Oldest {
  readonly name: string
  readonly seconds: number
}

/** One entry of the queue's index on jobs that are not over, which wants the state in so many words. */
const oldestIn = (state: 'created' | 'retry') => `
  (select greatest(created_on, start_after) as since from ${SCHEMA}.job
    where job.name = kinds.name and state = '${state}' and not blocked and start_after <= now()
    order by start_after limit 1)`

/** For how long the oldest job of each kind waits that could begin. The queue itself counts that only where it keeps a history. */
const OLDEST = `
  select kinds.name, max(extract(epoch from now() - since))::float8 as seconds from unnest($1::text[]) as kinds (name),
    lateral (${oldestIn('created')} union all ${oldestIn('retry')}) as waiting
  group by kinds.name`

/** How jobs are found whose node was killed, or lost the database, and those that are kept no longer. */
export interface Watch {
  /** A running job says so twice in this time; one that does not is tried again. At least 10. */
  readonly signOfLifeSeconds: number
  /** How often one of the nodes looks. */
  readonly lookSeconds: number
  /** How often one of them takes away finished jobs that are kept no longer. */
  readonly tidySeconds: number
}
/** While the database is away every worker of the queue says so at every look; once in so long is enough. */
const TOLD_EVERY_MS = 10_000
const KEPT_SECONDS = 2 * 86_400
/** Of jobs of which one is enough, which come each minute, and of those that name people. */
export const KEPT_SHORTLY_SECONDS = 900
const WATCH: Watch = { signOfLifeSeconds: 30, lookSeconds: 15, tidySeconds: KEPT_SHORTLY_SECONDS }

/**
 * Opens the queue on PostgreSQL and makes its tables when they are missing.
 *
 * @param connection as the role that owns the schema
 */
export async function openJobQueue(
  connection: pg.ClientConfig,
  kinds: readonly JobKind<object>[],
  log: Logger,
  { signOfLifeSeconds, lookSeconds, tidySeconds }: Watch = WATCH,
  counts: Pick<Counts, 'worksOff' | 'jobDone' | 'putAside' | 'jobFailed'> = uncounted,
): Promise<JobQueue> {
  const boss = new PgBoss({
    ...(connection as { host?: string }),
    schema: SCHEMA,
    max: 4, // a small pool of its own
    clockMonitorIntervalSeconds: 600,
    superviseIntervalSeconds: lookSeconds,
    monitorIntervalSeconds: lookSeconds,
    maintenanceIntervalSeconds: tidySeconds,
  })
  const tell = tellerOf(log)
  boss.on('error', tell)
  await boss.start()
  const names = kinds.map(({ name }) => name) // the queue has some of its own, and those of other releases
  const known = new Set((await boss.getQueues()).map(({ name }) => name))
  await Promise.all(kinds.map((kind) => prepareQueue(boss, kind, signOfLifeSeconds, known)))
  await boss.getDb().executeSql(grantsFor(SCHEMA))
  const waking = await openWaking(boss, connection, SCHEMA, log, tell)
  return {
    async enqueue(db, kind, payload, options = {}) {
      await boss.send(kind.name, payload, {
        db: fromKysely(db.withoutPlugins()),
        ...(options.startAfter ? { startAfter: options.startAfter } : {}),
        ...(options.atMostOnce
          ? { singletonKey: options.atMostOnce.key, singletonSeconds: options.atMostOnce.seconds }
          : {}),
      })
    },
    async enqueueAll(db, kind, payloads, { startAfter } = {}) {
      if (payloads.length === 0) return
      const jobs = payloads.map((data) => ({ data, ...(startAfter ? { startAfter } : {}) }))
      await boss.insert(kind.name, jobs, { db: fromKysely(db.withoutPlugins()) })
    },
    async oldestSeconds(db) {
      const { rows } = await db.executeQuery<Oldest>(CompiledQuery.raw(OLDEST, [names]))
      return Math.max(0, ...rows.map(({ seconds }) => seconds))
    },
    async work(kind, handler) {
      counts.worksOff(kind.name)
      waking.add(kind.name, kind.concurrency)
      await boss.work<object>(kind.name, optionsOf(kind), async ([job]) => {
        if (!job) return undefined
        try {
          return await workOff(kind, job, handler)
        } finally {
          waking.lookSoon(kind.name)
        }
      })
    },
    async sendAll(kind, payloads) {
      if (payloads.length === 0) return
      const { once } = kind
      const keyed = (data: (typeof payloads)[number]) =>
        once ? { singletonKey: once.key(data), group: { id: once.group(data) } } : {}
      await boss.insert(
        kind.name,
        payloads.map((data) => ({ data, ...keyed(data) })),
      )
    },
    async schedule(kind, cron, payload) {
      await boss.schedule(kind.name, cron, payload, { tz: 'UTC' })
    },
    async figures() {
      const { rows } = await boss.getDb().executeSql(OLDEST, [names])
      const oldest = new Map((rows as Oldest[]).map(({ name, seconds }) => [name, seconds]))
      return (await boss.getQueues())
        .filter(({ name }) => names.includes(name))
        .map((queue) => ({
          kind: queue.name,
          ready: queue.readyCount,
          deferred: queue.deferredCount,
          active: queue.activeCount,
          failed: queue.failedCount,
          oldestSeconds: oldest.get(queue.name) ?? 0,
        }))
    },
    async stop() {
      await waking.stop()
      await boss.stop({ graceful: true, timeout: GRACE_MS })
    },
  }

  /** @returns what is kept with the job */
  async function workOff<P extends object>(
    kind: JobKind<P>,
    job: Job<object>,
    handler: (payload: P) => Promise<unknown>,
  ): Promise<unknown> {
    const { data: payload, error: misfit } = kind.payload.safeParse(job.data)
    if (misfit) {
      // Trying it again would change nothing. Its values are not logged: there may be addresses in them.
      const problems = misfit.issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
      log.error({ job: kind.name, jobId: job.id, problems }, 'a job that no one can read was put aside')
      counts.putAside(kind.name)
      return { putAside: problems }
    }
    const began = performance.now()
    const span = beginSpan({ kind: 'job', name: kind.name, jobId: job.id })
    try {
      const told = { job: kind.name, jobId: job.id, ...(span && { traceId: span.traceId }) }
      const result = await within({ hasSaved: false, told, ...(span && { span }) }, () => handler(payload))
      span?.end()
      counts.jobDone(kind.name, (performance.now() - began) / 1000)
      return result
    } catch (error) {
      span?.end({ failure: failureOf(error) })
      log.error({ err: error, job: kind.name, jobId: job.id, tries: job.retryCount }, 'job failed')
      counts.jobFailed(kind.name)
      throw error
    }
  }
}

/** Workers sleep until they are woken, or until so long has passed. */
const LONGEST_SLEEP_SECONDS = 600

function optionsOf<P extends object>({ concurrency, once }: JobKind<P>) {
  return {
    localConcurrency: concurrency,
    batchSize: 1,
    pollingIntervalSeconds: LONGEST_SLEEP_SECONDS,
    ...(once ? { localGroupConcurrency: once.perGroup } : {}),
  }
}

/** Says what the queue tells: while the database is away in one line for many. */
export function tellerOf(log: Logger): (told: object) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  return (told) => {
    const error = toError(told)
    if (troubleOf(error) !== 'unavailable') return log.error({ err: error }, 'job queue')
    if (performance.now() - toldAt < TOLD_EVERY_MS) return
    toldAt = performance.now()
    log.warn({ err: error }, 'the job queue can’t reach the database')
  }
}

/** Of what its workers meet the queue tells by copies, which are no errors any more. */
function toError(told: object): Error {
  if (told instanceof Error) return told
  const isOfDatabase = 'severity' in told
  return Object.assign(isOfDatabase ? new pg.DatabaseError('', 0, 'error') : new Error(), told)
}

async function prepareQueue(
  boss: PgBoss,
  { name, keptSeconds, once }: JobKind<object>,
  heartbeatSeconds: number,
  known: ReadonlySet<string>,
): Promise<void> {
  const options = {
    retryLimit: once ? 0 : 10,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 300,
    notify: true,
    heartbeatSeconds,
    deleteAfterSeconds: keptSeconds,
  }
  if (known.has(name)) await boss.updateQueue(name, options)
  else await boss.createQueue(name, { ...options, policy: once ? 'exclusive' : 'standard' })
}

/** What the app's role needs to send a job in its own transaction. */
function grantsFor(schema: string): string {
  return `
    grant usage on schema ${schema} to lectern_app;
    grant select, insert, update on all tables in schema ${schema} to lectern_app;
    grant execute on all functions in schema ${schema} to lectern_app;`
}
