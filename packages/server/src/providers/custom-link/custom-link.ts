import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import { everywhere, localized } from '../../messages/messages.ts'
import type { ConferencingApp, ConferencingProvider, Connection, ProviderRoom } from '../provider.ts'

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
  const roomOf = (connection: Connection, key: string, spec: RoomSpec): ProviderRoom => {
    const joinUrl = connection.settings.joinUrl
    if (joinUrl) return { key, spec, joinUrl }
    throw new ProviderError('rejected', { provider: 'Custom link', detail: 'the account has no link' })
  }
  return {
    appId: CUSTOM_LINK_APP_ID,
    sessionType: 'link',
    capabilities: {
      keepsRooms: false,
      canAdopt: false,
      hasRegistration: false,
      subjectMaxLength: 1000,
      start: 'none',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
    },
    // The marker makes the key: each event has a room of its own here, although all lead to one place.
    createRoom: async (connection, spec, marker, { signal }) => {
      signal?.throwIfAborted()
      return roomOf(connection, marker, spec)
    },
    findByMarker: async () => [],
    getRoom: async (_connection, key) => {
      throw new ProviderError('not-found', { provider: 'Custom link', detail: `no room ${key} can be read` })
    },
    updateRoom: async (connection, key, spec) => roomOf(connection, key, spec),
    differences: async () => [],
    listRooms: async () => [],
    deleteRoom: async () => {},
    checkAccount: async (connection) => (connection.settings.joinUrl ? [] : ['account-unreachable']),
  }
}
