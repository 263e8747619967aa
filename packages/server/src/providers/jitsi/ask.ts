import { ProviderError } from '../../domain/errors.ts'
import type { Call } from '../provider.ts'

interface Answer {
  readonly isOk: boolean
  /** By the server's clock; undefined = it does not tell. */
  readonly date: Date | undefined
  readonly text: string
}

/** Sends a request to a server, at its turn, and tells of it. @throws {ProviderError} `unavailable`, caused by what `fetch` said */
export type Ask = (operation: string, url: string, init: RequestInit, call: Call) => Promise<Answer>

export function askBy(send: typeof fetch, provider: string): Ask {
  return async (operation, url, init, call) => {
    await call.pace?.()
    const startedAt = performance.now()
    const tell = (status: number | undefined, error?: string) =>
      call.log?.({ operation, status, durationMs: Math.round(performance.now() - startedAt), error })
    try {
      const signal = call.signal ? { signal: call.signal } : {}
      const answer = await send(url, { redirect: 'manual', ...init, ...signal })
      const text = await answer.text()
      tell(answer.status)
      const date = new Date(answer.headers.get('date') ?? '')
      return { isOk: answer.ok, date: Number.isNaN(date.getTime()) ? undefined : date, text }
    } catch (cause) {
      const detail = (cause as Error).message
      tell(undefined, detail)
      if (call.signal?.aborted) throw cause
      throw new ProviderError('unavailable', { provider, detail }, { cause })
    }
  }
}
