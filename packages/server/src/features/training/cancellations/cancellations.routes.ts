import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { Course, CourseParams } from '../courses/courses.schemas.ts'
import { Session, SessionParams } from '../sessions/sessions.schemas.ts'
import { CancelledSession, CourseCancellation, SessionCancellation } from './cancellations.schemas.ts'
import { cancelCourse, restoreCourse } from './course-cancellation.service.ts'
import { cancelSession, restoreSession } from './session-cancellation.service.ts'

/** Sessions and courses that do not take place, and that do again. */
export function cancellationsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.post(
    '/sessions/:sessionId/cancellation',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['sessions'],
        summary: 'Cancels a session with its coming events, and does with each learner what is chosen',
        params: SessionParams,
        body: SessionCancellation,
        response: { 200: CancelledSession, ...problems },
      },
    },
    (request) => cancelSession(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
  app.delete(
    '/sessions/:sessionId/cancellation',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags: ['sessions'],
        summary: 'Restores a session with the events that were cancelled with it, all or none',
        params: SessionParams,
        response: { 200: Session, ...problems },
      },
    },
    (request) => restoreSession(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.post(
    '/courses/:courseId/cancellation',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags: ['courses'],
        summary: 'Cancels a course with the coming events of its sessions; everybody keeps their place',
        params: CourseParams,
        body: CourseCancellation,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      const courseId = request.params.courseId
      await cancelCourse(request.ctx, actorOf(request), courseId, request.body)
      return reply.status(204).send(null)
    },
  )
  app.delete(
    '/courses/:courseId/cancellation',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags: ['courses'],
        summary: 'Restores a course with the events that were cancelled with it, all or none',
        params: CourseParams,
        response: { 200: Course, ...problems },
      },
    },
    (request) => restoreCourse(request.ctx, actorOf(request), request.params.courseId),
  )
}
