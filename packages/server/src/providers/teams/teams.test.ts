import { afterEach, describe, expect, it } from 'vitest'
import { startTeams, TEAMS_ORGANIZER, type TestTeams } from '../../../test/test-teams.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { ConferencingProvider, KeptRooms } from '../provider.ts'

const SPEC: RoomSpec = {
  ...{ subject: 'Day 1', description: 'Bring shoes', timeZone: 'Europe/Rome' },
  ...{ startsAt: '2026-11-25T09:00:00.000Z', endsAt: '2026-11-25T10:00:00.000Z' },
}
const SPAN = { from: new Date('2026-11-24T06:00:00Z'), to: new Date('2026-11-24T07:00:00Z') }

const started: TestTeams[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((teams) => teams.close()))
})

async function tenant(behavior: Parameters<typeof startTeams>[0] = {}) {
  const teams = await startTeams(behavior)
  started.push(teams)
  const provider = teams.app.sessionTypes.get('meeting') as ConferencingProvider // it has one
  return { ...teams, provider, rooms: provider.rooms as KeptRooms }
}

async function gathered<T>(pages: AsyncIterable<T> | undefined): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages ?? []) all.push(page)
  return all
}

const state = ({ simulator }: TestTeams) => simulator.state().meetings

describe('a meeting', () => {
  it('that is not found yet after it was made is made again, and is the same', async () => {
    const teams = await tenant({ readLagSeconds: 5 })
    const make = () => teams.rooms.createRoom(teams.connection, SPEC, 'r00m', {})
    await expect(make()).rejects.toMatchObject({ kind: 'unavailable', outcomeUnknown: true })
    teams.simulator.advance(6000)
    const { key } = await make()
    expect(state(teams).map(({ id }) => id)).toEqual([key])
  })

  it('lets everybody in at once, and stays as somebody sets it afterwards', async () => {
    const teams = await tenant()
    const { key } = await teams.rooms.createRoom(teams.connection, SPEC, 'r00m', {})
    const settings = () => state(teams)[0]?.settings
    expect(settings()).toMatchObject({
      ...{ lobbyBypassSettings: { scope: 'everyone' }, allowParticipantsToChangeName: false },
    })
    const { connection } = teams
    teams.simulator.changeMeeting(key, { settings: { lobbyBypassSettings: { scope: 'organizer' } } })
    await teams.rooms.updateRoom(connection, key, { ...SPEC, subject: 'Day 2' }, 'r00m', {})
    expect(state(teams)).toMatchObject([
      { subject: 'Day 2', settings: { lobbyBypassSettings: { scope: 'organizer' } } },
    ])
  })

  it('is changed by what differs alone, and not at all where nothing does', async () => {
    const { rooms, connection, simulator } = await tenant()
    const { key } = await rooms.createRoom(connection, SPEC, 'r00m', {})
    const patches = () => simulator.requests.byRoute['PATCH /v1.0/users/:user/onlineMeetings/:meeting'] ?? 0
    const before = patches()
    await rooms.updateRoom(connection, key, SPEC, 'r00m', {})
    expect(patches()).toBe(before)
  })

  it('is led by its organizer and co-organizers, by their sign-in name or key', async () => {
    const teams = await tenant()
    const { provider, connection, rooms } = teams
    const { key } = await rooms.createRoom(connection, SPEC, 'r00m', {})
    const needs = async (email: string) => {
      const somebody = { id: 'p', email, firstName: 'A', lastName: 'B', language: 'en', userKey: undefined }
      return (await provider.start?.startLinks(connection, { key, spec: SPEC }, somebody, {}))?.needs
    }
    expect(await needs(TEAMS_ORGANIZER.toUpperCase())).toBe('own-sign-in')
    teams.simulator.addUser({ mail: 'piet@teams.example', displayName: 'Piet' })
    const host = { id: 'p', email: 'piet@teams.example', firstName: 'P', lastName: 'P', userKey: undefined }
    const nobody = { ...host, email: 'ivo@x.example' }
    const ordered = { ...SPEC, options: { alternativeHosts: [host, nobody] } }
    expect(await rooms.updateRoom(connection, key, ordered, 'r00m', {})).toMatchObject({ refused: [] })
    expect(await needs('piet@teams.example')).toBe('own-sign-in')
    expect(await needs('ivo@x.example')).toBe('organizer-sign-in')
  })
})

describe('reports', () => {
  it('are of runs that are over alone, and tell calls and the organizer apart', async () => {
    const teams = await tenant({ reportDelaySeconds: 0 })
    const { provider, connection, rooms, simulator } = teams
    const { key: meetingId } = await rooms.createRoom(connection, SPEC, 'r00m', {})
    const stays = [{ from: '2026-11-24T06:05:00Z', to: '2026-11-24T06:30:00Z' }]
    simulator.playRun({
      ...{ meetingId, startedAt: '2026-11-24T06:05:00Z', endedAt: '2026-11-24T06:30:00Z' },
      participants: [
        { name: 'Olga Organizer', email: TEAMS_ORGANIZER, role: 'Organizer', stays },
        { name: '+39 055 123456', stays },
        { name: 'Lea', stays: [...stays, { from: '2026-11-24T06:31:00Z', to: '2026-11-24T06:40:00Z' }] },
      ],
    })
    const pages = await gathered(provider.attendance?.readReports(connection, meetingId, SPAN, {}))
    const told = pages.flatMap((page) => page.stays).map(({ name, kind, isHost }) => [name, kind, isHost])
    expect(told).toEqual([
      ...[
        ['Olga Organizer', 'main', true],
        ['+39 055 123456', 'phone', false],
      ],
      ...[
        ['Lea', 'main', false],
        ['Lea', 'main', false],
      ],
    ])
  })

  it('of a meeting that has expired are none, and those that an administrator switched off are withheld', async () => {
    const { provider, connection, rooms, simulator } = await tenant({ attendanceReports: 'refused' })
    const { key } = await rooms.createRoom(connection, SPEC, 'r00m', {})
    const read = () => gathered(provider.attendance?.readReports(connection, key, SPAN, {}))
    await expect(read()).rejects.toMatchObject({ finding: 'account-scope-missing' })
    simulator.removeMeeting(key)
    expect(await read()).toEqual([])
  })
})

it('leaves recordings where they are, unless the account fetches them', async () => {
  const { provider, connection, rooms, simulator } = await tenant({ recordingDelaySeconds: 0 })
  const { key: meetingId } = await rooms.createRoom(connection, SPEC, 'r00m', {})
  const run = { meetingId, startedAt: '2026-11-24T06:05:00Z', endedAt: '2026-11-24T06:30:00Z' }
  simulator.playRun({ ...run, participants: [], isRecorded: true })
  const list = async (recordings: string) => {
    const settings = { ...connection.settings, recordings }
    const all = provider.recordings?.listRecordings({ ...connection, settings }, meetingId, SPAN, {})
    return (await gathered(all)).flat()
  }
  expect(await list('left')).toEqual([])
  expect(await list('fetched')).toMatchObject([{ hasFile: true, hasTranscript: false }])
})
