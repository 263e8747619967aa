import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { quietly } from '../../../ctx.ts'
import { actorOf } from '../../../http/actor.ts'
import { AccountId, CourseId, EventParams, problems, QuietQuery } from '../../../http/schemas.ts'
import { Cancellation, Event } from '../events/events.schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { OverlapReason } from '../teaching/teaching.schemas.ts'
import { cancel, giveAnotherRoom, remove, restoreEvent, switchToSpare } from './lifecycle.service.ts'

const CourseParams = z.object({ courseId: CourseId })

const removable = [
  {
    tag: 'sessions',
    access: 'planner-of-session',
    path: '/sessions/:sessionId',
    params: SessionParams,
  },
  {
    tag: 'courses',
    access: 'planner-of-course',
    path: '/courses/:courseId',
    params: CourseParams,
  },
] as const
/** Cancelling keeps the history, deleting does not. */
export function lifecycleRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const done = { 204: z.null(), ...problems }

  app.delete(
    '/events/:eventId/cancellation',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['events'],
        summary: 'Restores a cancelled event, if there is a room for it and its instructors are free',
        params: EventParams,
        querystring: QuietQuery.extend({ overlapReason: OverlapReason.optional() }),
        response: { 200: Event, ...problems },
      },
    },
    (request) => {
      const { quiet, overlapReason } = request.query
      const ctx = quietly(request.ctx, quiet === 'true')
      return restoreEvent(ctx, actorOf(request), request.params.eventId, overlapReason)
    },
  )
  app.post(
    '/events/:eventId/room/replacement',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['events'],
        params: EventParams,
        body: z.object({ accountId: AccountId.optional().describe('left out = the same account') }),
        response: { 200: Event, ...problems },
      },
    },
    (request) => {
      const { accountId } = request.body
      return giveAnotherRoom(request.ctx, actorOf(request), request.params.eventId, accountId)
    },
  )
  app.post(
    '/events/:eventId/room/switch',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['events'],
        summary: 'Leads people to the room that is held ready; once more leads back',
        params: EventParams,
        body: z.object({
          accountId: AccountId.describe('of the spare, as it was seen: sent twice, it is done once'),
        }),
        response: { 200: Event, ...problems },
      },
    },
    (request) => switchToSpare(request.ctx, actorOf(request), request.params.eventId, request.body.accountId),
  )
  app.post(
    '/events/:eventId/cancellation',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['events'],
        summary: 'Cancels an event; it stays in the history with the reason',
        params: EventParams,
        body: Cancellation,
        response: done,
      },
    },
    async (request, reply) => {
      const { reason, quiet } = request.body
      const eventId = request.params.eventId
      await cancel(quietly(request.ctx, quiet), actorOf(request), { eventId }, reason)
      return reply.status(204).send(null)
    },
  )
  for (const { tag, access, path, params } of removable) {
    const schema = { tags: [tag], params, response: done }
    app.delete(path, { config: { access }, schema }, async (request, reply) => {
      await remove(request.ctx, actorOf(request), request.params)
      return reply.status(204).send(null)
    })
  }
}
