import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { problems } from '../../../http/schemas.ts'
import { exportEvents, exportSessions, importTemplate } from './export.service.ts'
import { importEvents } from './import.service.ts'
import { ExportFilter, ImportEvents, ImportedEvents, TABLE_BYTES } from './tables.schemas.ts'

export function tablesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['planning']
  const file = { 200: z.string(), ...problems }

  app.get(
    '/events/export.csv',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Events as a table',
        description: 'With a heading that the import knows. 20,000 events at most.',
        querystring: ExportFilter,
        response: file,
      },
    },
    async (request, reply) =>
      sendCsv(reply, 'events.csv', await exportEvents(request.ctx, actorOf(request), request.query)),
  )

  app.get(
    '/sessions/export.csv',
    {
      config: { access: 'planner' },
      schema: { tags, summary: 'Sessions as a table', querystring: ExportFilter, response: file },
    },
    async (request, reply) =>
      sendCsv(reply, 'sessions.csv', await exportSessions(request.ctx, actorOf(request), request.query)),
  )

  app.get(
    '/events/import-template.csv',
    { config: { access: 'planner' }, schema: { tags, summary: 'A table to fill in', response: file } },
    async (request, reply) => sendCsv(reply, 'events-to-import.csv', importTemplate(actorOf(request))),
  )

  app.post(
    '/events/imports',
    {
      config: { access: 'planner' },
      bodyLimit: TABLE_BYTES * 2,
      schema: {
        tags,
        summary: 'Import sessions and events from a table',
        description:
          'A row with an event’s id changes it, another one plans an event; a session that is not there is made when the row names it. 20,000 rows at most, of which 1,000 may do something. With `save: false` nothing is kept.',
        body: ImportEvents,
        response: { 200: ImportedEvents, ...problems },
      },
    },
    (request) => importEvents(request.ctx, actorOf(request), request.body),
  )
}
