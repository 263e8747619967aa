import type { Ctx } from '../ctx.ts'
import type { Role } from '../db/tables.ts'
import type { ApiScope } from '../domain/api-scope.ts'
import { UnauthenticatedError } from '../domain/errors.ts'
import type { LoginId, PersonId } from '../domain/ids.ts'
import type { Reader } from '../messages/messages.ts'

/** Who asks. */
export interface Actor {
  readonly personId: PersonId
  /** Undefined for a program with a key, and for jobs. */
  readonly loginId: LoginId | undefined
  readonly roles: readonly Role[]
  readonly reader: Reader
  /** Set when a program acts for the person; what it may do is limited to the scopes. */
  readonly apiKey?: { readonly id: string; readonly scopes: readonly ApiScope[] }
}

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
