import { type Behavior, type Simulator, startSimulator } from '@lectern/room-simulators/bigbluebutton'
import { createBigBlueButtonApp } from '../src/providers/bigbluebutton/app.ts'
import type { ConferencingApp, ConferencingProvider, Connection } from '../src/providers/provider.ts'

export const BIGBLUEBUTTON_NOW = Date.parse('2026-11-24T08:00:00Z')

/** A BigBlueButton simulator whose clock stands at {@link BIGBLUEBUTTON_NOW}, and an account of it. */
export interface TestBigBlueButton {
  readonly simulator: Simulator
  readonly app: ConferencingApp
  readonly provider: ConferencingProvider
  readonly connection: Connection
  connectionWith(change: { settings?: Record<string, string>; secret?: string }): Connection
  close(): Promise<void>
}

export async function startBigBlueButton(
  behavior: Partial<Behavior> = {},
  maxAttempts?: number,
): Promise<TestBigBlueButton> {
  const simulator = await startSimulator({
    port: 0,
    clock: () => BIGBLUEBUTTON_NOW,
    behavior: { endDelaySeconds: 0, leaverListedSeconds: 0, ...behavior },
  })
  const app = createBigBlueButtonApp({ fetch, now: () => new Date(BIGBLUEBUTTON_NOW), maxAttempts })
  const provider = app.sessionTypes.get('meeting')
  if (!provider) throw new Error('BigBlueButton has no meetings')
  const connectionWith: TestBigBlueButton['connectionWith'] = ({ settings = {}, secret }) => ({
    settings: { url: simulator.apiUrl, checksum: 'sha256', ...settings },
    secret: () => secret ?? simulator.secret(),
    host: undefined,
    accessToken: () => Promise.reject(new Error('there are no tokens')),
    replaceToken: () => Promise.reject(new Error('there are no tokens')),
  })
  return {
    ...{ simulator, app, provider, connection: connectionWith({}), connectionWith },
    close: () => simulator.close(),
  }
}
