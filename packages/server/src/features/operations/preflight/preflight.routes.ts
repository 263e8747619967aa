import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, problems } from '../../../http/schemas.ts'
import { Event } from '../../training/events/events.schemas.ts'
import { Preflight } from './preflight.schemas.ts'
import { getPreflight, listSoon, lookNow } from './preflight.service.ts'

/** What was looked at before an event. */
export function preflightRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['events']

  app.get(
    '/events/:eventId/preflight',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        params: EventParams,
        response: { 200: z.object({ preflight: Preflight.nullable() }), ...problems },
      },
    },
    async (request) => ({
      preflight: await getPreflight(request.ctx, actorOf(request), request.params.eventId),
    }),
  )
  app.post(
    '/events/:eventId/preflight',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: EventParams,
        response: { 200: z.object({ preflight: Preflight.nullable() }), ...problems },
      },
    },
    async (request) => ({
      preflight: await lookNow(request.ctx, actorOf(request), request.params.eventId),
    }),
  )
  app.get(
    '/preflights',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        response: {
          200: z.object({ items: z.array(z.object({ event: Event, preflight: Preflight.nullable() })) }),
          ...problems,
        },
      },
    },
    async (request) => ({ items: await listSoon(request.ctx, actorOf(request)) }),
  )
}
