import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { CancelledSession } from '../cancellations/cancellations.schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { Decide, Merge, SessionDecision } from './decisions.schemas.ts'
import { decideByHand, getDecision, mergeSession } from './decisions.service.ts'

/** Whether a session with few learners takes place. */
export function decisionsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['sessions']

  app.get(
    '/sessions/:sessionId/decision',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Where a session stands with its minimum enrollment',
        params: SessionParams,
        response: { 200: SessionDecision, ...problems },
      },
    },
    (request) => getDecision(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.post(
    '/sessions/:sessionId/decision',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Confirms a session with too few learners, or decides later',
        params: SessionParams,
        body: Decide,
        response: { 200: SessionDecision, ...problems },
      },
    },
    (request) => decideByHand(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
  app.post(
    '/sessions/:sessionId/merge',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Moves the learners of a session into another one of its course, and cancels it',
        params: SessionParams,
        body: Merge,
        response: { 200: CancelledSession, ...problems },
      },
    },
    (request) => mergeSession(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
}
