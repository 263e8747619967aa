import { everywhere, localized } from '../../messages/messages.ts'
import type { SessionTypeChoice } from '../manifest.ts'
import type { ConferencingApp } from '../provider.ts'
import { JITSI, JITSI_APP_ID } from './app-id.ts'
import { askBy } from './ask.ts'
import { checkOwnServer } from './check.ts'
import { CALL_TOKEN, ownInbound } from './inbound-own.ts'
import { meetingParts } from './meeting.ts'
import { ownSite } from './site.ts'

export interface JitsiSettings {
  /** Asks addresses that people type: never into our own network. */
  readonly fetch: typeof fetch
  readonly now: () => Date
}

export const MEETING: SessionTypeChoice = {
  id: 'meeting',
  label: everywhere('Meeting'),
  help: localized('jitsi-meeting-help'),
  available: true,
}

/** Jitsi Meet on servers of somebody's own: an account is one of them. */
export function createJitsiApp({ fetch, now }: JitsiSettings): ConferencingApp {
  const check = { ask: askBy(fetch, JITSI), now, siteOf: ownSite }
  return {
    manifest: {
      id: JITSI_APP_ID,
      category: 'web-conferencing',
      vendor: JITSI,
      name: everywhere(JITSI),
      toolName: everywhere(JITSI),
      description: localized('jitsi-description'),
      prerequisites: [
        localized('jitsi-needs-server'),
        localized('jitsi-needs-tokens'),
        localized('jitsi-needs-roles'),
        localized('jitsi-needs-modules'),
      ],
      pairingSteps: [
        localized('jitsi-step-secret'),
        localized('jitsi-step-key'),
        localized('jitsi-step-call-token'),
        localized('jitsi-step-modules'),
      ],
      calls: { help: localized('jitsi-calls-help'), secretField: CALL_TOKEN },
      sends: [localized('jitsi-sends-people'), localized('jitsi-sends-events')],
      accountForm: {
        identifiedBy: 'url',
        fields: [
          {
            ...{ name: 'url', kind: 'url', maxLength: 500 },
            ...{ label: localized('jitsi-url'), help: localized('jitsi-url-help') },
          },
          {
            ...{ name: 'appId', kind: 'text', maxLength: 200 },
            ...{ label: localized('jitsi-app-id'), help: localized('jitsi-app-id-help') },
          },
          {
            ...{ name: 'key', kind: 'lines', isSecret: true, maxLength: 10_000 },
            ...{ label: localized('jitsi-key'), help: localized('jitsi-key-help') },
          },
          {
            ...{ name: 'keyId', kind: 'text', isOptional: true, maxLength: 500 },
            ...{ label: localized('jitsi-key-id'), help: localized('jitsi-key-id-help') },
          },
          {
            ...{ name: CALL_TOKEN, kind: 'text', isSecret: true, isOptional: true, maxLength: 200 },
            ...{ label: localized('jitsi-call-token'), help: localized('jitsi-call-token-help') },
            pattern: { source: '[A-Za-z0-9._~+/=-]{20,}', says: localized('jitsi-call-token-form') },
          },
        ],
        sessionTypes: [MEETING],
      },
    },
    auth: { kind: 'shared-key' },
    inbound: ownInbound,
    sessionTypes: new Map([
      [
        MEETING.id,
        {
          ...meetingParts({ appId: JITSI_APP_ID, siteOf: ownSite, now }),
          checkAccount: (connection, call) => checkOwnServer(check, connection, call),
        },
      ],
    ]),
  }
}
