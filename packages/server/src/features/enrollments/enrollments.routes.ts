import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { PersonId, SessionId } from '../../domain/ids.ts'
import { actorOf } from '../../http/actor.ts'
import { listOf, problems } from '../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { Enrollment, EnrollmentParams, NewEnrollment } from './enrollments.schemas.ts'
import { enroll, listEnrollments, unenroll } from './enrollments.service.ts'

export function enrollmentsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['enrollments']

  app.get(
    '/sessions/:sessionId/enrollments',
    { schema: { tags, params: SessionParams, response: { 200: listOf(Enrollment), ...problems } } },
    async (request) => ({
      items: await listEnrollments(request.ctx, actorOf(request), request.params.sessionId as SessionId),
      nextCursor: null,
    }),
  )

  app.post(
    '/sessions/:sessionId/enrollments',
    {
      schema: {
        tags,
        params: SessionParams,
        body: NewEnrollment,
        response: { 201: Enrollment, ...problems },
      },
    },
    async (request, reply) => {
      const sessionId = request.params.sessionId as SessionId
      const personId = request.body.personId as PersonId
      return reply.status(201).send(await enroll(request.ctx, actorOf(request), sessionId, personId))
    },
  )

  app.delete(
    '/sessions/:sessionId/enrollments/:personId',
    { schema: { tags, params: EnrollmentParams, response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      const sessionId = request.params.sessionId as SessionId
      await unenroll(request.ctx, actorOf(request), sessionId, request.params.personId as PersonId)
      return reply.status(204).send(null)
    },
  )
}
