import { DatabaseTroubleError } from '../db/database-error.ts'

/**
 * Does something for each of several things: one that fails holds up none of the others.
 *
 * @param nameOf how a thing is told from the others in a failure
 * @throws {AggregateError} in the end, with what failed; at once when the database is away, as all others would fail too
 */
export async function eachAlone<T>(
  things: Iterable<T> | AsyncIterable<T>,
  nameOf: (thing: T) => string,
  work: (thing: T) => Promise<unknown>,
): Promise<void> {
  const failures: Error[] = []
  for await (const thing of things) {
    try {
      await work(thing)
    } catch (cause) {
      if (cause instanceof DatabaseTroubleError && cause.trouble === 'unavailable') throw cause
      const text = cause instanceof Error ? cause.message : String(cause)
      failures.push(new Error(`${nameOf(thing)}: ${text}`, { cause }))
    }
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map((failure) => failure.message).join('; '))
  }
}

/** The same for several steps of one piece of work, by their names. */
export function stepsAlone(steps: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  return eachAlone(
    Object.entries(steps),
    ([name]) => name,
    ([, step]) => step(),
  )
}
