import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { originOf } from '../../../http/origin.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { rotateLtiKeys } from './keys.service.ts'
import { linkTo, listLinks } from './links.service.ts'
import {
  ChangeLms,
  DecideDeployment,
  LinkLms,
  Lms,
  Lmses,
  LmsInvitation,
  LmsLink,
  LmsLinkParams,
  LmsLinks,
  LmsParams,
  LmsRoster,
  LmsScores,
  NewLms,
  SyncLmsRoster,
} from './registrations.schemas.ts'
import {
  addLms,
  changeLms,
  decideDeployment,
  inviteLms,
  listLmses,
  removeLms,
} from './registrations.service.ts'
import { syncRoster } from './roster-of-lms.service.ts'
import { listScores, sendAgain } from './scores.service.ts'

/** In which learning management systems this platform is a tool. */
export function lmsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['lms']
  const config = { access: 'superadmin' } as const

  app.get('/lms', { config, schema: { tags, response: { 200: Lmses, ...problems } } }, (request) =>
    listLmses(request.ctx, actorOf(request), originOf(request)),
  )
  app.post(
    '/lms',
    { config, schema: { tags, body: NewLms, response: { 201: Lms, ...problems } } },
    async (request, reply) => {
      const lms = await addLms(request.ctx, actorOf(request), request.body)
      return reply.status(201).header('etag', etag(lms.version)).send(lms)
    },
  )
  app.patch(
    '/lms/:lmsId',
    {
      config,
      schema: {
        tags,
        params: LmsParams,
        headers: IfMatch,
        body: ChangeLms,
        response: { 200: Lms, ...problems },
      },
    },
    async (request, reply) => {
      const target = { id: request.params.lmsId, expectedVersion: expectedVersion(request.headers) }
      const lms = await changeLms(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(lms.version)).send(lms)
    },
  )
  app.delete(
    '/lms/:lmsId',
    { config, schema: { tags, params: LmsParams, response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      await removeLms(request.ctx, actorOf(request), request.params.lmsId)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/lms/:lmsId/deployments',
    {
      config,
      schema: { tags, params: LmsParams, body: DecideDeployment, response: { 200: Lms, ...problems } },
    },
    (request) => decideDeployment(request.ctx, actorOf(request), request.params.lmsId, request.body),
  )
  app.post(
    '/lms-invitations',
    {
      config: { access: 'superadmin', answersSecret: true },
      schema: { tags, response: { 201: LmsInvitation, ...problems } },
    },
    async (request, reply) =>
      reply.status(201).send(await inviteLms(request.ctx, actorOf(request), originOf(request))),
  )
  app.post(
    '/lms-keys',
    { config, schema: { tags, response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      await rotateLtiKeys(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/lms-links',
    { config, schema: { tags, response: { 200: LmsLinks, ...problems } } },
    async (request) => ({
      items: await listLinks(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )
  app.patch(
    '/lms-links/:linkId',
    {
      config,
      schema: {
        tags,
        params: LmsLinkParams,
        headers: IfMatch,
        body: LinkLms,
        response: { 200: LmsLink, ...problems },
      },
    },
    async (request, reply) => {
      const target = { id: request.params.linkId, expectedVersion: expectedVersion(request.headers) }
      const link = await linkTo(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(link.version)).send(link)
    },
  )
  app.post(
    '/lms-links/:linkId/roster',
    {
      config,
      schema: { tags, params: LmsLinkParams, body: SyncLmsRoster, response: { 200: LmsRoster, ...problems } },
    },
    (request) => syncRoster(request.ctx, actorOf(request), request.params.linkId, request.body.save),
  )
  app.get(
    '/lms-links/:linkId/scores',
    { config, schema: { tags, params: LmsLinkParams, response: { 200: LmsScores, ...problems } } },
    (request) => listScores(request.ctx, actorOf(request), request.params.linkId),
  )
  app.post(
    '/lms-links/:linkId/scores',
    { config, schema: { tags, params: LmsLinkParams, response: { 200: LmsScores, ...problems } } },
    (request) => sendAgain(request.ctx, actorOf(request), request.params.linkId),
  )
}
