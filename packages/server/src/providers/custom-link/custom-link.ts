import { ProviderError } from '../../domain/errors.ts'
import { everywhere, localized } from '../../messages/messages.ts'
import type { ConferencingApp, ConferencingProvider } from '../provider.ts'

export const CUSTOM_LINK_APP_ID = 'custom-link'

/**
 * Rooms behind a link that somebody typed: a standing room of any service. There is nobody to ask and nothing to
 * look up, so that nothing is paired, started, registered or reported.
 */
export function createCustomLinkApp(): ConferencingApp {
  return {
    manifest: {
      id: CUSTOM_LINK_APP_ID,
      category: 'web-conferencing',
      vendor: 'Custom link',
      vendorName: localized('link-name'),
      name: localized('link-name'),
      toolName: localized('link-name'),
      description: localized('link-description'),
      prerequisites: [],
      accountForm: {
        fields: [
          {
            name: 'joinUrl',
            kind: 'url',
            label: localized('link-url'),
            help: localized('link-url-help'),
            maxLength: 2000,
          },
        ],
        sessionTypes: [
          {
            id: 'link',
            label: everywhere('Link'),
            help: localized('link-type-help'),
            available: true,
          },
        ],
      },
    },
    auth: { kind: 'none' },
    sessionTypes: new Map([['link', createLinkProvider()]]),
  }
}

function createLinkProvider(): ConferencingProvider {
  return {
    appId: CUSTOM_LINK_APP_ID,
    sessionType: 'link',
    capabilities: {
      subjectMaxLength: 1000,
      start: 'none',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
      options: [],
    },
    checkAccount: async ({ settings }) => (settings.joinUrl ? [] : ['account-unreachable']),
    rooms: { life: 'at-click' },
    join: {
      kind: 'at-click',
      carriesId: false,
      joinLink: async ({ settings }, _room, _participant, { signal }) => {
        signal?.throwIfAborted()
        if (settings.joinUrl) return { url: settings.joinUrl, expiresAt: undefined }
        throw new ProviderError('rejected', { provider: 'Custom link', detail: 'the account has no link' })
      },
    },
  }
}
