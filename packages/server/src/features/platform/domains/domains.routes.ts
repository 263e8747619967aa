import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import { Domain, DomainParams, NewDomain } from './domains.schemas.ts'
import { addDomain, listDomains, makePrimary, proveDomain, removeDomain } from './domains.service.ts'

export function domainsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['domains']
  const one = { 200: Domain, ...problems }

  app.get(
    '/domains',
    { config: { access: 'superadmin' }, schema: { tags, response: { 200: listOf(Domain), ...problems } } },
    async (request) => ({
      items: await listDomains(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )

  app.post(
    '/domains',
    {
      config: { access: 'superadmin' },
      schema: { tags, body: NewDomain, response: { 201: Domain, ...problems } },
    },
    async (request, reply) =>
      reply.status(201).send(await addDomain(request.ctx, actorOf(request), request.body.host)),
  )

  app.post(
    '/domains/:host/proof',
    { config: { access: 'superadmin' }, schema: { tags, params: DomainParams, response: one } },
    (request) => proveDomain(request.ctx, actorOf(request), request.params.host),
  )

  app.post(
    '/domains/:host/primary',
    { config: { access: 'superadmin' }, schema: { tags, params: DomainParams, response: one } },
    (request) => makePrimary(request.ctx, actorOf(request), request.params.host),
  )

  app.delete(
    '/domains/:host',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: DomainParams, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      const target = { host: request.params.host, askedOn: request.hostname.toLowerCase() }
      await removeDomain(request.ctx, actorOf(request), target)
      return reply.status(204).send(null)
    },
  )
}
