import { ProviderError } from '../../domain/errors.ts'
import type { ConferencingApp, ConferencingProvider } from '../provider.ts'
import { GOTO_APP_ID } from './app-id.ts'

export const GOTO_V1_APP_ID = 'gotomeeting-v1'

/**
 * GoToMeeting version 1, whose API is gone. Its events are imported with the links of rooms that are there
 * already; they take place as they are, or move to version 2.
 */
export function createGotoVersion1App(successorAppId = GOTO_APP_ID): ConferencingApp {
  const types = ['meeting', 'webinar', 'training'] as const
  const names = { meeting: 'Meeting', webinar: 'Webinar', training: 'Training' }
  return {
    description: {
      id: GOTO_V1_APP_ID,
      category: 'web-conferencing',
      vendor: 'GoTo',
      name: { en: 'GoToMeeting version 1', it: 'GoToMeeting versione 1' },
      toolName: { en: 'GoToMeeting Version 1', it: 'GoToMeeting Versione 1' },
      description: {
        en: 'For events that were planned with version 1 elsewhere: import them, let them take place, and move them to version 2. New events can’t be created with it.',
        it: 'Per gli eventi pianificati altrove con la versione 1: importali, lasciali svolgere e passali alla versione 2. Non si possono creare nuovi eventi.',
      },
      prerequisites: [],
      redirectPaths: [],
      retired: {
        successorAppId,
        note: {
          en: 'Support ended in December 2020, and version 1 was removed on 31 March 2021. Version 2 takes its place; both can be installed at the same time.',
          it: 'Il supporto è terminato a dicembre 2020 e la versione 1 è stata rimossa il 31 marzo 2021. La versione 2 ne prende il posto; possono essere installate entrambe nello stesso momento.',
        },
      },
      accountForm: {
        fields: [],
        sessionTypes: types.map((id) => ({
          id,
          label: { en: names[id], it: names[id] },
          help: { en: 'Imported with its events.', it: 'Importato con i suoi eventi.' },
          available: false,
        })),
      },
    },
    pairing: undefined,
    sessionTypes: new Map(types.map((type) => [type, createRetiredProvider(type)])),
  }
}

/** Rooms that exist and can't be asked: changes of words stay here, and somebody else deletes them. */
function createRetiredProvider(sessionType: string): ConferencingProvider {
  const gone = () =>
    new ProviderError('rejected', { provider: 'GoTo', detail: 'the API of version 1 is gone' })
  return {
    appId: GOTO_V1_APP_ID,
    sessionType,
    capabilities: {
      keepsRooms: false,
      canAdopt: false,
      hasRegistration: false,
      subjectMaxLength: 1000,
      start: 'none',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
    },
    createRoom: async () => {
      throw gone()
    },
    findByMarker: async () => [],
    getRoom: async () => {
      throw gone()
    },
    updateRoom: async (_organizer, key, spec) => ({ key, spec, joinUrl: undefined }),
    differences: async () => [],
    listRooms: async () => [],
    deleteRoom: async () => {
      throw gone()
    },
    checkAccount: async () => [],
  }
}
