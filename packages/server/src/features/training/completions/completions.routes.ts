import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { toCsv } from '../../../csv/csv.ts'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { sendCsv, sendXlsx } from '../../../http/file.ts'
import { CourseId, IfMatch, listOf, problems } from '../../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { CompletionRules, NewCompletionRule } from './completion-rules.schemas.ts'
import { getCompletionRules, makeCompletionRule } from './completion-rules.service.ts'
import {
  CompleteByHand,
  CompletedByHand,
  CompletionParams,
  EnterScores,
  OwnCompletion,
  PersonCompletions,
  SessionCompletions,
  UndoCompletion,
} from './completions.schemas.ts'
import { completeByHand, enterScores, undoCompletion } from './entries.service.ts'
import { ExpiringCompletion, FindExpiring, WhichExpire } from './expiring.schemas.ts'
import { exportExpiring, listExpiring } from './expiring.service.ts'
import {
  exportCompletions,
  getOwnCompletion,
  getPersonCompletions,
  getSessionCompletions,
} from './session-completions.service.ts'

const tags = ['completions']
const asPlanner = { config: { access: 'planner-of-session' } } as const
const CourseParams = z.object({ courseId: CourseId })

/** Who has completed what, by which rule, and until when it is valid. */
export function completionsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/sessions/:sessionId/completions',
    {
      ...asPlanner,
      schema: {
        tags,
        summary: 'How far everybody of a session is, requirement by requirement, and why',
        params: SessionParams,
        response: { 200: SessionCompletions, ...problems },
      },
    },
    (request) => getSessionCompletions(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.get(
    '/sessions/:sessionId/completions.csv',
    { ...asPlanner, schema: { tags, params: SessionParams, response: { 200: z.string(), ...problems } } },
    async (request, reply) => {
      const { sessionId } = request.params
      const { heading, rows } = await exportCompletions(request.ctx, actorOf(request), sessionId)
      return sendCsv(reply, `completions-${sessionId}.csv`, toCsv(heading, rows))
    },
  )
  app.get(
    '/sessions/:sessionId/completions.xlsx',
    {
      ...asPlanner,
      schema: { tags, params: SessionParams, response: { 200: z.any().describe('a workbook'), ...problems } },
    },
    async (request, reply) => {
      const { sessionId } = request.params
      const table = await exportCompletions(request.ctx, actorOf(request), sessionId)
      return sendXlsx(reply, `completions-${sessionId}.xlsx`, table)
    },
  )
  app.get(
    '/sessions/:sessionId/completions/:personId',
    {
      ...asPlanner,
      schema: {
        tags,
        summary: 'Every completion that there was of somebody in a session, and what people said of it',
        params: CompletionParams,
        response: { 200: PersonCompletions, ...problems },
      },
    },
    (request) => getPersonCompletions(request.ctx, actorOf(request), request.params),
  )
  app.post(
    '/sessions/:sessionId/completions',
    {
      ...asPlanner,
      schema: {
        tags,
        summary: 'Say by hand who has completed a session',
        description:
          'For all of these people, or for nobody. A decision wins over the rule until it is taken back; a confirmation says only that what the rule asks by hand was met. The reason stands in the history.',
        params: SessionParams,
        body: CompleteByHand,
        response: { 200: CompletedByHand, ...problems },
      },
    },
    (request) => completeByHand(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
  app.post(
    '/sessions/:sessionId/scores',
    {
      ...asPlanner,
      schema: {
        tags,
        summary: 'Write down scores of people, from 0 to 100',
        description: 'For all of these people, or for nobody. The newest score of a person counts.',
        params: SessionParams,
        body: EnterScores,
        response: { 200: CompletedByHand, ...problems },
      },
    },
    (request) => enterScores(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
  app.post(
    '/sessions/:sessionId/completions/undo',
    {
      ...asPlanner,
      schema: {
        tags,
        summary: 'Take one step by hand back',
        params: SessionParams,
        body: UndoCompletion,
        response: { 200: CompletedByHand, ...problems },
      },
    },
    (request) =>
      undoCompletion(request.ctx, actorOf(request), request.params.sessionId, request.body.changeId),
  )
  app.get(
    '/sessions/:sessionId/my-completion',
    {
      config: { access: 'reader-of-course' },
      schema: {
        tags,
        summary: 'How far I am in a session, and why',
        params: SessionParams,
        response: { 200: OwnCompletion, ...problems },
      },
    },
    (request) => getOwnCompletion(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.get(
    '/courses/:courseId/completion-rule',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'By what learners complete the sessions of a course, and the rules that were before it',
        params: CourseParams,
        response: { 200: CompletionRules, ...problems },
      },
    },
    (request) => getCompletionRules(request.ctx, actorOf(request), request.params.courseId),
  )
  app.put(
    '/courses/:courseId/completion-rule',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags,
        summary: 'Makes a rule of completion',
        description:
          '`If-Match` names the version of the rule that it replaces, 0 for the product’s own. Completions are made anew in the background; those by earlier rules stay to be seen.',
        params: CourseParams,
        headers: IfMatch,
        body: NewCompletionRule,
        response: { 200: CompletionRules, ...problems },
      },
    },
    (request) => {
      const asked = { ...request.body, expectedVersion: expectedVersion(request.headers) }
      return makeCompletionRule(request.ctx, actorOf(request), request.params.courseId, asked)
    },
  )
  app.get(
    '/expiring-completions',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Whose completions end before long and were not renewed',
        description: 'Superadmins are shown all of them, instructors those of sessions that they teach.',
        querystring: FindExpiring,
        response: { 200: listOf(ExpiringCompletion), ...problems },
      },
    },
    (request) => listExpiring(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/expiring-completions.csv',
    {
      config: { access: 'planner' },
      schema: { tags, querystring: WhichExpire, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const { heading, rows } = await exportExpiring(request.ctx, actorOf(request), request.query)
      return sendCsv(reply, 'expiring-completions.csv', toCsv(heading, rows))
    },
  )
}
