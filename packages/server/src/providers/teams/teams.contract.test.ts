import { startTeams } from '../../../test/test-teams.ts'
import type { ContractService, FailingCall, Failure } from '../contract-service.ts'
import { describeProvider } from '../provider.contract.ts'

/** What each kind of call is on Graph's wire. */
const WIRE: Record<FailingCall, { method: string; path: string }> = {
  create: { method: 'POST', path: '/onlineMeetings/createOrGet$' },
  update: { method: 'PATCH', path: '/onlineMeetings/' },
  delete: { method: 'DELETE', path: '/onlineMeetings/' },
  register: { method: 'POST', path: '/nowhere' },
  join: { method: 'POST', path: '/nowhere' },
}

const ACTIONS: Record<Failure, { status?: number; delayMs?: number; drop?: 'before' | 'after' }> = {
  'error-500': { status: 500 },
  'cut-before': { drop: 'before' },
  'cut-after': { drop: 'after' },
  'rate-limited': { status: 429 },
  slow: { delayMs: 300 },
}

async function start(): Promise<ContractService> {
  // Small pages, and addresses that are not known as empty texts, are what goes wrong first.
  const teams = await startTeams({
    ...{ pageSize: 1, unknownAddress: 'empty', reportDelaySeconds: 0, recordingDelaySeconds: 0 },
  })
  const provider = teams.app.sessionTypes.get('meeting')
  if (!provider) throw new Error('there is no provider')
  const { simulator } = teams
  const other = simulator.addUser({ mail: 'piet@teams.example', displayName: 'Piet Planner' })
  const unlicensed = simulator.addUser({ mail: 'nora@teams.example', displayName: 'Nora', hasTeams: false })
  const left = simulator.addUser({ mail: 'leo@teams.example', displayName: 'Leo', isEnabled: false })
  return {
    provider,
    connection: teams.connection,
    fail: (call, failure) => simulator.failNext({ match: WIRE[call], action: ACTIONS[failure] }),
    endTokens: () => teams.endTokens(),
    roomKeys: () =>
      simulator
        .state()
        .meetings.filter(({ deletedAt }) => deletedAt === undefined)
        .map(({ id }) => id),
    play(meetingId, learners, { from: startedAt, to: endedAt }) {
      simulator.playRun({
        ...{ meetingId, startedAt, endedAt, isRecorded: true, transcript: 'WEBVTT\n' },
        participants: learners.map(({ email, firstName, lastName }) => ({
          ...{ email, name: `${firstName} ${lastName}`.trim() },
          stays: [{ from: startedAt, to: endedAt }],
        })),
      })
    },
    directory: {
      other: { userKey: other.id, accountKey: undefined },
      ...{ unlicensed: unlicensed.id, left: left.id },
    },
    options: {
      of(key) {
        const meeting = simulator.state().meetings.find(({ id }) => id === key)
        const { lobbyBypassSettings, recordAutomatically } = meeting?.settings ?? {}
        return {
          lobby: (lobbyBypassSettings as { scope?: string } | undefined)?.scope === 'organizer',
          recording: recordAutomatically === true,
          alternativeHosts: (meeting?.attendees ?? [])
            .filter(({ role }) => role === 'coorganizer')
            .map(({ userId }) => simulator.state().users.find(({ id }) => id === userId)?.mail ?? ''),
        }
      },
      set(key, { lobby, recording, alternativeHosts }) {
        simulator.changeMeeting(key, {
          settings: {
            lobbyBypassSettings: { scope: lobby ? 'organizer' : 'everyone' },
            recordAutomatically: recording,
          },
          attendees: (alternativeHosts ?? []).map(() => ({ userId: other.id, role: 'coorganizer' })),
        })
      },
      host: {
        ...{ id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eae', email: 'piet@teams.example' },
        ...{ firstName: 'Piet', lastName: 'Planner', userKey: undefined },
      },
    },
    withhold: (isWithheld) => simulator.withholdReports(isWithheld),
    close: () => teams.close(),
  }
}

describeProvider('Microsoft Teams', start)
