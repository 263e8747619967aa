import {
  type Answer,
  type Dialect,
  jsonIn,
  pathOf,
  retryAfterMs,
  type ServiceErrorKind,
} from '@lectern/service-calls'
import { ZoomError } from './errors.ts'

/** Zoom as its client speaks of it. */
export const zoom: Dialect = {
  name: 'Zoom',
  error: (message, details) => new ZoomError(message, details),
  failureOf,
}

/** Documented: seconds, or a date-time: `Retry-After` of a daily budget, and `X-RateLimit-Reset` of a rate. */
const RETRY_HEADERS = ['retry-after', 'x-ratelimit-reset']

/** What an answer says that is no success, as an error. */
export function failureOf(method: string, url: string, answer: Answer, nowMs: number): ZoomError {
  const { status } = answer
  const { code, message, errors } = said(answer.text)
  const fields = errors.map(({ field, message: text }) => `${field}: ${text}`).join('; ')
  const words = [message, fields].filter((text) => text !== '').join(' ')
  const detail = [code !== undefined && `code ${code}`, words].filter(Boolean).join(': ')
  const kind = kindOf(status, code, message)
  return new ZoomError(
    `Zoom answered ${status} to ${method} ${pathOf(url)}${detail ? ` (${detail.slice(0, 500)})` : ''}.`,
    {
      kind,
      status,
      code,
      missingScopes: scopesIn(message),
      outcomeUnknown: method !== 'GET' && kind === 'unavailable',
      retryAfterMs: kind === 'rate-limited' ? retryAfterMs(answer.headers, nowMs, RETRY_HEADERS) : undefined,
    },
  )
}

/** Codes that mean "there is no such thing", whatever the status. */
const GONE = new Set([1001, 1120, 3001, 3301])

function kindOf(status: number, code: number | undefined, message: string): ServiceErrorKind {
  if (status === 429) return 'rate-limited'
  // Before the status: a scope that is missing is also answered 401, which a new token does not mend.
  if (code === 4711 || /does not contain scopes/i.test(message)) return 'forbidden'
  if (status === 401 || code === 124) return 'unauthorized'
  if (code === 200 || status === 403) return 'forbidden'
  if (status === 404 || (code !== undefined && GONE.has(code))) return 'not-found'
  if (status >= 500 || status === 408) return 'unavailable'
  if (status >= 400) return 'rejected'
  return 'unexpected-response'
}

interface Said {
  readonly code: number | undefined
  readonly message: string
  readonly errors: readonly { field: string; message: string }[]
}

function said(text: string): Said {
  const body = objectIn(text)
  const errors = Array.isArray(body.errors) ? body.errors : []
  return {
    code: typeof body.code === 'number' ? body.code : undefined,
    message: textOf(body.message) || textOf(body.reason) || textOf(body.error),
    errors: errors.map((one) => ({ field: textOf(one?.field), message: textOf(one?.message) })),
  }
}

function objectIn(text: string): Record<string, unknown> {
  const value = jsonIn(text)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function scopesIn(message: string): string[] {
  const [, list = ''] = /scopes:\s*\[([^\]]*)\]/i.exec(message) ?? []
  return list.split(/,\s*/).filter((name) => name !== '')
}
