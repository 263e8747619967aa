import { type Details, ServiceError } from './errors.ts'

/** More than any answer has: a page of a report is below 200 kB. */
const MAX_ANSWER_BYTES = 8_000_000

/** Connection failures after which the request certainly never left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A service as its client speaks of it. */
export interface Dialect {
  /** For sentences. */
  readonly name: string
  /** Makes an error of the client's own class. */
  error(message: string, details: Details): ServiceError
  /** What an answer says that is no success. */
  failureOf(method: string, url: string, answer: Answer, nowMs: number): ServiceError
}

/** One call, ready to send. */
export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly fetch: typeof fetch
}

/**
 * Sends one call and reads the whole answer. Redirects are not followed: a followed one would carry the token elsewhere.
 *
 * @throws {ServiceError} `unavailable` when no whole answer came, `unexpected-response` for one that is too large
 */
export async function exchange(dialect: Dialect, request: Request): Promise<Answer> {
  const { method, url, headers, body, signal, timeoutMs } = request
  signal?.throwIfAborted()
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await request.fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    return { status: response.status, headers: response.headers, text: await textOf(dialect, response) }
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    if (cause instanceof ServiceError) throw cause
    const networkCode = networkCodeOf(cause)
    const problem = timeout.aborted
      ? `did not answer within ${timeoutMs} ms`
      : `could not be reached (${networkCode ?? 'unknown reason'})`
    throw dialect.error(`${dialect.name} ${problem}: ${method} ${pathOf(url)}.`, {
      kind: 'unavailable',
      outcomeUnknown: method !== 'GET' && !wasNeverSent(networkCode),
      cause,
    })
  }
}

/** The path of a URL, without its query. */
export function pathOf(url: string): string {
  return new URL(url).pathname
}

async function textOf(dialect: Dialect, response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES)
      throw dialect.error(`${dialect.name}'s answer is larger than ${MAX_ANSWER_BYTES} bytes.`, {
        kind: 'unexpected-response',
        outcomeUnknown: true,
      })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Whether a request that failed so never left. */
export function wasNeverSent(networkCode: string | undefined): boolean {
  return networkCode !== undefined && NEVER_SENT.has(networkCode)
}

/** Node's `fetch` hides the socket's error code in `cause`. */
export function networkCodeOf(error: unknown): string | undefined {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    if ('code' in current && typeof current.code === 'string') return current.code
  }
  return undefined
}

/**
 * How long to wait, as a header says it: in seconds, or until a date.
 *
 * @param names of headers, the one that counts most first
 */
export function retryAfterMs(
  headers: Headers,
  nowMs: number,
  names: readonly string[] = ['retry-after'],
): number | undefined {
  for (const name of names) {
    const value = headers.get(name)?.trim()
    if (!value) continue
    const waitMs = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
    if (!Number.isNaN(waitMs)) return Math.max(0, Math.round(waitMs))
  }
  return undefined
}

/** What a text says as JSON; undefined when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
