import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, problems } from '../../../http/schemas.ts'
import { Engagement } from './engagement.schemas.ts'
import { getEngagement } from './engagement.service.ts'

/** What learners did besides being there. */
export function engagementRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/events/:eventId/engagement',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags: ['attendance'],
        summary: 'Polls, questions and survey of an event, as its tool tells them',
        description:
          'Read after the end with the reports of who was there, and again by `POST …/attendance/readings`. A later answer to a survey is in a later reading.',
        params: EventParams,
        response: { 200: Engagement, ...problems },
      },
    },
    (request) => getEngagement(request.ctx, actorOf(request), request.params.eventId),
  )
}
