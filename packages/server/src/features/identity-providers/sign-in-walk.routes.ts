import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, NotFoundError } from '../../domain/errors.ts'
import { nextPath } from '../../http/next-path.ts'
import { originOf } from '../../http/origin.ts'
import { Id } from '../../http/schemas.ts'
import { visitsAlone } from '../../http/visits-alone.ts'
import type { WebPages } from '../../http/web-pages.ts'
import { sentence } from '../../messages/messages.ts'
import { setLoginCookie } from '../auth/login-cookie.ts'
import { beginWalk, CALLBACK_PATH, finishWalk } from './sign-in-walk.service.ts'

/** Binds a walk to the browser that began it: a link with somebody else's answer signs nobody in. */
const WALK_COOKIE = 'lectern_walk'

/**
 * The way to an identity provider and back, as addresses of pages. Where it ends badly, the sign-in page stands at that
 * address and says why: no link can put words there.
 */
export function signInWalkRoutes(app: FastifyInstance, { pages }: { pages: WebPages }): void {
  const options = { schema: { hide: true }, preHandler: visitsAlone }
  app.get<{ Params: { providerId: string }; Querystring: { next?: string } }>(
    '/sign-in/with/:providerId',
    options,
    (request, reply) =>
      orSay(request, reply, async () => {
        const { providerId } = request.params
        if (!Id.safeParse(providerId).success) throw new NotFoundError('identity-provider-not-found')
        const { url, state } = await beginWalk(request.ctx, providerId, {
          origin: originOf(request),
          nextPath: nextPath(request.query.next),
        })
        reply.setCookie(WALK_COOKIE, state, {
          path: CALLBACK_PATH,
          httpOnly: true,
          sameSite: 'lax',
          secure: request.protocol === 'https',
          maxAge: 900,
        })
        return reply.redirect(url)
      }),
  )

  app.get(CALLBACK_PATH, options, (request, reply) =>
    orSay(request, reply, async () => {
      const { login, nextPath } = await finishWalk(request.ctx, {
        query: new URL(request.url, originOf(request)).searchParams,
        browserState: request.cookies[WALK_COOKIE],
        userAgent: request.headers['user-agent'],
      })
      setLoginCookie(request, reply, login)
      reply.clearCookie(WALK_COOKIE, { path: CALLBACK_PATH })
      return reply.redirect(nextPath)
    }),
  )

  async function orSay(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
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
