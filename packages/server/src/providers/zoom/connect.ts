import {
  type CallOptions,
  HOST_CHANGES_PER_DAY,
  isHostChange,
  weightOf,
  type Zoom,
} from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Call, Connection, PacedRequest, Rates } from '../provider.ts'

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

/** What a host may do in a day. */
const HOST_CHANGES = 'host-changes'

/** What Zoom counts a request as. */
export function pacedOf(
  connection: Connection,
  request: { readonly method: string; readonly path: string },
): PacedRequest {
  const weight = { class: weightOf(request) }
  return isHostChange(request)
    ? { ...weight, spends: { budget: HOST_CHANGES, of: hostOf(connection) } }
    : weight
}

/**
 * Documented, of the smallest paid plan: ten heavy calls, twenty medium and thirty light ones a second, shared with the account's
 * other apps.
 *
 * @param heavyPerSecond undefined = as many as we like
 */
export function ratesOf(heavyPerSecond: number | undefined): Rates {
  const perDay = { [HOST_CHANGES]: HOST_CHANGES_PER_DAY }
  if (heavyPerSecond === undefined) return { perSecond: {}, perDay }
  return {
    perSecond: { light: 3 * heavyPerSecond, medium: 2 * heavyPerSecond, heavy: heavyPerSecond },
    perDay,
  }
}
