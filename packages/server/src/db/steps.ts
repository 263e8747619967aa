import { sql } from 'kysely'
import { AppError } from '../domain/errors.ts'
import { type Trx, withLastWorkKept } from './database.ts'

/** What became of one step among many: it was done, or refused with the reason. */
export type Tried<T> = { readonly done: T } | { readonly refused: AppError }

/** Tries one step in a transaction that goes on when it is refused. What the step wrote is taken back then. */
export async function tryStep<T>(trx: Trx, step: () => Promise<T>): Promise<Tried<T>> {
  await sql`savepoint one_step`.execute(trx)
  try {
    const done = await step()
    await sql`release savepoint one_step`.execute(trx)
    return { done }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await takeBackTo(trx, 'one_step')
    return { refused: error }
  }
}

/** Does work in a transaction, and takes it back whatever comes of it: the transaction goes on as if nothing had been. */
export async function takeBack<T>(trx: Trx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint taken_back`.execute(trx)
  try {
    return await withLastWorkKept(trx, work)
  } finally {
    await takeBackTo(trx, 'taken_back')
  }
}

async function takeBackTo(trx: Trx, savepoint: string): Promise<void> {
  await sql`rollback to savepoint ${sql.id(savepoint)}`.execute(trx)
  await sql`release savepoint ${sql.id(savepoint)}`.execute(trx)
}
