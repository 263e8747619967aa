import { type RoomKind, requestToken, TOPIC_MAX, ZoomError } from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import type { AccountFinding, Call, ConferencingProvider, Connection, MissingRights } from '../provider.ts'
import { missingScopes, rightMissing } from './check.ts'
import { type Connect, options, ratesOf } from './connect.ts'
import { toProviderError, translated } from './errors.ts'
import { zoomHosts } from './hosts.ts'
import { ZOOM_OPTIONS } from './options.ts'
import { zoomRecordings } from './recordings.ts'
import { zoomRegistrants } from './registrants.ts'
import { zoomReports } from './reports.ts'
import { roomOperations } from './rooms.ts'

export const ZOOM_APP_ID = 'zoom'

/** How a provider reaches Zoom. */
export interface ZoomReach {
  readonly connect: Connect
  /** Where tokens are given, such as `https://zoom.us`. */
  readonly authUrl: string
  readonly requestsPerSecond: number | undefined
  readonly now: () => Date
}

/** Zoom's meetings, or its webinars, which are called the same way. */
export function createZoomProvider(kind: RoomKind, reach: ZoomReach): ConferencingProvider {
  const { connect, now, requestsPerSecond } = reach
  return {
    appId: ZOOM_APP_ID,
    sessionType: kind,
    capabilities: {
      subjectMaxLength: TOPIC_MAX,
      start: 'host-link',
      // Running two at once needs an option of the larger plans.
      roomsPerOrganizer: 1,
      requestsPerSecond: undefined,
      rates: ratesOf(requestsPerSecond),
      options: ZOOM_OPTIONS[kind],
    },
    hosts: zoomHosts(kind, connect),
    rooms: { life: 'kept', identity: 'marker', canAdopt: true, ...roomOperations(kind, connect, now) },

    checkAccount: (connection, call) => findingsOf(kind, reach, connection, call),

    join: zoomRegistrants(kind, connect),

    start: {
      // Documented: the link is good for two hours, so that it is asked for at each click.
      startLinks: (connection, { key }, _instructor, call) =>
        translated(async () => {
          const { startUrl } = await connect(connection, call).get(kind, key, options(call))
          if (startUrl) return { url: startUrl, needs: 'nothing' }
          const detail = `the ${kind} has no link for its host`
          throw new ProviderError('unexpected-response', { provider: 'Zoom', detail })
        }),
    },

    // Documented: a webinar says nothing of it.
    ...(kind === 'webinar'
      ? {}
      : {
          running: {
            isRunning: (connection, key, call) =>
              translated(
                async () => (await connect(connection, call).get(kind, key, options(call))).isRunning,
              ),
          },
        }),

    attendance: zoomReports(kind, connect),
    recordings: zoomRecordings(kind, connect),
  }
}

/** Looks at the token's scopes, and with a host whether Zoom's API takes it. Whether that host may host is asked of {@link zoomHosts}. */
async function findingsOf(
  kind: RoomKind,
  { connect, authUrl }: ZoomReach,
  connection: Connection,
  call: Call,
): Promise<(AccountFinding | MissingRights)[]> {
  try {
    const { accountId = '', clientId = '' } = connection.settings
    const clientSecret = connection.secret('clientSecret')
    const token = await requestToken({ authUrl, accountId, clientId, clientSecret }, options(call))
    const missing = missingScopes(kind, token.scopes)
    if (missing.length > 0) return [{ code: 'account-rights-missing', rights: missing }]
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error
    return [error.kind === 'unauthorized' ? 'account-key-refused' : 'account-unreachable']
  }
  if (!connection.host) return []
  try {
    await connect(connection, call).user(connection.host.userKey, options(call))
    return []
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error
    const { kind: failure } = toProviderError(error)
    if (failure === 'not-found') return []
    if (failure === 'unauthorized') return ['account-unauthorized']
    return [failure === 'forbidden' ? rightMissing(error) : 'account-unreachable']
  }
}
