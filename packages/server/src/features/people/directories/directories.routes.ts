import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { Directories, DirectoryParams, IssuedDirectory, NewDirectory } from './directories.schemas.ts'
import { listDirectories, makeDirectory, revokeDirectory } from './directories.service.ts'
import { SCIM_PATH } from './scim.routes.ts'

export function directoriesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['directories']

  app.get(
    '/directories',
    { config: { access: 'superadmin' }, schema: { tags, response: { 200: Directories, ...problems } } },
    async ({ ctx, host, ...request }) => ({
      items: await listDirectories(ctx, actorOf(request)),
      nextCursor: null,
      url: `${ctx.site.originOf(host.replace(/:\d+$/, ''))}${SCIM_PATH}`,
    }),
  )

  app.post(
    '/directories',
    {
      schema: {
        tags,
        summary: 'Let a directory say who is there',
        description: 'Makes a token for the SCIM 2.0 client of an identity provider. It is shown once.',
        body: NewDirectory,
        response: { 201: IssuedDirectory, ...problems },
      },
      config: { access: 'superadmin', answersSecret: true },
    },
    async (request, reply) =>
      reply
        .status(201)
        .header('cache-control', 'no-store')
        .send(await makeDirectory(request.ctx, actorOf(request), request.body.name)),
  )

  app.delete(
    '/directories/:directoryId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Revoke a directory',
        description: 'Its token ends at once and for good. People and groups stay as they are.',
        params: DirectoryParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await revokeDirectory(request.ctx, actorOf(request), request.params.directoryId)
      return reply.status(204).send(null)
    },
  )
}
