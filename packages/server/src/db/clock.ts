import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { newClient } from './client.ts'

/** The time that all nodes share. */
export interface Clock {
  now(): Date
  close(): Promise<void>
}

/** What a clock is made of; tests bring their own. */
export interface ClockParts {
  /** Milliseconds since some moment; never set by anybody. */
  readonly monotonic: () => number
  /** What this machine takes for the time, in milliseconds: it may jump. */
  readonly wall: () => number
  /** Asks the database for the time, in milliseconds. @param ready is called right before: to connect takes long */
  readonly ask: (ready: () => void) => Promise<number>
}

const LOOK_EVERY_MS = 30_000
/** An answer that took longer says too little of the moment at which it was given. */
const LONGEST_ANSWER_MS = 1_000
/** Closer than this the time goes on as it was: no answer is more exact, and it does not go back and forth. */
const TOLERANCE_MS = 100
/** By so much a machine's own clock must be set, or its processes have slept, until the database is asked at once. */
const JUMP_MS = 2_000

/**
 * Opens the clock of a node: the time of the database, carried on by what this machine counts by itself. So leases, logins and
 * reminders mean the same at all nodes, and a clock that is set, by hand or by a time server, moves none of them.
 *
 * @throws when the database does not answer
 */
export async function openClock(
  connection: pg.ClientConfig,
  log: Pick<Logger, 'warn'>,
  parts: ClockParts = partsOf(connection),
): Promise<Clock> {
  const { monotonic, wall } = parts
  /** Time = anchor + what the monotonic clock counts. */
  let anchor = await ask(parts)
  let drift = wall() - monotonic()
  let isTold = false
  const closing = new AbortController()
  let hasJumped = new AbortController()
  tellApart()

  function tellApart(): void {
    const apartMs = Math.round(drift - (anchor ?? drift))
    const isApart = Math.abs(apartMs) > JUMP_MS
    if (isApart && !isTold)
      log.warn(
        { apartMs },
        'the clock of this machine is not that of the database, which is gone by: let both follow a time server',
      )
    isTold = isApart
  }

  async function look(): Promise<void> {
    const found = await ask(parts)
    drift = wall() - monotonic()
    if (found === undefined) return
    if (anchor === undefined || Math.abs(found - anchor) > TOLERANCE_MS) anchor = found
    tellApart()
  }

  const looking = (async () => {
    while (!closing.signal.aborted) {
      const signal = AbortSignal.any([closing.signal, hasJumped.signal])
      await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => {})
      if (closing.signal.aborted) return
      if (hasJumped.signal.aborted) hasJumped = new AbortController()
      // Until it answers again, what was known goes on.
      await look().catch((err: unknown) => log.warn({ err }, 'the database did not tell the time'))
    }
  })()
  return {
    now() {
      const counted = monotonic()
      if (Math.abs(wall() - counted - drift) > JUMP_MS) {
        drift = wall() - counted // asked for once
        hasJumped.abort()
      }
      return new Date(anchor === undefined ? wall() : anchor + counted)
    },
    async close() {
      closing.abort()
      await looking
    },
  }
}

/** @returns the time at which the monotonic clock was 0; undefined when the answer took too long */
async function ask({ monotonic, ask: asked }: ClockParts): Promise<number | undefined> {
  let before = monotonic()
  const time = await asked(() => {
    before = monotonic()
  })
  const after = monotonic()
  return after - before > LONGEST_ANSWER_MS ? undefined : time - (before + after) / 2
}

function partsOf(connection: pg.ClientConfig): ClockParts {
  return {
    monotonic: () => performance.now(),
    wall: () => Date.now(),
    async ask(ready) {
      const client = newClient({ ...connection, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
      await client.connect()
      try {
        ready()
        const { rows } = await client.query<{ ms: string }>(NOW)
        return Number(rows[0]?.ms)
      } finally {
        await client.end()
      }
    },
  }
}

/** A drill that lives in another time says so of its database: alter database … set lectern.clock_offset = '3 days'. */
const NOW = `select extract(epoch from clock_timestamp()
  + coalesce(nullif(current_setting('lectern.clock_offset', true), ''), '0')::interval) * 1000 as ms`
