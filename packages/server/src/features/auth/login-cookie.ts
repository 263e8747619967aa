import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IssuedLogin } from './auth.service.ts'

export const LOGIN_COOKIE = 'lectern_login'

export function setLoginCookie(request: FastifyRequest, reply: FastifyReply, login: IssuedLogin): void {
  reply.setCookie(LOGIN_COOKIE, login.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    expires: login.expiresAt,
  })
}

/** Tries that one address has in a minute for one key, such as an e-mail address. */
export function triesPerMinute(max: number, keyOf: (request: FastifyRequest) => string | undefined) {
  return {
    rateLimit: {
      max,
      timeWindow: 60_000,
      hook: 'preHandler' as const,
      keyGenerator: (request: FastifyRequest) => `${request.ip} ${keyOf(request)}`,
    },
  }
}
