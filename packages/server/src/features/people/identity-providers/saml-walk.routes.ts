import type { FastifyInstance } from 'fastify'
import { NotFoundError } from '../../../domain/errors.ts'
import type { IdentityProviderId } from '../../../domain/ids.ts'
import { originOf } from '../../../http/origin.ts'
import { IdentityProviderId as ProviderId } from '../../../http/schemas.ts'
import { visitsAlone } from '../../../http/visits-alone.ts'
import type { WebPages } from '../../../http/web-pages.ts'
import { callerOf, clearCookie, readCookie, setLoginCookie } from '../auth/login-cookie.ts'
import { SAML_PATH } from './saml-client.ts'
import { MAX_DOCUMENT } from './saml-document.ts'
import { describeUs } from './saml-providers.service.ts'
import { finishSamlWalk, signOutBySaml, takeSamlAnswer } from './saml-walk.service.ts'
import { createOrSay } from './sign-in-pages.ts'

interface OfProvider {
  Params: { samlProviderId: string }
}

/**
 * Where SAML providers and the browsers that come from them arrive. An area of its own: forms of other sites are read
 * here, and nowhere else but where somebody said so. docs/decisions/0107 says why it is two steps.
 */
export function samlWalkRoutes(app: FastifyInstance, { pages }: { pages: WebPages }): void {
  const orSay = createOrSay(pages)
  const options = { config: { access: 'way-in' }, schema: { hide: true } } as const
  const fromProvider = { config: { access: 'saml' }, schema: { hide: true } } as const
  app.register(
    async (saml) => {
      saml.removeAllContentTypeParsers()
      saml.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string', bodyLimit: MAX_DOCUMENT * 2 },
        (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
      )
      saml.get<OfProvider>('/:samlProviderId', options, async (request, reply) => {
        const xml = await describeUs(request.ctx, idOf(request.params), originOf(request))
        return reply.type('application/samlmetadata+xml; charset=utf-8').send(xml)
      })
      saml.post<OfProvider>('/:samlProviderId/acs', fromProvider, (request, reply) =>
        orSay(request, reply, async () => {
          const encoded = formOf(request.body).get('SAMLResponse') ?? ''
          const id = idOf(request.params)
          return reply.redirect(await takeSamlAnswer(request.ctx, id, encoded, originOf(request)), 303)
        }),
      )
      saml.get<{ Params: { handle: string } }>(
        '/answers/:handle',
        { ...options, preHandler: visitsAlone },
        (request, reply) =>
          orSay(request, reply, async () => {
            const caller = callerOf(request)
            const { login, nextPath } = await finishSamlWalk(request.ctx, {
              ...{ handle: request.params.handle, kept: readCookie(request, 'walk') },
              ...{ caller, actor: request.actor },
            })
            if (login) setLoginCookie(request, reply, login, caller)
            clearCookie(request, reply, 'walk')
            return reply.redirect(nextPath)
          }),
      )
      saml.route<OfProvider>({
        ...{ method: ['GET', 'POST'], url: '/:samlProviderId/logout', ...fromProvider },
        handler: (request, reply) =>
          orSay(request, reply, async () => {
            const [, query = ''] = request.url.split('?')
            const given = request.method === 'POST' ? { form: formOf(request.body) } : { query }
            const url = await signOutBySaml(request.ctx, idOf(request.params), given, originOf(request))
            return reply.redirect(url ?? '/sign-in', 303)
          }),
      })
    },
    { prefix: SAML_PATH },
  )
}

function formOf(body: unknown): URLSearchParams {
  return new URLSearchParams((body ?? {}) as Record<string, string>)
}

function idOf({ samlProviderId }: OfProvider['Params']): IdentityProviderId {
  const { data } = ProviderId.safeParse(samlProviderId)
  if (!data) throw new NotFoundError('identity-provider-not-found')
  return data
}
