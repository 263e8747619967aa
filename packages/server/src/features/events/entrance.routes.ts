import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../domain/errors.ts'
import type { EventId } from '../../domain/ids.ts'
import type { WebPages } from '../../http/web-pages.ts'
import { sentence } from '../../messages/messages.ts'
import { enterAsInstructor, enterAsLearner } from './entrance.service.ts'
import { EventParams } from './events.schemas.ts'

type EntranceRequest = FastifyRequest<{ Params: { eventId: string } }>
type Enter = typeof enterAsLearner

/**
 * Join and Start as addresses of pages: they lead into the room, or show the waiting page with the reason
 * why not yet. The same link works before, during and after.
 */
export function entranceRoutes(app: FastifyInstance, { pages }: { pages: WebPages }): void {
  app.get('/learn/events/:eventId/join', { schema: { hide: true } }, (request, reply) =>
    lead(request as EntranceRequest, reply, enterAsLearner),
  )
  app.get('/learn/events/:eventId/start', { schema: { hide: true } }, (request, reply) =>
    lead(request as EntranceRequest, reply, enterAsInstructor),
  )

  async function lead(request: EntranceRequest, reply: FastifyReply, enter: Enter): Promise<FastifyReply> {
    const { actor, ctx, params, reader } = request
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    if (!actor) return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`)
    if (!EventParams.safeParse(params).success) return pages.send(reply.status(404))
    try {
      return reply.redirect(await enter(ctx, actor, params.eventId as EventId))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.status >= 500) request.log.warn({ err: error }, 'entrance failed')
      const problem = { code: error.code, text: sentence(error.code, error.params, reader) }
      return pages.send(reply.status(error.status), problem)
    }
  }
}
