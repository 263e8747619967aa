import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { imageIn, imageTypes, sendImage, withImageBodies } from '../../../http/images.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { getPlatformImage, removePlatformImage, setPlatformImage } from './platform-images.service.ts'
import { ImageParams } from './platform-settings.schemas.ts'

/** The pictures of a platform's brand. Everybody sees them, also who is not signed in. */
export function platformImagesRoutes(fastify: FastifyInstance): void {
  withImageBodies(fastify, routes)
}

function targetOf({
  params,
  headers,
}: {
  params: z.output<typeof ImageParams>
  headers: z.output<typeof IfMatch>
}) {
  return { kind: params.image, expectedVersion: expectedVersion(headers) }
}

function routes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['platform']
  const done = { 204: z.null(), ...problems }

  app.put(
    '/platform/images/:image',
    {
      config: { access: 'superadmin' },
      schema: {
        tags,
        summary: 'Gives the platform a picture',
        description:
          'The body is a PNG, JPEG or WebP of at most 1 MB; its content decides, not its type. It is drawn anew in the sizes in which it is shown.',
        consumes: imageTypes,
        params: ImageParams,
        headers: IfMatch,
        response: done,
      },
    },
    async (request, reply) => {
      const target = targetOf(request)
      await setPlatformImage(request.ctx, actorOf(request), target, imageIn(request))
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/platform/images/:image',
    {
      config: { access: 'anybody' },
      schema: {
        tags,
        summary: 'A picture of the platform',
        params: ImageParams,
        querystring: z.object({
          size: z.string().max(20).default('whole').describe('part of the `url` of a picture'),
          at: z.string().max(40).optional().describe('part of the `url` of a picture'),
        }),
        response: { 200: z.any().describe('the file'), ...problems },
      },
    },
    async (request, reply) => {
      const { params, query, ctx } = request
      const { hash: version, ...image } = await getPlatformImage(ctx, params.image, query.size)
      return sendImage(request, reply, { ...image, version, kept: 'public' })
    },
  )

  app.delete(
    '/platform/images/:image',
    {
      config: { access: 'superadmin' },
      schema: { tags, params: ImageParams, headers: IfMatch, response: done },
    },
    async (request, reply) => {
      const target = targetOf(request)
      await removePlatformImage(request.ctx, actorOf(request), target)
      return reply.status(204).send(null)
    },
  )
}
