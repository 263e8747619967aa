import { OutsideError } from './outside-error.ts'

/** Statuses whose answers have no body. */
const EMPTY = new Set([204, 205, 304])

/**
 * The answer, whose body fails with an {@link OutsideError} after so many bytes, counted when they are unpacked, and
 * when it breaks off.
 */
export function limitedAnswer(answer: Response, maxBytes: number): Response {
  const { body, status, statusText, headers } = answer
  const kept = { status, statusText, headers: new Headers([...headers]) }
  if (!body || EMPTY.has(status)) return new Response(null, kept)
  const reader = body.getReader()
  let left = maxBytes
  const limited = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        left -= value.length
        if (left < 0) throw new OutsideError(`the answer is larger than ${maxBytes / 1000} kB`)
        controller.enqueue(value)
      } catch (error) {
        controller.error(OutsideError.of(error))
        await reader.cancel().catch(() => undefined)
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(limited, kept)
}
