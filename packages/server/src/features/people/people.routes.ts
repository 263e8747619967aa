import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../http/actor.ts'
import { listOf, problems } from '../../http/schemas.ts'
import { FindPeople, Person } from './people.schemas.ts'
import { findPeople } from './people.service.ts'

export function peopleRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/people',
    { schema: { tags: ['people'], querystring: FindPeople, response: { 200: listOf(Person), ...problems } } },
    (request) => findPeople(request.ctx, actorOf(request), request.query),
  )
}
