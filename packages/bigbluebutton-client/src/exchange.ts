import { networkCodeOf, wasNeverSent } from '@lectern/service-calls'
import { BigBlueButtonError } from './errors.ts'

/** More than any answer has, and little enough to hold: the list of all meetings of a large pool is below 2 MB. */
export const MAX_ANSWER_BYTES = 16_000_000

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** One call, ready to send. */
export interface Request {
  /** For messages: the address holds the checksum and names of people. */
  readonly call: string
  readonly url: string
  readonly isWrite: boolean
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly fetch: typeof fetch
}

/**
 * Sends one call and reads the whole answer. Redirects are not followed: a followed one would carry the checksum elsewhere.
 *
 * @throws {BigBlueButtonError} `unavailable` when no whole answer came, `unexpected-response` for one that can't be read
 */
export async function exchange(request: Request): Promise<Answer> {
  const { call, signal, isWrite, timeoutMs } = request
  signal?.throwIfAborted()
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await request.fetch(request.url, {
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    const { status, headers } = response
    return { status, headers, text: decoded(await bytesOf(response), headers) }
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    if (cause instanceof UnreadableError)
      throw new BigBlueButtonError(`BigBlueButton's answer to ${call} could not be read: ${cause.message}.`, {
        kind: 'unexpected-response',
        outcomeUnknown: isWrite,
        cause,
      })
    const networkCode = networkCodeOf(cause)
    const problem = timeout.aborted
      ? `did not answer within ${timeoutMs} ms`
      : `could not be reached (${networkCode ?? reasonOf(cause)})`
    throw new BigBlueButtonError(`BigBlueButton ${problem}: ${call}.`, {
      kind: 'unavailable',
      outcomeUnknown: isWrite && !wasNeverSent(networkCode),
      networkCode,
      cause,
    })
  }
}

class UnreadableError extends Error {}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES) throw new UnreadableError(`it is larger than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Documented is UTF-8 alone; what says that it is something else is read so. */
function decoded(bytes: Uint8Array, headers: Headers): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const charset =
    (/^(\xFF\xFE|\xFE\xFF)/.test(head) && (head.startsWith('\xFF') ? 'utf-16le' : 'utf-16be')) ||
    /charset="?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1] ||
    /^\s*<\?xml[^>]*\bencoding=["']([\w-]+)/.exec(head)?.[1] ||
    'utf-8'
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UnreadableError(`it is not in ${charset}`, { cause })
  }
}

/** The innermost words that there are: `fetch` wraps them. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason'
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}
