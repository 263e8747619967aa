import { sql } from 'kysely'
import type { Ctx } from '../ctx.ts'
import { ConflictError } from '../domain/errors.ts'
import { isCollision } from './collisions.ts'
import { type Trx, withTransaction } from './database.ts'
import { DatabaseTroubleError } from './database-error.ts'
import { takeBack } from './steps.ts'

/** It waits no longer for what somebody else is changing, and no statement of it holds others up for longer. */
const LOCK_TIMEOUT_MS = 2_000
const STATEMENT_TIMEOUT_MS = 10_000

/** A job that would have been sent. */
export interface UnsentJob {
  readonly name: string
  readonly payload: object
}

/** What work left behind before it was taken back. */
export interface Traces<T> {
  readonly result: T
  /** Ids of everything that was made, in order. */
  readonly newIds: readonly string[]
  readonly jobs: readonly UnsentJob[]
}

/**
 * Does work for real, reads what it did, and takes it back: so what is told can't differ from what would be done, and
 * a refusal comes out as it would. The rules, the same for all who look before they save:
 *
 * - **Nothing remains**, whether it goes well, is refused or fails: it is a savepoint that is taken back. In a
 *   transaction that goes on, what that has done before stays, and what it does afterwards is saved.
 * - **Inside, only the transaction is asked**: it is the database of the context that the work gets.
 * - **Silence**: no job is sent, no page hears of it, no mail and no webhook goes out, for these are jobs; a provider is
 *   asked by jobs alone. Which jobs they were and which ids were made is recorded for who reads.
 * - **Others come first**: it waits 2 s for a lock and 10 s for a statement at most.
 *
 * @param read is called inside, before it is taken back; left out = the result is all that is wanted
 * @throws {ConflictError} `preview-busy` when somebody else was changing the same for too long
 */
export async function dryRun<T, Found = T>(
  ctx: Ctx,
  work: (dry: Ctx, trx: Trx) => Promise<T>,
  // biome-ignore lint/plugin: Found is T where nothing is said
  read: (trx: Trx, traces: Traces<T>) => Promise<Found> = async (_, { result }) => result as never,
): Promise<Found> {
  const isInside = ctx.db.isTransaction
  try {
    return await withTransaction(ctx.db, (trx) =>
      takeBack(trx, async () => {
        await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(trx)
        await sql`set local statement_timeout = ${sql.lit(STATEMENT_TIMEOUT_MS)}`.execute(trx)
        const { dry, newIds, jobs } = silenced(ctx, trx)
        const result = await work(dry, trx)
        return read(trx, { result, newIds, jobs })
      }),
    )
  } catch (error) {
    // The transaction around it is done again as a whole.
    if (isInside && isCollision(error)) throw error
    if (error instanceof DatabaseTroubleError && error.trouble === 'busy')
      throw new ConflictError('preview-busy')
    throw error
  }
}

/** Does work, and saves it or takes it back. */
export function carryOut<T>(ctx: Ctx, save: boolean, work: (ctx: Ctx, trx: Trx) => Promise<T>): Promise<T> {
  return save ? withTransaction(ctx.db, (trx) => work(ctx, trx)) : dryRun(ctx, work)
}

/** A context that says nothing to anybody, and what it was asked for. */
function silenced(ctx: Ctx, trx: Trx) {
  const newIds: string[] = []
  const jobs: UnsentJob[] = []
  const dry: Ctx = {
    ...ctx,
    db: trx,
    live: { ...ctx.live, publish: async () => {} },
    jobs: {
      async enqueue(_db, { name }, payload) {
        jobs.push({ name, payload })
      },
      async enqueueAll(_db, { name }, payloads) {
        for (const payload of payloads) jobs.push({ name, payload })
      },
      oldestSeconds: (db) => ctx.jobs.oldestSeconds(db),
    },
    newId: <Id extends string>() => {
      const id = ctx.newId<Id>()
      newIds.push(id)
      return id
    },
  }
  return { dry, newIds, jobs }
}
