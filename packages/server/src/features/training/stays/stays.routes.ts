import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, problems } from '../../../http/schemas.ts'
import { readAgain } from './read-again.service.ts'
import { AttendanceReading, MatchStay, StayParams, Stays, StaysMatched } from './stays.schemas.ts'
import { listStays, matchStay, unmatchStay } from './stays.service.ts'

const tags = ['attendance']

/** Who was there, as the tools report it. */
export function staysRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/events/:eventId/stays',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Who was in the room and when, as the tool reports it, with whose each stay is',
        description:
          'A stay is matched by a registration, by what was in our link, by an address; never by a name. What is matched by nobody comes with suggestions.',
        params: EventParams,
        response: { 200: Stays, ...problems },
      },
    },
    (request) => listStays(request.ctx, actorOf(request), request.params.eventId),
  )
  app.post(
    '/events/:eventId/stays/:stayId/match',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Say whose a stay is',
        description:
          'Stays under the same name and address follow, and the address is remembered for later events. No later reading takes it back.',
        params: StayParams,
        body: MatchStay,
        response: { 200: StaysMatched, ...problems },
      },
    },
    (request) => matchStay(request.ctx, actorOf(request), request.params, request.body),
  )
  app.delete(
    '/events/:eventId/stays/:stayId/match',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Take back whose a stay is',
        description:
          'What was said by hand is forgotten, with the address that it taught, and the report decides again. What the report decided is of nobody of ours from then on.',
        params: StayParams,
        response: { 200: StaysMatched, ...problems },
      },
    },
    (request) => unmatchStay(request.ctx, actorOf(request), request.params),
  )
  app.post(
    '/events/:eventId/attendance/readings',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Read the reports of an event once more',
        description: 'A job reads them; look at the stays again in some seconds.',
        params: EventParams,
        response: { 200: AttendanceReading, ...problems },
      },
    },
    (request) => readAgain(request.ctx, actorOf(request), request.params.eventId),
  )
}
