import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { ChangePlatformSettings, PlatformSettings } from './platform-settings.schemas.ts'
import { changePlatformSettings, getPlatformSettings } from './platform-settings.service.ts'

/** What superadmins decide about their platform: its brand, its zone, its languages. */
export function platformSettingsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['platform']
  const one = { 200: PlatformSettings, ...problems }
  app.get(
    '/platform/settings',
    { config: { access: 'superadmin' }, schema: { tags, response: one } },
    (request) => getPlatformSettings(request.ctx, actorOf(request)),
  )
  app.patch(
    '/platform/settings',
    {
      config: { access: 'superadmin' },
      schema: { tags, headers: IfMatch, body: ChangePlatformSettings, response: one },
    },
    (request) =>
      changePlatformSettings(request.ctx, actorOf(request), expectedVersion(request.headers), request.body),
  )
}
