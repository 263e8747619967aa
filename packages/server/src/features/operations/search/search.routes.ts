import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { FindAnything, SearchHits } from './search.schemas.ts'
import { findAnything } from './search.service.ts'

export function searchRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/search',
    {
      config: { access: 'signed-in' },
      schema: { tags: ['search'], querystring: FindAnything, response: { 200: SearchHits, ...problems } },
    },
    (request) => findAnything(request.ctx, actorOf(request), request.query.q),
  )
}
