import { ZoomError } from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'

/** Runs a call to Zoom; its failures become ours. Others pass as they are: they are bugs. */
export async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof ZoomError ? toProviderError(error) : error
  }
}

export function toProviderError(error: ZoomError): ProviderError {
  return new ProviderError(
    error.kind,
    { provider: 'Zoom', detail: error.message },
    { cause: error, outcomeUnknown: error.outcomeUnknown },
  )
}

/** Deletes something; that it was gone already is success. */
export async function deleted(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!isGone(error)) throw error instanceof ZoomError ? toProviderError(error) : error
  }
}

/** True for Zoom's "there is no such thing". */
export function isGone(error: unknown): boolean {
  return error instanceof ZoomError && error.kind === 'not-found'
}

/** Pages whose failures become ours. */
export async function* translatedPages<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
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
}
