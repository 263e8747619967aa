import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ZoomError } from './errors.ts'
import { type Answer, exchange, pathOf } from './exchange.ts'
import { failureOf } from './failure.ts'

const DEFAULT_TIMEOUT_MS = 20_000
const DEFAULT_MAX_ATTEMPTS = 3
const BACKOFF_MS = 400
/** A longer wait is the caller's to arrange: the error carries `retryAfterMs`. */
const WAIT_MAX_MS = 10_000

/** One attempt of a call, for logs and metrics. Holds no token, query or body. */
export interface ZoomCall {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number | undefined
  readonly durationMs: number
  readonly error?: ZoomError
}

/** How to reach Zoom's API. */
export interface ZoomOptions {
  /** Such as `https://api.zoom.us`, or what came with the token. */
  readonly apiUrl: string
  /** Gives the token to use; asked before every attempt. */
  readonly accessToken: () => Promise<string>
  /** Told that Zoom refused a token; answers with another one to try once, or undefined when there is none. */
  readonly onUnauthorized?: (refused: string) => Promise<string | undefined>
  readonly fetch?: typeof fetch
  /** Per attempt; 20 s unless told. */
  readonly timeoutMs?: number
  /** 3 unless told, 1 switches repeating off. */
  readonly maxAttempts?: number
  /** Hears of every attempt. Must not throw. */
  readonly onCall?: (call: ZoomCall) => void
  /** Where dates in headers are counted from; default the machine's clock. */
  readonly now?: () => Date
}

/** What every call takes last. */
export interface CallOptions {
  /** Ends the call early; its reason is thrown. A write may have been carried out all the same. */
  readonly signal?: AbortSignal | undefined
  /** Hears the text of each good answer as it came, before anything is read from it. */
  readonly onText?: ((text: string) => void) | undefined
}

/** One call of the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** From `/v2` on; made with {@link path}. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: object
}

/** Sends calls with a token, and turns every failure into a `ZoomError`. */
export class ZoomHttp {
  readonly #options: ZoomOptions

  constructor(options: ZoomOptions) {
    this.#options = options
  }

  /** A call whose answer has a body. */
  async read<T>(request: ApiRequest, shape: z.ZodType<T>, options: CallOptions): Promise<T> {
    const { text } = await this.#send(request, options)
    options.onText?.(text)
    return readJson(text, shape, request)
  }

  /** A call whose answer says nothing but "done". */
  async run(request: ApiRequest, options: CallOptions): Promise<void> {
    await this.#send(request, options)
  }

  async #send(request: ApiRequest, options: CallOptions): Promise<Answer> {
    const { maxAttempts = DEFAULT_MAX_ATTEMPTS, accessToken, onUnauthorized } = this.#options
    let replacement: string | undefined
    for (let attempt = 1; ; attempt++) {
      const token = replacement ?? (await accessToken())
      try {
        return await this.#attempt(request, token, options)
      } catch (error) {
        if (!(error instanceof ZoomError)) throw error
        // A token keeps the scopes that its app had when it was given: what was added since is in a newer one.
        const mayBeOld = error.kind === 'unauthorized' || error.missingScopes.length > 0
        if (mayBeOld && replacement === undefined) {
          replacement = await onUnauthorized?.(token)
          if (replacement === undefined) throw error
          attempt -= 1 // such an attempt did not reach the call itself
          continue
        }
        const waitMs = attempt < maxAttempts ? retryWaitMs(request, error, attempt) : undefined
        if (waitMs === undefined) throw error
        await sleep(waitMs, undefined, options.signal ? { signal: options.signal } : {}).catch(() => {
          throw options.signal?.reason
        })
      }
    }
  }

  async #attempt(request: ApiRequest, token: string, { signal }: CallOptions): Promise<Answer> {
    const { onCall, fetch: send = fetch, timeoutMs = DEFAULT_TIMEOUT_MS, now } = this.#options
    const { method } = request
    const url = urlOf(this.#options.apiUrl, request)
    const startedMs = performance.now()
    const report = (status: number | undefined, error?: ZoomError) =>
      onCall?.({
        method,
        path: pathOf(url),
        status,
        durationMs: performance.now() - startedMs,
        ...(error ? { error } : {}),
      })
    try {
      const answer = await exchange({
        method,
        url,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(request.body ? { 'content-type': 'application/json' } : {}),
        },
        body: request.body && JSON.stringify(request.body),
        timeoutMs,
        signal,
        fetch: send,
      })
      if (answer.status < 200 || answer.status >= 300)
        throw failureOf(method, url, answer, now?.().getTime() ?? Date.now())
      report(answer.status)
      return answer
    } catch (error) {
      if (error instanceof ZoomError) report(error.status, error)
      throw error
    }
  }
}

/** @returns undefined for what is not to be repeated */
function retryWaitMs({ method }: ApiRequest, error: ZoomError, attempt: number): number | undefined {
  const mayPass = error.kind === 'rate-limited' || (error.kind === 'unavailable' && method === 'GET')
  if (!mayPass) return undefined
  const backoffMs = BACKOFF_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
  const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs)
  return waitMs <= WAIT_MAX_MS ? waitMs : undefined
}

function urlOf(apiUrl: string, { path: from, query = {} }: ApiRequest): string {
  const url = new URL(`/v2${from}`, apiUrl)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value))
  return url.href
}

function readJson<T>(text: string, shape: z.ZodType<T>, { method, path: from }: ApiRequest): T {
  try {
    return shape.parse(JSON.parse(text))
  } catch (cause) {
    const found = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is not JSON'
    throw new ZoomError(`Zoom's answer to ${method} ${from} could not be read: ${found.slice(0, 500)}.`, {
      kind: 'unexpected-response',
      outcomeUnknown: method !== 'GET',
      cause,
    })
  }
}

/**
 * Builds a path from a template; what stands in it is escaped.
 *
 * @throws {TypeError} for an empty key, which would address the whole list, and for dots
 */
export function path(parts: TemplateStringsArray, ...keys: string[]): string {
  return parts.reduce((whole, part, index) => whole + escapeKey(keys[index - 1]) + part)
}

function escapeKey(key: string | undefined): string {
  if (typeof key !== 'string' || key === '' || /^\.+$/.test(key))
    throw new TypeError(
      `A key of an address of Zoom's is ${JSON.stringify(key)}; expected a number or a text.`,
    )
  return encodeURIComponent(key)
}

/** An instance's text as it stands in a path. Documented: encoded twice where it begins with a slash or holds two. */
export function uuidKey(uuid: string): string {
  return uuid.startsWith('/') || uuid.includes('//') ? encodeURIComponent(uuid) : uuid
}
