import type { RunEngagement } from '../../domain/engagement.ts'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import { type RoomOption, roomOptions } from '../../domain/room-options.ts'
import { overlaps } from '../../domain/stay.ts'
import { everywhere } from '../../messages/messages.ts'
import { PairingError } from '../pairing.ts'
import type {
  ConferencingApp,
  ConferencingProvider,
  Connection,
  EngagementPart,
  Learner,
  PresencePart,
  PresentParticipant,
  ProviderRoom,
  Recording,
  Registration,
  RegistrationPart,
} from '../provider.ts'
import type { ReportedRun, ReportedStay } from '../report.ts'
import { fakeDifferences, fakeOptions, type KeptOptions } from './options.ts'

/** What the next call to the fake service does instead of its work. */
export interface Fault {
  readonly operation:
    | 'create'
    | 'find'
    | 'update'
    | 'delete'
    | 'start'
    | 'register'
    | 'unregister'
    | 'list'
    | 'running'
    | 'present'
    | 'report'
    | 'recordings'
    | 'file'
    | 'engagement'
    | 'exchange'
    | 'refresh'
    | 'revoke'
    | 'directory'
    | 'move'
  /** Nothing is done; the work is done and the answer is lost; there is no answer at all. */
  readonly when: 'before' | 'after' | 'never'
  readonly error: Error
}

/** A run as it is reported: change it, and the next report is another. */
export interface FakeRun extends ReportedRun {
  stays: ReportedStay[]
  engagement?: Omit<RunEngagement, 'runKey'>
}

/** A recording with the addresses of its files; change it, and the next list is another. */
export interface FakeRecording extends Recording {
  film?: string | undefined
  transcript?: string | undefined
}

interface FakeRoom extends ProviderRoom {
  /** Whose it is. */
  hostKey: string | undefined
  readonly marker: string
  readonly registrations: Map<string, Registration>
  readonly runs: FakeRun[]
  readonly recordings: FakeRecording[]
  /** Change them, and somebody has at the service. */
  options: KeptOptions
  /** Who is or was in the run that goes on; undefined = none does. */
  present?: PresentParticipant[] | undefined
}

/** A conferencing service in memory: the test double, the example of the contract, and nothing else. */
export interface FakeService {
  readonly app: ConferencingApp
  /** Does a step of an operation, unless a fault is queued for it. */
  readonly call: <T>(operation: Fault['operation'], work: () => T) => Promise<T>
  readonly rooms: Map<string, FakeRoom>
  readonly calls: string[]
  /** What a person's consent gave is dead from now on. */
  revoke(): void
  /** Refresh tokens of consents that were ended. */
  readonly ended: string[]
  /** Queued: each is used once. */
  readonly faults: Fault[]
  /** Options that it keeps as they are, whoever asks. */
  readonly locked: Set<RoomOption>
  /** Addresses that get no place. */
  readonly unwelcome: Set<string>
  /** Codes that the consent page gave, with the secret that they need. */
  readonly codes: Map<string, { userKey: string; email: string }>
  readonly clientSecret: string
}

export const FAKE_APP_ID = 'fake'
const HOUR_MS = 3_600_000
const SUBJECT_MAX = 200
/** Stays on a page of a report. */
const REPORT_PAGE = 2
/** Learners of a batch: few, so that there are some. */
const BATCH_MAX = 3

/** What is kept of a plan. */
function shortened({ subject, description, startsAt, endsAt, timeZone }: RoomSpec): RoomSpec {
  return { subject: subject.slice(0, SUBJECT_MAX), description, startsAt, endsAt, timeZone }
}

/** A link that carries the passcode: nobody types it. */
function linkTo(path: string, { passcode }: KeptOptions): string {
  return `https://fake.example/join/${path}${passcode ? `?${new URLSearchParams({ passcode })}` : ''}`
}

export function createFakeApp(now: () => Date): FakeService {
  const rooms = new Map<string, FakeRoom>()
  const calls: string[] = []
  const faults: Fault[] = []
  const ended: string[] = []
  const locked: FakeService['locked'] = new Set()
  const unwelcome = new Set<string>()
  const codes: FakeService['codes'] = new Map()
  const clientSecret = 'fake-secret'
  let made = 0

  async function call<T>(operation: Fault['operation'], work: () => T): Promise<T> {
    calls.push(operation)
    const index = faults.findIndex((fault) => fault.operation === operation)
    const [fault] = index < 0 ? [] : faults.splice(index, 1)
    if (fault?.when === 'before') throw fault.error
    if (fault?.when === 'never') await new Promise(() => {})
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

  const roomOf = (key: string): FakeRoom => {
    const room = rooms.get(key)
    if (!room) throw missing(key)
    return room
  }

  const roomParts = (
    sessionType: string,
    hasRegistration: boolean,
    identity: 'marker' | 'own-id' = 'marker',
    options: readonly RoomOption[] = roomOptions,
  ): ConferencingProvider => ({
    appId: FAKE_APP_ID,
    sessionType,
    capabilities: {
      subjectMaxLength: SUBJECT_MAX,
      start: 'host-link',
      roomsPerOrganizer: undefined,
      requestsPerSecond: undefined,
      options,
    },
    checkAccount: async (connection) => {
      const isUsable = await useToken(connection).then(
        () => true,
        () => false,
      )
      return isUsable ? [] : ['account-unauthorized']
    },
    rooms: {
      life: 'kept',
      identity,
      canAdopt: true,
      async createRoom(connection, spec, marker, { signal }) {
        signal?.throwIfAborted()
        await useToken(connection)
        return call('create', () => {
          const own = identity === 'own-id' && [...rooms.values()].find((one) => one.marker === marker)
          if (own) return own
          const key = `room-${++made}`
          const options = fakeOptions({}, spec.options, locked)
          const room: FakeRoom = {
            key,
            hostKey: connection.host?.userKey,
            spec: shortened(spec),
            joinUrl: hasRegistration ? undefined : linkTo(key, options),
            marker,
            registrations: new Map(),
            runs: [],
            recordings: [],
            options,
          }
          rooms.set(key, room)
          return room
        })
      },
      findByMarker: (_connection, marker) =>
        call('find', () => [...rooms.values()].filter((r) => r.marker === marker)),
      getRoom: async (_connection, key) => roomOf(key),
      updateRoom: (_connection, key, spec) =>
        call('update', () => {
          const before = roomOf(key)
          const options = fakeOptions(before.options, spec.options, locked)
          const joinUrl = hasRegistration ? undefined : linkTo(key, options)
          rooms.set(key, { ...before, spec: shortened(spec), options, joinUrl })
          const hasNewLinks = options.passcode !== before.options.passcode
          return { ...roomOf(key), refused: fakeDifferences(options, spec.options), hasNewLinks }
        }),
      differences: async (_connection, key, spec) => {
        const now = roomOf(key).spec
        const isMoved = now.startsAt !== spec.startsAt || now.endsAt !== spec.endsAt
        return [
          ...(now.subject !== shortened(spec).subject ? (['subject'] as const) : []),
          ...(now.description !== spec.description ? (['description'] as const) : []),
          ...(isMoved ? (['times'] as const) : []),
          ...fakeDifferences(roomOf(key).options, spec.options),
        ]
      },
      listRooms: async ({ host }) => [...rooms.values()].filter(({ hostKey }) => hostKey === host?.userKey),
      deleteRoom: (_connection, key) => call('delete', () => void rooms.delete(key)),
    },
    join: hasRegistration ? registration : { kind: 'shared' },
    start: {
      async startLinks(_connection, { key }, _instructor, { log }) {
        const url = await call('start', () => `https://fake.example/host/${roomOf(key).key}`)
        log?.({ operation: 'start', status: 200, durationMs: 0 })
        return { url, needs: 'nothing' }
      },
    },
    attendance: {
      identifies: hasRegistration,
      readyAfterMinutes: hasRegistration ? 0 : 20,
      async *readReports(_connection, key, span, { signal }) {
        signal?.throwIfAborted()
        const runs = await call('report', () => roomOf(key).runs.filter((run) => overlaps(run, span)))
        for (const { stays, engagement: _, ...run } of runs) {
          // Pages are small, so that there are some.
          for (let from = 0; from === 0 || from < stays.length; from += REPORT_PAGE) {
            const page = stays.slice(from, from + REPORT_PAGE)
            yield { run, stays: page, answers: [JSON.stringify({ run, stays: page })] }
          }
        }
      },
    },
    recordings: {
      gives: { transcripts: true, chapters: false },
      async *listRecordings(_connection, key) {
        const all = await call('recordings', () => [...roomOf(key).recordings])
        // Pages are small, so that there are some.
        for (let from = 0; from < all.length; from += REPORT_PAGE)
          yield all
            .slice(from, from + REPORT_PAGE)
            .map(({ film: _film, transcript: _transcript, ...one }) => one)
      },
      fileOf: (_connection, roomKey, { key }, kind) =>
        call('file', () => {
          const url = roomOf(roomKey).recordings.find((one) => one.key === key)?.[kind]
          if (url === undefined) throw missing(`${roomKey}, ${kind} ${key}`)
          return { url, headers: { 'x-fake': 'secret' } }
        }),
    },
    running: {
      isRunning: (_connection, key) => call('running', () => roomOf(key).present !== undefined),
    },
    ...(hasRegistration ? { presence, engagement } : {}),
  })

  const placeOf = (roomKey: string, learner: Learner): Registration | ProviderError => {
    const { registrations, options } = roomOf(roomKey)
    const email = learner.email.toLowerCase()
    if (unwelcome.has(email)) return new ProviderError('rejected', { provider: 'Fake', detail: 'no place' })
    const known = [...registrations.values()].find((entry) => entry.email === email)
    const key = known?.key ?? `registrant-${++made}`
    const entry = { key, email, joinUrl: linkTo(`${roomKey}/${key}`, options) }
    registrations.set(key, entry)
    return entry
  }

  const registration: RegistrationPart = {
    kind: 'registered',
    register: (_connection, roomKey, learner) =>
      call('register', () => {
        const place = placeOf(roomKey, learner)
        if (place instanceof ProviderError) throw place
        return place
      }),
    batch: {
      max: BATCH_MAX,
      registerAll: async (_connection, roomKey, learners, { pace }) => {
        await pace?.({})
        if (learners.length > BATCH_MAX) throw new Error(`a batch of ${learners.length}`)
        return call('register', () => learners.map((learner) => placeOf(roomKey, learner)))
      },
    },
    unregister: (_connection, roomKey, key) =>
      call('unregister', () => void rooms.get(roomKey)?.registrations.delete(key)),
    listRegistrations: (_connection, roomKey) =>
      call('list', () => [...roomOf(roomKey).registrations.values()]),
  }

  const presence: PresencePart = {
    listPresent: (_connection, key) => call('present', () => roomOf(key).present ?? []),
  }

  const engagement: EngagementPart = {
    readEngagement: (_connection, roomKey, runKey) =>
      call('engagement', () => {
        const run = roomOf(roomKey).runs.find(({ key }) => key === runKey)
        if (!run) throw new ProviderError('not-found', { provider: 'Fake', detail: `no run ${runKey}` })
        const nothing = {
          attentiveness: undefined,
          interest: undefined,
          polls: [],
          surveys: [],
          questions: [],
        }
        return { runKey, ...nothing, ...run.engagement }
      }),
  }

  let deadBefore = 0
  async function useToken(connection: Connection): Promise<void> {
    const serialOf = (token: string) => Number(token.split('-').at(-1) ?? 0)
    const token = await connection.accessToken()
    if (serialOf(token) >= deadBefore) return
    const next = await connection.replaceToken(token)
    if (next !== undefined && serialOf(next) >= deadBefore) return
    throw new ProviderError('unauthorized', { provider: 'Fake', detail: 'the grant is dead' })
  }

  return {
    call,
    rooms,
    ended,
    calls,
    faults,
    locked,
    unwelcome,
    codes,
    clientSecret,
    revoke: () => {
      deadBefore = made + 1
    },
    app: {
      manifest: {
        id: FAKE_APP_ID,
        category: 'web-conferencing',
        vendor: 'Fake',
        name: everywhere('Fake rooms'),
        toolName: everywhere('Fake rooms'),
        description: everywhere('Rooms in memory.'),
        prerequisites: [],
        redirectPaths: ['/learn/fake'],
        accountForm: {
          identifiedBy: 'clientId',
          fields: [
            ...(['clientId', 'clientSecret'] as const).map((name) => ({
              ...{ name, kind: 'text' as const, isSecret: name === 'clientSecret', maxLength: 200 },
              ...{ label: everywhere(name), help: everywhere(name) },
            })),
          ],
          sessionTypes: [
            { id: 'meeting', label: everywhere('Meeting'), help: everywhere(''), available: true },
            { id: 'webinar', label: everywhere('Webinar'), help: everywhere(''), available: true },
            { id: 'lecture', label: everywhere('Lecture'), help: everywhere(''), available: true },
            { id: 'hologram', label: everywhere('Hologram'), help: everywhere('Later.'), available: false },
          ],
        },
      },
      auth: {
        kind: 'oauth-user',
        pairing: {
          lifetimeDays: 30,
          authorizeUrl: (credentials, walk) =>
            `https://fake.example/authorize?${new URLSearchParams({ client_id: credentials.clientId ?? '', ...walk })}`,
          exchangeCode: (credentials, answer) =>
            call('exchange', () => {
              if (credentials.clientSecret !== clientSecret)
                throw new PairingError('pairing-wrong-credentials')
              const user = codes.get(answer.code)
              if (!user) throw new PairingError('pairing-code-refused')
              codes.delete(answer.code)
              return grantFor(user.userKey)
            }),
          revoke: (_credentials, refreshToken) => call('revoke', () => void ended.push(refreshToken)),
          refresh: (_credentials, refreshToken) =>
            call('refresh', () => grantFor(refreshToken.replace('refresh-', ''))),
          whoAmI: async (accessToken) => {
            const userKey = accessToken.split('-')[1] ?? ''
            return { userKey, accountKey: undefined, email: `${userKey}@fake.example`, displayName: userKey }
          },
        },
      },
      sessionTypes: new Map([
        ['meeting', roomParts('meeting', false)],
        ['webinar', roomParts('webinar', true)],
        ['lecture', roomParts('lecture', false, 'own-id', [])],
      ]),
    },
  }
}
