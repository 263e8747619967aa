import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { Retention, RetentionChange, RetentionPreview } from './retention.schemas.ts'
import { changeRetention, getRetention, previewRetention } from './retention.service.ts'

export function retentionRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const config = { access: 'superadmin' } as const
  const tags = ['data-protection']

  app.get(
    '/retention',
    {
      config,
      schema: {
        tags,
        summary: 'How long each kind of data is kept',
        response: { 200: Retention, ...problems },
      },
    },
    async (request, reply) => {
      const retention = await getRetention(request.ctx, actorOf(request))
      return reply.header('etag', etag(retention.version)).send(retention)
    },
  )

  app.patch(
    '/retention',
    {
      config,
      schema: {
        tags,
        summary: 'Keep kinds of data for longer or shorter',
        headers: IfMatch,
        body: RetentionChange,
        response: { 200: Retention, ...problems },
      },
    },
    async (request, reply) => {
      const version = expectedVersion(request.headers)
      const retention = await changeRetention(request.ctx, actorOf(request), version, request.body.days)
      return reply.header('etag', etag(retention.version)).send(retention)
    },
  )

  app.post(
    '/retention/previews',
    {
      config,
      schema: {
        tags,
        summary: 'What would go if kinds of data were kept so long',
        body: RetentionChange,
        response: { 200: RetentionPreview, ...problems },
      },
    },
    (request) => previewRetention(request.ctx, actorOf(request), request.body.days),
  )
}
