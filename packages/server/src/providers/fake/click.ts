import { ProviderError } from '../../domain/errors.ts'
import { overlaps } from '../../domain/stay.ts'
import { everywhere } from '../../messages/messages.ts'
import type { AccountFinding, ConferencingApp, Connection, OrderedOptions, PlannedRoom } from '../provider.ts'
import type { FakeRun, Fault } from './fake.ts'
import { fakeInbound } from './inbound.ts'

export const FAKE_CLICK_APP_ID = 'fake-click'
const LINK_MS = 10 * 60_000

/** A service that knows no rooms before somebody comes, and signs with a key that it shares with us: a test double. */
export interface FakeClickService {
  readonly app: ConferencingApp
  /** What runs, by its key: made by whoever came first. */
  readonly running: Map<string, { readonly subject: string; readonly options: OrderedOptions }>
  readonly runs: Map<string, FakeRun[]>
  readonly calls: string[]
  /** Queued: each is used once. */
  readonly faults: Fault[]
  /** Change it, and accounts with the old one are let in no more. */
  sharedKey: string
}

export function createFakeClickApp(now: () => Date): FakeClickService {
  const running: FakeClickService['running'] = new Map()
  const runs: FakeClickService['runs'] = new Map()
  const calls: string[] = []
  const faults: Fault[] = []
  const service = { running, runs, calls, faults, sharedKey: 'key' }

  async function call<T>(
    operation: Fault['operation'],
    { secret }: Connection,
    signal: AbortSignal | undefined,
    work: () => T,
  ): Promise<T> {
    signal?.throwIfAborted()
    calls.push(operation)
    const index = faults.findIndex((fault) => fault.operation === operation)
    const [fault] = index < 0 ? [] : faults.splice(index, 1)
    if (fault?.when === 'before') throw fault.error
    if (fault?.when === 'never') await new Promise(() => {})
    if (secret('sharedKey') !== service.sharedKey)
      throw new ProviderError('unauthorized', { provider: 'Fake', detail: 'the checksum does not fit' })
    const result = work()
    if (fault) throw fault.error
    return result
  }

  const open = ({ key, spec }: PlannedRoom) => {
    if (!running.has(key)) running.set(key, { subject: spec.subject, options: spec.options ?? {} })
  }
  const linkTo = (key: string, role: string, id: string, until: Date) =>
    `https://click.example/${key}?${new URLSearchParams({ role, id, until: until.toISOString() })}`

  const app: ConferencingApp = {
    manifest: {
      id: FAKE_CLICK_APP_ID,
      category: 'web-conferencing',
      vendor: 'Fake',
      name: everywhere('Fake rooms at the click'),
      toolName: everywhere('Fake rooms at the click'),
      description: everywhere('Rooms in memory, made by who comes first.'),
      prerequisites: [],
      accountForm: {
        identifiedBy: 'serverUrl',
        fields: [
          {
            ...{ name: 'serverUrl', kind: 'url', maxLength: 500 },
            ...{ label: everywhere('Server'), help: everywhere('') },
          },
          {
            ...{ name: 'sharedKey', kind: 'text', isSecret: true, maxLength: 100 },
            ...{ label: everywhere('Shared key'), help: everywhere('') },
          },
        ],
        sessionTypes: [{ id: 'class', label: everywhere('Class'), help: everywhere(''), available: true }],
      },
    },
    auth: { kind: 'shared-key' },
    inbound: fakeInbound('sharedKey'),
    sessionTypes: new Map([
      [
        'class',
        {
          appId: FAKE_CLICK_APP_ID,
          sessionType: 'class',
          capabilities: {
            subjectMaxLength: 64,
            start: 'host-link',
            roomsPerOrganizer: undefined,
            requestsPerSecond: undefined,
            options: ['lobby', 'muteOnEntry', 'recording', 'breakoutGroups'],
          },
          async checkAccount(connection, { signal }) {
            try {
              return await call('list', connection, signal, (): AccountFinding[] => [])
            } catch (error) {
              if (error instanceof ProviderError && error.kind === 'unauthorized')
                return ['account-key-refused']
              throw error
            }
          },
          rooms: {
            life: 'at-click',
            endRoom: (connection, key, { signal }) =>
              call('delete', connection, signal, () => void running.delete(key)),
          },
          join: {
            kind: 'at-click',
            carriesId: true,
            joinLink: (connection, room, { id }, { signal, log }) =>
              call('register', connection, signal, () => {
                open(room)
                log?.({ operation: 'join', status: 200, durationMs: 0 })
                const expiresAt = new Date(now().getTime() + LINK_MS)
                return { url: linkTo(room.key, 'viewer', id, expiresAt), expiresAt }
              }),
          },
          start: {
            startLinks: (connection, room, { id }, { signal }) =>
              call('start', connection, signal, () => {
                open(room)
                return { url: linkTo(room.key, 'moderator', id, now()), needs: 'nothing' as const }
              }),
          },
          running: {
            isRunning: (connection, key, { signal }) =>
              call('running', connection, signal, () => running.has(key)),
          },
          attendance: {
            identifies: true,
            readyAfterMinutes: 0,
            async *readReports(connection, key, span, { signal }) {
              const found = await call('report', connection, signal, () => runs.get(key) ?? [])
              for (const { stays, engagement: _, ...run } of found)
                if (overlaps(run, span)) yield { run, stays, answers: [JSON.stringify({ run, stays })] }
            },
          },
        },
      ],
    ]),
  }
  return Object.assign(service, { app })
}
