import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'

/**
 * Takes bodies as JSON in UTF-8 and as nothing else, unless a scope says otherwise. Other bytes are refused: Node.js would put
 * a mark in place of each letter that it can't read, and the mark would be stored.
 */
export function registerJsonBodies(app: FastifyInstance): void {
  const read = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      read(request, utf8(body), done)
    } catch (error) {
      done(error as Error)
    }
  })
}

/** @throws what is answered as the parser's own refusals are: `body-unreadable` */
export function utf8(body: string | Buffer): string {
  if (typeof body === 'string') return body
  if (!isUtf8(body)) throw Object.assign(new Error('the body is not UTF-8'), { statusCode: 400 })
  return body.toString()
}
