import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** How a PostgreSQL answers; `starting` also while it recovers from a crash. */
export type Answer = 'ready' | 'starting' | 'silent'

const CANNOT_CONNECT_NOW = '57P03'

/** Asks once. Whoever refuses us for another reason than its start is ready to be asked why. */
export async function ask(connection: pg.ClientConfig): Promise<Answer> {
  const client = newClient(connection)
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) return 'silent'
    return error.code === CANNOT_CONNECT_NOW ? 'starting' : 'ready'
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Waits until a PostgreSQL is ready. As long as it says that it starts it is given all the time it needs: a recovery
 * that is cut off begins again from its beginning.
 *
 * @param isRunning whether its process lives
 * @param silenceMs how long it may say nothing
 * @returns false when it ended, or was silent for too long
 */
export async function untilReady(
  answer: () => Promise<Answer>,
  isRunning: () => boolean,
  silenceMs: number,
  now: () => number = performance.now.bind(performance),
): Promise<boolean> {
  let heardAt = now()
  for (;;) {
    const heard = await answer()
    if (!isRunning()) return false
    if (heard === 'ready') return true
    if (heard === 'starting') heardAt = now()
    else if (now() - heardAt > silenceMs) return false
    await sleep(20)
  }
}

/** A connection whose loss is an error of what is asked on it, and of nothing else. */
export function newClient(connection: pg.ClientConfig): pg.Client {
  const client = new pg.Client(connection)
  client.on('error', () => {}) // what is being asked fails with it
  return client
}
