import { sql } from 'kysely'
import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { DatabaseTroubleError } from '../../../db/database-error.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { RoomId } from '../../../domain/ids.ts'
import { reconcileRoomJob } from '../../rooms/rooms/rooms.job.ts'

/** A preview waits no longer for what somebody else is changing, and never holds it longer than this. */
const LOCK_TIMEOUT_MS = 2_000
const STATEMENT_TIMEOUT_MS = 10_000

/** What a change left behind inside its transaction. */
export interface Traces<T> {
  readonly result: T
  /** Ids of everything that was made. */
  readonly newIds: readonly string[]
  /** Rooms that a worker would have been sent to. */
  readonly roomIds: readonly RoomId[]
}

/**
 * Carries out a change for real, reads what it wrote, and takes it back: no job is sent, nobody hears of it, and the
 * provider is not asked. So a preview can't differ from the change. Refusals come out as they would.
 *
 * @param work gets a context whose database is the transaction; any service can run in it
 * @param read is called inside the transaction, before it is taken back
 * @throws {ConflictError} `preview-busy` when somebody else is changing the same
 */
export async function previewOf<T, Effects>(
  ctx: Ctx,
  work: (ctx: Ctx) => Promise<T>,
  read: (trx: Trx, traces: Traces<T>) => Promise<Effects>,
): Promise<Effects> {
  try {
    return await withTransaction(ctx.db, async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(trx)
      await sql`set local statement_timeout = ${sql.lit(STATEMENT_TIMEOUT_MS)}`.execute(trx)
      const newIds: string[] = []
      const roomIds = new Set<RoomId>()
      const result = await work({
        ...ctx,
        db: trx,
        isQuiet: false,
        live: { ...ctx.live, publish: async () => {} },
        jobs: {
          async enqueue(_db, kind, payload) {
            if (kind.name === reconcileRoomJob.name && 'roomId' in payload)
              roomIds.add(payload.roomId as RoomId)
          },
          enqueueAll: async () => {}, // never of rooms
        },
        newId: <Id extends string>() => {
          const id = ctx.newId<Id>()
          newIds.push(id)
          return id
        },
      })
      throw new TakenBack(await read(trx, { result, newIds, roomIds: [...roomIds] }))
    })
  } catch (error) {
    if (error instanceof TakenBack) return error.effects as Effects // thrown a few lines above
    if (error instanceof DatabaseTroubleError && error.trouble === 'busy')
      throw new ConflictError('preview-busy')
    throw error
  }
}

/** Not a failure: lets the transaction end without being saved. */
class TakenBack extends Error {
  readonly effects: unknown

  constructor(effects: unknown) {
    super('taken back')
    this.effects = effects
  }
}
