import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MAX_AGE_MS } from '../db/replica.ts'

/** Longer than an answer is old at most, and the way there and back with it. */
const REMEMBERED_SECONDS = (2 * MAX_AGE_MS) / 1000

/** What a browser is given when it changes something, so that all nodes know of it. */
interface WroteCookie {
  isThere(request: FastifyRequest): boolean
  set(request: FastifyRequest, reply: FastifyReply, seconds: number): void
}

/**
 * Lets nobody look for what they have just done in a replica that does not have it yet: a browser that changed something
 * is answered by the database itself for some seconds, and programs with a key always are.
 */
export function registerOwnWrites(app: FastifyInstance, cookie: WroteCookie): void {
  app.addHook('preHandler', async (request) => {
    const { ctx, actor } = request
    if (ctx?.replica && (actor?.apiKey || cookie.isThere(request)))
      request.ctx = { ...ctx, replica: undefined }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.ctx && !['GET', 'HEAD', 'OPTIONS'].includes(request.method))
      cookie.set(request, reply, REMEMBERED_SECONDS)
    return payload
  })
}
