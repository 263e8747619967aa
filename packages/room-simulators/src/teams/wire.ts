import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { World } from './world.ts'

/** Refuses as Microsoft Graph does. */
export function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  const id = randomUUID()
  return reply
    .status(status)
    .header('request-id', id)
    .send({
      error: {
        code,
        message,
        innerError: {
          date: new Date().toISOString().slice(0, 19),
          'request-id': id,
          'client-request-id': id,
        },
      },
    })
}

/** Documented, in a message: code 3004. */
export function refuseMeeting(reply: FastifyReply): FastifyReply {
  return refuse(reply, 404, 'NotFound', '3004: Specified meeting is not found.')
}

/** UTC, with seven digits behind the second, as .NET writes it. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/(\.\d{3})Z$/, '$10000Z')
}

/** Rows of a page where a call asks for no number. */
const ROWS = 100

/** Documented: so many rows, and the address of the next ones. */
export function pageOf(world: World, request: FastifyRequest, rows: readonly object[], kind: string): object {
  const query = request.query as { $top?: string; $skiptoken?: string }
  const size = Math.max(1, Math.min(Number(query.$top) || ROWS, world.behavior.pageSize))
  const begin = Number(query.$skiptoken ?? 0) || 0
  const next = new URL(request.url, world.publicUrl())
  next.searchParams.set('$skiptoken', String(begin + size))
  return {
    '@odata.context': `${world.publicUrl()}/v1.0/$metadata#${kind}`,
    ...(begin + size < rows.length ? { '@odata.nextLink': next.href } : {}),
    value: rows.slice(begin, begin + size),
  }
}
