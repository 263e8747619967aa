import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, listOf, problems } from '../../../http/schemas.ts'
import { EventProfile, EvidenceProfile } from './evidence-profiles.schemas.ts'
import { getEventProfile, listProfiles } from './evidence-profiles.service.ts'

/** Whom evidence has to convince, and whether it will. */
export function evidenceProfilesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/evidence-profiles',
    {
      config: { access: 'planner' },
      schema: {
        tags: ['courses'],
        summary: 'Profiles that a course can have for its evidence',
        description: 'Settings with the text that they were read in. They are no advice on the law.',
        response: { 200: listOf(EvidenceProfile), ...problems },
      },
    },
    (request) => ({ items: listProfiles(actorOf(request)), nextCursor: null }),
  )
  app.get(
    '/events/:eventId/evidence-profile',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags: ['events'],
        summary: 'Whether an event will meet the evidence profile of its course',
        params: EventParams,
        response: { 200: EventProfile, ...problems },
      },
    },
    (request) => getEventProfile(request.ctx, actorOf(request), request.params.eventId),
  )
}
