import { type Simulator, startSimulator } from '@lectern/room-simulators/zoom'
import type { ConferencingApp, Connection } from '../src/providers/provider.ts'
import { createZoomApp } from '../src/providers/zoom/app.ts'
import { TEST_NOW } from './test-goto.ts'

type Behavior = NonNullable<NonNullable<Parameters<typeof startSimulator>[0]>['behavior']>

export const ZOOM_HOST = 'olga@zoom.example'
export const ZOOM_OTHER_HOST = 'piet@zoom.example'

/** A Zoom simulator whose clock stands at {@link TEST_NOW}, with an account that has a host. */
export interface TestZoom {
  readonly simulator: Simulator
  readonly app: ConferencingApp
  readonly connection: Connection
  /** Ids of its two hosts. */
  readonly hostIds: readonly [string, string]
  /** What the account's form has. */
  readonly fields: Readonly<Record<string, string>>
  /** The access token is refused from now on. */
  endTokens(): void
  close(): Promise<void>
}

/** @param clock of Zoom and of what calls it */
export async function startZoom(behavior: Partial<Behavior> = {}, clock = () => TEST_NOW): Promise<TestZoom> {
  const simulator = await startSimulator({
    port: 0,
    control: true,
    clock,
    behavior: { rateFactor: 100, hostDailyLimit: 1000, registrantDailyLimit: 3, ...behavior },
  })
  const { clientId, clientSecret, secretToken } = simulator.addApp()
  const host = simulator.addUser({ email: ZOOM_HOST, firstName: 'Olga', lastName: 'Organizer' })
  const other = simulator.addUser({ email: ZOOM_OTHER_HOST, firstName: 'Piet', lastName: 'Planner' })
  const now = () => new Date(clock())
  const app = createZoomApp({ authUrl: simulator.url, apiUrl: simulator.url, now })
  const { auth } = app
  if (auth.kind !== 'app') throw new Error('Zoom has no tokens of accounts')
  const fields = { accountId: simulator.accountId, clientId, clientSecret, secretToken }
  let token = (await auth.requestToken(fields)).accessToken
  const { clientSecret: secret, secretToken: _, ...settings } = fields
  const connection: Connection = {
    host: { userKey: host.id, accountKey: undefined },
    settings,
    secret: (field) => ({ clientSecret: secret, secretToken })[field] ?? '',
    accessToken: async () => token,
    async replaceToken() {
      token = (await auth.requestToken(fields)).accessToken
      return token
    },
  }
  return {
    simulator,
    app,
    connection,
    hostIds: [host.id, other.id],
    fields,
    endTokens() {
      token = 'ended'
    },
    close: () => simulator.close(),
  }
}
