import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { originOf } from '../../../http/origin.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import {
  ChangeIdentityProvider,
  IdentityProvider,
  IdentityProviderParams,
  IdentityProviders,
  NewIdentityProvider,
} from './identity-providers.schemas.ts'
import {
  addIdentityProvider,
  changeIdentityProvider,
  listIdentityProviders,
  removeIdentityProvider,
} from './identity-providers.service.ts'
import { CALLBACK_PATH } from './sign-in-walk.service.ts'

export function identityProvidersRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['identity-providers']

  app.get(
    '/identity-providers',
    { config: { access: 'superadmin' }, schema: { tags, response: { 200: IdentityProviders, ...problems } } },
    async (request) => ({
      redirectUri: `${originOf(request)}${CALLBACK_PATH}`,
      items: await listIdentityProviders(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )

  app.post(
    '/identity-providers',
    {
      config: { access: 'superadmin' },
      schema: { tags, body: NewIdentityProvider, response: { 201: IdentityProvider, ...problems } },
    },
    async (request, reply) => {
      const provider = await addIdentityProvider(request.ctx, actorOf(request), request.body)
      return reply.status(201).header('etag', etag(provider.version)).send(provider)
    },
  )

  app.patch(
    '/identity-providers/:providerId',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        params: IdentityProviderParams,
        headers: IfMatch,
        body: ChangeIdentityProvider,
        response: { 200: IdentityProvider, ...problems },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const target = { id: request.params.providerId, expectedVersion: expectedVersion(request.headers) }
      const provider = await changeIdentityProvider(request.ctx, actor, target, request.body)
      return reply.header('etag', etag(provider.version)).send(provider)
    },
  )

  app.delete(
    '/identity-providers/:providerId',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: IdentityProviderParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await removeIdentityProvider(request.ctx, actorOf(request), request.params.providerId)
      return reply.status(204).send(null)
    },
  )
}
