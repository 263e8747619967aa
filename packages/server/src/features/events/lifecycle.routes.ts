import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { AccountId, CourseId, EventId, SessionId } from '../../domain/ids.ts'
import { actorOf } from '../../http/actor.ts'
import { Id, problems, text } from '../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { Event, EventParams } from './events.schemas.ts'
import { cancel, giveAnotherRoom, remove, restoreEvent } from './lifecycle.service.ts'

const Cancellation = z
  .object({ reason: text(500).default('').describe('shown to everybody who had the event in their plans') })
  .meta({ id: 'Cancellation' })
const CourseParams = z.object({ courseId: Id })

/** Cancelling keeps the history, deleting does not. */
export function lifecycleRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const done = { 204: z.null(), ...problems }

  app.post(
    '/events/:eventId/cancellation',
    { schema: { tags: ['events'], params: EventParams, body: Cancellation, response: done } },
    async (request, reply) => {
      const eventId = request.params.eventId as EventId
      await cancel(request.ctx, actorOf(request), { eventId }, request.body.reason)
      return reply.status(204).send(null)
    },
  )
  app.delete(
    '/events/:eventId/cancellation',
    { schema: { tags: ['events'], params: EventParams, response: { 200: Event, ...problems } } },
    (request) => restoreEvent(request.ctx, actorOf(request), request.params.eventId as EventId),
  )
  app.post(
    '/events/:eventId/room/replacement',
    {
      schema: {
        tags: ['events'],
        params: EventParams,
        body: z.object({ accountId: Id.optional().describe('left out = the same account') }),
        response: { 200: Event, ...problems },
      },
    },
    (request) => {
      const accountId = request.body.accountId as AccountId | undefined
      return giveAnotherRoom(request.ctx, actorOf(request), request.params.eventId as EventId, accountId)
    },
  )
  app.post(
    '/sessions/:sessionId/cancellation',
    { schema: { tags: ['sessions'], params: SessionParams, body: Cancellation, response: done } },
    async (request, reply) => {
      const sessionId = request.params.sessionId as SessionId
      await cancel(request.ctx, actorOf(request), { sessionId }, request.body.reason)
      return reply.status(204).send(null)
    },
  )
  app.delete(
    '/sessions/:sessionId',
    { schema: { tags: ['sessions'], params: SessionParams, response: done } },
    async (request, reply) => {
      const sessionId = request.params.sessionId as SessionId
      await remove(request.ctx, actorOf(request), { sessionId })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/courses/:courseId/cancellation',
    { schema: { tags: ['courses'], params: CourseParams, body: Cancellation, response: done } },
    async (request, reply) => {
      const courseId = request.params.courseId as CourseId
      await cancel(request.ctx, actorOf(request), { courseId }, request.body.reason)
      return reply.status(204).send(null)
    },
  )
  app.delete(
    '/courses/:courseId',
    { schema: { tags: ['courses'], params: CourseParams, response: done } },
    async (request, reply) => {
      const courseId = request.params.courseId as CourseId
      await remove(request.ctx, actorOf(request), { courseId })
      return reply.status(204).send(null)
    },
  )
}
