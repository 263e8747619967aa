import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { assertProved } from '../../people/auth/proof.service.ts'
import { makeJoinCode } from './join-codes.service.ts'
import { LmsJoinCode } from './registrations.schemas.ts'

/** How somebody who is signed in here becomes known as whoever an LMS calls them. */
export function joinCodesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/me/lms-code',
    {
      config: { access: 'signed-in' },
      preHandler: (request) => assertProved(request.ctx, actorOf(request)),
      schema: { tags: ['security'], response: { 201: LmsJoinCode, ...problems } },
    },
    async (request, reply) => reply.status(201).send(await makeJoinCode(request.ctx, actorOf(request))),
  )
}
