import { describe } from 'vitest'
import { startZoom, ZOOM_HOST } from '../../../test/test-zoom.ts'
import {
  type ContractService,
  describeProvider,
  type FailingCall,
  type Failure,
} from '../provider.contract.ts'

/** What each kind of call is on Zoom's wire. */
const wireOf = (kind: string): Record<FailingCall, { method: string; path: string }> => ({
  create: { method: 'POST', path: `/v2/users/[^/]+/${kind}s$` },
  update: { method: 'PATCH', path: `/v2/${kind}s/` },
  delete: { method: 'DELETE', path: `/v2/${kind}s/\\d+$` },
  register: { method: 'POST', path: `/v2/${kind}s/\\d+/registrants$` },
  join: { method: 'POST', path: '/nowhere' },
})

const ACTIONS: Record<Failure, { status?: number; delayMs?: number; drop?: 'before' | 'after' }> = {
  'error-500': { status: 500 },
  'cut-before': { drop: 'before' },
  'cut-after': { drop: 'after' },
  'rate-limited': { status: 429 },
  slow: { delayMs: 300 },
}

async function start(kind: 'meeting' | 'webinar'): Promise<ContractService> {
  // Instances with slashes and reports of many kinds are what goes wrong first.
  const zoom = await startZoom({ awkwardUuids: true, reportDelaySeconds: 0 })
  const provider = zoom.app.sessionTypes.get(kind)
  if (!provider) throw new Error(`there is no provider for a ${kind}`)
  const { simulator } = zoom
  return {
    provider,
    connection: zoom.connection,
    fail: (call, failure) => simulator.failNext({ match: wireOf(kind)[call], action: ACTIONS[failure] }),
    endTokens: () => zoom.endTokens(),
    roomKeys: () =>
      simulator
        .state()
        .rooms.filter((room) => room.kind === kind && room.deletedAt === undefined)
        .map(({ id }) => id),
    play(id, learners, { from: startedAt, to: endedAt }) {
      simulator.play({
        ...{ kind, id, startedAt, endedAt, recording: { transcript: 'WEBVTT\n' } },
        participants: learners.map(({ email, firstName, lastName, registrationKey }) => ({
          ...{ email, name: `${firstName} ${lastName}`.trim() },
          ...(registrationKey ? { registrantId: registrationKey } : {}),
          stays: [{ from: startedAt, to: endedAt }],
        })),
      })
    },
    withhold: (isWithheld) => simulator.withholdReports(isWithheld ? 'scope' : undefined),
    close: () => zoom.close(),
  }
}

describe(`the contract on the Zoom simulator, with ${ZOOM_HOST}`, () => {
  describeProvider('Zoom Meetings', () => start('meeting'))
  describeProvider('Zoom Webinars', () => start('webinar'))
})
