import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { EventParams, IfMatch, problems } from '../../../http/schemas.ts'
import { BreakoutGroups, NewBreakoutGroups } from './breakout-groups.schemas.ts'
import { arrangeGroups, getGroups } from './breakout-groups.service.ts'

export function breakoutGroupsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['events']
  const response = { 200: BreakoutGroups, ...problems }

  app.get(
    '/events/:eventId/breakout-groups',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Who works in which breakout group of an event',
        params: EventParams,
        response,
      },
    },
    async (request, reply) => {
      const groups = await getGroups(request.ctx, actorOf(request), request.params.eventId)
      return reply.header('etag', etag(groups.version)).send(groups)
    },
  )

  app.put(
    '/events/:eventId/breakout-groups',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Says who works in which breakout group of an event',
        description:
          'Replaces all groups. The room follows where the tool prepares groups (`isAble`). Who loses their place is in no group.',
        params: EventParams,
        headers: IfMatch,
        body: NewBreakoutGroups,
        response,
      },
    },
    async (request, reply) => {
      const target = { eventId: request.params.eventId, expectedVersion: expectedVersion(request.headers) }
      const groups = await arrangeGroups(request.ctx, actorOf(request), target, request.body.breakoutGroups)
      return reply.header('etag', etag(groups.version)).send(groups)
    },
  )
}
