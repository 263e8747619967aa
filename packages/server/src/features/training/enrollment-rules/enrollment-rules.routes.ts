import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { CourseParams } from '../courses/courses.schemas.ts'
import {
  EnrollmentRuleParams,
  EnrollmentRules,
  FollowedRule,
  NewEnrollmentRule,
} from './enrollment-rules.schemas.ts'
import { listEnrollmentRules, makeEnrollmentRule, removeEnrollmentRule } from './enrollment-rules.service.ts'

const tags = ['enrollments']

/** Which groups get places in a course by themselves. */
export function enrollmentRulesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/courses/:courseId/enrollment-rules',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Which groups get places in a course by themselves',
        params: CourseParams,
        response: { 200: EnrollmentRules, ...problems },
      },
    },
    (request) => listEnrollmentRules(request.ctx, actorOf(request), request.params.courseId),
  )
  app.post(
    '/courses/:courseId/enrollment-rules',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags,
        summary: 'Gives the members of a group places in the next session of a course, now and from now on',
        description:
          'Who has or had anything in a session of the course that takes place, or has completed the course, is left alone. Members are served in the sessions ahead, in the order of their first dates, behind those who wait there. Who joins the group later is served at once, by whatever way they join; for a session that is planned later this takes ten minutes at most. Who leaves the group keeps their place.',
        params: CourseParams,
        body: NewEnrollmentRule,
        response: { 200: FollowedRule, ...problems },
      },
    },
    (request) => makeEnrollmentRule(request.ctx, actorOf(request), request.params.courseId, request.body),
  )
  app.delete(
    '/courses/:courseId/enrollment-rules/:ruleId',
    {
      config: { access: 'planner-of-course' },
      schema: { tags, params: EnrollmentRuleParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      const { courseId, ruleId } = request.params
      await removeEnrollmentRule(request.ctx, actorOf(request), courseId, ruleId)
      return reply.status(204).send(null)
    },
  )
}
