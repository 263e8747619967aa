import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, listOf, problems } from '../../../http/schemas.ts'
import { answerPresence, correctPresence } from './answers.service.ts'
import { askPresence, changeCheck, planPresence } from './checks.service.ts'
import {
  AnswerParams,
  AnswerPresence,
  AskPresence,
  ChangePresenceCheck,
  CheckParams,
  CorrectPresence,
  EventPresence,
  OwnPresence,
  PlanPresence,
  PresenceAnswer,
  PresenceAnswered,
} from './presence.schemas.ts'
import { getOwnPresence, getPresence, listAnswersOf } from './presence.service.ts'

const tags = ['attendance']

/** Whether people are there, as they are asked during a class, and the signatures of half-days. */
export function presenceRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const config = { access: 'instructor-of-event' } as const
  const response = { 200: EventPresence, ...problems }

  app.get(
    '/events/:eventId/presence',
    {
      config,
      schema: { tags, summary: 'Presence checks and signatures of an event', params: EventParams, response },
    },
    (request) => getPresence(request.ctx, actorOf(request), request.params.eventId),
  )
  app.put(
    '/events/:eventId/presence-plan',
    {
      config,
      schema: {
        tags,
        summary: 'How many presence checks an event asks by itself, at random times',
        description:
          'They are drawn a quarter of an hour before the start: a change after that comes too late.',
        params: EventParams,
        body: PlanPresence,
        response,
      },
    },
    async (request) => {
      const { eventId } = request.params
      await planPresence(request.ctx, actorOf(request), eventId, request.body)
      return getPresence(request.ctx, actorOf(request), eventId)
    },
  )
  app.post(
    '/events/:eventId/presence-checks',
    {
      config,
      schema: {
        tags,
        summary: 'Ask who is there',
        description:
          'By a button on the pages of learners, by a word that is said, or by a QR code that is another one every 15 seconds. A phone without a network gives an `id`, and `seed` or `word`, and sends the check later with its times: `phoneAt` when it was shown, `sentAt` now.',
        params: EventParams,
        body: AskPresence,
        response,
      },
    },
    async (request) => {
      const { eventId } = request.params
      await askPresence(request.ctx, actorOf(request), eventId, request.body)
      return getPresence(request.ctx, actorOf(request), eventId)
    },
  )
  app.patch(
    '/events/:eventId/presence-checks/:checkId',
    {
      config,
      schema: {
        tags,
        summary: 'Close a presence check, take it back, or open a half-day once more',
        params: CheckParams,
        body: ChangePresenceCheck,
        response,
      },
    },
    async (request) => {
      await changeCheck(request.ctx, actorOf(request), request.params, request.body)
      return getPresence(request.ctx, actorOf(request), request.params.eventId)
    },
  )
  app.put(
    '/events/:eventId/presence-checks/:checkId/answers/:personId',
    {
      config,
      schema: {
        tags,
        summary: 'Say by hand whether somebody was there at a check',
        description: 'It holds in place of what they answered, which stays in the history.',
        params: AnswerParams,
        body: CorrectPresence,
        response,
      },
    },
    async (request) => {
      await correctPresence(request.ctx, actorOf(request), request.params, request.body)
      return getPresence(request.ctx, actorOf(request), request.params.eventId)
    },
  )
  app.get(
    '/events/:eventId/presence-checks/:checkId/answers/:personId',
    {
      config,
      schema: {
        tags,
        summary: 'Every answer of a person to a check, newest first',
        params: AnswerParams,
        response: { 200: listOf(PresenceAnswer), ...problems },
      },
    },
    async (request) => {
      const items = await listAnswersOf(request.ctx, actorOf(request), request.params)
      return { items, nextCursor: null }
    },
  )
  app.get(
    '/events/:eventId/my-presence',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'What one is asked in an event, and what one has answered',
        params: EventParams,
        response: { 200: OwnPresence, ...problems },
      },
    },
    (request) => getOwnPresence(request.ctx, actorOf(request), request.params.eventId),
  )
  app.post(
    '/events/:eventId/my-presence',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'Answer presence checks, and sign for half-days',
        description:
          'Also what a phone kept without a network: an answer counts at the moment that lies as long before it comes as the phone counted from `phoneAt` to `sentAt`, up to 24 hours after the check. The same answer twice is one. What is refused is so one by one.',
        params: EventParams,
        body: AnswerPresence,
        response: { 200: PresenceAnswered, ...problems },
      },
    },
    async (request) => {
      const { eventId } = request.params
      const results = await answerPresence(request.ctx, actorOf(request), eventId, request.body)
      return { results, presence: await getOwnPresence(request.ctx, actorOf(request), eventId) }
    },
  )
}
