import { ProviderError } from '../../domain/errors.ts'
import { everywhere, localized } from '../../messages/messages.ts'
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
    manifest: {
      id: GOTO_V1_APP_ID,
      category: 'web-conferencing',
      vendor: 'GoTo',
      name: localized('goto1-name'),
      toolName: localized('goto1-tool'),
      description: localized('goto1-description'),
      prerequisites: [],
      retired: {
        successorAppId,
        note: localized('goto1-note'),
      },
      accountForm: {
        fields: [],
        sessionTypes: types.map((id) => ({
          id,
          label: everywhere(names[id]),
          help: localized('goto1-type-help'),
          available: false,
        })),
      },
    },
    auth: { kind: 'none' },
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
      subjectMaxLength: 1000,
      start: 'none',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
      options: [],
    },
    checkAccount: async () => [],
    rooms: {
      life: 'kept',
      identity: 'marker',
      canAdopt: false,
      createRoom: async () => {
        throw gone()
      },
      findByMarker: async () => [],
      getRoom: async () => {
        throw gone()
      },
      updateRoom: async (_connection, key, spec) => ({ key, spec, joinUrl: undefined }),
      differences: async () => [],
      deleteRoom: async () => {
        throw gone()
      },
    },
    join: { kind: 'shared' },
  }
}
