import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { HideFirstSteps, Home } from './home.schemas.ts'
import { getHome } from './home.service.ts'
import { hideFirstSteps } from './platform-home.service.ts'

export function homeRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['home']
  app.get(
    '/home',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'What a person sees first: what needs them, and what comes',
        response: { 200: Home, ...problems },
      },
    },
    (request) => getHome(request.ctx, actorOf(request)),
  )
  app.put(
    '/home/first-steps',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Put the first steps of a new platform away, or take them out again',
        body: HideFirstSteps,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await hideFirstSteps(request.ctx, actorOf(request), request.body.hidden)
      return reply.code(204).send(null)
    },
  )
}
