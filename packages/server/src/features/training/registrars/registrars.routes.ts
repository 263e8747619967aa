import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, listOf, PersonId, problems } from '../../../http/schemas.ts'
import { getDoorList, listDoorEvents, markAtDoor } from './door.service.ts'
import {
  DoorEvent,
  DoorList,
  GiveDoor,
  MarkAtDoor,
  MarkedAtDoor,
  Registrar,
  TakeDoor,
} from './registrars.schemas.ts'
import { giveDoor, listRegistrars, takeDoor } from './registrars.service.ts'

/** Who marks at the door of an event who is there, and what they see of it. */
export function registrarsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['events']
  const registrars = { 200: listOf(Registrar), ...problems }

  app.get(
    '/events/:eventId/registrars',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Who marks at the door of an event who is there',
        params: EventParams,
        response: registrars,
      },
    },
    async (request) => {
      const items = await listRegistrars(request.ctx, actorOf(request), request.params.eventId)
      return { items, nextCursor: null }
    },
  )
  app.post(
    '/events/:eventId/registrars',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Give the list at the door of an event to somebody',
        description:
          'They see the names of the event on its day, mark who is there, and see nothing else. Who has it already keeps it.',
        params: EventParams,
        body: GiveDoor,
        response: registrars,
      },
    },
    async (request) => {
      const items = await giveDoor(request.ctx, actorOf(request), request.params.eventId, request.body)
      return { items, nextCursor: null }
    },
  )
  app.delete(
    '/events/:eventId/registrars/:personId',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Take the list at the door of an event from somebody',
        params: EventParams.extend({ personId: PersonId }),
        querystring: TakeDoor,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      const { eventId, personId } = request.params
      await takeDoor(request.ctx, actorOf(request), eventId, { personId, ...request.query })
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/door/events',
    {
      config: { access: 'registrar' },
      schema: {
        tags: ['door'],
        summary: 'Events of today whose list at the door is mine',
        response: { 200: listOf(DoorEvent), ...problems },
      },
    },
    async (request) => ({ items: await listDoorEvents(request.ctx, actorOf(request)), nextCursor: null }),
  )
  app.get(
    '/door/events/:eventId',
    {
      config: { access: 'registrar-of-event' },
      schema: {
        tags: ['door'],
        summary: 'The list at the door of an event',
        description: 'Names and marks, and nothing else of anybody. On the day of the event, in its zone.',
        params: EventParams,
        response: { 200: DoorList, ...problems },
      },
    },
    (request) => getDoorList(request.ctx, actorOf(request), request.params.eventId),
  )
  app.put(
    '/door/events/:eventId/marks',
    {
      config: { access: 'registrar-of-event' },
      schema: {
        tags: ['door'],
        summary: 'Mark at the door who is there',
        description:
          'Each mark names the version that it replaces; one that somebody else changed meanwhile stays, and comes back under `conflicts`. Notes and minutes stay as they are.',
        params: EventParams,
        body: MarkAtDoor,
        response: { 200: MarkedAtDoor, ...problems },
      },
    },
    (request) => markAtDoor(request.ctx, actorOf(request), request.params.eventId, request.body),
  )
}
