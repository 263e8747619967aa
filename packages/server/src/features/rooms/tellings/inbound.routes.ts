import type { FastifyInstance, FastifyReply } from 'fastify'
import { inboundRate } from '../../../http/rate.ts'
import { AccountId, RoomId } from '../../../http/schemas.ts'
import type { InboundAnswer } from '../../../providers/provider.ts'
import { accountOfRoom, takeCall } from './inbound.service.ts'

/** A report of a thousand people is below 1 MB. */
const MAX_BYTES = 4 * 1024 * 1024
/** All a caller gets to know whom we don't know: which accounts are here is nobody's business. */
const REFUSED: InboundAnswer = { status: 401, body: { outcome: 'not-signed' } }

interface Address {
  Params: { accountId: string; '*'?: string }
}
interface RoomAddress {
  Params: { roomId: string; what: string }
}

/** Where providers tell and ask accounts. Not of the API: each does it in its own way, and as text. */
export function inboundRoutes(app: FastifyInstance): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    const options = { config: { access: 'link-holder', ...inboundRate } as const, schema: { hide: true } }
    for (const url of ['/inbound/accounts/:accountId', '/inbound/accounts/:accountId/*'])
      scope.route<Address>({
        ...{ method: ['GET', 'POST', 'PUT', 'DELETE'], url, ...options },
        handler: async ({ ctx, params, method, headers, body }, reply) => {
          const { success, data: accountId } = AccountId.safeParse(params.accountId)
          const call = {
            method,
            path: params['*'] ?? '',
            headers,
            body: typeof body === 'string' ? body : '',
          }
          return send(reply, success ? await takeCall(ctx, accountId, call) : undefined)
        },
      })
    // Rooms that the release before opened tell of themselves here.
    scope.post<RoomAddress>('/inbound/rooms/:roomId/:what', options, async (request, reply) => {
      const { ctx, params, method, headers, body } = request
      const { success, data: roomId } = RoomId.safeParse(params.roomId)
      const accountId = success ? await accountOfRoom(ctx, roomId) : undefined
      const call = { method, path: params.what, headers, body: typeof body === 'string' ? body : '' }
      return send(reply, accountId && (await takeCall(ctx, accountId, call)))
    })
  })
}

function send(reply: FastifyReply, answer: InboundAnswer = REFUSED): FastifyReply {
  const { status, body } = answer
  return reply
    .status(status)
    .type('application/json; charset=utf-8')
    .serializer((text) => text as string)
    .send(body === undefined ? '' : JSON.stringify(body))
}
