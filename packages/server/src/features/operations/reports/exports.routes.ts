import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendFile } from '../../../http/file.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import {
  ExportParams,
  NewReportExport,
  NewReportMailing,
  NewReportView,
  ReportExport,
  ReportMailing,
  ReportView,
  ViewParams,
} from './exports.schemas.ts'
import { beginExport, getExport, listExports, openExport, removeExport } from './exports.service.ts'
import { endMailing, getMailing, leaveMailing, setMailing } from './mailings.service.ts'
import { listViews, removeView, saveView } from './views.service.ts'

const tags = ['reports']
const config = { access: 'planner' } as const

/** Files of reports, and filters under a name. */
export function reportExportsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/report-exports',
    {
      config,
      schema: {
        tags,
        summary: 'Have a file of a report made',
        description:
          'A job makes it, however many rows it has; ask for it again to see how far it is. It is kept for a week, for who asked for it.',
        body: NewReportExport,
        response: { 201: ReportExport, ...problems },
      },
    },
    async (request, reply) =>
      reply.status(201).send(await beginExport(request.ctx, actorOf(request), request.body)),
  )
  app.get(
    '/report-exports',
    {
      config,
      schema: {
        tags,
        summary: 'One’s own files of reports, the newest first',
        response: { 200: listOf(ReportExport), ...problems },
      },
    },
    async (request) => ({ items: await listExports(request.ctx, actorOf(request)), nextCursor: null }),
  )
  app.get(
    '/report-exports/:exportId',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'How far a file is',
        params: ExportParams,
        response: { 200: ReportExport, ...problems },
      },
    },
    (request) => getExport(request.ctx, actorOf(request), request.params.exportId),
  )
  app.get(
    '/report-exports/:exportId/file',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'The file of a report',
        params: ExportParams,
        response: { 200: z.any().describe('CSV or a workbook'), ...problems },
      },
    },
    async (request, reply) => {
      const { name, format, bytes } = await openExport(request.ctx, actorOf(request), request.params.exportId)
      return sendFile(reply, name, format, bytes)
    },
  )
  app.delete(
    '/report-exports/:exportId',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'Cancel a file that is being made, or take it away',
        params: ExportParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await removeExport(request.ctx, actorOf(request), request.params.exportId)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/report-views',
    {
      config,
      schema: {
        tags,
        summary: 'Filters of reports under a name: one’s own, and those that others share',
        response: { 200: listOf(ReportView), ...problems },
      },
    },
    async (request) => ({ items: await listViews(request.ctx, actorOf(request)), nextCursor: null }),
  )
  app.post(
    '/report-views',
    {
      config,
      schema: {
        tags,
        summary: 'Keep filters of a report under a name',
        body: NewReportView,
        response: { 201: ReportView, ...problems },
      },
    },
    async (request, reply) =>
      reply.status(201).send(await saveView(request.ctx, actorOf(request), request.body)),
  )
  app.delete(
    '/report-views/:viewId',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'Forget filters of a report',
        description: 'Superadmins take away shared ones of others too.',
        params: ViewParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await removeView(request.ctx, actorOf(request), request.params.viewId)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/report-views/:viewId/mailing',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'To whom a view is sent by mail, and to whom it can be',
        params: ViewParams,
        response: { 200: ReportMailing, ...problems },
      },
    },
    (request) => getMailing(request.ctx, actorOf(request), request.params.viewId),
  )
  app.put(
    '/report-views/:viewId/mailing',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'Send a view by mail every day, week or month',
        description:
          'The mail says the figures in short, as each person may see them at that moment, and leads to the report. Who may not see it any more gets nothing; who said that they want no more neither. Superadmins may do it for shared views of others too.',
        params: ViewParams,
        body: NewReportMailing,
        response: { 200: ReportMailing, ...problems },
      },
    },
    (request) => setMailing(request.ctx, actorOf(request), request.params.viewId, request.body),
  )
  app.delete(
    '/report-views/:viewId/mailing',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'Send a view to nobody any more',
        params: ViewParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await endMailing(request.ctx, actorOf(request), request.params.viewId)
      return reply.status(204).send(null)
    },
  )
  app.delete(
    '/report-views/:viewId/mailing/me',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'No more mails of this view to oneself',
        params: ViewParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await leaveMailing(request.ctx, actorOf(request), request.params.viewId)
      return reply.status(204).send(null)
    },
  )
}
