import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readOld } from '../../../db/replica.ts'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { Agenda, CalendarEntries, FindCalendarEntries } from './calendar-view.schemas.ts'
import { getAgenda, listCalendarEntries } from './calendar-view.service.ts'

export function calendarRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['calendar']
  app.get(
    '/calendar/events',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'The events of a stretch of time, as a calendar draws them',
        querystring: FindCalendarEntries,
        response: { 200: CalendarEntries, ...problems },
      },
    },
    (request) => readOld(request.ctx, (ctx) => listCalendarEntries(ctx, actorOf(request), request.query)),
  )
  app.get(
    '/me/agenda',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'My events of the next 30 days',
        description: 'What browsers keep for times without a connection.',
        response: { 200: Agenda, ...problems },
      },
    },
    (request) => readOld(request.ctx, (ctx) => getAgenda(ctx, actorOf(request))),
  )
}
