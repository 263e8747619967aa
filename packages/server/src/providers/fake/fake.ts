import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import {
  type ConferencingApp,
  type ConferencingProvider,
  PairingError,
  type ProviderRoom,
} from '../provider.ts'

/** What the next call to the fake service does instead of its work. */
export interface Fault {
  readonly operation: 'create' | 'find' | 'update' | 'delete' | 'start' | 'exchange' | 'refresh'
  /** The work is done and the answer is lost, or nothing is done. */
  readonly when: 'before' | 'after'
  readonly error: Error
}

interface FakeRoom extends ProviderRoom {
  readonly marker: string
}

/** A conferencing service in memory: the test double, the example of the contract, and nothing else. */
export interface FakeService {
  readonly app: ConferencingApp
  readonly rooms: Map<string, FakeRoom>
  readonly calls: string[]
  /** Queued: each is used once. */
  readonly faults: Fault[]
  /** Codes that the consent page gave, with the secret that they need. */
  readonly codes: Map<string, { userKey: string; email: string }>
  readonly clientSecret: string
}

export const FAKE_APP_ID = 'fake'
const HOUR_MS = 3_600_000

export function createFakeApp(now: () => Date): FakeService {
  const rooms = new Map<string, FakeRoom>()
  const calls: string[] = []
  const faults: Fault[] = []
  const codes: FakeService['codes'] = new Map()
  const clientSecret = 'fake-secret'
  let made = 0

  async function call<T>(operation: Fault['operation'], work: () => T): Promise<T> {
    calls.push(operation)
    const index = faults.findIndex((fault) => fault.operation === operation)
    const [fault] = index < 0 ? [] : faults.splice(index, 1)
    if (fault?.when === 'before') throw fault.error
    const result = work()
    if (fault) throw fault.error
    return result
  }

  const missing = (key: string) =>
    new ProviderError('not-found', { provider: 'Fake', detail: `no room ${key}` })
  const grantFor = (userKey: string) => ({
    accessToken: `access-${userKey}-${++made}`,
    accessTokenExpiresAt: new Date(now().getTime() + HOUR_MS),
    refreshToken: `refresh-${userKey}`,
  })

  const provider: ConferencingProvider = {
    appId: FAKE_APP_ID,
    sessionType: 'meeting',
    capabilities: { canAdopt: true, hasRegistration: false, subjectMaxLength: 200 },
    async createRoom(organizer, spec, marker) {
      await organizer.accessToken()
      return call('create', () => {
        const key = `room-${++made}`
        const room: FakeRoom = { key, spec, joinUrl: `https://fake.example/join/${key}`, marker }
        rooms.set(key, room)
        return room
      })
    },
    findByMarker: (_organizer, marker) =>
      call('find', () => [...rooms.values()].filter((r) => r.marker === marker)),
    getRoom: async (_organizer, key) => {
      const room = rooms.get(key)
      if (!room) throw missing(key)
      return room
    },
    updateRoom: (_organizer, key, spec: RoomSpec) =>
      call('update', () => {
        const room = rooms.get(key)
        if (!room) throw missing(key)
        rooms.set(key, { ...room, spec })
        return { ...room, spec }
      }),
    deleteRoom: (_organizer, key) => call('delete', () => void rooms.delete(key)),
    start: { hostUrl: (_organizer, key) => call('start', () => `https://fake.example/host/${key}`) },
  }

  const text = (words: string) => ({ en: words, it: words })
  return {
    rooms,
    calls,
    faults,
    codes,
    clientSecret,
    app: {
      description: {
        id: FAKE_APP_ID,
        category: 'web-conferencing',
        vendor: 'Fake',
        name: text('Fake rooms'),
        toolName: text('Fake rooms'),
        description: text('Rooms in memory.'),
        prerequisites: [],
        redirectPaths: ['/learn/fake'],
        accountForm: {
          fields: [],
          sessionTypes: [
            { id: 'meeting', label: text('Meeting'), help: text(''), available: true },
            { id: 'webinar', label: text('Webinar'), help: text('Later.'), available: false },
          ],
        },
      },
      pairing: {
        authorizeUrl: (credentials, walk) =>
          `https://fake.example/authorize?${new URLSearchParams({ client_id: credentials.clientId, ...walk })}`,
        exchangeCode: (credentials, answer) =>
          call('exchange', () => {
            if (credentials.clientSecret !== clientSecret) throw new PairingError('pairing-wrong-credentials')
            const user = codes.get(answer.code)
            if (!user) throw new PairingError('pairing-code-refused')
            codes.delete(answer.code)
            return grantFor(user.userKey)
          }),
        refresh: (_credentials, refreshToken) =>
          call('refresh', () => grantFor(refreshToken.replace('refresh-', ''))),
        whoAmI: async (accessToken) => {
          const userKey = accessToken.split('-')[1] ?? ''
          return { userKey, accountKey: undefined, email: `${userKey}@fake.example`, displayName: userKey }
        },
      },
      sessionTypes: new Map([['meeting', provider]]),
    },
  }
}
