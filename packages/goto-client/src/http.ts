import { GotoError, type GotoErrorKind } from './errors.ts'
import { type Answer, exchange, fieldsOf, pathOf, requestIdOf, retryAfterMsOf } from './exchange.ts'
import { parseJson, stringifyJson } from './json.ts'
import { type Fields, optionalText, ShapeError } from './read.ts'
import { formatInstant } from './time.ts'

/** How long a call may take when the options do not say. */
export const DEFAULT_TIMEOUT_MS = 20_000
/** How often a repeatable call is sent when the options do not say. */
export const DEFAULT_MAX_ATTEMPTS = 3
/** A longer wait than this is the caller's to arrange: the error carries `retryAfterMs`. */
export const RETRY_WAIT_MAX_MS = 15_000

const BACKOFF_START_MS = 400

/** One attempt of a call, for logs and metrics. Holds no token, query or body. */
export interface GotoCall {
  method: string
  /** Without the query. */
  path: string
  status: number | undefined
  durationMs: number
  error?: GotoError
}

/** How to reach GoTo's product APIs. */
export interface GotoClientOptions {
  /** Such as `https://api.getgo.com`. */
  apiUrl: string
  /** Gives the token to use; asked before every attempt. */
  accessToken: () => Promise<string>
  /**
   * Told that GoTo refused a token; answers with another one to try once, or undefined when there is none.
   * Refresh once for all callers: many calls can find the same dead token at the same time.
   */
  onUnauthorized?: (rejectedToken: string) => Promise<string | undefined>
  fetch?: typeof fetch
  /** Per attempt; 20 s unless told. */
  timeoutMs?: number
  /** For reads, and for any call that was rate-limited; 3 unless told, 1 switches repeating off. */
  maxAttempts?: number
  /** Hears of every attempt. Must not throw. */
  onCall?: (call: GotoCall) => void
}

/** What every call takes last. */
export interface CallOptions {
  /** Ends the call early; its reason is thrown. A write may have been carried out all the same. */
  signal?: AbortSignal
}

/** What calls take whose answers are evidence. */
export interface ReportOptions extends CallOptions {
  /** Hears the text of each good answer as it came, before anything is read from it. */
  onText?: (text: string) => void
}

/** A value of a query string; undefined ones are left out. */
export type QueryValue = string | number | boolean | Date | undefined

/** One call of a product API. */
export interface ApiRequest<T> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Made with the `path` tag. */
  path: string
  query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Hears the text of a good answer. */
  onText?: ((text: string) => void) | undefined
  /** A search that GoTo wants as a POST: changes nothing, so it may be repeated like a GET. */
  readOnly?: boolean
  /** The answer may be a bare text that is not even JSON; then the text is what `read` gets. */
  bareText?: boolean
  /** What a good answer to this call is called in messages, such as "the created meeting". */
  what: string
  /** Checks and converts the JSON of a good answer; throws `ShapeError`. Left out: the body is ignored. */
  read?: (json: unknown) => T
}

/** Sends requests to one base URL with a token, and turns every failure into a `GotoError`. */
export class GotoHttp {
  readonly #options: GotoClientOptions
  readonly #pause: (ms: number, signal?: AbortSignal) => Promise<void>

  /** @param pause waits between attempts; tests pass their own */
  constructor(options: GotoClientOptions, pause = wait) {
    this.#options = options
    this.#pause = pause
  }

  /** Sends a request whose answer has a body. */
  async call<T>(request: ApiRequest<T> & { read: (json: unknown) => T }): Promise<T> {
    const answer = await this.send(request)
    request.onText?.(answer.text)
    return readAnswer(request, answer)
  }

  /** Sends a request whose answer says nothing but "done". */
  async run(request: ApiRequest<never>): Promise<void> {
    await this.send(request)
  }

  /**
   * Sends a request until it succeeds, fails for good or has been tried often enough.
   *
   * @param accepts statuses that count as success beside 2xx
   */
  async send(request: ApiRequest<unknown>, accepts: readonly number[] = []): Promise<Answer> {
    const maxAttempts = Math.max(1, this.#options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS)
    let replacement: string | undefined
    let refreshed = false
    for (let attempt = 1; ; attempt++) {
      const token: string = replacement ?? (await this.#options.accessToken())
      try {
        return await this.#attempt(request, token, accepts)
      } catch (error) {
        if (!(error instanceof GotoError)) throw error
        if (error.kind === 'unauthorized') {
          if (refreshed) throw error
          refreshed = true
          replacement = await this.#options.onUnauthorized?.(token)
          if (replacement === undefined) throw error
          attempt-- // The dead token's attempt did not reach the call itself.
          continue
        }
        const waitMs = attempt < maxAttempts ? retryWaitMs(request, error, attempt) : undefined
        if (waitMs === undefined) throw error
        await this.#pause(waitMs, request.signal)
      }
    }
  }

  async #attempt(request: ApiRequest<unknown>, token: string, accepts: readonly number[]): Promise<Answer> {
    const { onCall, fetch: send = fetch, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options
    const url = buildUrl(this.#options.apiUrl, request)
    const startedMs = performance.now()
    const report = (status: number | undefined, error?: GotoError) =>
      onCall?.({
        method: request.method,
        path: pathOf(url),
        status,
        durationMs: performance.now() - startedMs,
        error,
      })
    try {
      const answer = await exchange({
        method: request.method,
        url,
        headers: buildHeaders(request, token),
        body: request.body === undefined ? undefined : stringifyJson(request.body),
        timeoutMs,
        signal: request.signal,
        write: isWrite(request),
        fetch: send,
      })
      const good = (answer.status >= 200 && answer.status < 300) || accepts.includes(answer.status)
      if (!good) throw failureOf(request, answer)
      report(answer.status)
      return answer
    } catch (error) {
      if (error instanceof GotoError) report(error.status, error)
      throw error
    }
  }
}

/**
 * Builds a path from a template; keys are escaped.
 *
 * @throws {TypeError} for an empty key, which would address the whole collection, and for dots
 */
export function path(parts: TemplateStringsArray, ...keys: string[]): string {
  return parts.reduce((whole, part, index) => whole + escapeKey(keys[index - 1]) + part)
}

function escapeKey(key: string | undefined): string {
  if (typeof key !== 'string' || key === '' || /^\.+$/.test(key)) {
    throw new TypeError(`A key of a GoTo address is ${JSON.stringify(key)}; expected its digits.`)
  }
  return encodeURIComponent(key)
}

function buildUrl(apiUrl: string, request: ApiRequest<unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value === undefined) continue
    query.set(name, value instanceof Date ? formatInstant(value) : String(value))
  }
  const suffix = query.size > 0 ? `?${query}` : ''
  return apiUrl.replace(/\/+$/, '') + request.path + suffix
}

function buildHeaders(request: ApiRequest<unknown>, token: string): Record<string, string> {
  return {
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  }
}

/** Checks and converts a good answer. */
export function readAnswer<T>(request: ApiRequest<T> & { read: (json: unknown) => T }, answer: Answer): T {
  const unreadable = (problem: string, cause?: unknown) =>
    new GotoError(`GoTo's answer to ${callOf(request)} could not be read: ${request.what}: ${problem}.`, {
      kind: 'unexpected-response',
      status: answer.status,
      requestId: requestIdOf(answer.headers, undefined),
      body: answer.text,
      outcomeUnknown: isWrite(request),
      cause,
    })
  if (answer.text.trim() === '') throw unreadable('the body is empty')
  let json: unknown
  try {
    json = parseJson(answer.text)
  } catch (cause) {
    if (!request.bareText) throw unreadable(`the body is not JSON (${contentTypeOf(answer)})`, cause)
    json = answer.text.trim()
  }
  try {
    return request.read(json)
  } catch (error) {
    if (error instanceof ShapeError) throw unreadable(error.message, error)
    throw error
  }
}

function failureOf(request: ApiRequest<unknown>, answer: Answer): GotoError {
  const fields = fieldsOf(answer.text)
  const code = codeOf(fields)
  const kind = kindOf(answer.status, code)
  const words =
    wordsOf(fields) ?? (answer.text.trim() === '' ? 'no body' : `a body of ${contentTypeOf(answer)}`)
  return new GotoError(
    `GoTo answered ${answer.status}${code ? ` ${code}` : ''} to ${callOf(request)}: ${words}.`,
    {
      kind,
      status: answer.status,
      code,
      requestId: requestIdOf(answer.headers, fields),
      body: answer.text,
      outcomeUnknown: isWrite(request) && (kind === 'unavailable' || kind === 'unexpected-response'),
      retryAfterMs: retryAfterMsOf(answer.headers, Date.now()),
    },
  )
}

/** The product APIs answer 403 `InvalidToken` to a dead token; any other 403 means "not allowed". */
function kindOf(status: number, code: string | undefined): GotoErrorKind {
  if (status === 401 || (status === 403 && code === 'InvalidToken')) return 'unauthorized'
  if (status === 403) return 'forbidden'
  // GoToTraining has answered 400 NoSuchTraining where others answer 404.
  if (status === 404 || status === 410 || (status === 400 && code?.startsWith('NoSuch'))) return 'not-found'
  if (status === 409) return 'conflict'
  if (status === 429) return 'rate-limited'
  if (status === 408 || status >= 500) return 'unavailable'
  return status >= 400 ? 'rejected' : 'unexpected-response'
}

/** GoTo's services name their code in four ways. */
function codeOf(fields: Fields | undefined): string | undefined {
  return (
    optionalText(fields?.errorCode) ??
    optionalText(fields?.int_err_code) ??
    optionalText(fields?.err) ??
    optionalText(fields?.code)
  )
}

function wordsOf(fields: Fields | undefined): string | undefined {
  const words =
    optionalText(fields?.description) ??
    optionalText(fields?.msg) ??
    optionalText(fields?.message) ??
    optionalText(fields?.error_description)
  return words?.slice(0, 300).replace(/[\s.]+$/, '')
}

function contentTypeOf(answer: Answer): string {
  return answer.headers.get('content-type')?.slice(0, 100) ?? 'no declared type'
}

function isWrite(request: ApiRequest<unknown>): boolean {
  return request.method !== 'GET' && !request.readOnly
}

function callOf(request: ApiRequest<unknown>): string {
  return `${request.method} ${request.path}`
}

/** How long to wait before the same call is sent again; undefined: do not repeat. */
function retryWaitMs(request: ApiRequest<unknown>, error: GotoError, attempt: number): number | undefined {
  // A rate-limited call was not carried out, so even a create can be repeated.
  const repeatable = error.kind === 'rate-limited' || (!isWrite(request) && error.kind === 'unavailable')
  if (!repeatable) return undefined
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs <= RETRY_WAIT_MAX_MS ? error.retryAfterMs + jitterMs(100) : undefined
  }
  // GoTo documents 429 but no Retry-After: back off blindly, at least half of the step.
  const stepMs = BACKOFF_START_MS * 2 ** (attempt - 1)
  return Math.min(RETRY_WAIT_MAX_MS, stepMs / 2 + jitterMs(stepMs))
}

function jitterMs(max: number): number {
  return Math.random() * max
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
