import type { GotoClient } from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Call, Connection, Host } from '../provider.ts'

/** A client for GoTo's product APIs with an organizer's token. */
export type Connect = (connection: Connection, call: Call) => GotoClient

/** Every call of GoTo's is an organizer's. @throws {ProviderError} `unauthorized` where none is paired */
export function hostOf({ host }: Connection): Host {
  if (host) return host
  throw new ProviderError('unauthorized', { provider: 'GoTo', detail: 'no organizer is paired' })
}
