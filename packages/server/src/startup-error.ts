import { DatabaseTroubleError, troubleOf } from './db/database-error.ts'

/**
 * A reason not to start that the operator can remove.
 * Its message is one line that says what was found and what to do; whoever catches it prints that line alone, no stack.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}

const TROUBLES = {
  unavailable:
    'The database can’t be reached, or the connection was lost: MESSAGE. See whether PostgreSQL runs and what its log says (postgres.log in LECTERN_DATA is the embedded one’s), and begin anew.',
  busy: 'The database gave this up in favor of other work, or had to wait for that too long: MESSAGE. Begin anew; if it comes again, stop what else works in the database.',
  full: 'The disk of the database is full: MESSAGE. Make room there, and begin anew.',
}

/** A file that is missing has the same code as the socket of a PostgreSQL that does not run. */
function isOfFile(error: unknown): boolean {
  const { path, syscall } = error as NodeJS.ErrnoException
  return path !== undefined && syscall !== 'connect'
}

/**
 * Why a program ends: the sentence of a {@link StartupError}, and for trouble of the database one that says what to do;
 * undefined = it is our mistake, and the whole error has to be seen.
 */
export function reasonToEnd(error: unknown): string | undefined {
  if (error instanceof StartupError) return error.message
  const cause = error instanceof Error && error.cause ? error.cause : error
  if (isOfFile(cause)) return undefined
  const trouble = error instanceof DatabaseTroubleError ? error.trouble : troubleOf(cause)
  if (!trouble) return undefined
  return TROUBLES[trouble].replace('MESSAGE', () => (cause instanceof Error ? cause.message : String(cause)))
}
