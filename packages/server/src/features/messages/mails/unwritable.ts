import pg from 'pg'
import type { StoredMessage } from '../../../domain/message.ts'

const MAX_SHOWN = 300
/** How `pg` says that a connection broke, without a code. */
const CONNECTION = /^(Connection terminated|Client (was|has)|Cannot use a pool|timeout e)/

/**
 * Whether it may go well the next time, as the database or the network was away. Anything else is about what is being
 * written, and would happen again.
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'DatabaseTroubleError' || CONNECTION.test(error.message)) return true
  const code = 'code' in error ? String(error.code) : ''
  // Of PostgreSQL's errors, those about data, constraints and statements are ours.
  if (error instanceof pg.DatabaseError) return !/^(22|23|42)/.test(code)
  return /^E[A-Z]+$/.test(code)
}

/** Why a mail could not be written, for superadmins. */
export function reasonOf(error: unknown): StoredMessage {
  const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'mail-not-written', params: { found: found.slice(0, MAX_SHOWN) } }
}
