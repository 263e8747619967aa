import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { originOf } from '../../../http/origin.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import {
  ChangeSamlProvider,
  NewSamlProvider,
  SamlProvider,
  SamlProviderParams,
  SamlProviders,
} from './saml.schemas.ts'
import { addSamlProvider, changeSamlProvider, listSamlProviders } from './saml-providers.service.ts'

/** Providers that speak SAML; removed as all others are. */
export function samlProvidersRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['identity-providers']
  const config = { access: 'superadmin' } as const

  app.get(
    '/saml-providers',
    { config, schema: { tags, response: { 200: SamlProviders, ...problems } } },
    async (request) => ({
      items: await listSamlProviders(request.ctx, actorOf(request), originOf(request)),
      nextCursor: null,
    }),
  )

  app.post(
    '/saml-providers',
    { config, schema: { tags, body: NewSamlProvider, response: { 201: SamlProvider, ...problems } } },
    async (request, reply) => {
      const actor = actorOf(request)
      const provider = await addSamlProvider(request.ctx, actor, request.body, originOf(request))
      return reply.status(201).header('etag', etag(provider.version)).send(provider)
    },
  )

  app.patch(
    '/saml-providers/:samlProviderId',
    {
      config,
      schema: {
        ...{ tags, params: SamlProviderParams, headers: IfMatch, body: ChangeSamlProvider },
        response: { 200: SamlProvider, ...problems },
      },
    },
    async (request, reply) => {
      const target = { id: request.params.samlProviderId, expectedVersion: expectedVersion(request.headers) }
      const actor = actorOf(request)
      const provider = await changeSamlProvider(request.ctx, actor, target, request.body, originOf(request))
      return reply.header('etag', etag(provider.version)).send(provider)
    },
  )
}
