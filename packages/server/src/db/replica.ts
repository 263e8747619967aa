import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { PlatformId } from '../domain/ids.ts'
import type { Database, Db } from './database.ts'
import { DatabaseTroubleError } from './database-error.ts'

/** Answers older than this are given by the database itself. A browser that wrote is known for longer: see `http/own-writes.ts`. */
export const MAX_AGE_MS = 5_000
const LOOK_EVERY_MS = 500
/** Who waits for an old answer for so long asks the database itself. */
const PATIENCE_MS = 3_000

/** A read replica: rows as they were some moments ago, at less cost for the database. */
export interface Replica {
  /**
   * The rows of a platform as they were no more than 5 s ago, and not before the last change of which this node has told
   * any page of the platform.
   *
   * @returns undefined when the replica lags, or does not answer
   */
  forPlatform(platformId: PlatformId): Db | undefined
  close(): Promise<void>
}

/** What this node tells pages. */
interface Told {
  subscribe(platformId: PlatformId, listener: () => void): () => void
  onGap(listener: () => void): () => void
}

/** What has to be known to read from a replica, in whatever carries it. */
interface MayReadOld {
  readonly db: Db
  readonly replica?: Replica | undefined
  readonly platform: { readonly id: PlatformId }
}

/**
 * Reads what may be some seconds old: from the replica if there is one that is fresh enough, else from the database
 * itself; there too when the replica fails meanwhile, or when the reading wants to write.
 *
 * @param read asks the database of the context that it gets, and nothing else; it may be called twice
 */
export async function readOld<C extends MayReadOld, T>(ctx: C, read: (ctx: C) => Promise<T>): Promise<T> {
  const old = ctx.db.isTransaction ? undefined : ctx.replica?.forPlatform(ctx.platform.id)
  if (!old) return read(ctx)
  const limit = new AbortController()
  const tooLong = sleep(PATIENCE_MS, TOO_LONG, { signal: limit.signal })
  tooLong.catch(() => {}) // ended by the answer
  try {
    const answer = await Promise.race([read({ ...ctx, db: old }), tooLong])
    if (answer !== TOO_LONG) return answer as T
  } catch (error) {
    if (!(error instanceof DatabaseTroubleError)) throw error
  } finally {
    limit.abort()
  }
  return read(ctx)
}
const TOO_LONG = Symbol('too long')

/**
 * Watches a replica: how far behind the database it is, by no clock but this node's.
 *
 * @param standby the replica; closed with this
 */
export function watchReplica(
  primary: Database,
  standby: Database,
  told: Told,
  log: Logger,
  maxAgeMs = MAX_AGE_MS,
): Replica {
  const closing = new AbortController()
  /** All that was saved before this moment is in the replica. */
  let knownUntil = Number.NEGATIVE_INFINITY
  let wasFresh = false
  let isTroubleTold = false
  const toldAt = new Map<PlatformId, number>()
  const forgetGap = told.onGap(() => {
    for (const platformId of toldAt.keys()) toldAt.set(platformId, performance.now())
  })

  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const askedAt = performance.now()
        const position = await positionOf(primary)
        while (!(await hasReplayed(standby, position))) {
          if (knownUntil === Number.NEGATIVE_INFINITY && performance.now() - askedAt > maxAgeMs) {
            tellTrouble({}, 'the read replica lags, or is none of this database: the database itself is read')
          }
          await sleep(LOOK_EVERY_MS, undefined, { signal: closing.signal })
        }
        knownUntil = askedAt
        isTroubleTold = false
        tell(true)
      } catch (error) {
        if (!closing.signal.aborted)
          tellTrouble({ err: error }, 'the read replica can’t be looked at: the database itself is read')
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => {})
    }
  }
  const watching = watch()

  /** Each look that fails would say the same until one goes well. */
  function tellTrouble(of: object, what: string): void {
    log[isTroubleTold ? 'debug' : 'warn'](of, what)
    isTroubleTold = true
  }

  function tell(isFresh: boolean): void {
    if (isFresh !== wasFresh)
      log.info(isFresh ? 'the read replica is used' : 'the read replica lags, and is not used')
    wasFresh = isFresh
  }

  /** Messages are told after what they tell of is saved: whoever reads because of one must find it. */
  function toldOf(platformId: PlatformId): number {
    const known = toldAt.get(platformId)
    if (known !== undefined) return known
    told.subscribe(platformId, () => toldAt.set(platformId, performance.now()))
    toldAt.set(platformId, performance.now())
    return performance.now()
  }

  return {
    forPlatform(platformId) {
      const isFresh = knownUntil >= performance.now() - maxAgeMs
      if (!isFresh) tell(false)
      return isFresh && knownUntil >= toldOf(platformId) ? standby.forPlatform(platformId) : undefined
    },
    async close() {
      closing.abort()
      forgetGap()
      const closed = Promise.all([watching, standby.close()])
      await Promise.race([closed, sleep(PATIENCE_MS, undefined, { ref: false })]) // a frozen one never answers
    },
  }
}

/** How far the database has written, and which one it is. */
interface Position {
  readonly lsn: string
  readonly system: string
}

async function positionOf(primary: Database): Promise<Position> {
  const { rows } = await sql<Position>`select pg_current_wal_lsn()::text as lsn,
    (select system_identifier::text from pg_control_system()) as system`.execute(primary.routing)
  if (!rows[0]) throw new Error('no position')
  return rows[0]
}

/** False also for what is no standby of it, or none any more: it goes a way of its own. */
async function hasReplayed(standby: Database, { lsn, system }: Position): Promise<boolean> {
  const { rows } = await sql<{ has: boolean | null }>`
    select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn
      and (select system_identifier::text from pg_control_system()) = ${system} as has`.execute(
    standby.routing,
  )
  return rows[0]?.has === true
}
