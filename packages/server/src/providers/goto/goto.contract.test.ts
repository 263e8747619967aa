import { describe } from 'vitest'
import { startGoto } from '../../../test/test-goto.ts'
import {
  type ContractService,
  describeProvider,
  type FailingCall,
  type Failure,
} from '../provider.contract.ts'

type SessionType = 'meeting' | 'webinar' | 'training'

/** What each kind of call is on GoTo's wire. */
const WIRE: Record<SessionType, Record<Exclude<FailingCall, 'join'>, { method: string; path: string }>> = {
  meeting: {
    create: { method: 'POST', path: '/G2M/rest/meetings' },
    update: { method: 'PUT', path: '/G2M/rest/meetings/' },
    delete: { method: 'DELETE', path: '/G2M/rest/meetings/' },
    register: { method: 'POST', path: '/nowhere' },
  },
  webinar: {
    create: { method: 'POST', path: '/G2W/rest/v2/organizers/\\d+/webinars$' },
    update: { method: 'PUT', path: '/G2W/rest/v2/organizers/' },
    delete: { method: 'DELETE', path: '/G2W/rest/v2/organizers/\\d+/webinars/\\d+$' },
    register: { method: 'POST', path: '/G2W/rest/v2/organizers/\\d+/webinars/\\d+/registrants$' },
  },
  training: {
    create: { method: 'POST', path: '/G2T/rest/organizers/\\d+/trainings$' },
    update: { method: 'PUT', path: '/G2T/rest/organizers/' },
    delete: { method: 'DELETE', path: '/G2T/rest/organizers/\\d+/trainings/\\d+$' },
    register: { method: 'POST', path: '/G2T/rest/organizers/\\d+/trainings/\\d+/registrants$' },
  },
}

const ACTIONS: Record<Failure, { status?: number; delayMs?: number; drop?: 'before' | 'after' }> = {
  'error-500': { status: 500 },
  'cut-before': { drop: 'before' },
  'cut-after': { drop: 'after' },
  'rate-limited': { status: 429 },
  slow: { delayMs: 300 },
}

async function start(sessionType: SessionType): Promise<ContractService> {
  const goto = await startGoto()
  const provider = goto.app.sessionTypes.get(sessionType)
  if (!provider) throw new Error(`there is no provider for a ${sessionType}`)
  const { simulator } = goto
  return {
    provider,
    connection: goto.connection,
    fail(call, failure) {
      if (call === 'join') throw new Error('links are stored')
      simulator.failNext({ match: WIRE[sessionType][call], action: ACTIONS[failure] })
    },
    endTokens: () => goto.endTokens(),
    roomKeys() {
      const { meetings, webinars, trainings } = simulator.state()
      if (sessionType === 'meeting') return meetings.map((meeting) => meeting.meetingId)
      if (sessionType === 'webinar') return webinars.map((webinar) => webinar.webinarKey)
      return trainings.map((training) => training.trainingKey)
    },
    play(key, learners, { from: startedAt, to: endedAt }) {
      simulator.playRun({
        ...{ product: sessionType, key, startedAt, endedAt, recording: true },
        participants: learners.map(({ email, firstName, lastName, registrationKey }) => ({
          ...{ email, name: `${firstName} ${lastName}`.trim() },
          ...(registrationKey ? { registrantKey: registrationKey } : {}),
          intervals: [{ joinAt: startedAt, leaveAt: endedAt }],
        })),
      })
    },
    withhold: (isWithheld) => simulator.withholdReports(isWithheld ? 'scope' : undefined),
    close: () => goto.close(),
  }
}

describe('the contract on the GoTo simulator', () => {
  describeProvider('GoTo Meeting', () => start('meeting'))
  describeProvider('GoTo Webinar', () => start('webinar'))
  describeProvider('GoTo Training', () => start('training'))
})
