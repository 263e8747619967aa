import type { Writable } from 'node:stream'

/** What may wait for a reader that is slower than what happens. */
const MAX_WAITING_BYTES = 64 * 1024
/** A browser that has not read anything for so long is gone. */
const MAX_BEHIND_MS = 60_000

type EventName = 'ready' | 'changed' | 'gap' | 'beat' | 'closed'

/**
 * Writes server-sent events to one reader. For a slow one nothing is kept beyond a bound: it is told once, when it
 * reads again, that it has missed something.
 */
export function createSink(stream: Writable, now: () => number) {
  let behindSince: number | undefined

  const write = (event: EventName, data: object) => {
    stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  stream.on('drain', () => {
    if (behindSince === undefined) return
    behindSince = undefined
    write('gap', {})
  })

  return {
    send(event: EventName, data: object = {}): void {
      if (behindSince === undefined && stream.writableLength <= MAX_WAITING_BYTES) write(event, data)
      else behindSince ??= now()
    },
    /** Whether the reader has not read for so long that it is of no use to wait. */
    isGone: () => behindSince !== undefined && now() - behindSince > MAX_BEHIND_MS,
  }
}
