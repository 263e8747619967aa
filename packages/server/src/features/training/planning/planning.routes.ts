import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { CourseParams } from '../courses/courses.schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { changeEvents } from './bulk-edit.service.ts'
import { copyCourse, copySession } from './copies.service.ts'
import { CourseCopy, EventsChange, NewSeries, PlanningResult, SessionCopy } from './planning.schemas.ts'
import { planSeries } from './series.service.ts'

export function planningRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['planning']
  const response = { 200: PlanningResult, 201: PlanningResult, ...problems }
  const allOrNone =
    'With `save: false` nothing is kept: the answer says for each event whether it is possible. With `save: true` all is saved, or nothing (409, every refusal named).'

  app.post(
    '/sessions/:sessionId/event-series',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Plan recurring events',
        description: `Separate events at the same time on the wall. ${allOrNone}`,
        params: SessionParams,
        body: NewSeries,
        response,
      },
    },
    async (request, reply) => {
      const sessionId = request.params.sessionId
      const result = await planSeries(request.ctx, actorOf(request), { sessionId, ...request.body })
      return reply.status(result.saved ? 201 : 200).send(result)
    },
  )

  app.post(
    '/sessions/:sessionId/copies',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Duplicate a session at other dates',
        description: `Enrollments, attendance and links are not copied. ${allOrNone}`,
        params: SessionParams,
        body: SessionCopy,
        response,
      },
    },
    async (request, reply) => {
      const sessionId = request.params.sessionId
      const result = await copySession(request.ctx, actorOf(request), sessionId, request.body)
      return reply.status(result.saved ? 201 : 200).send(result)
    },
  )

  app.post(
    '/courses/:courseId/copies',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Duplicate a course with its sessions at other dates',
        description: `Enrollments, attendance and links are not copied. ${allOrNone}`,
        params: CourseParams,
        body: CourseCopy,
        response,
      },
    },
    async (request, reply) => {
      const courseId = request.params.courseId
      const result = await copyCourse(request.ctx, actorOf(request), courseId, request.body)
      return reply.status(result.saved ? 201 : 200).send(result)
    },
  )

  app.post(
    '/event-changes',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Change many events alike',
        description: `Events that have ended or are cancelled stay as they are. ${allOrNone}`,
        body: EventsChange,
        response: { 200: PlanningResult, ...problems },
      },
    },
    (request) => changeEvents(request.ctx, actorOf(request), request.body),
  )
}
