import { describe } from 'vitest'
import { present } from '../../../test/present.ts'
import { startGoto, type TestGoto } from '../../../test/test-goto.ts'
import type { ContractService, FailingCall, Failure } from '../contract-service.ts'
import type { OptionHands } from '../options.contract.ts'
import { describeProvider } from '../provider.contract.ts'

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
    options: optionHands(goto, sessionType),
    withhold: (isWithheld) => simulator.withholdReports(isWithheld ? 'scope' : undefined),
    close: () => goto.close(),
  }
}

/** Who leads beside the organizer, as GoTo has it; somebody changes it with the organizer's own token. */
function optionHands({ simulator, connection }: TestGoto, sessionType: SessionType): OptionHands {
  const { userKey = '', accountKey = '' } = connection.host ?? {}
  const colleague = simulator.addUser({ email: 'ines@goto.example', password: 'p', accountKey })
  const emailOf = (key: string) => simulator.state().users.find((user) => user.key === key)?.email ?? key
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(simulator.url + path, {
      method,
      headers: {
        authorization: `Bearer ${await connection.accessToken()}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.status === 204 ? undefined : answer.json()
  }
  const changes = {
    meeting: { method: 'PUT', path: '/G2M/rest/meetings/' },
    webinar: { method: 'DELETE', path: '/coorganizers/' },
    training: { method: 'PUT', path: '/organizers$' },
  }
  return {
    host: {
      ...{ id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac', email: colleague.email },
      ...{ firstName: 'Ines', lastName: 'I', userKey: colleague.key },
    },
    of(key) {
      const { meetings, webinars, trainings } = simulator.state()
      const webinar = webinars.find((one) => one.webinarKey === key)
      if (webinar) return { alternativeHosts: webinar.coorganizers.map(({ email }) => email) }
      const room =
        meetings.find((one) => one.meetingId === key) ?? trainings.find((one) => one.trainingKey === key)
      return { alternativeHosts: room?.coorganizerKeys.map(emailOf) ?? [] }
    },
    async set(key) {
      if (sessionType === 'training')
        await send('PUT', `/G2T/rest/organizers/${userKey}/trainings/${key}/organizers`, { organizers: [] })
      if (sessionType === 'meeting') {
        const meeting = simulator.state().meetings.find((one) => one.meetingId === key)
        const { subject, startsAt, endsAt } = present(meeting)
        await send('PUT', `/G2M/rest/meetings/${key}`, {
          ...{ subject, starttime: new Date(startsAt), endtime: new Date(endsAt), timezonekey: '' },
          ...{ passwordrequired: false, conferencecallinfo: 'Hybrid', meetingtype: 'scheduled' },
          coorganizerKeys: [],
        })
      }
      if (sessionType !== 'webinar') return
      const path = `/G2W/rest/v2/organizers/${userKey}/webinars/${key}/coorganizers`
      const hosts = present(simulator.state().webinars.find((one) => one.webinarKey === key)).coorganizers
      for (const host of hosts) await send('DELETE', `${path}/${host.key}?external=false`)
    },
    // Documented of trainings: only accounts whose users share have co-organizers. A meeting takes them with all else.
    ...(sessionType !== 'meeting' && {
      lock: {
        option: 'alternativeHosts',
        set: (isLocked) =>
          isLocked
            ? simulator.failNext({ match: changes[sessionType], action: { status: 403 } })
            : simulator.clearFaults(),
      },
    }),
  }
}

describe('the contract on the GoTo simulator', () => {
  describeProvider('GoTo Meeting', () => start('meeting'))
  describeProvider('GoTo Webinar', () => start('webinar'))
  describeProvider('GoTo Training', () => start('training'))
})
