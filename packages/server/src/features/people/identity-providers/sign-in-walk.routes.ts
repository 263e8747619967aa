import type { FastifyInstance } from 'fastify'
import { assertSuperadmin } from '../../../access/roles.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import { addMinutes } from '../../../domain/time.ts'
import { actorOf } from '../../../http/actor.ts'
import { nextPath } from '../../../http/next-path.ts'
import { originOf } from '../../../http/origin.ts'
import { IdentityProviderId } from '../../../http/schemas.ts'
import { visitsAlone } from '../../../http/visits-alone.ts'
import type { WebPages } from '../../../http/web-pages.ts'
import { callerOf, clearCookie, readCookie, setCookie, setLoginCookie } from '../auth/login-cookie.ts'
import { createOrSay } from './sign-in-pages.ts'
import { beginWalk, CALLBACK_PATH, finishWalk, WALK_MINUTES } from './sign-in-walk.service.ts'

/**
 * The way to an identity provider and back, as addresses of pages. Where it ends badly, the sign-in page stands at that
 * address and says why: no link can put words there.
 */
export function signInWalkRoutes(app: FastifyInstance, { pages }: { pages: WebPages }): void {
  const orSay = createOrSay(pages)
  const options = {
    config: { access: 'way-in' },
    schema: { hide: true },
    preHandler: visitsAlone,
  } as const
  app.get<{ Params: { providerId: string }; Querystring: { next?: string; prove?: string; test?: string } }>(
    '/sign-in/with/:providerId',
    options,
    (request, reply) =>
      orSay(request, reply, async () => {
        const { data: providerId } = IdentityProviderId.safeParse(request.params.providerId)
        if (!providerId) throw new NotFoundError('identity-provider-not-found')
        const { next, prove, test } = request.query
        if (test !== undefined) assertSuperadmin(actorOf(request))
        const { url, kept } = await beginWalk(request.ctx, providerId, {
          origin: originOf(request),
          nextPath: nextPath(next),
          provesLoginId: prove === undefined ? undefined : actorOf(request).loginId,
          testsLoginId: test === undefined ? undefined : actorOf(request).loginId,
        })
        const expires = addMinutes(request.ctx.now(), WALK_MINUTES)
        setCookie(request, reply, { name: 'walk', value: kept, expires })
        return reply.redirect(url)
      }),
  )

  app.get(CALLBACK_PATH, options, (request, reply) =>
    orSay(request, reply, async () => {
      const caller = callerOf(request)
      const { login, nextPath } = await finishWalk(request.ctx, {
        query: new URL(request.url, originOf(request)).searchParams,
        kept: readCookie(request, 'walk'),
        caller,
        actor: request.actor,
      })
      if (login) setLoginCookie(request, reply, login, caller)
      clearCookie(request, reply, 'walk')
      return reply.redirect(nextPath)
    }),
  )
}
