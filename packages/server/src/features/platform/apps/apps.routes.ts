import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { originOf } from '../../../http/origin.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import { App, AppParams, ChangeApp } from './apps.schemas.ts'
import { changeApp, listApps } from './apps.service.ts'

export function appsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['apps']

  app.get(
    '/apps',
    { config: { access: 'superadmin' }, schema: { tags, response: { 200: listOf(App), ...problems } } },
    async (request) => ({
      items: await listApps(request.ctx, actorOf(request), originOf(request)),
      nextCursor: null,
    }),
  )

  app.patch(
    '/apps/:appId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: AppParams, body: ChangeApp, response: { 200: App, ...problems } },
    },
    (request) =>
      changeApp(
        request.ctx,
        actorOf(request),
        { appId: request.params.appId, active: request.body.active },
        originOf(request),
      ),
  )
}
