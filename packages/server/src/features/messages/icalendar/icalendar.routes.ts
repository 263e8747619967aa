import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { EventParams, Instant, problems } from '../../../http/schemas.ts'
import { exportEvent, getFeed, makeFeed, readFeed, revokeFeed } from './icalendar.service.ts'

const CalendarFeed = z
  .object({
    exists: z.boolean(),
    createdAt: Instant.nullable(),
    readAt: Instant.nullable().describe('to some minutes'),
  })
  .meta({ id: 'CalendarFeed' })
const NewCalendarFeed = z
  .object({ url: z.string().describe('a secret: whoever has it reads the person’s events. Shown this once') })
  .meta({ id: 'NewCalendarFeed' })

/** Calendars of other programs. */
export function icalendarRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['calendar']
  app.get(
    '/me/calendar-feed',
    { config: { access: 'signed-in' }, schema: { tags, response: { 200: CalendarFeed, ...problems } } },
    (request) => getFeed(request.ctx, actorOf(request)),
  )
  app.post(
    '/me/calendar-feed',
    {
      schema: { tags, response: { 201: NewCalendarFeed, ...problems } },
      config: { access: 'signed-in', answersSecret: true },
    },
    async (request, reply) => reply.status(201).send(await makeFeed(request.ctx, actorOf(request))),
  )
  app.delete(
    '/me/calendar-feed',
    { config: { access: 'signed-in' }, schema: { tags, response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      await revokeFeed(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/events/:eventId/event.ics',
    {
      config: { access: 'participant-of-event' },
      schema: { tags, params: EventParams, response: { 200: z.string(), ...problems } },
    },
    async (request, reply) => {
      const file = await exportEvent(request.ctx, actorOf(request), request.params.eventId)
      return sendCalendar(reply.header('content-disposition', 'attachment; filename="event.ics"'), file)
    },
  )
}

/** What calendar programs ask, without a login: the address is the secret. */
export function calendarFeedRoutes(app: FastifyInstance): void {
  app.get<{ Params: { token: string } }>(
    '/calendar/:token.ics',
    { config: { access: 'link-holder' }, schema: { hide: true } },
    async (request, reply) => sendCalendar(reply, await readFeed(request.ctx, request.params.token)),
  )
}

function sendCalendar(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .type('text/calendar; charset=utf-8')
    .header('cache-control', 'private, max-age=300')
    .serializer((body: string) => body)
    .send(text)
}
