import type { Follower } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { tell, tellSuperadmins } from './notifications.service.ts'

/** Superadmins hear that somebody wants their data to be erased. Who it is stands on the page alone. */
export const tellErasureAsked: Follower<FactOf<'erasure-asked'>> = (ctx, trx, { id }) =>
  tellSuperadmins(ctx, trx, {
    kind: 'erasure-asked',
    // Who asks again after an answer is news again.
    key: `erasure-asked ${id} ${ctx.now().toISOString()}`,
    params: { path: '/admin/data' },
  })

/** Whoever asked reads why it was not done. */
export const tellErasureDeclined: Follower<FactOf<'erasure-declined'>> = (ctx, trx, { id, reason }) =>
  tell(
    ctx,
    trx,
    {
      kind: 'erasure-declined',
      params: { path: '/profile', reason },
      key: `erasure-declined ${ctx.now().toISOString()}`,
    },
    [id],
  )
