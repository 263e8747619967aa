import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { AppError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { sendAgainPage } from '../../../http/again-page.ts'
import { signInThen } from '../../../http/next-path.ts'
import { entranceRate } from '../../../http/rate.ts'
import { EventParams } from '../../../http/schemas.ts'
import { visitsAlone } from '../../../http/visits-alone.ts'
import type { WebPages } from '../../../http/web-pages.ts'
import { sentence } from '../../../messages/messages.ts'
import { enterAsInstructor, enterAsLearner } from './entrance.service.ts'

type EntranceRequest = FastifyRequest<{ Params: { eventId: EventId } }>
type Enter = (ctx: Ctx, actor: Actor, eventId: EventId, request: FastifyRequest) => Promise<string>

const StartQuery = z.object({ as: z.enum(['organizer', 'co-organizer']).optional() })

/** Where Start leads; somebody who can come in by two ways is asked which one. */
async function startAs(ctx: Ctx, actor: Actor, eventId: EventId, request: FastifyRequest): Promise<string> {
  const { as } = StartQuery.safeParse(request.query).data ?? {}
  const { url, coHostUrl } = await enterAsInstructor(ctx, actor, eventId)
  if (!coHostUrl || as === 'organizer') return url
  return as === 'co-organizer' ? coHostUrl : `/learn/events/${eventId}/start/ways`
}

/**
 * Join and Start as addresses of pages: they lead into the room, or show the waiting page with the reason
 * why not yet. The same link works before, during and after.
 */
export function entranceRoutes(app: FastifyInstance, { pages }: { pages: WebPages }): void {
  const options = { schema: { hide: true }, preHandler: visitsAlone, errorHandler: sendAgainPage }
  const asLearner = { ...options, config: { access: 'learner-with-place', ...entranceRate } } as const
  const asHost = { ...options, config: { access: 'host-of-event', ...entranceRate } } as const
  app.get('/learn/events/:eventId/join', asLearner, (request, reply) =>
    lead(request as EntranceRequest, reply, enterAsLearner),
  )
  app.get('/learn/events/:eventId/start', asHost, (request, reply) =>
    lead(request as EntranceRequest, reply, startAs),
  )

  async function lead(request: EntranceRequest, reply: FastifyReply, enter: Enter): Promise<FastifyReply> {
    const { actor, ctx, params, reader } = request
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    if (!actor) return reply.redirect(signInThen(request.url))
    if (!EventParams.safeParse(params).success) return pages.send(reply.status(404))
    try {
      return reply.redirect(await enter(ctx, actor, params.eventId, request))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.status >= 500) request.log.warn({ err: error }, 'entrance failed')
      const problem = { code: error.code, text: sentence(error.code, error.params, reader) }
      return pages.send(reply.status(error.status), problem)
    }
  }
}
