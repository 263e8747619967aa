import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { CourseId } from '../../../domain/ids.ts'
import { MAX_IMAGE_BYTES } from '../../../domain/image.ts'
import { actorOf } from '../../../http/actor.ts'
import { expectedVersion } from '../../../http/etag.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { getCourseImage, removeCourseImage, setCourseImage } from './course-image.service.ts'
import { CourseParams } from './courses.schemas.ts'

/** The address of a picture changes with the picture (`?at=`), so that browsers may keep it for good. */
const KEPT = 'private, max-age=31536000, immutable'
const ASKED_AGAIN = 'private, no-cache'

/** A course's picture, as it is: the body is the file. */
export function courseImageRoutes(fastify: FastifyInstance): void {
  // In a context of its own: only here a body is anything but JSON.
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_IMAGE_BYTES },
      (_request, body, done) => done(null, body),
    )
    routes(scope)
  })
}

function sendImage(
  reply: FastifyReply,
  image: { content: Buffer; contentType: string; changedAt: Date },
  asked: { at: string | undefined; known: string | undefined },
): FastifyReply {
  const version = String(image.changedAt.getTime())
  const tag = `"${version}"`
  reply.header('etag', tag).header('cache-control', asked.at === version ? KEPT : ASKED_AGAIN)
  if (asked.known === tag) return reply.status(304).send()
  return reply.type(image.contentType).send(image.content)
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
        consumes: ['image/png', 'image/jpeg', 'image/webp'],
        params: CourseParams,
        headers: IfMatch,
        response: done,
      },
    },
    async (request, reply) => {
      const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      await setCourseImage(request.ctx, actorOf(request), targetOf(request), content)
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
        querystring: z.object({ at: z.string().max(40).optional().describe('part of `imageUrl`') }),
        response: { 200: z.any().describe('the file'), ...problems },
      },
    },
    async (request, reply) => {
      const image = await getCourseImage(request.ctx, actorOf(request), request.params.courseId)
      return sendImage(reply, image, { at: request.query.at, known: request.headers['if-none-match'] })
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
