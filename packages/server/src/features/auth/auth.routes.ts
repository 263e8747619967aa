import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../http/actor.ts'
import { problems } from '../../http/schemas.ts'
import { ChangeMe, Me, PublicPlatform, SignIn } from './auth.schemas.ts'
import { changeMe, findActor, getMe, signIn, signOut } from './auth.service.ts'

export const LOGIN_COOKIE = 'lectern_login'

/** Sign-ins that one address may try for one e-mail address in a minute. */
const SIGN_INS_PER_MINUTE = 10

export function authRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/platform',
    { schema: { tags: ['platform'], response: { 200: PublicPlatform, ...problems } } },
    (request) => {
      const { name, accentColor, defaultLanguage } = request.ctx.platform
      return { name, accentColor, defaultLanguage }
    },
  )

  app.post(
    '/logins',
    {
      schema: { tags: ['login'], body: SignIn, response: { 201: Me, ...problems } },
      config: {
        rateLimit: {
          max: SIGN_INS_PER_MINUTE,
          timeWindow: 60_000,
          hook: 'preHandler',
          keyGenerator: (request: FastifyRequest) =>
            `${request.ip} ${(request.body as { email?: string })?.email}`,
        },
      },
    },
    async (request, reply) => {
      const { ctx, body } = request
      const issued = await signIn(ctx, { ...body, userAgent: request.headers['user-agent'] })
      setLoginCookie(request, reply, issued.token, issued.expiresAt)
      const actor = await findActor(ctx, issued.token, request.reader)
      return reply.status(201).send(await getMe(ctx, actorOf({ actor })))
    },
  )

  app.delete(
    '/logins/current',
    { schema: { tags: ['login'], response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      await signOut(request.ctx, actorOf(request))
      reply.clearCookie(LOGIN_COOKIE, { path: '/' })
      return reply.status(204).send(null)
    },
  )

  app.get('/me', { schema: { tags: ['login'], response: { 200: Me, ...problems } } }, (request) =>
    getMe(request.ctx, actorOf(request)),
  )

  app.patch(
    '/me',
    { schema: { tags: ['login'], body: ChangeMe, response: { 200: Me, ...problems } } },
    (request) => changeMe(request.ctx, actorOf(request), request.body),
  )
}

function setLoginCookie(request: FastifyRequest, reply: FastifyReply, token: string, expires: Date): void {
  reply.setCookie(LOGIN_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    expires,
  })
}
