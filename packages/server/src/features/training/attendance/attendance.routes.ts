import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { EventParams, listOf, PersonId, problems } from '../../../http/schemas.ts'
import { completeByHand } from '../enrollments/completion.service.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import {
  AttendanceChange,
  CompleteByHand,
  CompletedByHand,
  MarkAttendance,
  Marking,
  OwnAttendance,
  SessionAttendance,
  UndoMarking,
} from './attendance.schemas.ts'
import { getOwnAttendance, listChanges, markAttendance, undoMarking } from './attendance.service.ts'
import { exportSession, getSessionAttendance } from './session-attendance.service.ts'

const tags = ['attendance']

/** Who was there, as people mark it. */
export function attendanceRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.put(
    '/events/:eventId/attendance',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Mark people present or absent by hand',
        description:
          'Each mark names the version that it replaces. A mark that somebody else changed meanwhile is not overwritten: it comes back under `conflicts`, and the other marks are made.',
        params: EventParams,
        body: MarkAttendance,
        response: { 200: Marking, ...problems },
      },
    },
    (request) => markAttendance(request.ctx, actorOf(request), request.params.eventId, request.body),
  )
  app.post(
    '/events/:eventId/attendance/undo',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Take one step of marking back',
        params: EventParams,
        body: UndoMarking,
        response: { 200: Marking, ...problems },
      },
    },
    (request) => undoMarking(request.ctx, actorOf(request), request.params.eventId, request.body.changeId),
  )
  app.get(
    '/events/:eventId/attendance/:personId/changes',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Every mark that a person had in an event, newest first',
        params: EventParams.extend({ personId: PersonId }),
        response: { 200: listOf(AttendanceChange), ...problems },
      },
    },
    async (request) => {
      const { personId } = request.params
      const actor = actorOf(request)
      const items = await listChanges(request.ctx, actor, request.params.eventId, personId)
      return { items, nextCursor: null }
    },
  )
  app.get(
    '/events/:eventId/my-attendance',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'How I was marked',
        params: EventParams,
        response: { 200: OwnAttendance, ...problems },
      },
    },
    (request) => getOwnAttendance(request.ctx, actorOf(request), request.params.eventId),
  )
  app.get(
    '/sessions/:sessionId/attendance',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Learners against events of a session',
        params: SessionParams,
        response: { 200: SessionAttendance, ...problems },
      },
    },
    (request) => getSessionAttendance(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.post(
    '/sessions/:sessionId/completions',
    {
      config: { access: 'planner-of-session' },
      schema: {
        tags,
        summary: 'Say by hand who has completed a session',
        description: 'Only for sessions that are completed by hand; for all of these people, or for nobody.',
        params: SessionParams,
        body: CompleteByHand,
        response: { 200: CompletedByHand, ...problems },
      },
    },
    (request) => {
      const { personIds, isCompleted } = request.body
      const asked = { personIds: personIds, isCompleted }
      const sessionId = request.params.sessionId
      return completeByHand(request.ctx, actorOf(request), sessionId, asked)
    },
  )
  app.get(
    '/sessions/:sessionId/attendance.csv',
    {
      config: { access: 'planner-of-session' },
      schema: { tags, params: SessionParams, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const { sessionId } = request.params
      const file = await exportSession(request.ctx, actorOf(request), sessionId)
      return sendCsv(reply, `attendance-${sessionId}.csv`, file)
    },
  )
}
