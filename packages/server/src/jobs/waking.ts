import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { listen } from '../db/listen.ts'

/** Wakes workers when there is something to do; they sleep until then. */
export interface Waking {
  /** @param size how many workers do jobs of this kind, each one at a time */
  add(kind: string, size: number): void
  /** For jobs that were sent, and the next one after one was done. */
  lookSoon(kind: string): void
  /** To be called before the queue is stopped. */
  stop(): Promise<void>
}

/** Jobs that were to begin later, or are tried again, are found by looking. */
const LOOK_MS = 500

/**
 * Looks what could begin, for all kinds by one statement: twice a second, and at once when jobs were sent. Workers that
 * look for themselves, eight of each kind, cost an idle installation a tenth of a processor.
 *
 * @param connection as the role that owns the schema
 * @param onTrouble hears why it could not look; it looks again
 */
export async function openWaking(
  boss: PgBoss,
  connection: pg.ClientConfig,
  schema: string,
  log: Logger,
  onTrouble: (error: Error) => void,
): Promise<Waking> {
  const sizes = new Map<string, number>()
  const stopping = new AbortController()
  let sent = new Set<string>()
  let looking: Promise<void> | undefined

  async function look(kinds: readonly string[]): Promise<void> {
    const asked = kinds.filter((kind) => sizes.has(kind))
    if (asked.length === 0) return
    try {
      const values = [asked, asked.map((kind) => sizes.get(kind))]
      const { rows } = await boss.getDb().executeSql(readyJobs(schema), values)
      for (const { name, ready } of rows) wake(name, ready)
    } catch (error) {
      onTrouble(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Those that sleep come first; one that is busy takes another job when it has done its own. */
  function wake(kind: string, jobs: number): void {
    const crew = boss.getWipData().filter(({ name }) => name === kind)
    for (const { id } of crew.sort((a, b) => a.count - b.count).slice(0, jobs)) boss.notifyWorker(id)
  }

  /** What is sent while one looks is looked for by the next look. */
  function lookSoon(kind: string): void {
    sent.add(kind)
    looking ??= lookAtSent().finally(() => {
      looking = undefined
    })
  }

  async function lookAtSent(): Promise<void> {
    while (sent.size > 0 && !stopping.signal.aborted) {
      const kinds = [...sent]
      sent = new Set()
      await look(kinds)
    }
  }

  async function lookAlways(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look([...sizes.keys()])
      await sleep(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const heard = { onMessage: lookSoon, onGap: () => {} } // a gap is looked into within half a second
  const listening = await listen(connection, channelOf(schema), heard, log)
  const always = lookAlways()
  return {
    add: (kind, size) => void sizes.set(kind, size),
    lookSoon,
    async stop() {
      stopping.abort()
      await listening.close()
      await Promise.all([always, looking])
    },
  }
}

/** On which the queue says at commit of which kind jobs were sent. */
function channelOf(schema: string): string {
  return `pgboss_${createHash('sha224').update(schema).digest('hex').slice(0, 24)}`
}

/** How many jobs of each kind could begin now, as far as there are workers for them; kinds without any are left out. */
function readyJobs(schema: string): string {
  return `
    select kind.name, jobs.ready
    from unnest($1::text[], $2::int[]) as kind (name, size)
    cross join lateral (
      select count(*)::int as ready
      from (
        select from ${schema}.job
        where job.name = kind.name and job.state < 'active' and not job.blocked and job.start_after <= ${schema}.job_now()
        limit kind.size
      ) found
    ) jobs
    where jobs.ready > 0`
}
