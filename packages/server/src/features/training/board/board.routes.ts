import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { Board, FindBoard } from './board.schemas.ts'
import { getBoard } from './board.service.ts'

/** The board on which people plan. */
export function boardRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['planning']

  app.get(
    '/board',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'All that a planning board draws of a stretch of time',
        description:
          'Events refer to the lists beside them by id. Conflicts are found among all events, whatever the filter shows.',
        querystring: FindBoard,
        response: { 200: Board, ...problems },
      },
    },
    (request) => getBoard(request.ctx, actorOf(request), request.query),
  )
}
