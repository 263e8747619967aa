import type { Ctx } from '../../../ctx.ts'
import type { SessionId } from '../../../domain/ids.ts'

/** Who works on a session in this process, for each database. */
const lines = new WeakMap<Ctx['db'], Map<SessionId, Promise<unknown>>>()

/**
 * Does work on one session after the work that came before it. The session's lock orders it anyway: this keeps many who
 * enroll at once from holding all connections while they wait for that lock.
 */
export async function oneByOne<T>(ctx: Ctx, sessionId: SessionId, work: () => Promise<T>): Promise<T> {
  const line = lines.get(ctx.db) ?? new Map<SessionId, Promise<unknown>>()
  lines.set(ctx.db, line)
  const before = line.get(sessionId) ?? Promise.resolve()
  const own = before.then(work, work)
  const ended = own.catch(() => {})
  line.set(sessionId, ended)
  try {
    return await own
  } finally {
    if (line.get(sessionId) === ended) line.delete(sessionId)
  }
}
