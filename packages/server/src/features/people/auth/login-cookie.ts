import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../../http/rate.ts'
import { newToken } from '../../../secrets/tokens.ts'
import type { IssuedLogin } from './auth.service.ts'
import type { Caller } from './tries.service.ts'

/**
 * What a browser keeps of us: its login, a text by which it is known again, a sign-in that is on its way, and for some seconds
 * that it has changed something.
 */
type CookieName = 'login' | 'browser' | 'walk' | 'wrote'

/** The longest that browsers keep anything. */
const BROWSER_DAYS = 400
const DAY_MS = 86_400_000

/** See docs/decisions/0031-cookies-follow-the-settings.md. */
export function readCookie(request: FastifyRequest, name: CookieName): string | undefined {
  return request.cookies[nameOf(request, name)]
}

export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: { name: CookieName; value: string } & ({ expires: Date } | { maxAge: number }),
): void {
  const { name, value, ...until } = cookie
  reply.setCookie(nameOf(request, name), value, { ...optionsFor(request), ...until })
}

export function clearCookie(request: FastifyRequest, reply: FastifyReply, name: CookieName): void {
  reply.clearCookie(nameOf(request, name), optionsFor(request))
}

/** Signs the browser in. */
export function setLoginCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  login: IssuedLogin,
  caller: Caller,
): void {
  setCookie(request, reply, { name: 'login', value: login.token, expires: login.expiresAt })
  const expires = new Date(request.ctx.now().getTime() + BROWSER_DAYS * DAY_MS)
  setCookie(request, reply, { name: 'browser', value: caller.browser, expires })
}

/** The browser of a request: one that shows no cookie of ours is a new one. */
export function callerOf(request: FastifyRequest): Caller {
  return {
    network: networkOf(request.ip),
    browser: readCookie(request, 'browser') || newToken(),
    userAgent: request.headers['user-agent'],
  }
}

/** Whether the settings say that this host is reached by TLS, whatever this request came by. */
function isSecure(request: FastifyRequest): boolean {
  return request.ctx.site.originOf(request.hostname).startsWith('https:')
}

function nameOf(request: FastifyRequest, name: CookieName): string {
  return `${isSecure(request) ? '__Host-' : ''}lectern_${name}`
}

function optionsFor(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request) } as const
}
