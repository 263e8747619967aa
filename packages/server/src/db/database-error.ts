import pg from 'pg'

/**
 * What is wrong with the database: it can't be reached or lost the connection, it gave this work up in favor of
 * other work, or its disk is full.
 */
export type DatabaseTrouble = 'unavailable' | 'busy' | 'full'

/**
 * The database did not do what it was asked, through no fault of who asked: the same may go well in a moment.
 * Not an `AppError`, so that nobody takes it for a refusal of one thing among many. Jobs are tried again,
 * requests are answered with 503.
 */
export class DatabaseTroubleError extends Error {
  override readonly name = 'DatabaseTroubleError'
  readonly trouble: DatabaseTrouble
  /** A change was being saved when the connection was lost: it may be saved, or not. */
  readonly outcomeUnknown: boolean

  constructor(trouble: DatabaseTrouble, options: ErrorOptions & { outcomeUnknown?: boolean } = {}) {
    const { cause } = options
    super(cause instanceof Error ? `the database is ${trouble}: ${cause.message}` : trouble, options)
    this.trouble = trouble
    this.outcomeUnknown = options.outcomeUnknown ?? false
  }
}

/**
 * SQLSTATEs, or whole classes of them, that tell of the server and not of the statement.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html (read 2026-11)
 */
const TROUBLES: Readonly<Record<string, DatabaseTrouble>> = {
  '08': 'unavailable', // connection exceptions
  '25006': 'unavailable', // read-only: it became a standby, or is one until a failover has ended
  '25P03': 'unavailable', // ended: idle in a transaction for too long
  '25P04': 'unavailable', // ended: a transaction that took too long
  '57P01': 'unavailable', // shut down, or this connection terminated
  '57P02': 'unavailable', // shut down after a crash
  '57P03': 'unavailable', // starts up or shuts down
  '57P04': 'unavailable', // the database was dropped
  '57P05': 'unavailable', // ended: idle for too long
  '53': 'unavailable', // too many connections, out of memory
  '58': 'unavailable', // the system under it failed
  '53100': 'full',
  '40': 'busy', // deadlocks, and what can't be brought into an order
  '55P03': 'busy', // a lock was not to be had in time
  '57014': 'busy', // canceled: it took too long
}

/** How Node names it when a connection can't be made, or breaks. */
const CONNECTION_CODES = new Set([
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOENT', // the socket's file is gone
  'ENOTCONN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

/** How `pg` names it, which gives these no code. */
const CONNECTION_TEXTS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|The server does not support SSL|Postgres connection has been discarded|Cannot use a pool after calling end)/

/** A statement that was prepared before a migration changed its columns: works again on a new connection. */
const CHANGED_PLAN = 'cached plan must not change result type'

/** What an error of `pg` tells of the database; undefined when it is about the statement. */
export function troubleOf(error: unknown): DatabaseTrouble | undefined {
  if (isConnectionError(error)) return 'unavailable'
  if (!(error instanceof Error)) return undefined
  if (error.message === 'timeout exceeded when trying to connect') return 'busy' // all connections of the pool are in use
  if (error.message === CHANGED_PLAN) return 'busy'
  if (!(error instanceof pg.DatabaseError)) return undefined
  const state = error.code ?? ''
  return TROUBLES[state] ?? TROUBLES[state.slice(0, 2)]
}

/** Whether a connection could not be made, or broke: told by Node or `pg`, not by the server. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isConnectionError)
  if (!(error instanceof Error) || error instanceof pg.DatabaseError) return false
  const code = 'code' in error ? String(error.code) : ''
  return CONNECTION_CODES.has(code) || CONNECTION_TEXTS.test(error.message)
}

/** SQLSTATEs after which the server closes the connection, or after which it is of no use. */
const ENDS = /^(08...|25006|25P03|25P04|57P0.)$/

/** Whether the connection on which an error came is of no use from then on. */
export function endsConnection(error: unknown): boolean {
  if (isConnectionError(error)) return true
  return error instanceof pg.DatabaseError && (ENDS.test(error.code ?? '') || error.message === CHANGED_PLAN)
}

/** Whether the server looked at a statement and refused it: then it is known that it did nothing. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  return error.code === '25006' || !ENDS.test(error.code ?? '')
}
