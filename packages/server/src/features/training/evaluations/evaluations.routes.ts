import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { toCsv } from '../../../csv/csv.ts'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { sendCsv } from '../../../http/file.ts'
import { EventParams, IfMatch, problems } from '../../../http/schemas.ts'
import { CourseParams } from '../courses/courses.schemas.ts'
import { answerEvaluation, getOwnEvaluation } from './answers.service.ts'
import {
  EvaluationForm,
  EvaluationResults,
  FindEvaluations,
  NewEvaluation,
  NewEvaluationForm,
  OwnEvaluation,
} from './evaluations.schemas.ts'
import { getForm, makeForm } from './forms.service.ts'
import { exportResults, getResults } from './results.service.ts'

/** What people who were there say of it. */
export function evaluationsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['evaluations']
  app.get(
    '/courses/:courseId/evaluation',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'What people are asked after the events of a course',
        params: CourseParams,
        response: { 200: EvaluationForm, ...problems },
      },
    },
    (request) => getForm(request.ctx, actorOf(request), request.params.courseId),
  )
  app.put(
    '/courses/:courseId/evaluation',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags,
        summary: 'Makes the form of a course',
        description:
          '`If-Match` names the version that it replaces, 0 where the course never had one. Earlier answers stay with the questions that they answer.',
        params: CourseParams,
        headers: IfMatch,
        body: NewEvaluationForm,
        response: { 200: EvaluationForm, ...problems },
      },
    },
    (request) => {
      const target = {
        courseId: request.params.courseId,
        expectedVersion: expectedVersion(request.headers),
      }
      return makeForm(request.ctx, actorOf(request), target, request.body)
    },
  )
  app.get(
    '/courses/:courseId/evaluation/results',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'What was answered: of the course, of one event, of one instructor',
        description:
          'Instructors see the events that they teach. Anonymous answers are shown five of an event at once, and never fewer.',
        params: CourseParams,
        querystring: FindEvaluations,
        response: { 200: EvaluationResults, ...problems },
      },
    },
    (request) => getResults(request.ctx, actorOf(request), request.params.courseId, request.query),
  )
  app.get(
    '/courses/:courseId/evaluation/results.csv',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'The same as a table, a row for each answer',
        params: CourseParams,
        querystring: FindEvaluations,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { courseId } = request.params
      const { heading, rows } = await exportResults(request.ctx, actorOf(request), courseId, request.query)
      return sendCsv(reply, `survey-${courseId}.csv`, toCsv(heading, rows))
    },
  )
  app.get(
    '/events/:eventId/my-evaluation',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'What the reader is asked of an event that they attended',
        params: EventParams,
        response: { 200: OwnEvaluation, ...problems },
      },
    },
    (request) => getOwnEvaluation(request.ctx, actorOf(request), request.params.eventId),
  )
  app.post(
    '/events/:eventId/my-evaluation',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'Answers, once',
        params: EventParams,
        body: NewEvaluation,
        response: { 200: OwnEvaluation, ...problems },
      },
    },
    (request) => answerEvaluation(request.ctx, actorOf(request), request.params.eventId, request.body),
  )
}
