import { type Behavior, type Simulator, startSimulator } from '@lectern/room-simulators/teams'
import type { ConferencingApp, Connection } from '../src/providers/provider.ts'
import { createTeamsApp } from '../src/providers/teams/app.ts'
import { TEST_NOW } from './test-goto.ts'

export const TEAMS_ORGANIZER = 'olga@teams.example'

/** A simulator of Teams whose clock stands at {@link TEST_NOW}, with an app and an organizer. */
export interface TestTeams {
  readonly simulator: Simulator
  readonly app: ConferencingApp
  readonly connection: Connection
  /** What the account's form has. */
  readonly fields: Readonly<Record<string, string>>
  /** The access token is refused from now on. */
  endTokens(): void
  close(): Promise<void>
}

export async function startTeams(behavior: Partial<Behavior> = {}): Promise<TestTeams> {
  const simulator = await startSimulator({
    ...{ port: 0, control: true, clock: () => TEST_NOW },
    behavior: { requestsPerSecond: 1000, ...behavior },
  })
  const { clientId, clientSecret } = simulator.addApp()
  const { id } = simulator.addUser({ mail: TEAMS_ORGANIZER, displayName: 'Olga Organizer' })
  const now = () => new Date(TEST_NOW)
  const app = createTeamsApp({ loginUrl: simulator.url, graphUrl: simulator.url, now })
  const { auth } = app
  if (auth.kind !== 'app') throw new Error('Teams has no tokens of accounts')
  const fields = {
    ...{ tenantId: simulator.tenantId, clientId, clientSecret, secretEndsOn: '2027-11-24' },
    recordings: 'fetched',
  }
  let token = (await auth.requestToken(fields)).accessToken
  const { clientSecret: secret, ...settings } = fields
  return {
    ...{ simulator, app, fields },
    connection: {
      host: { userKey: id, accountKey: undefined },
      settings,
      secret: (field) => (field === 'clientSecret' ? secret : ''),
      accessToken: async () => token,
      async replaceToken() {
        token = (await auth.requestToken(fields)).accessToken
        return token
      },
    },
    endTokens() {
      token = 'ended'
    },
    close: () => simulator.close(),
  }
}
