import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { quietly } from '../../../ctx.ts'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { EventParams, IfMatch, listOf, problems, QuietQuery, quiet } from '../../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { ChangeEvent, Event, FindEvents, NewEvent } from './events.schemas.ts'
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

  app.get(
    '/events',
    {
      config: { access: 'signed-in' },
      schema: { tags, querystring: FindEvents, response: { 200: listOf(Event), ...problems } },
    },
    (request) => listOwnEvents(request.ctx, actorOf(request), request.query),
  )

  app.get(
    '/sessions/:sessionId/events',
    {
      config: { access: 'reader-of-course' },
      schema: { tags, params: SessionParams, response: { 200: listOf(Event), ...problems } },
    },
    async (request) => ({
      items: await listEventsOfSession(request.ctx, actorOf(request), request.params.sessionId),
      nextCursor: null,
    }),
  )

  app.post(
    '/sessions/:sessionId/events',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: SessionParams,
        body: NewEvent.extend(quiet),
        response: { 201: Event, ...problems },
      },
    },
    async (request, reply) => {
      const { quiet, ...fields } = request.body
      const event = await scheduleEvent(quietly(request.ctx, quiet), actorOf(request), {
        sessionId: request.params.sessionId,
        ...fields,
      })
      return reply.status(201).header('etag', etag(event.version)).send(event)
    },
  )

  app.get(
    '/events/:eventId',
    {
      config: { access: 'reader-of-course' },
      schema: { tags, params: EventParams, response: { 200: Event, ...problems } },
    },
    async (request, reply) => {
      const eventId = request.params.eventId
      const actor = actorOf(request)
      const event = await getEvent(request.ctx, actor, eventId)
      return reply.header('etag', etag(event.version)).send(event)
    },
  )

  app.patch(
    '/events/:eventId',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: EventParams,
        headers: IfMatch,
        body: ChangeEvent.extend(quiet),
        response: { 200: Event, ...problems },
      },
    },
    async (request, reply) => {
      const target = { eventId: request.params.eventId, expectedVersion: expectedVersion(request.headers) }
      const { quiet, ...change } = request.body
      const event = await changeEvent(quietly(request.ctx, quiet), actorOf(request), target, change)
      return reply.header('etag', etag(event.version)).send(event)
    },
  )

  app.delete(
    '/events/:eventId',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: EventParams,
        querystring: QuietQuery,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      const ctx = quietly(request.ctx, request.query.quiet === 'true')
      await deleteEvent(ctx, actorOf(request), request.params.eventId)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/events/:eventId/room/retries',
    {
      config: { access: 'planner-of-session' },
      schema: { tags, params: EventParams, response: { 200: Event, ...problems } },
    },
    (request) => retryRoomOfEvent(request.ctx, actorOf(request), request.params.eventId),
  )
}
