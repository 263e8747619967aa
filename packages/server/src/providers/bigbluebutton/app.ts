import { CHECKSUM_ALGORITHMS } from '@lectern/bigbluebutton-client'
import { everywhere, localized } from '../../messages/messages.ts'
import type { ConferencingApp } from '../provider.ts'
import { BIGBLUEBUTTON, BIGBLUEBUTTON_APP_ID } from './app-id.ts'
import { type ConnectSettings, connectBy } from './connect.ts'
import { createMeetingProvider } from './meeting.ts'
import { inboundServer } from './reports.ts'

export interface BigBlueButtonSettings extends ConnectSettings {
  readonly now: () => Date
}

/** BigBlueButton servers, or Scalelite before several: an account is one of them. */
export function createBigBlueButtonApp(settings: BigBlueButtonSettings): ConferencingApp {
  const meeting = createMeetingProvider(connectBy(settings), settings.now)
  return {
    manifest: {
      id: BIGBLUEBUTTON_APP_ID,
      category: 'web-conferencing',
      vendor: BIGBLUEBUTTON,
      name: everywhere(BIGBLUEBUTTON),
      toolName: everywhere(BIGBLUEBUTTON),
      description: localized('bbb-description'),
      prerequisites: [
        localized('bbb-needs-server'),
        localized('bbb-needs-https'),
        localized('bbb-needs-analytics'),
      ],
      pairingSteps: [
        localized('bbb-step-server'),
        localized('bbb-step-hosted'),
        localized('bbb-step-scalelite'),
        localized('bbb-step-paste'),
      ],
      sends: [localized('bbb-sends-people'), localized('bbb-sends-events')],
      accountForm: {
        identifiedBy: 'url',
        fields: [
          {
            name: 'url',
            kind: 'url',
            label: localized('bbb-url'),
            help: localized('bbb-url-help'),
            maxLength: 500,
          },
          {
            name: 'secret',
            kind: 'text',
            isSecret: true,
            label: localized('bbb-secret'),
            help: localized('bbb-secret-help'),
            maxLength: 500,
          },
          {
            name: 'checksum',
            kind: 'choice',
            label: localized('bbb-checksum'),
            help: localized('bbb-checksum-help'),
            maxLength: 20,
            choices: CHECKSUM_ALGORITHMS.map((value) => ({
              value,
              label: everywhere(value.toUpperCase().replace('SHA', 'SHA-')),
            })),
          },
        ],
        sessionTypes: [
          {
            id: 'meeting',
            label: everywhere('Meeting'),
            help: localized('bbb-meeting-help'),
            available: true,
          },
        ],
      },
    },
    auth: { kind: 'shared-key' },
    inbound: inboundServer,
    sessionTypes: new Map([['meeting', meeting]]),
  }
}
