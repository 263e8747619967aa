import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, listOf, problems } from '../../../http/schemas.ts'
import { Board, FindBoard } from './board.schemas.ts'
import { getBoard } from './board.service.ts'
import {
  BoardChange,
  ChangeParams,
  EventHistory,
  NewBoardChange,
  PutBack,
  Undo,
} from './board-changes.schemas.ts'
import { changeBoard } from './board-changes.service.ts'
import { FindFreeInstructors, FreeInstructor } from './free-instructors.schemas.ts'
import { listFreeInstructors } from './free-instructors.service.ts'
import { listHistory, putBack } from './history.service.ts'
import { undoChange } from './undo.service.ts'

/** The board on which people plan. */
export function boardRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['planning']

  app.get(
    '/board',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'All that a planning board draws of a stretch of time',
        description:
          'Events refer to the lists beside them by id. Conflicts are found among all events, whatever the filter shows.',
        querystring: FindBoard,
        response: { 200: Board, ...problems },
      },
    },
    (request) => getBoard(request.ctx, actorOf(request), request.query),
  )

  app.get(
    '/free-instructors',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Who can teach at a time',
        description:
          'Those who are free first, of them those who taught the course most often; of the others why not.',
        querystring: FindFreeInstructors,
        response: { 200: listOf(FreeInstructor), ...problems },
      },
    },
    async (request) => ({
      items: await listFreeInstructors(request.ctx, actorOf(request), request.query),
      nextCursor: null,
    }),
  )

  app.post(
    '/board/changes',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Plan, move, cancel and delete events in one go, or look what that would do',
        description:
          'With `save: false` nothing is kept: the answer says what would become of each event, who would be told, and what would happen to rooms. With `save: true` all is saved, or nothing (409, every refusal named). What people and providers hear of it waits ten seconds, in which it can be taken back as if it had not been.',
        body: NewBoardChange,
        response: { 200: BoardChange, ...problems },
      },
    },
    (request) => changeBoard(request.ctx, actorOf(request), request.body),
  )

  app.post(
    '/board/changes/:boardChangeId/undo',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Take a change back',
        description:
          'All of it or nothing: it is refused when somebody changed one of its events since. It is a change itself, which can be taken back.',
        params: ChangeParams,
        body: Undo,
        response: { 200: BoardChange, ...problems },
      },
    },
    (request) => undoChange(request.ctx, actorOf(request), request.params.boardChangeId, request.body.save),
  )

  app.get(
    '/events/:eventId/changes',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'What people did to an event, in words',
        description: 'Of the last 90 days, the newest first.',
        params: EventParams,
        response: { 200: EventHistory, ...problems },
      },
    },
    (request) => listHistory(request.ctx, actorOf(request), request.params.eventId),
  )

  app.post(
    '/events/:eventId/changes/:boardChangeId/put-back',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Let an event be again what it was before a change',
        description:
          'What the change made another, whatever was done since; a new change, with a look at it first (`save: false`).',
        params: EventParams.extend(ChangeParams.shape),
        body: PutBack,
        response: { 200: BoardChange, ...problems },
      },
    },
    (request) => {
      const { eventId, boardChangeId: changeId } = request.params
      return putBack(request.ctx, actorOf(request), { eventId, changeId }, request.body)
    },
  )
}
