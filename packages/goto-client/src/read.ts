/*
 * Readers that turn GoTo's loose JSON into exact types. GoTo sends keys, numbers and booleans as JSON values
 * in one call and as strings in the next, so each reader takes both. A *required* value that is missing or
 * unreadable throws `ShapeError`; an *optional* one becomes undefined.
 */
import { parseInstant } from './time.ts'

/** An object of an answer whose members have not been looked at. */
export type Fields = Readonly<Record<string, unknown>>

/** The answer does not have the shape we rely on. `http.ts` turns it into a `GotoError`. */
export class ShapeError extends Error {
  constructor(expected: string, found: unknown) {
    super(`expected ${expected}, found ${describe(found)}`)
    this.name = 'ShapeError'
  }
}

export function readObject(value: unknown, what: string): Fields {
  if (isFields(value)) return value
  throw new ShapeError(`${what} as an object`, value)
}

export function readArray<T>(value: unknown, what: string, read: (element: unknown) => T): T[] {
  if (Array.isArray(value)) return value.map((element) => read(element))
  throw new ShapeError(`${what} as a list`, value)
}

/** A list that GoTo leaves out when it is empty. */
export function readArrayOrEmpty<T>(value: unknown, what: string, read: (element: unknown) => T): T[] {
  return value === undefined || value === null ? [] : readArray(value, what, read)
}

/** An object that some calls wrap in a list of one. */
export function readOnly(value: unknown, what: string): Fields {
  if (!Array.isArray(value)) return readObject(value, what)
  if (value.length === 1) return readObject(value[0], what)
  throw new ShapeError(`exactly one ${what}`, value)
}

export function optionalObject(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined
}

/** Text; numbers and booleans are written out, `""` and null are undefined. */
export function optionalText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function requiredText(value: unknown, what: string): string {
  return required(optionalText(value), value, `${what} as text`)
}

/** A key as a string with every digit. */
export function optionalKey(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined
  return typeof value === 'string' && /^[\w-]+$/.test(value) ? value : undefined
}

export function requiredKey(value: unknown, what: string): string {
  return required(optionalKey(value), value, `${what} as a key`)
}

export function optionalNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export function optionalBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.toLowerCase() : undefined
  return word === 'true' ? true : word === 'false' ? false : undefined
}

export function optionalInstant(value: unknown): Date | undefined {
  return parseInstant(value)
}

export function requiredInstant(value: unknown, what: string): Date {
  return required(parseInstant(value), value, `${what} as an instant`)
}

/** No leave time means "still there"; one that cannot be read must not be taken for that. */
export function optionalLeaveTime(value: unknown): Date | undefined {
  const absent = value === undefined || value === null || value === ''
  return absent ? undefined : requiredInstant(value, 'leaveTime')
}

/** A web address that may be opened in a browser; any other scheme is treated as absent. */
export function optionalUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined
  return /^https?:$/.test(new URL(value).protocol) ? value : undefined
}

export function requiredUrl(value: unknown, what: string): string {
  return required(optionalUrl(value), value, `${what} as a web address`)
}

/** Texts of a list; what is not text is left out. */
export function textList(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.map(optionalText).filter((text) => text !== undefined)
}

/** Keys of a list; what is not a key is left out. */
export function keyList(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.map(optionalKey).filter((key) => key !== undefined)
}

function required<T>(read: T | undefined, raw: unknown, expected: string): T {
  if (read === undefined) throw new ShapeError(expected, raw)
  return read
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names what was found without repeating it: an answer may hold secrets. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value === '') return 'an empty text'
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' ? 'an object' : `another ${typeof value}`
}
