import {
  type Answer,
  type Dialect,
  jsonIn,
  pathOf,
  retryAfterMs,
  type ServiceErrorKind,
} from '@lectern/service-calls'
import { TeamsError } from './errors.ts'

/** Microsoft Graph as its client speaks of it. */
export const graph: Dialect = {
  name: 'Microsoft Graph',
  error: (message, details) => new TeamsError(message, details),
  failureOf,
}

/** Documented: the words of a refusal where the organizer is in no application access policy of the app. */
const POLICY = /application access policy/i
/** Documented, in a message: there is no such meeting, or no longer. */
const GONE = /\b3004\b|meeting is not found/i

/** What an answer says that is no success, as an error. */
export function failureOf(method: string, url: string, answer: Answer, nowMs: number): TeamsError {
  const { status } = answer
  const { code, message, requestId } = said(answer)
  const policyMissing = status === 403 && POLICY.test(message)
  const kind = kindOf(status, message)
  const detail = [code, message].filter((text) => text !== '').join(': ')
  const trace = requestId ? `, request ${requestId}` : ''
  return new TeamsError(
    `Microsoft Graph answered ${status} to ${method} ${pathOf(url)}${detail ? ` (${detail.slice(0, 500)}${trace})` : ''}.`,
    {
      kind,
      status,
      code: GONE.test(message) ? '3004' : code || undefined,
      policyMissing,
      requestId,
      outcomeUnknown: method !== 'GET' && kind === 'unavailable',
      // Documented: 503 tells it, too.
      retryAfterMs: retryAfterMs(answer.headers, nowMs),
    },
  )
}

function kindOf(status: number, message: string): ServiceErrorKind {
  if (status === 429) return 'rate-limited'
  if (status === 401) return 'unauthorized'
  // Documented: content that is metered is refused so for an app without a subscription that pays.
  if (status === 403 || status === 402) return 'forbidden'
  if (status === 404 || status === 410 || (status === 400 && GONE.test(message))) return 'not-found'
  if (status >= 500 || status === 408) return 'unavailable'
  if (status >= 400) return 'rejected'
  return 'unexpected-response'
}

function said({ text, headers }: Answer): { code: string; message: string; requestId: string | undefined } {
  const { error } = objectOf(jsonIn(text))
  const { code, message, innerError, innererror } = objectOf(error)
  const inner = objectOf(innerError ?? innererror)
  return {
    code: textOf(code),
    message: textOf(message),
    requestId: textOf(inner['request-id']) || headers.get('request-id') || undefined,
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
