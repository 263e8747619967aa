import { hasHeading, readTable } from '../../../csv/csv.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { findAddresses, MAX_ADDRESSES, readAddresses } from './addresses.ts'
import { emailColumn } from './people-table.ts'

/** Somebody who is named by an address, in a list or in a row of a table. */
export interface Listed {
  /** Of the text, from 1. */
  readonly line: number
  /** As it is stored; what was found when it is no address. */
  readonly email: string
  /** Why nobody is meant by it. */
  readonly flaw: StoredMessage | undefined
  /** What the column `status` of a table says, in lower case; empty without one. */
  readonly status: string
}

/** A link to an address, with the address as its text, has two. With more of them the text is not read at all: that takes seconds. */
const SIGNS_OF_ONE = 4

const columns = [emailColumn, { name: 'status', needed: false, aliases: [] }] as const

/**
 * Reads who is named by a text: of a table with a column for addresses that column alone, so that no other cell names
 * anybody; of anything else all addresses, as {@link readAddresses}.
 *
 * @returns each once
 * @throws {InvalidInputError} at `/text`: `enroll-no-address`, `enroll-too-many`, and as {@link readTable}
 */
export function readListed(text: string): Listed[] {
  const signs = text.split('@').length - 1
  if (signs > SIGNS_OF_ONE * MAX_ADDRESSES) throw tooMany(signs)
  const listed = hasHeading(text, columns) ? readRows(text) : readList(text)
  if (listed.length === 0) throw InvalidInputError.at('/text', 'enroll-no-address')
  if (listed.length > MAX_ADDRESSES) throw tooMany(listed.length)
  const seen = new Set<string>()
  return listed.filter(({ email, flaw, status }) => {
    const key = `${email} ${status}`
    return flaw !== undefined || (!seen.has(key) && seen.add(key))
  })
}

const tooMany = (found: number) =>
  InvalidInputError.at('/text', 'enroll-too-many', { found, max: MAX_ADDRESSES })

function readList(text: string): Listed[] {
  return readAddresses(text).map((found) => ({ ...toListed(found), line: found.line }))
}

function readRows(text: string): Listed[] {
  return readTable(text, columns, Number.MAX_SAFE_INTEGER).rows.flatMap((row): Listed[] => {
    const { line, cells, flaw, alone } = row
    const status = cells.status.toLowerCase()
    // Addresses that were put below a table are a list.
    const listed = cells.email || alone === undefined ? [] : findAddresses(alone)
    if (flaw) return [{ line, email: cells.email, flaw, status }]
    if (listed.length > 0) return listed.map((one) => ({ ...toListed(one), line, status }))
    if (!cells.email)
      return [{ line, email: '', flaw: { code: 'import-cell-needed', params: { column: 'email' } }, status }]
    const found = findAddresses(cells.email)
    if (found.length === 0) return [{ line, ...toListed({ email: cells.email, isReadable: false }), status }]
    return found.map((one) => ({ ...toListed(one), line, status }))
  })
}

function toListed({ email, isReadable }: { email: string; isReadable: boolean }): Omit<Listed, 'line'> {
  if (isReadable && !email.includes('\uFFFD')) return { email, flaw: undefined, status: '' }
  return { email, flaw: { code: 'email-invalid', params: { found: email } }, status: '' }
}
