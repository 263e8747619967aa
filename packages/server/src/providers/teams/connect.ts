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

/** Every meeting is some user's: theirs who was chosen, or whose sign-in name the account's form has. */
export async function reach(connect: Connect, connection: Connection, call: Call): Promise<Reach> {
  const teams = connect(connection, call)
  const { host, settings } = connection
  if (host) return { teams, organizer: host.userKey }
  const name = settings.organizer ?? ''
  if (name === '')
    throw new ProviderError('rejected', { provider: VENDOR, detail: 'the account has no organizer' })
  return { teams, organizer: (await teams.user(name, options(call))).id }
}

export function options({ signal }: Call): CallOptions {
  return signal ? { signal } : {}
}
