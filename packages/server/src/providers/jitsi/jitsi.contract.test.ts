import { decodeJwt } from 'jose'
import { JITSI_NOW, startJaas, startJitsi } from '../../../test/test-jitsi.ts'
import { describeProvider } from '../provider.contract.ts'
import type { ConferencingApp, ConferencingProvider, Connection, PlannedRoom } from '../provider.ts'

/** The same provider, with an ear at Join. */
function watched(
  provider: ConferencingProvider,
  hear: (room: PlannedRoom, url: string) => void,
): ConferencingProvider {
  const { join } = provider
  if (join.kind !== 'at-click') return provider
  return {
    ...provider,
    join: {
      ...join,
      async joinLink(connection, room, ...rest) {
        const link = await join.joinLink(connection, room, ...rest)
        hear(room, link.url)
        return link
      },
    },
  }
}

/** As the service hears it when it asks before the room opens. */
async function lobbyOf(
  app: ConferencingApp,
  connection: Connection,
  site: 'own' | 'jaas',
  room: PlannedRoom | undefined,
): Promise<boolean | undefined> {
  const now = new Date(JITSI_NOW)
  if (!room) return undefined
  const { key, spec } = room
  const fqn = `${connection.settings.appId}/${key}`
  const question =
    site === 'own'
      ? { path: 'conference', body: `name=${key}` }
      : {
          path: '',
          body: JSON.stringify({
            ...{ idempotencyKey: 'x', eventType: 'SETTINGS_PROVISIONING', timestamp: JITSI_NOW, fqn },
          }),
        }
  const answer = await app.inbound?.answer?.({
    ...{ connection, now, call: { method: 'POST', headers: {}, ...question } },
    findRoom: async () => ({
      key,
      spec,
      lobby: spec.options?.lobby,
      opensAt: now,
      heldFrom: now,
      heldTo: now,
    }),
  })
  const { lobby, lobbyEnabled } = (answer?.body ?? {}) as { lobby?: boolean; lobbyEnabled?: boolean }
  return lobby ?? lobbyEnabled
}

/** Nothing listens there: what would be sent is looked at. */
const NOBODY = 'http://127.0.0.1:9'

for (const [name, site, start] of [
  ['Jitsi Meet', 'own', () => startJitsi()],
  ['Jitsi Meet, where events come in any order', 'own', () => startJitsi({ events: 'shuffled' })],
  ['JaaS', 'jaas', () => startJaas()],
  ['JaaS, where events come twice', 'jaas', () => startJaas({ webhooks: 'twice' })],
] as const)
  describeProvider(
    name,
    async () => {
      const { simulator, app, connection, close, ...test } = await start()
      simulator.configure({ eventsPrefix: NOBODY })
      const clicks = new Map<string, { room: PlannedRoom; url: string }>()
      const provider = watched(test.provider, (room, url) => clicks.set(room.key, { room, url }))
      return {
        provider,
        connection,
        // A link is signed here: nobody is called who could fail.
        fail: () => {},
        endTokens: () => {},
        enter: (link) => simulator.enter(link),
        idIn: (link) => {
          const { context } = decodeJwt<{ context: { user: { id: string } } }>(
            new URL(link).searchParams.get('jwt') ?? '',
          )
          return context.user.id
        },
        roomKeys: () => simulator.state().rooms.map((room) => room.name),
        play: (key, learners, { from: startedAt, to: endedAt }) => {
          simulator.playRoom({
            ...{ site, name: key, startedAt, endedAt },
            participants: learners.map(({ externalId, firstName, lastName }) => ({
              ...{ id: externalId, name: `${firstName} ${lastName}`, joinedAt: startedAt, leftAt: endedAt },
            })),
          })
        },
        tellings: (key) =>
          simulator
            .state()
            .calls.filter(({ roomName }) => roomName === key)
            .flatMap(
              ({ url, body }) => app.inbound?.hear({ path: url.slice(NOBODY.length + 1), body }) ?? [],
            ),
        options: {
          async of(key) {
            const { room, url = '' } = clicks.get(key) ?? {}
            const muted = /config\.startWithAudioMuted=(\w+)/.exec(url)?.[1]
            const lobby = await lobbyOf(app, connection, site, room)
            return {
              ...(lobby === undefined ? {} : { lobby }),
              ...(muted === undefined ? {} : { muteOnEntry: muted === 'true' }),
            }
          },
        },
        withhold: () => {},
        close,
      }
    },
    { life: 'at-click' },
  )
