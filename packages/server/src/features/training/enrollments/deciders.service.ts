import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { PersonId } from '../../../domain/ids.ts'
import * as decidersStore from './deciders.store.ts'

/** Whether somebody has a manager who can decide about their requests; else planners do. */
export async function hasDecider(ctx: Ctx, trx: Trx, personId: PersonId): Promise<boolean> {
  return decidersStore.hasManager(trx, ctx.platform.id, personId)
}
