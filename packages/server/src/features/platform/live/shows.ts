import type { Follower } from '../../../ctx.ts'
import type { LiveMessage } from '../../../live/live.ts'

/** Pages that show the thing read it again. */
export function shows(type: LiveMessage['type']): Follower<{ id: string; within?: readonly string[] }> {
  return (ctx, trx, { id, within }) =>
    ctx.live.publish(trx, ctx.platform.id, { type, id, ...(within && { within }) })
}
