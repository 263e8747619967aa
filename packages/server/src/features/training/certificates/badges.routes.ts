import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { CertificateKeyId, problems } from '../../../http/schemas.ts'
import { getIssuer, getStatusList } from './badges.service.ts'
import { BadgeIssuer, KeySet, PublicKey, VerifiedCertificate } from './certificates.schemas.ts'
import { verify } from './certificates.service.ts'
import { getPublicKey, listPublicKeys } from './keys.service.ts'

/** Codes have 130 random bits: nobody guesses one, and nobody may try without end either. */
const verifyRate = { rateLimit: { timeWindow: 60_000, max: 30 } }
/** Caches and wallets ask for lists and keys again and again. */
const MINUTE = 'public, max-age=60'

/** What whoever is shown a certificate or a badge asks. */
export function badgesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['verification']
  app.get(
    '/verify/:code',
    {
      config: { access: 'link-holder', ...verifyRate },
      schema: {
        tags,
        summary: 'What a certificate is worth',
        description: 'For whoever has its code. At most 30 a minute from one address.',
        params: z.object({ code: z.string().max(100) }),
        response: { 200: VerifiedCertificate, ...problems },
      },
    },
    (request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex')
      return verify(request.ctx, request.params.code)
    },
  )
  app.get(
    '/badges/issuer',
    {
      config: { access: 'anybody' },
      schema: { tags, summary: 'Who issues badges', response: { 200: BadgeIssuer, ...problems } },
    },
    (request, reply) => {
      reply.header('cache-control', MINUTE)
      return getIssuer(request.ctx)
    },
  )
  app.get(
    '/badges/keys/:keyId',
    {
      config: { access: 'anybody' },
      schema: {
        tags,
        summary: 'A key that badges are signed with',
        params: z.object({ keyId: CertificateKeyId }),
        response: { 200: PublicKey, ...problems },
      },
    },
    (request, reply) => {
      reply.header('cache-control', MINUTE)
      return getPublicKey(request.ctx, request.params.keyId)
    },
  )
  app.get(
    '/badges/status/:list',
    {
      config: { access: 'anybody' },
      schema: {
        tags,
        summary: 'Which badges are recalled',
        description: 'A BitstringStatusListCredential (W3C) as a JWT.',
        params: z.object({ list: z.coerce.number().int().min(0).max(20_000) }),
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const jwt = await getStatusList(request.ctx, request.params.list)
      return reply
        .type('application/vc+jwt')
        .header('cache-control', MINUTE)
        .serializer((body: string) => body)
        .send(jwt)
    },
  )
}

/** Where programs look for keys first (RFC 7517, RFC 8615). */
export function keySetRoutes(fastify: FastifyInstance): void {
  fastify
    .withTypeProvider<ZodTypeProvider>()
    .get(
      '/.well-known/jwks.json',
      { config: { access: 'anybody' }, schema: { hide: true, response: { 200: KeySet } } },
      async (request, reply) => {
        reply.header('cache-control', MINUTE)
        return { keys: await listPublicKeys(request.ctx) }
      },
    )
}
