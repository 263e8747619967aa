import {
  BigBlueButton,
  BigBlueButtonError,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
} from '@lectern/bigbluebutton-client'
import { ProviderError, type ProviderErrorKind } from '../../domain/errors.ts'
import type { Call, Connection } from '../provider.ts'
import { BIGBLUEBUTTON } from './app-id.ts'

/** A client for the server of an account. */
export type Connect = (connection: Connection, call: Call, algorithm?: ChecksumAlgorithm) => BigBlueButton

export interface ConnectSettings {
  /** Asks addresses that people type: never into our own network. */
  readonly fetch: typeof fetch
  /** How often a call is sent; default as the client has it. */
  readonly maxAttempts?: number | undefined
}

export function connectBy({ fetch, maxAttempts }: ConnectSettings): Connect {
  return (connection, call, algorithm = algorithmOf(connection)) =>
    new BigBlueButton({
      url: connection.settings.url ?? '',
      secret: connection.secret('secret'),
      algorithm,
      fetch: async (...asked) => {
        await call.pace?.()
        return fetch(...asked)
      },
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
      onCall: ({ call: operation, status, durationMs, error }) =>
        call.log?.({ operation, status, durationMs, error: error?.message }),
    })
}

export function algorithmOf({ settings }: Connection): ChecksumAlgorithm {
  return CHECKSUM_ALGORITHMS.find((one) => one === settings.checksum) ?? 'sha256'
}

/** What goes along with a call of the client. */
export function options({ signal }: Call): { signal?: AbortSignal } {
  return signal ? { signal } : {}
}

/** Runs a call to BigBlueButton; its failures become ours. Others pass as they are: they are bugs. */
export async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof BigBlueButtonError ? toProviderError(error) : error
  }
}

function toProviderError(error: BigBlueButtonError): ProviderError {
  // A conflict is a meeting of this id that somebody else has made with other passwords.
  const kind: ProviderErrorKind = error.kind === 'conflict' ? 'rejected' : error.kind
  return new ProviderError(
    kind,
    { provider: BIGBLUEBUTTON, detail: error.message },
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
