import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readOld } from '../../../db/replica.ts'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { AttendanceReport, ExpiringReport, ReportQuery, RoomsQuery, RoomsReport } from './reports.schemas.ts'
import { getAttendanceReport, getExpiringReport, getRoomsReport } from './reports.service.ts'

const tags = ['reports']

/** What the platform did in a period, in numbers. */
export function reportsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/reports/attendance',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Attendance, no-shows and hours, by course, session, instructor, group or account',
        description:
          'Of events that are over and took place. What changed is counted within a minute or two; `pending` says how much is not yet. Instructors see what they taught.',
        querystring: ReportQuery,
        response: { 200: AttendanceReport, ...problems },
      },
    },
    (request) => readOld(request.ctx, (ctx) => getAttendanceReport(ctx, actorOf(request), request.query)),
  )
  app.get(
    '/reports/rooms',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Hours of rooms against the licences, and how often there was no room left',
        querystring: RoomsQuery,
        response: { 200: RoomsReport, ...problems },
      },
    },
    (request) => readOld(request.ctx, (ctx) => getRoomsReport(ctx, actorOf(request), request.query)),
  )
  app.get(
    '/reports/expiring',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'How many completions have to be renewed in each of the coming months',
        description:
          'Those that `GET /expiring-completions` lists with `days=365&expired=false`: not renewed, of people who can sign in.',
        response: { 200: ExpiringReport, ...problems },
      },
    },
    (request) => readOld(request.ctx, (ctx) => getExpiringReport(ctx, actorOf(request))),
  )
}
