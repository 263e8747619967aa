import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { apiScopes } from '../../../domain/api-scope.ts'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import { ApiKeyParams, ApiKeys, IssuedApiKey, NewApiKey } from './api-keys.schemas.ts'
import { listKeys, makeKey, revokeKey } from './api-keys.service.ts'

export function apiKeysRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['api-keys']

  app.get(
    '/api-keys',
    { config: { access: 'superadmin' }, schema: { tags, response: { 200: ApiKeys, ...problems } } },
    async (request) => ({
      items: await listKeys(request.ctx, actorOf(request)),
      nextCursor: null,
      scopes: [...apiScopes],
    }),
  )

  app.post(
    '/api-keys',
    {
      schema: {
        tags,
        summary: 'Make an API key',
        description: 'The key acts as the superadmin who makes it, within its scopes. It is shown once.',
        body: NewApiKey,
        response: { 201: IssuedApiKey, ...problems },
      },
      config: { access: 'superadmin', answersSecret: true },
    },
    async (request, reply) =>
      reply
        .status(201)
        .header('cache-control', 'no-store')
        .send(await makeKey(request.ctx, actorOf(request), request.body)),
  )

  app.delete(
    '/api-keys/:apiKeyId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Revoke an API key',
        description: 'It ends at once and for good, and stays in the list.',
        params: ApiKeyParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await revokeKey(request.ctx, actorOf(request), request.params.apiKeyId)
      return reply.status(204).send(null)
    },
  )
}
