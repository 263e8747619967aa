import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { revokeKeys } from './api-keys.store.ts'

/** A person may not act as superadmin any more: their keys end for good, also when they get the role back. */
export async function endKeysOf(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  const ended = await revokeKeys(trx, ctx.platform.id, { personId }, ctx.now())
  if (ended.length > 0)
    await ctx.live.publish(trx, ctx.platform.id, { type: 'api-key', id: ended[0]?.id ?? '' })
}
