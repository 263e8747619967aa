import type { CallOptions, Teams } from '@lectern/teams-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Call, Connection } from '../provider.ts'
import { VENDOR } from './errors.ts'

/** A client for Microsoft Graph with an account's token. */
export type Connect = (connection: Connection, call: Call) => Teams

/** A client for the meetings of one organizer, by their object id. */
export interface Reach {
  readonly teams: Teams
  readonly organizer: string
}

/** Every meeting is some user's. */
export function reach(connect: Connect, connection: Connection, call: Call): Reach {
  const { host } = connection
  if (host) return { teams: connect(connection, call), organizer: host.userKey }
  throw new ProviderError('rejected', { provider: VENDOR, detail: 'the account has no organizer' })
}

export function options({ signal }: Call): CallOptions {
  return signal ? { signal } : {}
}

/** Whether the account's form asks for recordings. */
export function wantsRecordings({ settings }: Pick<Connection, 'settings'>): boolean {
  return settings.recordings === 'fetched'
}
