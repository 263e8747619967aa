import { ProviderError } from '../../domain/errors.ts'
import { everywhere, localized } from '../../messages/messages.ts'
import type { ConferencingApp } from '../provider.ts'
import { type JitsiSettings, MEETING } from './app.ts'
import { JAAS, JAAS_APP_ID } from './app-id.ts'
import { askBy } from './ask.ts'
import { checkJaas } from './check.ts'
import { jaasInbound, WEBHOOK_SECRET } from './inbound-jaas.ts'
import { meetingParts } from './meeting.ts'
import { jaasSite } from './site.ts'

/** Jitsi as a Service: an account is an AppID with one of its keys. */
export function createJaasApp({
  fetch,
  now,
  url,
  consoleUrl,
}: JitsiSettings & {
  /** Of the service. */
  readonly url: string
  readonly consoleUrl: string
}): ConferencingApp {
  const siteOf = jaasSite(url)
  const check = { ask: askBy(fetch, JAAS), now, siteOf }
  return {
    manifest: {
      id: JAAS_APP_ID,
      category: 'web-conferencing',
      vendor: JAAS,
      name: everywhere(JAAS),
      toolName: everywhere(JAAS),
      description: localized('jaas-description'),
      prerequisites: [
        localized('jaas-needs-account'),
        localized('jaas-needs-webhook'),
        localized('jaas-needs-storage'),
      ],
      console: { name: everywhere('JaaS Console'), url: consoleUrl },
      pairingSteps: [
        localized('jaas-step-app-id'),
        localized('jaas-step-key'),
        localized('jaas-step-webhook'),
        localized('jaas-step-events'),
      ],
      calls: { help: localized('jaas-calls-help'), secretField: WEBHOOK_SECRET },
      sends: [
        localized('jitsi-sends-people'),
        localized('jitsi-sends-events'),
        localized('jaas-sends-count'),
      ],
      accountForm: {
        identifiedBy: 'appId',
        fields: [
          {
            ...{ name: 'appId', kind: 'text', maxLength: 200 },
            ...{ label: everywhere('AppID'), help: localized('jaas-app-id-help') },
            pattern: { source: 'vpaas-magic-cookie-[0-9a-z]+', says: localized('jaas-app-id-form') },
          },
          {
            ...{ name: 'keyId', kind: 'text', maxLength: 300 },
            ...{ label: localized('jaas-key-id'), help: localized('jaas-key-id-help') },
            pattern: {
              source: 'vpaas-magic-cookie-[0-9a-z]+/[0-9A-Za-z_-]+',
              says: localized('jaas-key-id-form'),
            },
          },
          {
            ...{ name: 'key', kind: 'lines', isSecret: true, maxLength: 10_000 },
            ...{ label: localized('jaas-key'), help: localized('jaas-key-help') },
            pattern: {
              source: '-----BEGIN (RSA )?PRIVATE KEY-----[\\s\\S]+-----END (RSA )?PRIVATE KEY-----',
              says: localized('jaas-key-form'),
            },
          },
          {
            ...{ name: WEBHOOK_SECRET, kind: 'text', isSecret: true, isOptional: true, maxLength: 300 },
            ...{ label: localized('jaas-webhook-secret'), help: localized('jaas-webhook-secret-help') },
          },
        ],
        sessionTypes: [MEETING],
      },
    },
    auth: { kind: 'shared-key' },
    inbound: jaasInbound,
    sessionTypes: new Map([
      [
        MEETING.id,
        {
          ...meetingParts({ appId: JAAS_APP_ID, siteOf, now }),
          checkAccount: (connection, call) => checkJaas(check, connection, call),
          recordings: {
            ...{ gives: { transcripts: false, chapters: false }, areTold: true },
            async *listRecordings() {},
            fileOf: async (_connection, _roomKey, { key }) => {
              throw new ProviderError('not-found', { provider: JAAS, detail: `no link of recording ${key}` })
            },
          },
        },
      ],
    ]),
  }
}
