import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, problems } from '../../../http/schemas.ts'
import { PersonParams } from '../../people/people/people.schemas.ts'
import { ExplainAbsence, LiftCoolDown, NoShows, OwnNoShows } from './no-shows.schemas.ts'
import { explainAbsence, getNoShows, getOwnNoShows, liftCoolDown } from './no-shows.service.ts'

const tags = ['attendance']

/** Who had a place and did not come, and what follows from it. */
export function noShowsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/me/no-shows',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'One’s own no-shows, and until when one can’t enroll oneself',
        response: { 200: OwnNoShows, ...problems },
      },
    },
    (request) => getOwnNoShows(request.ctx, actorOf(request)),
  )
  app.put(
    '/events/:eventId/my-absence',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'Say why one could not come',
        description: 'Whoever teaches the event reads it beside the absence, and may excuse it by a mark.',
        params: EventParams,
        body: ExplainAbsence,
        response: { 200: OwnNoShows, ...problems },
      },
    },
    (request) => explainAbsence(request.ctx, actorOf(request), request.params.eventId, request.body),
  )
  app.get(
    '/people/:personId/no-shows',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'The no-shows of somebody, and until when they can’t enroll themselves',
        description:
          'All of it follows from the attendance that holds at this moment: who is marked as excused or present is none any more.',
        params: PersonParams,
        response: { 200: NoShows, ...problems },
      },
    },
    (request) => getNoShows(request.ctx, actorOf(request), request.params.personId),
  )
  app.post(
    '/people/:personId/cool-down-lifts',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Let somebody enroll themselves again',
        description: 'What they missed until now counts no more, in no course.',
        params: PersonParams,
        body: LiftCoolDown,
        response: { 200: NoShows, ...problems },
      },
    },
    (request) => liftCoolDown(request.ctx, actorOf(request), request.params.personId, request.body),
  )
}
