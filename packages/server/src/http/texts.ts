import type { FastifyInstance } from 'fastify'
import { InvalidInputError, NotFoundError } from '../domain/errors.ts'
import { isStorable } from '../domain/words.ts'

/** Fields that are compared with what was hashed before: they stay as they were typed. */
const AS_TYPED = /password/i
/** Deeper than anything that a schema takes. */
const MAX_DEPTH = 32

/**
 * Looks at every text of a request before its schema does: one with NUL or half a character, which no database keeps,
 * is refused, and all others are composed (NFC), so that two ways of typing are one text.
 */
export function registerTexts(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    // Nothing has such an address.
    if (!Object.values(request.params as object).every(isText))
      throw new NotFoundError('route-not-found', { path: request.url.split('?')[0] ?? '' })
    request.params = composed(request.params, '')
    request.query = composed(request.query, '')
    if (!Buffer.isBuffer(request.body)) request.body = composed(request.body, '')
  })
}

const isText = (value: unknown) => typeof value !== 'string' || isStorable(value)

/** @throws {InvalidInputError} `text-unreadable` at the field */
function composed(value: unknown, pointer: string, depth = 0): unknown {
  if (typeof value === 'string') {
    if (!isText(value)) throw unreadable(pointer)
    return AS_TYPED.test(pointer) ? value : value.normalize('NFC')
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value
  if (Array.isArray(value)) return value.map((one, index) => composed(one, `${pointer}/${index}`, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      if (!isStorable(name)) throw unreadable(pointer)
      return [name, composed(one, `${pointer}/${name}`, depth + 1)]
    }),
  )
}

function unreadable(pointer: string): InvalidInputError {
  return InvalidInputError.at(pointer, 'text-unreadable', { field: pointer.slice(1) })
}
