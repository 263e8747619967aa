import { ProviderError } from '../../domain/errors.ts'
import { everywhere } from '../../messages/messages.ts'
import type {
  ConferencingApp,
  ConferencingProvider,
  DirectoryUser,
  HostLicence,
  HostsPart,
} from '../provider.ts'
import { createFakeApp, type FakeService } from './fake.ts'

export const FAKE_DIRECTORY_APP_ID = 'fake-directory'
/** Users on a page of the directory. */
const PAGE = 2

interface FakeUser extends Omit<DirectoryUser, 'licence'> {
  licence: HostLicence
  isActive: boolean
}

/** The fake service, let in by a token of the account, with hosts that are chosen from a directory: a test double. */
export interface FakeDirectoryService extends FakeService {
  readonly users: Map<string, FakeUser>
  addUser(user: { userKey: string; displayName: string }): FakeUser
  /** Whether rooms can be given to another host; a service can also refuse it, room by room. */
  movesHosts: boolean
}

/** @param options.canMove false: rooms are made anew at the next host */
export function createFakeDirectoryApp(now: () => Date, { canMove = true } = {}): FakeDirectoryService {
  const fake = createFakeApp(now)
  const users: FakeDirectoryService['users'] = new Map()
  const { auth } = fake.app
  if (auth.kind !== 'oauth-user') throw new Error('the fake gives tokens to users')
  const { pairing } = auth

  const toUser = ({ isActive: _, ...user }: FakeUser): DirectoryUser => ({ ...user })
  const hosts: HostsPart = {
    listUsers: (_connection, { search, cursor }) =>
      fake.call('directory', () => {
        const wanted = search.toLowerCase()
        const from = Number(cursor ?? 0)
        const found = [...users.values()].filter(
          ({ isActive, email, displayName }) =>
            isActive && `${displayName}\n${email}`.toLowerCase().includes(wanted),
        )
        // Pages are small, so that there are some.
        const next = from + PAGE
        return {
          users: found.slice(from, next).map(toUser),
          nextCursor: next < found.length ? `${next}` : undefined,
        }
      }),
    findUser: (_connection, key) =>
      fake.call('directory', () => {
        const found = users.get(key) ?? [...users.values()].find(({ email }) => email === key)
        return found?.isActive ? toUser(found) : undefined
      }),
  }

  const withHosts = (provider: ConferencingProvider): ConferencingProvider => {
    if (provider.rooms.life !== 'kept') return provider
    const rooms = {
      ...provider.rooms,
      ...(canMove && {
        moveHost: (_connection: unknown, key: string, to: { userKey: string }) =>
          fake.call('move', () => {
            const room = fake.rooms.get(key)
            if (!room) throw new ProviderError('not-found', { provider: 'Fake', detail: `no room ${key}` })
            if (!service.movesHosts) return false
            room.hostKey = to.userKey
            return true
          }),
      }),
    }
    const capabilities = { ...provider.capabilities, roomsPerOrganizer: 1 }
    return { ...provider, appId: FAKE_DIRECTORY_APP_ID, capabilities, rooms, hosts }
  }

  const { redirectPaths: _, ...manifest } = fake.app.manifest
  const app: ConferencingApp = {
    manifest: {
      ...manifest,
      id: FAKE_DIRECTORY_APP_ID,
      name: everywhere('Fake directory'),
      toolName: everywhere('Fake directory'),
    },
    auth: {
      kind: 'app',
      async requestToken(credentials) {
        if (credentials.clientSecret !== fake.clientSecret)
          throw new ProviderError('unauthorized', { provider: 'Fake', detail: 'no such client' })
        const { accessToken, accessTokenExpiresAt } = await pairing.refresh(credentials, 'refresh-app')
        return { accessToken, expiresAt: accessTokenExpiresAt }
      },
    },
    sessionTypes: new Map([...fake.app.sessionTypes].map(([type, one]) => [type, withHosts(one)])),
  }
  const service: FakeDirectoryService = {
    ...fake,
    app,
    users,
    movesHosts: true,
    addUser({ userKey, displayName }) {
      const email = `${userKey}@fake.example`
      const user: FakeUser = {
        userKey,
        accountKey: undefined,
        email,
        displayName,
        licence: 'held',
        isActive: true,
      }
      users.set(userKey, user)
      return user
    },
  }
  return service
}
