import { type Behavior, type Simulator, startSimulator } from '@lectern/goto-simulator'
import { createGotoApp } from '../src/providers/goto/app.ts'
import type { PairingPart } from '../src/providers/pairing.ts'
import type { ConferencingApp, Connection } from '../src/providers/provider.ts'

export const REDIRECT_URI = 'https://training.example/learn/gotomeeting'
export const TEST_NOW = Date.parse('2026-11-24T08:00:00Z')

/** A GoTo simulator whose clock stands at {@link TEST_NOW}, with an organizer who is paired. */
export interface TestGoto {
  readonly simulator: Simulator
  readonly app: ConferencingApp
  readonly pairing: PairingPart
  readonly connection: Connection
  /** A consent without the page. */
  codeFor(credentials: { clientId: string }, codeChallenge?: string): Promise<string>
  /** How often a new token was asked for. */
  refreshes(): number
  /** The access token that the organizer has is refused from now on. */
  endTokens(): void
  close(): Promise<void>
}

export async function startGoto(behavior: Partial<Behavior> = {}): Promise<TestGoto> {
  const simulator = await startSimulator({
    port: 0,
    control: true,
    clock: () => TEST_NOW,
    behavior: { requestsPerSecond: 1000, ...behavior },
  })
  simulator.addUser({ email: 'o@goto.example', password: 'p', firstName: 'Olga', lastName: 'Organizer' })
  const now = () => new Date(TEST_NOW)
  const app = createGotoApp({ authUrl: simulator.url, apiUrl: simulator.url, now })
  const { clientId, clientSecret } = simulator.addClient({ name: 'Lectern', redirectUris: [REDIRECT_URI] })
  const credentials = { clientId, clientSecret }
  const codeFor = async (client: { clientId: string }, codeChallenge?: string) => {
    const answer = await fetch(`${simulator.url}/_control/codes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        clientId: client.clientId,
        email: 'o@goto.example',
        redirectUri: REDIRECT_URI,
        codeChallenge,
      }),
    })
    return ((await answer.json()) as { code: string }).code
  }
  const answer = { code: await codeFor(credentials), redirectUri: REDIRECT_URI, codeVerifier: 'unused' }
  if (app.auth.kind !== 'oauth-user') throw new Error('GoTo has no pairing')
  const { pairing } = app.auth
  let grant = await pairing.exchangeCode(credentials, answer)
  const user = await pairing.whoAmI(grant.accessToken)
  let refreshes = 0
  let isEnded = false
  const connection: Connection = {
    host: { userKey: user.userKey, accountKey: user.accountKey },
    settings: {},
    secret: () => '',
    accessToken: async () => (isEnded ? 'ended' : grant.accessToken),
    async replaceToken() {
      refreshes += 1
      isEnded = false
      grant = await pairing.refresh(credentials, grant.refreshToken)
      return grant.accessToken
    },
  }
  return {
    simulator,
    app,
    pairing,
    connection,
    codeFor,
    refreshes: () => refreshes,
    endTokens() {
      isEnded = true
    },
    close: () => simulator.close(),
  }
}
