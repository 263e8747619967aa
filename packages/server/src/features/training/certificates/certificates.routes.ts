import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { CertificateId, IfMatch, listOf, problems } from '../../../http/schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import { getBadge, getBadgePicture } from './badges.service.ts'
import {
  Certificate,
  CertificateTemplateView,
  NewCertificateTemplate,
  PreviewTemplate,
  Recall,
  Reissue,
  SessionCertificates,
} from './certificates.schemas.ts'
import {
  drawOfSession,
  drawOwn,
  drawPreview,
  listOfSession,
  listOwn,
  type PdfFile,
} from './certificates.service.ts'
import { issueMissing, recallByHand, reissue } from './issuing.service.ts'
import { rotateKeys } from './keys.service.ts'
import { changeTemplate, getTemplate } from './template.service.ts'

const OwnParams = z.object({ certificateId: CertificateId })
const OfSession = SessionParams.extend({ certificateId: CertificateId })
const pdf = { 200: z.any().describe('a PDF'), ...problems }

/** What people get for a session that they completed. */
export function certificatesRoutes(fastify: FastifyInstance): void {
  ownRoutes(fastify)
  sessionRoutes(fastify)
  templateRoutes(fastify)
}

function ownRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['certificates']
  app.get(
    '/me/certificates',
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'My certificates', response: { 200: listOf(Certificate), ...problems } },
    },
    async (request) => ({ items: await listOwn(request.ctx, actorOf(request)), nextCursor: null }),
  )
  app.get(
    '/me/certificates/:certificateId/pdf',
    {
      config: { access: 'own' },
      schema: { tags, summary: 'A certificate of mine to be printed', params: OwnParams, response: pdf },
    },
    async (request, reply) =>
      sendPdf(reply, await drawOwn(request.ctx, actorOf(request), request.params.certificateId)),
  )
  app.get(
    '/me/certificates/:certificateId/badge.jwt',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'A certificate of mine as a badge',
        description:
          'An OpenBadgeCredential (Open Badges 3.0) as a JWT, to be put into a wallet or a backpack.',
        params: OwnParams,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { jwt, number } = await getBadge(request.ctx, actorOf(request), request.params.certificateId)
      return sendFile(reply, { name: `${number}.jwt`, type: 'application/jwt', content: jwt })
    },
  )
  app.get(
    '/me/certificates/:certificateId/badge.svg',
    {
      config: { access: 'own' },
      schema: {
        tags,
        summary: 'The badge as a picture, with the credential inside',
        params: OwnParams,
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const { certificateId } = request.params
      const { svg, number } = await getBadgePicture(request.ctx, actorOf(request), certificateId)
      return sendFile(reply, { name: `${number}.svg`, type: 'image/svg+xml', content: svg })
    },
  )
}

function sessionRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['certificates']
  const config = { access: 'planner-of-session' } as const
  app.get(
    '/sessions/:sessionId/certificates',
    {
      config,
      schema: {
        tags,
        summary: 'The certificates of a session; those that hold first',
        params: SessionParams,
        response: { 200: SessionCertificates, ...problems },
      },
    },
    (request) => listOfSession(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.post(
    '/sessions/:sessionId/certificates',
    {
      config,
      schema: {
        tags,
        summary: 'Issues certificates to who completed a session and have none',
        params: SessionParams,
        response: { 200: z.object({ issued: z.int32() }), ...problems },
      },
    },
    async (request) => ({
      issued: await issueMissing(request.ctx, actorOf(request), request.params.sessionId),
    }),
  )
  app.get(
    '/sessions/:sessionId/certificates.pdf',
    {
      config,
      schema: {
        tags,
        summary: 'Certificates of a session in one file',
        description: 'Those that hold, a page each and at most 500; or the one that is asked for.',
        params: SessionParams,
        querystring: z.object({ certificateId: CertificateId.optional() }),
        response: pdf,
      },
    },
    async (request, reply) => {
      const { sessionId } = request.params
      const file = await drawOfSession(request.ctx, actorOf(request), sessionId, request.query.certificateId)
      return sendPdf(reply, file)
    },
  )
  app.post(
    '/sessions/:sessionId/certificates/:certificateId/recall',
    {
      config,
      schema: {
        tags,
        summary: 'Recalls a certificate for good',
        params: OfSession,
        body: Recall,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await recallByHand(request.ctx, actorOf(request), { ...request.params, ...request.body })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/sessions/:sessionId/certificates/:certificateId/reissue',
    {
      config,
      schema: {
        tags,
        summary: 'Issues a certificate anew',
        description:
          'Of the same completion under a new number, with the names of today; the earlier one is recalled.',
        params: OfSession,
        body: Reissue,
        response: { 200: z.object({ id: CertificateId }), ...problems },
      },
    },
    async (request) => ({
      id: await reissue(request.ctx, actorOf(request), { ...request.params, ...request.body }),
    }),
  )
}

function templateRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['platform']
  const config = { access: 'superadmin' } as const
  const response = { 200: CertificateTemplateView, ...problems }
  app.get(
    '/platform/certificate-template',
    { config, schema: { tags, summary: 'How certificates look and are numbered', response } },
    (request) => getTemplate(request.ctx, actorOf(request)),
  )
  app.put(
    '/platform/certificate-template',
    {
      config,
      schema: {
        tags,
        summary: 'Changes how certificates look and are numbered',
        description: '`If-Match` names the version that it replaces, 0 for the product’s own.',
        headers: IfMatch,
        body: NewCertificateTemplate,
        response,
      },
    },
    (request) =>
      changeTemplate(request.ctx, actorOf(request), expectedVersion(request.headers), request.body),
  )
  app.post(
    '/platform/certificate-template/preview',
    {
      config,
      schema: { tags, summary: 'How a template would look: a sample', body: PreviewTemplate, response: pdf },
    },
    async (request, reply) =>
      sendPdf(reply, await drawPreview(request.ctx, actorOf(request), request.body), 'inline'),
  )
  app.post(
    '/platform/certificate-keys',
    {
      config,
      schema: {
        tags,
        summary: 'Lets another key sign badges',
        description: 'What the earlier keys signed is proven by them as before.',
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await rotateKeys(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )
}

function sendPdf(
  reply: FastifyReply,
  { name, content }: PdfFile,
  how: 'inline' | 'attachment' = 'attachment',
) {
  return reply
    .type('application/pdf')
    .header('content-disposition', `${how}; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .send(Readable.from(content))
}

function sendFile(
  reply: FastifyReply,
  { name, type, content }: { name: string; type: string; content: string },
) {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .serializer((body: string) => body)
    .send(content)
}
