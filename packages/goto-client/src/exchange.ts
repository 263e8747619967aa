import { GotoError } from './errors.ts'
import { parseJson } from './json.ts'
import { type Fields, optionalKey, optionalObject, optionalText } from './read.ts'

/** One HTTP request, ready to send. */
export interface ExchangeRequest {
  method: string
  url: string
  headers: Record<string, string>
  body?: string
  /** Covers the answer's body too. */
  timeoutMs: number
  /** The caller's own end; its reason is thrown as it is. */
  signal?: AbortSignal
  /** True when it changes something at GoTo, so that a lost answer leaves its outcome unknown. */
  write: boolean
  fetch: typeof fetch
}

/** One HTTP answer, read to its end. */
export interface Answer {
  status: number
  headers: Headers
  text: string
}

/** Connection failures after which the request certainly never left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * Sends one request and reads the whole answer. Redirects are not followed: none of GoTo's calls needs it,
 * and a followed one would carry the token or the body elsewhere.
 *
 * @throws {GotoError} `unavailable` when no whole answer came
 */
export async function exchange(request: ExchangeRequest): Promise<Answer> {
  request.signal?.throwIfAborted()
  const timeout = AbortSignal.timeout(request.timeoutMs)
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
  try {
    const response = await request.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (cause) {
    if (request.signal?.aborted) throw request.signal.reason
    const problem = timeout.aborted
      ? `did not answer within ${request.timeoutMs} ms`
      : `could not be reached (${reasonOf(cause)})`
    throw new GotoError(`GoTo ${problem}: ${request.method} ${pathOf(request.url)}.`, {
      kind: 'unavailable',
      outcomeUnknown: request.write && !neverSent(cause),
      cause,
    })
  }
}

/** The members of a JSON object answer; undefined for anything else, such as HTML or nothing. */
export function fieldsOf(text: string): Fields | undefined {
  try {
    return optionalObject(parseJson(text))
  } catch {
    return undefined
  }
}

/** The id under which GoTo's support can find the call. */
export function requestIdOf(headers: Headers, fields: Fields | undefined): string | undefined {
  return (
    headers.get('x-amzn-requestid') ??
    headers.get('x-request-id') ??
    optionalKey(fields?.incident) ??
    optionalText(fields?.incident)
  )
}

/** Reads `Retry-After`, in seconds or as a date. */
export function retryAfterMsOf(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (!value) return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000)
  const dateMs = Date.parse(value)
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs)
}

/** The path of a URL, without its query: queries hold e-mail addresses and codes. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '') || '/'
}

function neverSent(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && NEVER_SENT.has(code)
}

function reasonOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.message : 'unknown reason')
}

/** Node's `fetch` hides the socket's error code in `cause`. */
function codeOf(error: unknown): string | undefined {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    if ('code' in current && typeof current.code === 'string') return current.code
  }
  return undefined
}
