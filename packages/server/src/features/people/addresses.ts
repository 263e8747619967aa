import { InvalidInputError } from '../../domain/errors.ts'

/** Addresses that are read from one text. */
export const MAX_ADDRESSES = 5_000

export interface Address {
  /** Of the text, from 1. */
  readonly line: number
  readonly email: string
}

/**
 * Finds e-mail addresses however they are listed: one per line, with commas between, or columns of a table.
 *
 * @returns each once, in lower case
 * @throws {InvalidInputError} at `/text`: `enroll-no-address`, `enroll-too-many`
 */
export function readAddresses(text: string): Address[] {
  const found = text.split(/\r?\n/).flatMap((row, index) =>
    row
      .split(/[\s,;<>"'()]+/)
      .filter((word) => /^[^@]+@[^@]+$/.test(word))
      .map((word) => ({ line: index + 1, email: word.toLowerCase() })),
  )
  if (found.length === 0) throw InvalidInputError.at('/text', 'enroll-no-address')
  if (found.length > MAX_ADDRESSES)
    throw InvalidInputError.at('/text', 'enroll-too-many', { found: found.length, max: MAX_ADDRESSES })
  const seen = new Set<string>()
  return found.filter(({ email }) => !seen.has(email) && seen.add(email))
}
