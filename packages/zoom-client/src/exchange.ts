import { ZoomError } from './errors.ts'

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
 * @throws {ZoomError} `unavailable` when no whole answer came, `unexpected-response` for one that is too large
 */
export async function exchange(request: Request): Promise<Answer> {
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
    return { status: response.status, headers: response.headers, text: await textOf(response) }
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    if (cause instanceof ZoomError) throw cause
    const networkCode = codeOf(cause)
    const problem = timeout.aborted
      ? `did not answer within ${timeoutMs} ms`
      : `could not be reached (${networkCode ?? 'unknown reason'})`
    throw new ZoomError(`Zoom ${problem}: ${method} ${pathOf(url)}.`, {
      kind: 'unavailable',
      outcomeUnknown: method !== 'GET' && !(networkCode !== undefined && NEVER_SENT.has(networkCode)),
      cause,
    })
  }
}

/** The path of a URL, without its query. */
export function pathOf(url: string): string {
  return new URL(url).pathname
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES)
      throw new ZoomError(`Zoom's answer is larger than ${MAX_ANSWER_BYTES} bytes.`, {
        kind: 'unexpected-response',
        outcomeUnknown: true,
      })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
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
