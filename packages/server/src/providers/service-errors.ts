import { ServiceError } from '@lectern/service-calls'
import { ProviderError } from '../domain/errors.ts'

/** How an adapter on a client of `service-calls` makes its failures ours. Others pass as they are: they are bugs. */
export interface Failures {
  translated<T>(call: () => Promise<T>): Promise<T>
  /** Deletes something; that it was gone already is success. */
  deleted(call: () => Promise<void>): Promise<void>
  /** Pages whose failures become ours. */
  translatedPages<T>(pages: AsyncIterable<T>): AsyncGenerator<T>
  toProviderError(error: ServiceError): ProviderError
}

/** @param provider the service, as sentences name it */
export function failuresOf(provider: string): Failures {
  const toProviderError = (error: ServiceError) => {
    const { kind, message: detail, outcomeUnknown, retryAfterMs } = error
    return new ProviderError(kind, { provider, detail }, { cause: error, outcomeUnknown, retryAfterMs })
  }
  const thrown = (error: unknown) => (error instanceof ServiceError ? toProviderError(error) : error)

  async function translated<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw thrown(error)
    }
  }

  return {
    toProviderError,
    translated,
    async deleted(call) {
      try {
        await call()
      } catch (error) {
        if (!isGone(error)) throw thrown(error)
      }
    },
    async *translatedPages(pages) {
      const rest = pages[Symbol.asyncIterator]()
      try {
        for (;;) {
          const next = await translated(() => rest.next())
          if (next.done) return
          yield next.value
        }
      } finally {
        await rest.return?.()
      }
    },
  }
}

/** True for "there is no such thing". */
export function isGone(error: unknown): boolean {
  return error instanceof ServiceError && error.kind === 'not-found'
}
