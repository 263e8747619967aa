import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { OrganizerId, problems } from '../../../http/schemas.ts'
import { AccountParams } from '../accounts/accounts.schemas.ts'
import { ProviderCalls } from './hints.schemas.ts'
import { hear, listCalls } from './hints.service.ts'

/** What a provider says is a few lines. */
const MAX_BYTES = 64 * 1024
const STATUS = { heard: 200, 'not-signed': 401, gone: 410 } as const

interface Address {
  Params: { organizerId: string; path: string }
}

/** Whether the tools call. */
export function providerCallsRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/accounts/:accountId/calls',
    {
      config: { access: 'superadmin' },
      schema: {
        tags: ['accounts'],
        summary: 'Whether the tool of an account calls when something happens there',
        params: AccountParams,
        response: { 200: ProviderCalls, ...problems },
      },
    },
    (request) => listCalls(request.ctx, actorOf(request), request.params.accountId),
  )
}

/** Where providers call. Not of the API: each provider says things in its own way, and as text. */
export function hintsRoutes(app: FastifyInstance): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    const config = { access: 'link-holder' } as const
    // Asked while the provider is told of the address, before anything is written: it says nothing to anybody.
    scope.get<Address>('/inbound/:organizerId/:path', { config, schema: { hide: true } }, () => 'ok')
    scope.post<Address>(
      '/inbound/:organizerId/:path',
      { config, schema: { hide: true } },
      async ({ ctx, params, headers, body }, reply) => {
        const { success, data: organizerId } = OrganizerId.safeParse(params.organizerId)
        const text = typeof body === 'string' ? body : ''
        const call = { body: text, headers }
        const outcome = success ? await hear(ctx, { organizerId, path: params.path }, call) : 'gone'
        return reply.status(STATUS[outcome]).type('text/plain').send(outcome)
      },
    )
  })
}
