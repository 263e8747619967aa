import { GotoClient, GotoOAuth } from '@lectern/goto-client'
import { everywhere, localized } from '../../messages/messages.ts'
import type { Credentials } from '../manifest.ts'
import type { ConferencingApp } from '../provider.ts'
import { GOTO_APP_ID, GOTO_REQUESTS_PER_SECOND } from './app-id.ts'
import type { Connect } from './connect.ts'
import { hearGoto } from './hints.ts'
import { createMeetingProvider } from './meeting.ts'
import { createGotoPairing } from './pairing.ts'
import { createTrainingProvider } from './training.ts'
import { createWebinarProvider } from './webinar.ts'

/** Where GoTo is: its own servers, or the simulator. */
export interface GotoEndpoints {
  /** The header in which GoTo signs what it posts: not documented. Default `X-Webhook-Signature`. */
  readonly signatureHeader?: string
  /** Authorization server, such as `https://authentication.logmeininc.com`. */
  readonly authUrl: string
  /** Product APIs, such as `https://api.getgo.com`. */
  readonly apiUrl: string
  /** The page of the Developer Center for people. Left out = no link to it is shown. */
  readonly developerUrl?: string
  readonly now: () => Date
  /** Requests for each API and second; undefined = as many as we like. Default GoTo's, a little less. */
  readonly requestsPerSecond?: number | undefined
  /** How often a call is sent; default as the client has it. */
  readonly maxAttempts?: number
}

/** As one page has it; GoTo's own says nothing that could be read. */
const SIGNATURE_HEADER = 'X-Webhook-Signature'

/** The GoTo suite as one app with three session types. */
export function createGotoApp(endpoints: GotoEndpoints): ConferencingApp {
  const { authUrl, apiUrl, now } = endpoints
  const requestsPerSecond =
    'requestsPerSecond' in endpoints ? endpoints.requestsPerSecond : GOTO_REQUESTS_PER_SECOND
  const oauth = ({ clientId = '', clientSecret = '' }: Credentials) =>
    new GotoOAuth({ authUrl, clientId, clientSecret })
  const connect: Connect = (connection, call) =>
    new GotoClient({
      apiUrl,
      ...(endpoints.maxAttempts ? { maxAttempts: endpoints.maxAttempts } : {}),
      // Asked before every request, so that repeated ones wait for their turn, too.
      accessToken: async () => {
        await call.pace?.()
        return connection.accessToken()
      },
      onUnauthorized: (refused) => connection.replaceToken(refused),
      onCall: ({ method, path, status, durationMs, error }) =>
        call.log?.({ operation: `${method} ${path}`, status, durationMs, error: error?.message }),
    })
  return {
    manifest: {
      id: GOTO_APP_ID,
      category: 'web-conferencing',
      vendor: 'GoTo',
      name: localized('goto-name'),
      toolName: localized('goto-tool'),
      description: localized('goto-description'),
      prerequisites: [
        localized('goto-needs-account'),
        localized('goto-needs-terms'),
        localized('goto-needs-cloud'),
      ],
      pairingSteps: [
        localized('goto-step-open'),
        localized('goto-step-client'),
        localized('goto-step-urls'),
        localized('goto-step-scopes'),
        localized('goto-step-secret'),
        localized('goto-step-create'),
      ],
      sends: [
        localized('goto-sends-meeting'),
        localized('goto-sends-people'),
        localized('goto-sends-events'),
      ],
      ...(endpoints.developerUrl
        ? { console: { name: localized('goto-developer-center'), url: endpoints.developerUrl } }
        : {}),
      // GoTo compares redirect URIs exactly; both are registered, the first one is sent.
      redirectPaths: ['/learn/gotomeeting', ''],
      accountForm: {
        identifiedBy: 'clientId',
        fields: [
          {
            name: 'clientId',
            kind: 'text',
            label: everywhere('Client ID'),
            help: localized('goto-client-id-help'),
            maxLength: 200,
          },
          {
            name: 'clientSecret',
            kind: 'text',
            isSecret: true,
            label: everywhere('Client Secret'),
            help: localized('goto-client-secret-help'),
            maxLength: 500,
          },
        ],
        sessionTypes: [
          {
            id: 'meeting',
            label: everywhere('Meeting'),
            help: localized('goto-meeting-help'),
            scope: 'GoToMeeting',
            available: true,
          },
          {
            id: 'webinar',
            label: everywhere('Webinar'),
            help: localized('goto-webinar-help'),
            scope: 'GoToWebinar',
            available: true,
          },
          {
            id: 'training',
            label: everywhere('Training'),
            help: localized('goto-training-help'),
            scope: 'GoToTraining',
            available: true,
          },
        ],
      },
    },
    auth: { kind: 'oauth-user', pairing: createGotoPairing(oauth, apiUrl, now) },
    sessionTypes: new Map([
      ['meeting', createMeetingProvider(connect, now, requestsPerSecond)],
      ['webinar', createWebinarProvider(connect, now, requestsPerSecond)],
      ['training', createTrainingProvider(connect, now, requestsPerSecond)],
    ]),
    hear: (call) => hearGoto(call, (endpoints.signatureHeader ?? SIGNATURE_HEADER).toLowerCase()),
  }
}
