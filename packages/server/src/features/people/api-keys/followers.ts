import { type Follower, happened } from '../../../ctx.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { revokeKeysOfOthers } from './api-keys.store.ts'

/** API keys of a person who is a superadmin no more end for good, even if the person gets the role back. */
export const endKeys: Follower<{ personIds: readonly PersonId[] }> = async (ctx, trx, { personIds }) => {
  const ended = await revokeKeysOfOthers(trx, ctx.platform.id, personIds, ctx.now())
  const ids = ended.map(({ id }) => id)
  if (ids.length > 0) await happened(ctx, trx, { kind: 'api-keys-ended', ids })
}
