import type { FastifyInstance } from 'fastify'
import { RoomId } from '../../../http/schemas.ts'
import { hearOfRoom } from './tellings.service.ts'

/** A report of a thousand people is below 1 MB. */
const MAX_BYTES = 4 * 1024 * 1024
const STATUS = { heard: 200, 'not-signed': 401, gone: 410 } as const

interface Address {
  Params: { roomId: string; what: string }
}

/** Where providers tell of rooms. Not of the API: each says things in its own way, and as text. */
export function tellingsRoutes(app: FastifyInstance): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    scope.post<Address>(
      '/inbound/rooms/:roomId/:what',
      { config: { access: 'link-holder' } as const, schema: { hide: true } },
      async ({ ctx, params, headers, body }, reply) => {
        const { success, data: roomId } = RoomId.safeParse(params.roomId)
        const told = { what: params.what, headers, body: typeof body === 'string' ? body : '' }
        const outcome = success ? await hearOfRoom(ctx, roomId, told) : 'gone'
        return reply.status(STATUS[outcome]).type('text/plain').send(outcome)
      },
    )
  })
}
