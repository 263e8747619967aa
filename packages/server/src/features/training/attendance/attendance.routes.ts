import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { toCsv } from '../../../csv/csv.ts'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv, sendXlsx } from '../../../http/file.ts'
import { EventParams, listOf, PersonId, problems } from '../../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { Verdict } from '../verdicts/verdicts.schemas.ts'
import {
  AttendanceChange,
  MarkAttendance,
  Marking,
  OwnAttendance,
  SessionAttendance,
  UndoMarking,
} from './attendance.schemas.ts'
import {
  getOwnAttendance,
  listChanges,
  listVerdicts,
  markAttendance,
  undoMarking,
} from './attendance.service.ts'
import { exportSession, getSessionAttendance } from './session-attendance.service.ts'
import { AttendanceSheet } from './sheet.schemas.ts'
import { exportSheet, getSheet } from './sheet.service.ts'

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
    '/events/:eventId/attendance/:personId/verdicts',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Every verdict that there was on a person in an event, newest first',
        params: EventParams.extend({ personId: PersonId }),
        response: { 200: listOf(Verdict), ...problems },
      },
    },
    async (request) => {
      const { eventId, personId } = request.params
      const items = await listVerdicts(request.ctx, actorOf(request), eventId, personId)
      return { items, nextCursor: null }
    },
  )
  app.get(
    '/events/:eventId/attendance',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'The attendance sheet: who was there when, the verdict on each, and why',
        params: EventParams,
        response: { 200: AttendanceSheet, ...problems },
      },
    },
    (request) => getSheet(request.ctx, actorOf(request), request.params.eventId),
  )
  app.get(
    '/events/:eventId/attendance.csv',
    {
      config: { access: 'instructor-of-event' },
      schema: { tags, params: EventParams, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const { heading, rows } = await exportSheet(request.ctx, actorOf(request), request.params.eventId)
      return sendCsv(reply, `attendance-${request.params.eventId}.csv`, toCsv(heading, rows))
    },
  )
  app.get(
    '/events/:eventId/attendance.xlsx',
    {
      config: { access: 'instructor-of-event' },
      schema: { tags, params: EventParams, response: { 200: z.any().describe('a workbook'), ...problems } },
    },
    async (request, reply) => {
      const table = await exportSheet(request.ctx, actorOf(request), request.params.eventId)
      return sendXlsx(reply, `attendance-${request.params.eventId}.xlsx`, table)
    },
  )
  app.get(
    '/events/:eventId/my-attendance',
    {
      config: { access: 'reader-of-attendance' },
      schema: {
        tags,
        summary: 'What holds of my attendance, and why',
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
  app.get(
    '/sessions/:sessionId/attendance.csv',
    {
      config: { access: 'planner-of-session' },
      schema: { tags, params: SessionParams, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const { sessionId } = request.params
      const { heading, rows } = await exportSession(request.ctx, actorOf(request), sessionId)
      return sendCsv(reply, `attendance-${sessionId}.csv`, toCsv(heading, rows))
    },
  )
  app.get(
    '/sessions/:sessionId/attendance.xlsx',
    {
      config: { access: 'planner-of-session' },
      schema: { tags, params: SessionParams, response: { 200: z.any().describe('a workbook'), ...problems } },
    },
    async (request, reply) => {
      const { sessionId } = request.params
      const table = await exportSession(request.ctx, actorOf(request), sessionId)
      return sendXlsx(reply, `attendance-${sessionId}.xlsx`, table)
    },
  )
}
