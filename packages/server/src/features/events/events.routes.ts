import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { EventId, SessionId } from '../../domain/ids.ts'
import { actorOf } from '../../http/actor.ts'
import { etag, expectedVersion } from '../../http/etag.ts'
import { IfMatch, listOf, problems } from '../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { ChangeEvent, Event, EventParams, FindEvents, NewEvent } from './events.schemas.ts'
import {
  changeEvent,
  deleteEvent,
  getEvent,
  listEventsOfSession,
  listOwnEvents,
  retryRoomOfEvent,
  scheduleEvent,
} from './events.service.ts'

export function eventsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['events']
  const idOf = (params: { eventId: string }) => params.eventId as EventId

  app.get(
    '/events',
    { schema: { tags, querystring: FindEvents, response: { 200: listOf(Event), ...problems } } },
    (request) => listOwnEvents(request.ctx, actorOf(request), request.query),
  )

  app.get(
    '/sessions/:sessionId/events',
    { schema: { tags, params: SessionParams, response: { 200: listOf(Event), ...problems } } },
    async (request) => ({
      items: await listEventsOfSession(request.ctx, actorOf(request), request.params.sessionId as SessionId),
      nextCursor: null,
    }),
  )

  app.post(
    '/sessions/:sessionId/events',
    { schema: { tags, params: SessionParams, body: NewEvent, response: { 201: Event, ...problems } } },
    async (request, reply) => {
      const event = await scheduleEvent(request.ctx, actorOf(request), {
        sessionId: request.params.sessionId as SessionId,
        ...request.body,
      })
      return reply.status(201).header('etag', etag(event.version)).send(event)
    },
  )

  app.get(
    '/events/:eventId',
    { schema: { tags, params: EventParams, response: { 200: Event, ...problems } } },
    async (request, reply) => {
      const event = await getEvent(request.ctx, actorOf(request), idOf(request.params))
      return reply.header('etag', etag(event.version)).send(event)
    },
  )

  app.patch(
    '/events/:eventId',
    {
      schema: {
        tags,
        params: EventParams,
        headers: IfMatch,
        body: ChangeEvent,
        response: { 200: Event, ...problems },
      },
    },
    async (request, reply) => {
      const target = { eventId: idOf(request.params), expectedVersion: expectedVersion(request.headers) }
      const event = await changeEvent(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(event.version)).send(event)
    },
  )

  app.delete(
    '/events/:eventId',
    { schema: { tags, params: EventParams, response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      await deleteEvent(request.ctx, actorOf(request), idOf(request.params))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/events/:eventId/room/retries',
    { schema: { tags, params: EventParams, response: { 200: Event, ...problems } } },
    (request) => retryRoomOfEvent(request.ctx, actorOf(request), idOf(request.params)),
  )
}
