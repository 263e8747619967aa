import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MAX_IMAGE_BYTES } from '../domain/image.ts'

/** What a request with a picture may say of its body; the content decides. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/webp']

/** Routes whose body is a file as it is. In a context of their own: only there a body is anything but JSON. */
export function withImageBodies(fastify: FastifyInstance, routes: (scope: FastifyInstance) => void): void {
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

/** The file that was sent; empty when there was none. */
export function imageIn({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

interface Answer {
  readonly content: Buffer
  readonly contentType: string
  /** Another one for every content. */
  readonly version: string
  /** Who may keep it on the way: everybody, or the browser of who asked. */
  readonly kept: 'public' | 'private'
}

/**
 * Sends a picture. Its address changes with it (`?at=`), so that browsers may keep it for good; whoever asks without
 * is to ask again. It is a picture and nothing else, whatever program opens its address.
 */
export function sendImage(
  request: FastifyRequest,
  reply: FastifyReply,
  { content, contentType, version, kept }: Answer,
): FastifyReply {
  const { at } = request.query as { at?: string }
  const tag = `"${version}"`
  reply
    .header('etag', tag)
    .header('cache-control', at === version ? `${kept}, max-age=31536000, immutable` : `${kept}, no-cache`)
    .header('content-disposition', 'inline')
    .header('content-security-policy', "default-src 'none'; sandbox")
  if (request.headers['if-none-match'] === tag) return reply.status(304).send()
  return reply.type(contentType).send(content)
}
