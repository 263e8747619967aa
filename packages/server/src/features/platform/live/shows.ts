import type { Follower } from '../../../ctx.ts'
import { type About, idsOf } from '../../../domain/facts/done.ts'
import type { LiveMessage } from '../../../live/live.ts'

/** Pages that show the thing read it again. */
export function shows(type: LiveMessage['type']): Follower<About & { within?: readonly string[] }> {
  return async (ctx, trx, fact) => {
    const { within } = fact
    for (const id of idsOf(fact))
      await ctx.live.publish(trx, ctx.platform.id, { type, id, ...(within && { within }) })
  }
}
