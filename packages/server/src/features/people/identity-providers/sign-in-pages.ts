import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../../domain/errors.ts'
import type { WebPages } from '../../../http/web-pages.ts'
import { sentence } from '../../../messages/messages.ts'

/** Where a walk ends badly, the sign-in page stands at that address and says why. */
export function createOrSay(pages: WebPages) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      request.log.warn({ err: error }, 'sign-in walk failed')
      const problem = { code: error.code, text: sentence(error.code, error.params, request.reader) }
      return pages.send(reply.status(error.status), problem)
    }
  }
}
