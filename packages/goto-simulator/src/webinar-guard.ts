import type { FastifyReply, FastifyRequest } from 'fastify'
import { admit, type Caller, organizerRefusal } from './gate.ts'
import type { Webinar } from './model.ts'
import { sendRefusal } from './wire.ts'
import type { World } from './world.ts'

export const WEBINAR_ROOT = '/G2W/rest/v2'
/** One webinar below its organizer. */
export const WEBINAR_PATH = `${WEBINAR_ROOT}/organizers/:organizerKey/webinars/:webinarKey`

type Handler = (caller: Caller, request: FastifyRequest, reply: FastifyReply) => FastifyReply
type WebinarHandler = (
  webinar: Webinar,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply

export interface WebinarGuard {
  /** Somebody with a webinar licence; a path with an organizer is their own. */
  readonly guarded: (handler: Handler) => (request: FastifyRequest, reply: FastifyReply) => FastifyReply
  /** And the webinar of the path is theirs. */
  readonly own: (handler: WebinarHandler) => (request: FastifyRequest, reply: FastifyReply) => FastifyReply
}

export function webinarGuard(world: World): WebinarGuard {
  const guarded: WebinarGuard['guarded'] = (handler) => (request, reply) => {
    const caller = admit(world, request, reply, 'webinar')
    if (!caller) return reply
    const { organizerKey } = request.params as { organizerKey?: string }
    const refusal = organizerKey ? organizerRefusal(world, caller, organizerKey) : undefined
    if (organizerKey && refusal === 404) return notFound(reply, 'organizer', organizerKey)
    if (refusal) return sendRefusal(reply, 403, 'AccessDenied', `Not your organizer key: ${organizerKey}`)
    return handler(caller, request, reply)
  }
  const own: WebinarGuard['own'] = (handler) =>
    guarded((caller, request, reply) => {
      const { webinarKey, organizerKey } = request.params as { webinarKey: string; organizerKey?: string }
      const webinar = world.state.webinars.find((entry) => entry.webinarKey === webinarKey)
      if (!webinar) return notFound(reply, 'webinar', webinarKey)
      const mayUse =
        webinar.organizerKey === (organizerKey ?? caller.user.key) ||
        webinar.coorganizers.some((host) => host.organizerKey === caller.user.key)
      return mayUse
        ? handler(webinar, caller, request, reply)
        : sendRefusal(reply, 403, 'AccessDenied', 'Not your webinar')
    })
  return { guarded, own }
}

export function notFound(reply: FastifyReply, what: string, key: string): FastifyReply {
  return sendRefusal(reply, 404, 'NotFound', `There is no ${what} ${key}`)
}

/** Observed: bodies that are not right answer with this code. */
export function invalid(reply: FastifyReply, description: string): FastifyReply {
  return sendRefusal(reply, 400, 'RequestValidationError', description)
}

/**
 * Rows by `page` (from 0) and `size` (20, at most 200).
 *
 * @param name of the list inside `_embedded`
 */
export function embeddedPage(
  request: FastifyRequest,
  name: string,
  rows: readonly object[],
  omitEmpty: boolean,
  repeatsRows = false,
): object {
  const query = request.query as { page?: string; size?: string }
  const size = Math.min(200, Math.max(1, Number(query.size) || 20))
  const number = Math.max(0, Number(query.page) || 0)
  // While pages are asked for, a row can come in front: the last one of a page is the first of the next then.
  const added = repeatsRows ? number : 0
  const shown = rows.slice(number * size - added, (number + 1) * size - added)
  const page = {
    size,
    totalElements: rows.length + added,
    totalPages: Math.ceil((rows.length + added) / size),
    number,
  }
  return shown.length === 0 && omitEmpty ? { page } : { _embedded: { [name]: shown }, page }
}
