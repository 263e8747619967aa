import type { Actor } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import { UnauthenticatedError } from '../domain/errors.ts'
import type { Reader } from '../messages/messages.ts'

export type { Actor } from '../access/actor.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Bound to the platform of the request's host. Only inside the platform area. */
    ctx: Ctx
    actor: Actor | undefined
    reader: Reader
  }
}

/** The signed-in person of a request. @throws {UnauthenticatedError} */
export function actorOf(request: { actor: Actor | undefined }): Actor {
  if (!request.actor) throw new UnauthenticatedError('not-signed-in')
  return request.actor
}
