import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, Instant, problems } from '../../../http/schemas.ts'
import { listTimeline, makeSupportBundle } from './timeline.service.ts'

const TimelineEntry = z
  .object({
    at: Instant,
    kind: z.enum(['change', 'call', 'attempt', 'registrations', 'entry', 'state', 'preflight', 'mail']),
    personName: z.string().nullable(),
    details: z.array(z.string()).describe('of a change: what is another than before, in words'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' })

/** What happened around an event. */
export function timelineRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/events/:eventId/timeline',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['events'],
        params: EventParams,
        response: { 200: z.object({ items: z.array(TimelineEntry) }), ...problems },
      },
    },
    async (request) => ({
      items: await listTimeline(request.ctx, actorOf(request), request.params.eventId),
    }),
  )
  app.get(
    '/events/:eventId/support-bundle',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['events'],
        description:
          'A JSON file without secrets, links and people, to send to whoever looks into a problem.',
        params: EventParams,
        response: { 200: z.record(z.string(), z.unknown()), ...problems },
      },
    },
    async (request, reply) => {
      const { eventId } = request.params
      reply.header('content-disposition', `attachment; filename="event-${eventId}.json"`)
      return makeSupportBundle(request.ctx, actorOf(request), eventId)
    },
  )
}
