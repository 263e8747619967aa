import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the one thing that a GET answers with. */
    shownVersion: number | undefined
  }
}

/**
 * Gives every JSON answer to a GET an ETag, and answers 304 to a browser or program that has it already. The tag of a thing that can be
 * changed begins with its version, which is what `If-Match` compares; the rest stands for all that is shown with
 * it (a room's state, what the reader may do), so that nobody keeps an old picture. Has to be registered before
 * answers are compressed.
 */
export function registerConditional(app: FastifyInstance): void {
  app.decorateRequest('shownVersion', undefined)

  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (isRead(request)) request.shownVersion = versionOf(payload)
    return payload
  })

  app.addHook('onSend', async (request, reply, payload) => {
    if (!isRead(request) || reply.statusCode !== 200 || typeof payload !== 'string') return payload
    const hash = createHash('sha256').update(payload).digest('base64url').slice(0, 16)
    const tag = request.shownVersion === undefined ? `"x-${hash}"` : `"${request.shownVersion}-${hash}"`
    reply.header('etag', tag)
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache')
    reply.header('vary', 'Cookie, Authorization, Accept-Language')
    if (!isKnown(request.headers['if-none-match'], tag)) return payload
    reply.status(304).removeHeader('content-type').removeHeader('content-length')
    return ''
  })
}

function isRead({ method, url }: FastifyRequest): boolean {
  return method === 'GET' && url.startsWith('/api/v1/')
}

function versionOf(payload: unknown): number | undefined {
  if (typeof payload !== 'object' || payload === null || !('version' in payload)) return undefined
  return typeof payload.version === 'number' ? payload.version : undefined
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const known = header.split(',').map((part) => part.trim().replace(/^W\//, ''))
  return known.includes('*') || known.includes(tag)
}
