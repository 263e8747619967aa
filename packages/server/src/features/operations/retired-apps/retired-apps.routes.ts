import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendCsv } from '../../../http/file.ts'
import { problems } from '../../../http/schemas.ts'
import { AppParams, SwitchApp } from '../../platform/apps/apps.schemas.ts'
import { importEvents, importTemplate } from './event-import.service.ts'
import { ImportEvents, ImportedEvents, LeftRoomParams, RetiredApp } from './retired-apps.schemas.ts'
import {
  confirmDeletedByHand,
  getRetiredApp,
  planSwitchOf,
  removeRetiredApp,
} from './retired-apps.service.ts'

const IMPORT_BYTES = 10_000_000

/** The way from a retired app to its successor. */
export function migrationRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['migration']

  app.get(
    '/apps/:appId/migration',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AppParams, response: { 200: RetiredApp, ...problems } },
    },
    (request) => getRetiredApp(request.ctx, actorOf(request), request.params.appId),
  )

  app.put(
    '/apps/:appId/switch',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AppParams, body: SwitchApp, response: { 200: RetiredApp, ...problems } },
    },
    (request) => {
      const switchAt = request.body.switchAt ? new Date(request.body.switchAt) : null
      return planSwitchOf(request.ctx, actorOf(request), request.params.appId, switchAt)
    },
  )

  app.get(
    '/import-templates/events.csv',
    { config: { access: 'superadmin' }, schema: { tags, response: { 200: z.string(), ...problems } } },
    async (request, reply) => {
      const file = importTemplate(actorOf(request))
      return sendCsv(reply, 'events.csv', file)
    },
  )

  app.post(
    '/apps/:appId/imports',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AppParams, body: ImportEvents, response: { 200: ImportedEvents, ...problems } },
      bodyLimit: IMPORT_BYTES,
    },
    (request) => importEvents(request.ctx, actorOf(request), request.params.appId, request.body),
  )

  app.post(
    '/apps/:appId/removal',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AppParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await removeRetiredApp(request.ctx, actorOf(request), request.params.appId)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/left-rooms/:roomId/deleted-by-hand',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: LeftRoomParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await confirmDeletedByHand(request.ctx, actorOf(request), request.params.roomId)
      return reply.status(204).send(null)
    },
  )
}
