import { requestToken, Zoom, ZoomError } from '@lectern/zoom-client'
import { everywhere, localized } from '../../messages/messages.ts'
import type { ConferencingApp } from '../provider.ts'
import { type Connect, pacedOf } from './connect.ts'
import { toProviderError } from './errors.ts'
import { inboundZoom, SECRET_TOKEN } from './inbound.ts'
import { createZoomProvider, ZOOM_APP_ID } from './provider.ts'

/** Where Zoom is: its own servers, or the simulator. */
export interface ZoomEndpoints {
  /** Where tokens are given, such as `https://zoom.us`. */
  readonly authUrl: string
  /** The API, such as `https://api.zoom.us`. */
  readonly apiUrl: string
  /** The page on which apps are made, for people. Left out = no link to it is shown. */
  readonly consoleUrl?: string
  readonly now: () => Date
  /**
   * Heavy requests a second of one account, of medium ones twice as many and of light ones three times; undefined = as many as we
   * like. Default somewhat less than what the smallest paid plan allows.
   */
  readonly requestsPerSecond?: number | undefined
  /** How often a call is sent; default as the client has it. */
  readonly maxAttempts?: number
}

/** Documented: ten heavy calls, twenty medium, thirty light ones a second, shared with the account's other apps. */
const REQUESTS_PER_SECOND = 8

/** Zoom as one app with two session types. */
export function createZoomApp(endpoints: ZoomEndpoints): ConferencingApp {
  const { authUrl, apiUrl, consoleUrl, now, maxAttempts } = endpoints
  const requestsPerSecond =
    'requestsPerSecond' in endpoints ? endpoints.requestsPerSecond : REQUESTS_PER_SECOND
  const connect: Connect = (connection, call) =>
    new Zoom({
      apiUrl,
      now,
      ...(maxAttempts ? { maxAttempts } : {}),
      accessToken: () => connection.accessToken(),
      // Before every attempt, so that repeated ones wait for their turn, too.
      beforeAttempt: (request) => call.pace?.(pacedOf(connection, request)),
      onRateLimited: (request, { retryAfterMs }) =>
        call.paceRefused?.(pacedOf(connection, request), retryAfterMs),
      onUnauthorized: (refused) => connection.replaceToken(refused),
      onCall: ({ method, path, status, durationMs, error }) =>
        call.log?.({ operation: `${method} ${path}`, status, durationMs, error: error?.message }),
    })
  const reach = { connect, authUrl, requestsPerSecond, now }
  return {
    manifest: {
      id: ZOOM_APP_ID,
      category: 'web-conferencing',
      vendor: 'Zoom',
      name: everywhere('Zoom'),
      toolName: everywhere('Zoom'),
      description: localized('zoom-description'),
      prerequisites: [localized('zoom-needs-account'), localized('zoom-needs-admin')],
      pairingSteps: [
        localized('zoom-step-open'),
        localized('zoom-step-app'),
        localized('zoom-step-scopes'),
        localized('zoom-step-activate'),
        localized('zoom-step-copy'),
      ],
      calls: { help: localized('zoom-calls-help'), secretField: SECRET_TOKEN },
      sends: [localized('zoom-sends-people'), localized('zoom-sends-events')],
      ...(consoleUrl ? { console: { name: localized('zoom-marketplace'), url: consoleUrl } } : {}),
      accountForm: {
        identifiedBy: 'clientId',
        fields: [
          {
            name: 'accountId',
            kind: 'text',
            label: everywhere('Account ID'),
            help: localized('zoom-account-id-help'),
            maxLength: 200,
          },
          {
            name: 'clientId',
            kind: 'text',
            label: everywhere('Client ID'),
            help: localized('zoom-client-id-help'),
            maxLength: 200,
          },
          {
            name: 'clientSecret',
            kind: 'text',
            isSecret: true,
            label: everywhere('Client Secret'),
            help: localized('zoom-client-secret-help'),
            maxLength: 500,
          },
          {
            name: SECRET_TOKEN,
            kind: 'text',
            isSecret: true,
            isOptional: true,
            label: everywhere('Secret Token'),
            help: localized('zoom-secret-token-help'),
            maxLength: 500,
          },
        ],
        sessionTypes: [
          {
            id: 'meeting',
            label: everywhere('Meeting'),
            help: localized('zoom-meeting-help'),
            available: true,
          },
          {
            id: 'webinar',
            label: everywhere('Webinar'),
            help: localized('zoom-webinar-help'),
            available: true,
          },
        ],
      },
    },
    auth: {
      kind: 'app',
      async requestToken({ accountId = '', clientId = '', clientSecret = '' }, signal) {
        try {
          const token = await requestToken({ authUrl, accountId, clientId, clientSecret }, { signal })
          const expiresAt = new Date(now().getTime() + token.expiresInSeconds * 1000)
          return { accessToken: token.accessToken, expiresAt }
        } catch (error) {
          throw error instanceof ZoomError ? toProviderError(error) : error
        }
      },
    },
    inbound: inboundZoom,
    sessionTypes: new Map([
      ['meeting', createZoomProvider('meeting', reach)],
      ['webinar', createZoomProvider('webinar', reach)],
    ]),
  }
}
