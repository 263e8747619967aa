import { type Behavior, type Simulator, startSimulator } from '@lectern/room-simulators/jitsi'
import { createJitsiApp } from '../src/providers/jitsi/app.ts'
import { createJaasApp } from '../src/providers/jitsi/jaas.ts'
import type { ConferencingApp, ConferencingProvider, Connection } from '../src/providers/provider.ts'

export const JITSI_NOW = Date.parse('2026-11-24T08:00:00Z')
export const CALL_TOKEN = 'a-token-of-twenty-or-more'

/** One of the two apps on a simulator whose clock stands at {@link JITSI_NOW}, and an account of it. */
export interface TestJitsi {
  readonly simulator: Simulator
  readonly app: ConferencingApp
  readonly provider: ConferencingProvider
  readonly connection: Connection
  connectionWith(change: {
    readonly settings?: Record<string, string>
    readonly secrets?: Record<string, string>
  }): Connection
  close(): Promise<void>
}

export async function startJitsi(behavior: Partial<Behavior> = {}): Promise<TestJitsi> {
  const simulator = await startSimulator({ port: 0, clock: () => JITSI_NOW, behavior })
  const { own } = simulator.state()
  const app = createJitsiApp({ fetch, now: () => new Date(JITSI_NOW) })
  const settings = { url: `${simulator.url}/`, appId: own.appId }
  return testOf(simulator, app, settings, { key: own.appSecret, callToken: CALL_TOKEN })
}

export async function startJaas(behavior: Partial<Behavior> = {}): Promise<TestJitsi> {
  const simulator = await startSimulator({ port: 0, clock: () => JITSI_NOW, behavior })
  const { jaas } = simulator.state()
  const now = () => new Date(JITSI_NOW)
  const app = createJaasApp({ fetch, now, url: simulator.url, consoleUrl: `${simulator.url}/_console` })
  const settings = { appId: jaas.appId, keyId: jaas.keyId }
  return testOf(simulator, app, settings, {
    key: jaas.privateKey,
    webhookSecret: simulator.setWebhook('http://127.0.0.1:9/'),
  })
}

function testOf(
  simulator: Simulator,
  app: ConferencingApp,
  settings: Record<string, string>,
  secrets: Record<string, string>,
): TestJitsi {
  const provider = app.sessionTypes.get('meeting')
  if (!provider) throw new Error('there are no meetings')
  const connectionWith: TestJitsi['connectionWith'] = (change) => ({
    settings: { ...settings, ...change.settings },
    secret: (field) => ({ ...secrets, ...change.secrets })[field] ?? '',
    host: undefined,
    accessToken: () => Promise.reject(new Error('there are no tokens')),
    replaceToken: () => Promise.reject(new Error('there are no tokens')),
  })
  return {
    ...{ simulator, app, provider, connection: connectionWith({}), connectionWith },
    close: () => simulator.close(),
  }
}
