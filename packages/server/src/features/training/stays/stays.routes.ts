import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendJsonFile } from '../../../http/file.ts'
import { EventParams, listOf, problems } from '../../../http/schemas.ts'
import { readAgain } from './read-again.service.ts'
import { getReport, listReports } from './reports.service.ts'
import {
  AttendanceReading,
  AttendanceReport,
  MatchStay,
  ReportParams,
  StayParams,
  Stays,
  StaysMatched,
} from './stays.schemas.ts'
import { listStays, matchStay, unmatchStay } from './stays.service.ts'

const tags = ['attendance']

/** Who was there, as the tools report it. */
export function staysRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/events/:eventId/stays',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Who was in the room and when, as the tool reports it, with whose each stay is',
        description:
          'A stay is matched by a registration, by what was in our link, by an address; never by a name. What is matched by nobody comes with suggestions.',
        params: EventParams,
        response: { 200: Stays, ...problems },
      },
    },
    (request) => listStays(request.ctx, actorOf(request), request.params.eventId),
  )
  app.post(
    '/events/:eventId/stays/:stayId/match',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Say whose a stay is',
        description:
          'Stays under the same name and address follow, and the address is remembered for later events. No later reading takes it back.',
        params: StayParams,
        body: MatchStay,
        response: { 200: StaysMatched, ...problems },
      },
    },
    (request) => matchStay(request.ctx, actorOf(request), request.params, request.body),
  )
  app.delete(
    '/events/:eventId/stays/:stayId/match',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Take back whose a stay is',
        description:
          'What was said by hand is forgotten, with the address that it taught, and the report decides again. What the report decided is of nobody of ours from then on.',
        params: StayParams,
        response: { 200: StaysMatched, ...problems },
      },
    },
    (request) => unmatchStay(request.ctx, actorOf(request), request.params),
  )
  app.post(
    '/events/:eventId/attendance/readings',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'Read the reports of an event once more',
        description: 'A job reads them; look at the stays again in some seconds.',
        params: EventParams,
        response: { 200: AttendanceReading, ...problems },
      },
    },
    (request) => readAgain(request.ctx, actorOf(request), request.params.eventId),
  )
  app.get(
    '/events/:eventId/attendance/reports',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'What was kept of the reports of an event, the newest first',
        description:
          'A row for each answer that was another than the last, kept as long as the platform says. The newest hundred.',
        params: EventParams,
        response: { 200: listOf(AttendanceReport), ...problems },
      },
    },
    async (request) => ({
      items: await listReports(request.ctx, actorOf(request), request.params.eventId),
      nextCursor: null,
    }),
  )
  app.get(
    '/events/:eventId/attendance/reports/:reportId',
    {
      config: { access: 'instructor-of-event' },
      schema: {
        tags,
        summary: 'A report as it came from the tool',
        description: 'The answers of the tool, byte for byte, as a list in JSON.',
        params: ReportParams,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { params } = request
      const { body } = await getReport(request.ctx, actorOf(request), params)
      return sendJsonFile(reply, `attendance-report-${params.reportId}.json`, body)
    },
  )
}
