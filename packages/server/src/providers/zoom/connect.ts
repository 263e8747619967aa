import type { CallOptions, Zoom } from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Call, Connection } from '../provider.ts'

/** A client for Zoom's API with an account's token. */
export type Connect = (connection: Connection, call: Call) => Zoom

/** Every room is some user's: by their id, or by the address that the account's form has. */
export function hostOf({ host, settings }: Connection): string {
  const user = host?.userKey ?? settings.host ?? ''
  if (user !== '') return user
  throw new ProviderError('rejected', { provider: 'Zoom', detail: 'the account names no host' })
}

export function options({ signal }: Call): CallOptions {
  return signal ? { signal } : {}
}
