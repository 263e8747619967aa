import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import {
  ChangeNotificationSettings,
  ChangeTemplate,
  KindParams,
  NotificationSettings,
  Template,
  TemplatePreview,
  TestSent,
  TryTemplate,
} from './notifications.schemas.ts'
import { changeSettings, getSettings } from './settings.service.ts'
import { changeTemplate, getTemplate, previewTemplate, sendTest } from './templates.service.ts'

/** What a platform tells people, and in which words. */
export function notificationSettingsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['notifications']
  app.get(
    '/notification-settings',
    {
      config: { access: 'superadmin' },
      schema: { tags, response: { 200: NotificationSettings, ...problems } },
    },
    async (request, reply) => {
      const settings = await getSettings(request.ctx, actorOf(request))
      return reply.header('etag', etag(settings.version)).send(settings)
    },
  )
  app.patch(
    '/notification-settings',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        headers: IfMatch,
        body: ChangeNotificationSettings,
        response: { 200: NotificationSettings, ...problems },
      },
    },
    async (request, reply) => {
      const version = expectedVersion(request.headers)
      const settings = await changeSettings(request.ctx, actorOf(request), version, request.body)
      return reply.header('etag', etag(settings.version)).send(settings)
    },
  )
  app.get(
    '/notification-templates/:kind',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: KindParams, response: { 200: Template, ...problems } },
    },
    async (request, reply) => {
      const template = await getTemplate(request.ctx, actorOf(request), request.params.kind)
      return reply.header('etag', etag(template.version)).send(template)
    },
  )
  app.put(
    '/notification-templates/:kind',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Write the texts of a kind, or go back to the standard ones',
        params: KindParams,
        headers: IfMatch,
        body: ChangeTemplate,
        response: { 200: Template, ...problems },
      },
    },
    async (request, reply) => {
      const target = { kind: request.params.kind, expectedVersion: expectedVersion(request.headers) }
      const template = await changeTemplate(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(template.version)).send(template)
    },
  )
  app.post(
    '/notification-templates/:kind/preview',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Texts as the mail and the entry that they would make',
        params: KindParams,
        body: TryTemplate,
        response: { 200: TemplatePreview, ...problems },
      },
    },
    (request) => previewTemplate(request.ctx, actorOf(request), request.params.kind, request.body),
  )
  app.post(
    '/notification-templates/:kind/test',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Mail the preview to me',
        params: KindParams,
        body: TryTemplate,
        response: { 200: TestSent, ...problems },
      },
    },
    (request) => sendTest(request.ctx, actorOf(request), request.params.kind, request.body),
  )
}
