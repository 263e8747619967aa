import type { CallOptions, Zoom } from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Call, Connection } from '../provider.ts'

/** A client for Zoom's API with an account's token. */
export type Connect = (connection: Connection, call: Call) => Zoom

/** Every room is some user's. */
export function hostOf({ host }: Connection): string {
  if (host) return host.userKey
  throw new ProviderError('rejected', { provider: 'Zoom', detail: 'the account has no host' })
}

export function options({ signal }: Call): CallOptions {
  return signal ? { signal } : {}
}
