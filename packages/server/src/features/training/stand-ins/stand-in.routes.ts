import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { etag } from '../../../http/etag.ts'
import { EventParams, listOf, problems } from '../../../http/schemas.ts'
import { Event } from '../events/events.schemas.ts'
import { NewStandIn, StandIn } from './stand-in.schemas.ts'
import { listStandIns, standIn } from './stand-in.service.ts'

export function standInRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['events']

  app.get(
    '/events/:eventId/stand-ins',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Who could teach the event',
        description: 'Active instructors who do not teach it: those who are free then first.',
        params: EventParams,
        response: { 200: listOf(StandIn), ...problems },
      },
    },
    async (request) => ({
      items: await listStandIns(request.ctx, actorOf(request), request.params.eventId),
      nextCursor: null,
    }),
  )

  app.post(
    '/events/:eventId/stand-in',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Another instructor for one event',
        description: 'Who comes and who goes is told, with a calendar update.',
        params: EventParams,
        body: NewStandIn,
        response: { 200: Event, ...problems },
      },
    },
    async (request, reply) => {
      const { ctx, params, body } = request
      const event = await standIn(ctx, actorOf(request), params.eventId, body)
      return reply.header('etag', etag(event.version)).send(event)
    },
  )
}
