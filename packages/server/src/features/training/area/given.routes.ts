import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { GiveArea, GivenArea, GivenParams } from './given.schemas.ts'
import { getGiven, giveArea, takeArea } from './given.service.ts'

/** Who is a power user, and of what. */
export function givenRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['area']

  app.get(
    '/people/:personId/area',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Which people and courses a person looks after as a power user',
        params: GivenParams,
        response: { 200: GivenArea, ...problems },
      },
    },
    (request) => getGiven(request.ctx, actorOf(request), request.params.personId),
  )
  app.put(
    '/people/:personId/area',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Make a person a power user, or give them another area',
        description:
          'Of the people and courses of their area they see and plan what the operations under `/area` say, and of others nothing.',
        params: GivenParams,
        body: GiveArea,
        response: { 200: GivenArea, ...problems },
      },
    },
    (request) => giveArea(request.ctx, actorOf(request), request.params.personId, request.body),
  )
  app.delete(
    '/people/:personId/area',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Make a power user one no more',
        description: 'What they planned stays.',
        params: GivenParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await takeArea(request.ctx, actorOf(request), request.params.personId)
      return reply.status(204).send(null)
    },
  )
}
