import { describe } from 'vitest'
import { startZoom, ZOOM_HOST } from '../../../test/test-zoom.ts'
import type { ContractService, FailingCall, Failure } from '../contract-service.ts'
import type { OptionHands } from '../options.contract.ts'
import { describeProvider } from '../provider.contract.ts'

/** What each kind of call is on Zoom's wire. */
const wireOf = (kind: string): Record<FailingCall, { method: string; path: string }> => ({
  create: { method: 'POST', path: `/v2/users/[^/]+/${kind}s$` },
  update: { method: 'PATCH', path: `/v2/${kind}s/` },
  delete: { method: 'DELETE', path: `/v2/${kind}s/\\d+$` },
  register: { method: 'POST', path: `/v2/${kind}s/\\d+/(batch_)?registrants$` },
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
  const colleague = simulator.addUser({ email: 'ines@zoom.example', firstName: 'Ines', lastName: 'I' })
  const [, otherId] = zoom.hostIds
  const unlicensed = simulator.addUser({
    email: 'bea@zoom.example',
    firstName: 'Bea',
    lastName: 'Basic',
    isLicensed: false,
  })
  const left = simulator.addUser({ email: 'leo@zoom.example', firstName: 'Leo', lastName: 'Left' })
  simulator.setUser('leo@zoom.example', { status: 'inactive' })
  // More than fit on a page.
  for (let count = 0; count < 320; count++)
    simulator.addUser({
      email: `more${count}@zoom.example`,
      firstName: 'More',
      lastName: `${count}`,
      isLicensed: false,
    })
  return {
    provider,
    connection: zoom.connection,
    directory: {
      other: { userKey: otherId, accountKey: undefined },
      unlicensed: unlicensed.id,
      left: left.id,
    },
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
    options: optionHands(simulator, kind, colleague.email),
    withhold: (isWithheld) => simulator.withholdReports(isWithheld ? 'scope' : undefined),
    close: () => zoom.close(),
  }
}

/** Zoom's settings in words of the contract, and back. */
function optionHands(
  simulator: Awaited<ReturnType<typeof startZoom>>['simulator'],
  kind: 'meeting' | 'webinar',
  colleague: string,
): OptionHands {
  return {
    host: {
      ...{ id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac', email: colleague },
      ...{ firstName: 'Ines', lastName: 'I', userKey: undefined },
    },
    of(id) {
      const room = simulator.state().rooms.find((one) => one.id === id)
      const { settings = {}, password = '' } = room ?? {}
      const groups = settings.breakout_room as
        | { enable: boolean; rooms?: { name: string; participants: string[] }[] }
        | undefined
      const both = {
        passcode: password,
        recording: settings.auto_recording === 'cloud',
        interpretation:
          (settings.language_interpretation as { enable: boolean } | undefined)?.enable === true,
        alternativeHosts: String(settings.alternative_hosts ?? '')
          .split(';')
          .filter(Boolean),
      }
      if (kind === 'webinar') return both
      const rooms = groups?.enable ? (groups.rooms ?? []) : []
      return {
        ...both,
        lobby: settings.waiting_room === true,
        muteOnEntry: settings.mute_upon_entry === true,
        breakoutGroups: rooms.map(({ name, participants }) => ({ name, people: participants })),
      }
    },
    set(id, options) {
      const { lobby, muteOnEntry, recording, interpretation, passcode, alternativeHosts, breakoutGroups } =
        options
      simulator.setRoom(id, {
        ...(passcode !== undefined && { password: passcode }),
        settings: {
          ...(lobby !== undefined && { waiting_room: lobby }),
          ...(muteOnEntry !== undefined && { mute_upon_entry: muteOnEntry }),
          ...(recording !== undefined && { auto_recording: recording ? 'local' : 'none' }),
          ...(interpretation !== undefined && { language_interpretation: { enable: interpretation } }),
          ...(alternativeHosts && {
            alternative_hosts: alternativeHosts.map(({ email }) => email).join(','),
          }),
          ...(breakoutGroups && { breakout_room: { enable: breakoutGroups.length > 0 } }),
        },
      })
    },
    lock: {
      option: 'recording',
      set: (isLocked) => simulator.lock(isLocked ? ['auto_recording'] : []),
    },
  }
}

describe(`the contract on the Zoom simulator, with ${ZOOM_HOST}`, () => {
  describeProvider('Zoom Meetings', () => start('meeting'))
  describeProvider('Zoom Webinars', () => start('webinar'))
})
