import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { sendJsonFile } from '../../../http/file.ts'
import { listOf, problems } from '../../../http/schemas.ts'
import { PersonParams } from '../people/people.schemas.ts'
import {
  DeclineErasure,
  Erasure,
  ErasurePreview,
  ErasureRequest,
  FindErasures,
  NewErasure,
  NewErasureRequest,
  OwnErasureRequest,
} from './erasure.schemas.ts'
import { erasePerson, listErasures, previewErasure } from './erasure.service.ts'
import {
  askErasure,
  declineRequest,
  getOwnRequest,
  listRequests,
  takeOwnData,
  withdrawRequest,
} from './requests.service.ts'

export function erasureRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const config = { access: 'superadmin' } as const
  const own = { access: 'signed-in' } as const
  const tags = ['data-protection']

  app.post(
    '/people/:personId/erasure/previews',
    {
      config,
      schema: {
        tags,
        summary: 'What erasing somebody’s data would do',
        params: PersonParams,
        response: { 200: ErasurePreview, ...problems },
      },
    },
    (request) => previewErasure(request.ctx, actorOf(request), request.params.personId),
  )

  app.post(
    '/people/:personId/erasure',
    {
      config,
      schema: {
        tags,
        summary: 'Erase somebody’s data for good',
        description:
          'What is no evidence is deleted; what others need stays without a name; evidence keeps the name until its retention is over.',
        params: PersonParams,
        body: NewErasure,
        response: { 200: Erasure, ...problems },
      },
    },
    (request) => erasePerson(request.ctx, actorOf(request), request.params.personId, request.body.confirm),
  )

  app.get(
    '/erasures',
    {
      config,
      schema: {
        tags,
        summary: 'Whose data was erased, the newest first',
        querystring: FindErasures,
        response: { 200: listOf(Erasure), ...problems },
      },
    },
    (request) => listErasures(request.ctx, actorOf(request), request.query),
  )

  app.get(
    '/erasure-requests',
    {
      config,
      schema: {
        tags,
        summary: 'People who want their data to be erased, those who wait longest first',
        response: { 200: z.object({ items: z.array(ErasureRequest) }), ...problems },
      },
    },
    async (request) => ({ items: await listRequests(request.ctx, actorOf(request)) }),
  )

  app.post(
    '/people/:personId/erasure-request/decline',
    {
      config,
      schema: {
        tags,
        summary: 'Decline to erase somebody’s data, and tell them why',
        params: PersonParams,
        body: DeclineErasure,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await declineRequest(request.ctx, actorOf(request), request.params.personId, request.body.reason)
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/me/erasure-request',
    { config: own, schema: { tags, response: { 200: OwnErasureRequest, ...problems } } },
    (request) => getOwnRequest(request.ctx, actorOf(request)),
  )

  app.post(
    '/me/erasure-request',
    {
      config: own,
      schema: {
        tags,
        summary: 'Ask to have one’s data erased',
        body: NewErasureRequest,
        response: { 200: OwnErasureRequest, ...problems },
      },
    },
    (request) => askErasure(request.ctx, actorOf(request), request.body.reason),
  )

  app.delete(
    '/me/erasure-request',
    {
      config: own,
      schema: {
        tags,
        summary: 'Take the request back, or put the answer away',
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await withdrawRequest(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/me/data.json',
    {
      config: own,
      schema: {
        tags,
        summary: 'All that is kept of oneself, as a file',
        description: 'By table, without secrets; 20,000 rows of each at most.',
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) =>
      sendJsonFile(reply, 'my-data.json', await takeOwnData(request.ctx, actorOf(request))),
  )
}
