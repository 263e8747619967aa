import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { quietly } from '../../../ctx.ts'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, listOf, problems, quiet } from '../../../http/schemas.ts'
import { CourseParams } from '../courses/courses.schemas.ts'
import { ChangeSession, NewSession, Session, SessionParams } from './sessions.schemas.ts'
import { changeSession, createSession, getSession, listSessions } from './sessions.service.ts'

export function sessionsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['sessions']

  app.get(
    '/courses/:courseId/sessions',
    {
      config: { access: 'reader-of-course' },
      schema: { tags, params: CourseParams, response: { 200: listOf(Session), ...problems } },
    },
    async (request) => ({
      items: await listSessions(request.ctx, actorOf(request), request.params.courseId),
      nextCursor: null,
    }),
  )

  app.post(
    '/courses/:courseId/sessions',
    {
      config: { access: 'planner' },
      schema: { tags, params: CourseParams, body: NewSession, response: { 201: Session, ...problems } },
    },
    async (request, reply) => {
      const session = await createSession(request.ctx, actorOf(request), {
        courseId: request.params.courseId,
        ...request.body,
      })
      return reply.status(201).header('etag', etag(session.version)).send(session)
    },
  )

  app.get(
    '/sessions/:sessionId',
    {
      config: { access: 'reader-of-course' },
      schema: { tags, params: SessionParams, response: { 200: Session, ...problems } },
    },
    async (request, reply) => {
      const sessionId = request.params.sessionId
      const actor = actorOf(request)
      const session = await getSession(request.ctx, actor, sessionId)
      return reply.header('etag', etag(session.version)).send(session)
    },
  )

  app.patch(
    '/sessions/:sessionId',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        params: SessionParams,
        headers: IfMatch,
        body: ChangeSession.extend(quiet),
        response: { 200: Session, ...problems },
      },
    },
    async (request, reply) => {
      const target = {
        sessionId: request.params.sessionId,
        expectedVersion: expectedVersion(request.headers),
      }
      const actor = actorOf(request)
      const { quiet, ...change } = request.body
      const ctx = quietly(request.ctx, quiet)
      const session = await changeSession(ctx, actor, target, change)
      return reply.header('etag', etag(session.version)).send(session)
    },
  )
}
