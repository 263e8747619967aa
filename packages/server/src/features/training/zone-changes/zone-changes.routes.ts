import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { EventParams, IfMatch, problems } from '../../../http/schemas.ts'
import { Event } from '../events/events.schemas.ts'
import { SettleZoneChange, ZoneChanges } from './zone-changes.schemas.ts'
import { listZoneChanges, settleZoneChange } from './zone-changes.service.ts'

/** Coming events that new rules of their zone would shift. */
export function zoneChangesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['events']
  app.get(
    '/zone-changes',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Coming events whose stored instants are not what the present rules of their zone say',
        response: { 200: ZoneChanges, ...problems },
      },
    },
    async (request) => ({ items: await listZoneChanges(request.ctx, actorOf(request)) }),
  )
  app.post(
    '/events/:eventId/zone-change',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Keeps the planned time of the clock, or the instant, of such an event',
        params: EventParams,
        headers: IfMatch,
        body: SettleZoneChange,
        response: { 200: Event, ...problems },
      },
    },
    async (request, reply) => {
      const eventId = request.params.eventId
      const target = { eventId, expectedVersion: expectedVersion(request.headers) }
      const event = await settleZoneChange(request.ctx, actorOf(request), target, request.body.keep)
      return reply.header('etag', etag(event.version)).send(event)
    },
  )
}
