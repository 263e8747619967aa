import { ProviderError } from '../../domain/errors.ts'
import type { ContractService, FailingCall, Failure } from '../contract-service.ts'
import type { OptionHands } from '../options.contract.ts'
import { describeProvider } from '../provider.contract.ts'
import { type Connection, WithheldError } from '../provider.ts'
import { createFakeClickApp } from './click.ts'
import { createFakeDirectoryApp } from './directory.ts'
import { createFakeApp, type FakeService } from './fake.ts'

const now = new Date('2026-11-24T08:00:00Z')

async function start(sessionType: string): Promise<ContractService> {
  const fake = createFakeApp(() => now)
  return onFake(fake, sessionType)
}

/** With hosts from a directory, and a token of the account. */
async function startWithHosts(): Promise<ContractService> {
  const fake = createFakeDirectoryApp(() => now)
  for (let count = 0; count < 3; count++)
    fake.addUser({ userKey: `more-${count}`, displayName: `More ${count}` })
  fake.addUser({ userKey: 'u', displayName: 'Ulla Host' })
  fake.addUser({ userKey: 'o', displayName: 'Otto Host' })
  fake.addUser({ userKey: 'bare', displayName: 'Bea Bare' }).licence = 'missing'
  fake.addUser({ userKey: 'left', displayName: 'Leo Left' }).isActive = false
  const other = { userKey: 'o', accountKey: undefined }
  return { ...(await onFake(fake, 'meeting')), directory: { other, unlicensed: 'bare', left: 'left' } }
}

async function onFake(fake: FakeService, sessionType: string): Promise<ContractService> {
  const provider = fake.app.sessionTypes.get(sessionType)
  if (!provider) throw new Error(`the fake has no ${sessionType}`)
  const { auth } = fake.app
  const credentials = { clientId: 'c', clientSecret: fake.clientSecret }
  const refresh = async () => {
    if (auth.kind === 'app') return (await auth.requestToken(credentials)).accessToken
    if (auth.kind !== 'oauth-user') throw new Error('the fake has no tokens')
    return (await auth.pairing.refresh(credentials, 'refresh-u')).accessToken
  }
  let token = await refresh()
  const connection: Connection = {
    host: { userKey: 'u', accountKey: undefined },
    settings: {},
    secret: () => '',
    accessToken: async () => token,
    replaceToken: async () => {
      token = await refresh()
      return token
    },
  }
  return {
    provider,
    connection,
    fail(operation: FailingCall, failure: Failure) {
      if (operation === 'join') throw new Error('links are stored')
      if (failure === 'rate-limited' || failure === 'slow') return // it has no wire that could be slow
      const params = { provider: 'Fake', detail: failure }
      const error = new ProviderError('unavailable', params, { outcomeUnknown: true })
      fake.faults.push({ operation, when: failure === 'cut-after' ? 'after' : 'before', error })
    },
    endTokens: () => fake.revoke(),
    roomKeys: () => [...fake.rooms.keys()],
    play(roomKey, learners, { from, to }) {
      const stays = learners.map(({ registrationKey, firstName, lastName, email }) => ({
        ...{ kind: 'main' as const, isHost: false, registrationKey, externalId: undefined },
        ...{ name: `${firstName} ${lastName}`, email, joinedAt: new Date(from), leftAt: new Date(to) },
      }))
      const [startedAt, endedAt] = [new Date(from), new Date(to)]
      fake.rooms.get(roomKey)?.runs.push({ key: `run ${from}`, startedAt, endedAt, stays })
      fake.rooms.get(roomKey)?.recordings.push({
        ...{ key: `recording ${from}`, name: 'Film', recordedAt: endedAt, sizeBytes: 1000 },
        ...{ hasFile: true, hasTranscript: true },
        ...{ film: 'https://fake.example/film.mp4', transcript: 'https://fake.example/film.vtt' },
      })
    },
    ...(provider.capabilities.options.length > 0 && { options: optionHands(fake) }),
    withhold(isWithheld) {
      if (!isWithheld) return
      const params = { provider: 'Fake', detail: 'no reports for you' }
      const error = new WithheldError('account-scope-missing', params)
      fake.faults.push({ operation: 'report', when: 'before', error })
    },
    close: async () => {},
  }
}

function optionHands({ rooms, locked }: ReturnType<typeof createFakeApp>): OptionHands {
  return {
    of(key) {
      const { alternativeHosts = [], breakoutGroups = [], ...same } = rooms.get(key)?.options ?? {}
      return {
        ...same,
        alternativeHosts: alternativeHosts.map(({ email }) => email),
        breakoutGroups: breakoutGroups.map(({ name, people }) => ({
          name,
          people: people.map(({ email }) => email),
        })),
      }
    },
    set(key, options) {
      const room = rooms.get(key)
      if (room) Object.assign(room, { options: { ...room.options, ...options } })
    },
    lock: {
      option: 'lobby',
      set: (isLocked) => void (isLocked ? locked.add('lobby') : locked.clear()),
    },
  }
}

describeProvider('the fake service, one link for all', () => start('meeting'))
describeProvider('the fake service, with registration', () => start('webinar'))
describeProvider('the fake service, rooms under ids of ours', () => start('lecture'))
describeProvider('the fake service, hosts from a directory', startWithHosts)

describeProvider(
  'the fake service, rooms at the click',
  async () => {
    const fake = createFakeClickApp(() => now)
    const provider = fake.app.sessionTypes.get('class')
    if (!provider) throw new Error('there is no class')
    const nothing = () => {}
    return {
      provider,
      connection: {
        settings: { serverUrl: 'https://click.example' },
        secret: () => fake.sharedKey,
        host: undefined,
        accessToken: () => Promise.reject(new Error('there are no tokens')),
        replaceToken: async () => undefined,
      },
      fail(_operation, failure) {
        const params = { provider: 'Fake', detail: failure }
        const error = new ProviderError('unavailable', params, { outcomeUnknown: true })
        fake.faults.push({ operation: 'register', when: failure === 'cut-after' ? 'after' : 'before', error })
      },
      endTokens: nothing,
      withhold: nothing,
      roomKeys: () => [...fake.running.keys()],
      options: {
        of(key) {
          const { alternativeHosts: _, breakoutGroups, ...same } = fake.running.get(key)?.options ?? {}
          const groups = breakoutGroups?.map(({ name, people }) => ({
            name,
            people: people.map(({ id }) => id),
          }))
          return { ...same, ...(groups && { breakoutGroups: groups }) }
        },
      },
      play(key, learners, { from, to }) {
        const [startedAt, endedAt] = [new Date(from), new Date(to)]
        const stays = learners.map(({ externalId, firstName, lastName, email }) => ({
          ...{ kind: 'main' as const, isHost: false, registrationKey: undefined, externalId },
          ...{ name: `${firstName} ${lastName}`, email, joinedAt: startedAt, leftAt: endedAt },
        }))
        fake.runs.set(key, [{ key: `run ${from}`, startedAt, endedAt, stays }])
      },
      close: async () => {},
    }
  },
  { life: 'at-click' },
)
