import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { CourseParams } from '../courses/courses.schemas.ts'
import {
  AttendanceRules,
  CourseAttendanceRules,
  NewAttendanceRule,
  NewCourseAttendanceRule,
} from './rules.schemas.ts'
import { getCourseRules, getRules, makeCourseRule, makeRule } from './rules.service.ts'

/** By what attendance is judged on the platform. */
export function attendanceRulesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['platform']
  const response = { 200: AttendanceRules, ...problems }
  app.get(
    '/platform/attendance-rule',
    {
      config: { access: 'superadmin' },
      schema: { tags, summary: 'The rule of attendance, and those that were before it', response },
    },
    (request) => getRules(request.ctx, actorOf(request)),
  )
  app.put(
    '/platform/attendance-rule',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Makes a rule of attendance',
        description:
          '`If-Match` names the version of the rule that it replaces, 0 for the product’s own. Verdicts are made anew in the background; those by earlier rules stay to be seen.',
        headers: IfMatch,
        body: NewAttendanceRule,
        response,
      },
    },
    (request) => makeRule(request.ctx, actorOf(request), expectedVersion(request.headers), request.body),
  )
  app.get(
    '/courses/:courseId/attendance-rule',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags: ['courses'],
        summary: 'By what the events of a course are judged, and its rules before that',
        params: CourseParams,
        response: { 200: CourseAttendanceRules, ...problems },
      },
    },
    (request) => getCourseRules(request.ctx, actorOf(request), request.params.courseId),
  )
  app.put(
    '/courses/:courseId/attendance-rule',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags: ['courses'],
        summary: 'Gives a course a rule of attendance of its own, or takes it away',
        description:
          '`If-Match` names the version of the course’s newest rule, 0 where it never had one. Verdicts are made anew in the background; those by earlier rules stay to be seen.',
        params: CourseParams,
        headers: IfMatch,
        body: NewCourseAttendanceRule,
        response: { 200: CourseAttendanceRules, ...problems },
      },
    },
    (request) => {
      const { courseId } = request.params
      const target = { courseId, expectedVersion: expectedVersion(request.headers) }
      return makeCourseRule(request.ctx, actorOf(request), target, request.body)
    },
  )
}
