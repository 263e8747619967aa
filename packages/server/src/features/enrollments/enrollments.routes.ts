import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { PersonId, SessionId } from '../../domain/ids.ts'
import { actorOf } from '../../http/actor.ts'
import { listOf, problems } from '../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import {
  EnrolledMany,
  EnrollMany,
  Enrollment,
  EnrollmentChange,
  EnrollmentMove,
  EnrollmentParams,
  NewEnrollment,
  OwnEnrollment,
  OwnPlace,
} from './enrollments.schemas.ts'
import { enroll, listEnrollments, listHistory, moveEnrollment, unenroll } from './enrollments.service.ts'
import { enrollMany } from './import.service.ts'
import { enrollMyself, getOwnPlace, listOwnEnrollments, withdraw } from './self-enrollment.service.ts'

const tags = ['enrollments']
const done = { 204: z.null(), ...problems }
const sessionOf = (params: { sessionId: string }) => params.sessionId as SessionId
const placeOf = (params: { sessionId: string; personId: string }) => ({
  sessionId: params.sessionId as SessionId,
  personId: params.personId as PersonId,
})

export function enrollmentsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/sessions/:sessionId/enrollments',
    { schema: { tags, params: SessionParams, response: { 200: listOf(Enrollment), ...problems } } },
    async (request) => ({
      items: await listEnrollments(request.ctx, actorOf(request), sessionOf(request.params)),
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
      const { personId, whenFull } = request.body
      const sessionId = sessionOf(request.params)
      const actor = actorOf(request)
      return reply
        .status(201)
        .send(await enroll(request.ctx, actor, sessionId, personId as PersonId, whenFull))
    },
  )
  app.post(
    '/sessions/:sessionId/enrollments/import',
    {
      schema: { tags, params: SessionParams, body: EnrollMany, response: { 200: EnrolledMany, ...problems } },
    },
    (request) => enrollMany(request.ctx, actorOf(request), sessionOf(request.params), request.body),
  )
  app.delete(
    '/sessions/:sessionId/enrollments/:personId',
    { schema: { tags, params: EnrollmentParams, response: done } },
    async (request, reply) => {
      const { sessionId, personId } = placeOf(request.params)
      await unenroll(request.ctx, actorOf(request), sessionId, personId)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/sessions/:sessionId/enrollments/:personId/move',
    {
      schema: {
        tags,
        params: EnrollmentParams,
        body: EnrollmentMove,
        response: { 200: Enrollment, ...problems },
      },
    },
    (request) => {
      const { sessionId, whenFull } = request.body
      const from = placeOf(request.params)
      return moveEnrollment(request.ctx, actorOf(request), from, sessionId as SessionId, whenFull)
    },
  )
  app.get(
    '/sessions/:sessionId/enrollments/:personId/history',
    { schema: { tags, params: EnrollmentParams, response: { 200: listOf(EnrollmentChange), ...problems } } },
    async (request) => {
      const { sessionId, personId } = placeOf(request.params)
      return {
        items: await listHistory(request.ctx, actorOf(request), sessionId, personId),
        nextCursor: null,
      }
    },
  )
  ownRoutes(fastify)
}

/** What people do for themselves. */
function ownRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/me/enrollments',
    { schema: { tags, response: { 200: listOf(OwnEnrollment), ...problems } } },
    async (request) => ({
      items: await listOwnEnrollments(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )
  app.get(
    '/sessions/:sessionId/my-place',
    { schema: { tags, params: SessionParams, response: { 200: OwnPlace, ...problems } } },
    (request) => getOwnPlace(request.ctx, actorOf(request), sessionOf(request.params)),
  )
  app.post(
    '/sessions/:sessionId/my-place',
    { schema: { tags, params: SessionParams, response: { 200: OwnPlace, ...problems } } },
    (request) => enrollMyself(request.ctx, actorOf(request), sessionOf(request.params)),
  )
  app.delete(
    '/sessions/:sessionId/my-place',
    { schema: { tags, params: SessionParams, response: done } },
    async (request, reply) => {
      await withdraw(request.ctx, actorOf(request), sessionOf(request.params))
      return reply.status(204).send(null)
    },
  )
}
