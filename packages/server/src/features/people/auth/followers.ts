import type { Follower } from '../../../ctx.ts'
import type { Readdressed } from '../../../domain/facts/people.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { deleteLoginsOfInactive } from './auth.store.ts'
import { deleteLinksOf } from './password.store.ts'

/** People who are not active are signed out everywhere; open pages hear at once whether they may go on, and with which roles. */
export const checkLogins: Follower<{ personIds: readonly PersonId[] }> = async (ctx, trx, { personIds }) => {
  await deleteLoginsOfInactive(trx, ctx.platform.id, personIds)
  await checkStreams(ctx, trx, { personIds })
}

/** Live streams of people look again whether their login or key still holds, and with which roles. */
export const checkStreams: Follower<{ personIds: readonly PersonId[] }> = async (ctx, trx, { personIds }) => {
  if (personIds.length === 0) return
  await ctx.live.publish(trx, ctx.platform.id, { type: 'login', id: '', forPeople: personIds })
}

/** Links for a password that lie in a mailbox which is somebody else's by now, such as that of a mistyped address, end. */
export const endLinksOfMoved: Follower<{ readdressed?: readonly Readdressed[] }> = async (
  ctx,
  trx,
  { readdressed = [] },
) => {
  const moved = readdressed.filter(({ formerId }) => formerId === undefined)
  if (moved.length > 0)
    await deleteLinksOf(
      trx,
      ctx.platform.id,
      moved.map(({ personId }) => personId),
    )
}
