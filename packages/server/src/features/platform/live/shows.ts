import type { Follower } from '../../../ctx.ts'
import { type About, idsOf } from '../../../domain/facts/done.ts'
import type { LiveMessage } from '../../../live/live.ts'
import { findParents } from './parents.ts'

/** Pages that show the thing read it again. */
export function shows(type: LiveMessage['type']): Follower<About & { within?: readonly string[] }> {
  return async (ctx, trx, fact) => {
    const { id: platformId } = ctx.platform
    const ids = idsOf(fact)
    const parents = fact.within ? undefined : await findParents(trx, platformId, type, ids)
    for (const id of ids) {
      const within = fact.within ?? parents?.get(id) ?? []
      await ctx.live.publish(trx, platformId, { type, id, within })
    }
  }
}

/** One message names no more of them: PostgreSQL takes less than 8,000 bytes. */
const MOST_NAMED = 150

/** The same for many things of one kind, in few messages. */
export function showsEach<F>(type: LiveMessage['type'], idsOf: (fact: F) => readonly string[]): Follower<F> {
  return async (ctx, trx, fact) => {
    const ids = idsOf(fact)
    for (let from = 0; from < ids.length; from += MOST_NAMED) {
      const [id = '', ...within] = ids.slice(from, from + MOST_NAMED)
      await ctx.live.publish(trx, ctx.platform.id, { type, id, within })
    }
  }
}
