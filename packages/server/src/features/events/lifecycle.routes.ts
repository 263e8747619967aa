import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { AccountId, CourseId, EventId, SessionId } from '../../domain/ids.ts'
import { actorOf } from '../../http/actor.ts'
import { Id, problems, text } from '../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { OverlapReason } from '../teaching/teaching.schemas.ts'
import { Event, EventParams } from './events.schemas.ts'
import { cancel, giveAnotherRoom, remove, restoreEvent } from './lifecycle.service.ts'

const Cancellation = z
  .object({ reason: text(500).default('').describe('shown to everybody who had the event in their plans') })
  .meta({ id: 'Cancellation' })
const CourseParams = z.object({ courseId: Id })

const idOf = (params: unknown, name: string) => String((params as Record<string, unknown>)[name])
const removable = [
  {
    tag: 'sessions',
    path: '/sessions/:sessionId',
    params: SessionParams,
    scopeOf: (params: unknown) => ({ sessionId: idOf(params, 'sessionId') as SessionId }),
  },
  {
    tag: 'courses',
    path: '/courses/:courseId',
    params: CourseParams,
    scopeOf: (params: unknown) => ({ courseId: idOf(params, 'courseId') as CourseId }),
  },
]
const scopes = [
  {
    tag: 'events',
    path: '/events/:eventId',
    params: EventParams,
    scopeOf: (params: unknown) => ({ eventId: idOf(params, 'eventId') as EventId }),
  },
  ...removable,
]

/** Cancelling keeps the history, deleting does not. */
export function lifecycleRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const done = { 204: z.null(), ...problems }

  app.delete(
    '/events/:eventId/cancellation',
    {
      schema: {
        tags: ['events'],
        params: EventParams,
        querystring: z.object({ overlapReason: OverlapReason.optional() }),
        response: { 200: Event, ...problems },
      },
    },
    (request) => {
      const { ctx, params, query } = request
      return restoreEvent(ctx, actorOf(request), params.eventId as EventId, query.overlapReason)
    },
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
  // An event, a session and a course are cancelled alike; only the last two are deleted here.
  for (const { tag, path, params, scopeOf } of scopes) {
    app.post(
      `${path}/cancellation`,
      { schema: { tags: [tag], params, body: Cancellation, response: done } },
      async (request, reply) => {
        await cancel(request.ctx, actorOf(request), scopeOf(request.params), request.body.reason)
        return reply.status(204).send(null)
      },
    )
  }
  for (const { tag, path, params, scopeOf } of removable) {
    app.delete(path, { schema: { tags: [tag], params, response: done } }, async (request, reply) => {
      await remove(request.ctx, actorOf(request), scopeOf(request.params))
      return reply.status(204).send(null)
    })
  }
}
