import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseTroubleError } from './database-error.ts'

/** How PostgreSQL says that two did something at the same moment. */
const COLLISIONS: ReadonlySet<unknown> = new Set([
  '40001', // serialization failure
  '40P01', // deadlock: they waited for each other
  '23505', // unique violation: the other made the same
  '23503', // foreign key violation: the other deleted what this needs
])
const TRIES = 4
const PAUSE_MS = 20

/** Whether a statement failed because of what somebody else did at the same moment. */
export function isCollision(error: unknown): boolean {
  const told = error instanceof DatabaseTroubleError ? error.cause : error
  return told instanceof Error && 'code' in told && COLLISIONS.has(told.code)
}

/**
 * Does work that was taken back whole by a collision again, a few times. What the other did is seen then, and the rules
 * of the work say what becomes of it: mostly a refusal with a sentence.
 */
export async function againAfterCollision<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!isCollision(error) || tries === TRIES) throw error
    }
    // Not all at once again.
    await sleep(Math.random() * PAUSE_MS * tries)
  }
}
