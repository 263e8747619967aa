import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, problems } from '../../../http/schemas.ts'
import { listAlarms } from './alarms.service.ts'
import { nudgeMissing, sendMessage } from './messages.service.ts'
import { getTeaching } from './own-teaching.service.ts'
import { Alarms, MessageSent, NewMessage, Nudged, Roster, Teaching } from './roster.schemas.ts'
import { getRoster } from './roster.service.ts'

const tags = ['teaching']

/** What instructors see and do while they teach. */
export function rosterRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/teaching',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'What I teach: running, coming, and what has ended in the last 30 days',
        response: { 200: Teaching, ...problems },
      },
    },
    (request) => getTeaching(request.ctx, actorOf(request)),
  )
  app.get(
    '/alarms',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Running events that nobody has started five minutes after their time',
        response: { 200: Alarms, ...problems },
      },
    },
    async (request) => ({ items: await listAlarms(request.ctx, actorOf(request)) }),
  )
  app.get(
    '/events/:eventId/roster',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Who is enrolled, registered, in, late or missing',
        description:
          'Meant to be asked every few seconds while an event runs. Joining sends no live message: with 10,000 learners in a minute, each would be heard by every open page.',
        params: EventParams,
        response: { 200: Roster, ...problems },
      },
    },
    (request) => getRoster(request.ctx, actorOf(request), request.params.eventId),
  )
  app.post(
    '/events/:eventId/nudges',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Tell learners who have not pressed Join that it has begun',
        params: EventParams,
        response: { 200: Nudged, ...problems },
      },
    },
    (request) => nudgeMissing(request.ctx, actorOf(request), request.params.eventId),
  )
  app.post(
    '/events/:eventId/messages',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Write to everybody who has a place',
        params: EventParams,
        body: NewMessage,
        response: { 200: MessageSent, ...problems },
      },
    },
    (request) => sendMessage(request.ctx, actorOf(request), request.params.eventId, request.body),
  )
}
