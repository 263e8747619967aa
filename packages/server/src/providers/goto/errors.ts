import { GotoError } from '@lectern/goto-client'
import { ProviderError, type ProviderErrorKind } from '../../domain/errors.ts'

/** Runs a call to GoTo; its failures become ours. Others pass as they are: they are bugs. */
export async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof GotoError ? toProviderError(error) : error
  }
}

export function toProviderError(error: GotoError): ProviderError {
  // A conflict is a rule of GoTo's that refuses, such as a room that is in session.
  const kind: ProviderErrorKind = error.kind === 'conflict' ? 'rejected' : error.kind
  return new ProviderError(
    kind,
    { provider: 'GoTo', detail: error.message },
    { cause: error, outcomeUnknown: error.outcomeUnknown, retryAfterMs: error.retryAfterMs },
  )
}

/** Deletes something; that it was gone already is success. */
export async function deleted(call: () => Promise<void>): Promise<void> {
  try {
    await translated(call)
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'not-found')) throw error
  }
}

/** True for GoTo's "there is no such thing". */
export function isGone(error: unknown): boolean {
  return error instanceof GotoError && error.kind === 'not-found'
}
