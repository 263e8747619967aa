import { requestToken, Teams, TeamsError } from '@lectern/teams-client'
import { everywhere, localized } from '../../messages/messages.ts'
import type { ConferencingApp } from '../provider.ts'
import type { Connect } from './connect.ts'
import { toProviderError, VENDOR } from './errors.ts'
import { createTeamsProvider, TEAMS_APP_ID } from './provider.ts'

/** Where Microsoft is: its own servers, those of a national cloud, or the simulator. */
export interface TeamsEndpoints {
  /** Where tokens are given, such as `https://login.microsoftonline.com`. */
  readonly loginUrl: string
  /** Such as `https://graph.microsoft.com`. */
  readonly graphUrl: string
  /** The page on which apps are registered, for people. Left out = no link to it is shown. */
  readonly consoleUrl?: string
  readonly now: () => Date
  /** Requests a second of one account; undefined = as many as we like. */
  readonly requestsPerSecond?: number | undefined
  /** How often a call is sent; default as the client has it. */
  readonly maxAttempts?: number
}

/** Microsoft documents none for meetings; this is careful. */
const REQUESTS_PER_SECOND = 4

/** Microsoft Teams as one app with one session type. */
export function createTeamsApp(endpoints: TeamsEndpoints): ConferencingApp {
  const { loginUrl, graphUrl, consoleUrl, now, maxAttempts } = endpoints
  const requestsPerSecond =
    'requestsPerSecond' in endpoints ? endpoints.requestsPerSecond : REQUESTS_PER_SECOND
  const connect: Connect = (connection, call) =>
    new Teams({
      apiUrl: graphUrl,
      now,
      ...(maxAttempts ? { maxAttempts } : {}),
      // Asked before every request, so that repeated ones wait for their turn, too.
      accessToken: async () => {
        await call.pace?.()
        return connection.accessToken()
      },
      onUnauthorized: (refused) => connection.replaceToken(refused),
      onCall: ({ method, path, status, durationMs, error }) =>
        call.log?.({ operation: `${method} ${shortened(path)}`, status, durationMs, error: error?.message }),
    })
  return {
    manifest: {
      id: TEAMS_APP_ID,
      category: 'web-conferencing',
      vendor: VENDOR,
      name: everywhere('Microsoft Teams'),
      toolName: everywhere('Microsoft Teams'),
      description: localized('teams-description'),
      prerequisites: [
        localized('teams-needs-licence'),
        localized('teams-needs-admin'),
        localized('teams-needs-anonymous'),
      ],
      pairingSteps: [
        localized('teams-step-register'),
        localized('teams-step-permissions'),
        localized('teams-step-consent'),
        localized('teams-step-secret'),
        localized('teams-step-policy'),
        localized('teams-step-grant'),
      ],
      sends: [localized('teams-sends-events'), localized('teams-sends-people')],
      ...(consoleUrl ? { console: { name: localized('teams-console'), url: consoleUrl } } : {}),
      accountForm: {
        identifiedBy: 'clientId',
        endsOn: 'secretEndsOn',
        fields: [
          {
            ...{ name: 'tenantId', kind: 'text', maxLength: 200 },
            ...{ label: localized('teams-tenant'), help: localized('teams-tenant-help') },
          },
          {
            ...{ name: 'clientId', kind: 'text', maxLength: 200 },
            ...{ label: localized('teams-client'), help: localized('teams-client-help') },
          },
          {
            ...{ name: 'clientSecret', kind: 'text', isSecret: true, maxLength: 500 },
            ...{ label: localized('teams-secret'), help: localized('teams-secret-help') },
          },
          {
            ...{ name: 'secretEndsOn', kind: 'date', maxLength: 10 },
            ...{ label: localized('teams-secret-ends'), help: localized('teams-secret-ends-help') },
          },
          {
            ...{ name: 'recordings', kind: 'choice', maxLength: 20 },
            ...{ label: localized('teams-recordings'), help: localized('teams-recordings-help') },
            choices: [
              { value: 'left', label: localized('teams-recordings-left') },
              { value: 'fetched', label: localized('teams-recordings-fetched') },
            ],
          },
        ],
        sessionTypes: [
          {
            ...{ id: 'meeting', label: everywhere('Meeting'), available: true },
            help: localized('teams-meeting-help'),
          },
        ],
      },
    },
    auth: {
      kind: 'app',
      async requestToken({ tenantId = '', clientId = '', clientSecret = '' }, signal) {
        try {
          const app = { loginUrl, graphUrl, tenantId, clientId, clientSecret }
          const token = await requestToken(app, { signal })
          const expiresAt = new Date(now().getTime() + token.expiresInSeconds * 1000)
          return { accessToken: token.accessToken, expiresAt }
        } catch (error) {
          throw error instanceof TeamsError ? toProviderError(error) : error
        }
      },
    },
    sessionTypes: new Map([
      ['meeting', createTeamsProvider({ connect, loginUrl, graphUrl, requestsPerSecond })],
    ]),
  }
}

/** Ids of users and meetings are two hundred letters long, and say nothing to people. */
function shortened(path: string): string {
  return path.replace(/[^/]{30,}/g, '…')
}
