import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ServiceError } from './errors.ts'
import { type Answer, type Dialect, exchange, jsonIn, pathOf } from './exchange.ts'

const DEFAULT_TIMEOUT_MS = 20_000
const DEFAULT_MAX_ATTEMPTS = 3
const BACKOFF_MS = 400
/** A longer wait is the caller's to arrange: the error carries `retryAfterMs`. */
const WAIT_MAX_MS = 10_000

/** One attempt of a call, for logs and metrics. Holds no token, query or body. */
export interface ServiceCall {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number | undefined
  readonly durationMs: number
  readonly error?: ServiceError
}

/** What is sent, without its query; its path as {@link ApiRequest} has it. */
export type AttemptedRequest = Pick<ApiRequest, 'method' | 'path'>

/** How to reach a service's API. */
export interface ServiceOptions {
  /** Its origin, such as `https://api.zoom.us`. */
  readonly apiUrl: string
  /** Gives the token to use; asked before every attempt. */
  readonly accessToken: () => Promise<string>
  /** Told that the service refused a token; answers with another one to try once, or undefined when there is none. */
  readonly onUnauthorized?: (refused: string) => Promise<string | undefined>
  readonly fetch?: typeof fetch
  /** Per attempt; 20 s unless told. */
  readonly timeoutMs?: number
  /** 3 unless told, 1 switches repeating off. */
  readonly maxAttempts?: number
  /** Waited for before every attempt; what it throws ends the call. */
  readonly beforeAttempt?: ((request: AttemptedRequest) => Promise<void> | undefined) | undefined
  /** Waited for when the service refused an attempt for want of rate, before it is repeated. */
  readonly onRateLimited?: (request: AttemptedRequest, error: ServiceError) => Promise<void> | undefined
  /** Hears of every attempt. Must not throw. */
  readonly onCall?: (call: ServiceCall) => void
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
  /** Behind the version of the API; made with {@link path}. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends calls with a token, and turns every failure into an error of the client's. */
export class ServiceHttp {
  readonly #options: ServiceOptions
  readonly #dialect: Dialect
  readonly #version: string

  /** @param version what stands before every path, such as `/v2` */
  constructor(dialect: Dialect, version: string, options: ServiceOptions) {
    this.#dialect = dialect
    this.#version = version
    this.#options = options
  }

  /** A call whose answer has a body. */
  async read<T>(request: ApiRequest, shape: z.ZodType<T>, options: CallOptions): Promise<T> {
    const { text } = await this.#send(request, options)
    options.onText?.(text)
    return this.#parsed(text, shape, request)
  }

  /** A call whose answer says nothing but "done". */
  async run(request: ApiRequest, options: CallOptions): Promise<void> {
    await this.#send(request, options)
  }

  async #send(request: ApiRequest, options: CallOptions): Promise<Answer> {
    const { maxAttempts = DEFAULT_MAX_ATTEMPTS, accessToken, onUnauthorized } = this.#options
    const { beforeAttempt, onRateLimited } = this.#options
    let replacement: string | undefined
    for (let attempt = 1; ; attempt++) {
      await beforeAttempt?.(request)
      const token = replacement ?? (await accessToken())
      try {
        return await this.#attempt(request, token, options)
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        if (error.kind === 'rate-limited') await onRateLimited?.(request, error)
        if (error.mayBeOldToken && replacement === undefined) {
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
    const url = this.#urlOf(request)
    const startedMs = performance.now()
    const report = (status: number | undefined, error?: ServiceError) =>
      onCall?.({
        method,
        path: pathOf(url),
        status,
        durationMs: performance.now() - startedMs,
        ...(error ? { error } : {}),
      })
    try {
      const answer = await exchange(this.#dialect, {
        method,
        url,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(request.body ? { 'content-type': 'application/json' } : {}),
          ...request.headers,
        },
        body: request.body && JSON.stringify(request.body),
        timeoutMs,
        signal,
        fetch: send,
      })
      if (answer.status < 200 || answer.status >= 300)
        throw this.#dialect.failureOf(method, url, answer, now?.().getTime() ?? Date.now())
      report(answer.status)
      return answer
    } catch (error) {
      if (error instanceof ServiceError) report(error.status, error)
      throw error
    }
  }

  #urlOf({ path: from, query = {} }: ApiRequest): string {
    const url = new URL(`${this.#version}${from}`, this.#options.apiUrl)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    return url.href
  }

  #parsed<T>(text: string, shape: z.ZodType<T>, { method, path: from }: ApiRequest): T {
    const { success, data, error } = shape.safeParse(jsonIn(text))
    if (success) return data
    const found = z.prettifyError(error).slice(0, 500)
    throw this.#dialect.error(
      `${this.#dialect.name}'s answer to ${method} ${from} could not be read: ${found}.`,
      { kind: 'unexpected-response', outcomeUnknown: method !== 'GET', cause: error },
    )
  }
}

/** @returns undefined for what is not to be repeated */
function retryWaitMs({ method }: ApiRequest, error: ServiceError, attempt: number): number | undefined {
  const mayPass = error.kind === 'rate-limited' || (error.kind === 'unavailable' && method === 'GET')
  if (!mayPass) return undefined
  const backoffMs = BACKOFF_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
  const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs)
  return waitMs <= WAIT_MAX_MS ? waitMs : undefined
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
    throw new TypeError(`A key of an address is ${JSON.stringify(key)}; expected a text.`)
  return encodeURIComponent(key)
}
