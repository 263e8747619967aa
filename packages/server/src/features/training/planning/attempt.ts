import { sql } from 'kysely'
import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { AppError, ConflictError } from '../../../domain/errors.ts'

/** What became of one step among many: it was done, or refused with the reason. */
export type Tried<T> = { readonly done: T } | { readonly refused: AppError }

/** Tries one step in a transaction that goes on when it is refused. */
export async function attempt<T>(trx: Trx, step: () => Promise<T>): Promise<Tried<T>> {
  await sql`savepoint one_step`.execute(trx)
  try {
    const done = await step()
    await sql`release savepoint one_step`.execute(trx)
    return { done }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await sql`rollback to savepoint one_step`.execute(trx)
    return { refused: error }
  }
}

class TakenBack extends Error {}

/**
 * Carries work out in one transaction and takes it back unless it is to be saved, so that a dry run is exact: it is
 * the real run. A dry run sends no job and tells no browser.
 */
export async function carryOut<T>(
  ctx: Ctx,
  save: boolean,
  work: (ctx: Ctx, trx: Trx) => Promise<T>,
): Promise<T> {
  if (save) return withTransaction(ctx.db, (trx) => work(ctx, trx))
  const silent: Ctx = {
    ...ctx,
    jobs: { enqueue: async () => {}, enqueueAll: async () => {} },
    live: { ...ctx.live, publish: async () => {} },
  }
  const found: { result?: T } = {}
  await withTransaction(ctx.db, async (trx) => {
    found.result = await work(silent, trx)
    throw new TakenBack()
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error
  })
  return found.result as T
}

/** All or none: a save of which a part is refused leaves nothing behind. @throws {ConflictError} that names all of them */
export function assertNoneRefused(save: boolean, tried: readonly Tried<unknown>[]): void {
  if (!save) return
  const fields = tried.flatMap((one, index) =>
    'refused' in one
      ? [{ pointer: `/items/${index}`, code: one.refused.code, params: one.refused.params }]
      : [],
  )
  if (fields.length === 0) return
  const params = { refused: fields.length, total: tried.length }
  throw new ConflictError('planning-conflicts', params, { fields })
}
