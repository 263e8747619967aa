import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { CourseId } from '../../../domain/ids.ts'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { imageIn, imageTypes, sendImage, withImageBodies } from '../../../http/images.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { getCourseImage, removeCourseImage, setCourseImage } from './course-image.service.ts'
import { CourseParams } from './courses.schemas.ts'

/** A course's picture. */
export function courseImageRoutes(fastify: FastifyInstance): void {
  withImageBodies(fastify, routes)
}

function targetOf({
  params,
  headers,
}: {
  params: { courseId: CourseId }
  headers: z.output<typeof IfMatch>
}) {
  return { courseId: params.courseId, expectedVersion: expectedVersion(headers) }
}

function routes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['courses']
  const done = { 204: z.null(), ...problems }

  app.put(
    '/courses/:courseId/image',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags,
        summary: 'Gives a course a picture',
        description: 'The body is a PNG, JPEG or WebP of at most 1 MB; its content decides, not its type.',
        consumes: imageTypes,
        params: CourseParams,
        headers: IfMatch,
        response: done,
      },
    },
    async (request, reply) => {
      await setCourseImage(request.ctx, actorOf(request), targetOf(request), imageIn(request))
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/courses/:courseId/image',
    {
      config: { access: 'reader-of-course' },
      schema: {
        tags,
        summary: 'The picture of a course',
        params: CourseParams,
        querystring: z.object({
          size: z.enum(['whole', 'small']).default('whole').describe('small: as on cards and in lists'),
          at: z.string().max(40).optional().describe('part of `imageUrl`'),
        }),
        response: { 200: z.any().describe('the file'), ...problems },
      },
    },
    async (request, reply) => {
      const image = await getCourseImage(
        request.ctx,
        actorOf(request),
        request.params.courseId,
        request.query.size,
      )
      const version = String(image.changedAt.getTime())
      return sendImage(request, reply, { ...image, version, kept: 'private' })
    },
  )

  app.delete(
    '/courses/:courseId/image',
    {
      config: { access: 'planner-of-course' },
      schema: { tags, params: CourseParams, headers: IfMatch, response: done },
    },
    async (request, reply) => {
      await removeCourseImage(request.ctx, actorOf(request), targetOf(request))
      return reply.status(204).send(null)
    },
  )
}
