import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { ConferencingApp, ConferencingProvider, Organizer, ProviderRoom } from '../provider.ts'

export const CUSTOM_LINK_APP_ID = 'custom-link'

/**
 * Rooms behind a link that somebody typed: a standing room of any service. There is nobody to ask and nothing to
 * look up, so that nothing is paired, started, registered or reported.
 */
export function createCustomLinkApp(): ConferencingApp {
  return {
    description: {
      id: CUSTOM_LINK_APP_ID,
      category: 'web-conferencing',
      vendor: 'Custom link',
      name: { en: 'Custom link', it: 'Link personalizzato' },
      toolName: { en: 'Custom link', it: 'Link personalizzato' },
      description: {
        en: 'Events in a room that you have elsewhere: type its link once, and learners join from the course. Limits hold here too; start it in the service that it belongs to.',
        it: 'Eventi in una room che hai altrove: digita il link una volta e gli studenti partecipano dal corso. I limiti valgono anche qui; avviala nel servizio a cui appartiene.',
      },
      prerequisites: [],
      redirectPaths: [],
      accountForm: {
        fields: [
          {
            name: 'joinUrl',
            kind: 'url',
            label: { en: 'Link of the room', it: 'Link della room' },
            help: {
              en: 'Such as https://meet.example.com/my-room. Everybody who is enrolled gets in by it.',
              it: 'Ad esempio https://meet.example.com/my-room. Chi è iscritto entra con questo link.',
            },
            maxLength: 2000,
          },
        ],
        sessionTypes: [
          {
            id: 'link',
            label: { en: 'Link', it: 'Link' },
            help: {
              en: 'One room that is always there. Set “Rooms available at the same time” to 1.',
              it: 'Una room sempre presente. Imposta a 1 le room disponibili contemporaneamente.',
            },
            available: true,
          },
        ],
      },
    },
    pairing: undefined,
    sessionTypes: new Map([['link', createLinkProvider()]]),
  }
}

function createLinkProvider(): ConferencingProvider {
  const roomOf = (organizer: Organizer, key: string, spec: RoomSpec): ProviderRoom => {
    const joinUrl = organizer.settings.joinUrl
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
    createRoom: async (organizer, spec, marker, { signal }) => {
      signal?.throwIfAborted()
      return roomOf(organizer, marker, spec)
    },
    findByMarker: async () => [],
    getRoom: async (_organizer, key) => {
      throw new ProviderError('not-found', { provider: 'Custom link', detail: `no room ${key} can be read` })
    },
    updateRoom: async (organizer, key, spec) => roomOf(organizer, key, spec),
    differences: async () => [],
    listRooms: async () => [],
    deleteRoom: async () => {},
    checkAccount: async (organizer) => (organizer.settings.joinUrl ? [] : ['account-unreachable']),
  }
}
