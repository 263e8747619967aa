import { type Simulator, startSimulator } from '@lectern/room-simulators/teams'
import type { ServiceCall, ServiceOptions } from '@lectern/service-calls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requestToken, Teams, type TeamsUser } from './index.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')
const MEETING = {
  ...{ externalId: 'event-1', subject: 'Day 1' },
  ...{ startsAt: new Date('2026-12-01T09:00:00Z'), endsAt: new Date('2026-12-01T10:00:00Z') },
}

let simulator: Simulator
let organizer: string
let token: string
let calls: ServiceCall[] = []

beforeAll(async () => {
  simulator = await startSimulator({
    ...{ port: 0, clock: () => NOW },
    behavior: { requestsPerSecond: 1000, pageSize: 2, reportDelaySeconds: 0, recordingDelaySeconds: 0 },
  })
})
afterAll(() => simulator.close())
beforeEach(async () => {
  simulator.reset()
  simulator.addApp({ clientId: 'client', clientSecret: 'secret' })
  organizer = simulator.addUser({ mail: 'Olga@Teams.example', displayName: 'Olga Organizer' }).id
  token = (await ask()).accessToken
  calls = []
})

const ask = (fields: object = {}) =>
  requestToken({
    ...{ loginUrl: simulator.url, graphUrl: 'https://graph.microsoft.com' },
    ...{ tenantId: simulator.state().tenantId, clientId: 'client', clientSecret: 'secret', ...fields },
  })

const teams = (options: Partial<ServiceOptions> = {}) =>
  new Teams({
    apiUrl: simulator.url,
    accessToken: async () => token,
    onCall: (call) => calls.push(call),
    ...options,
  })

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const rows: T[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

describe('a token', () => {
  it('says for how long it is good, and what it allows', async () => {
    expect(await ask()).toMatchObject({ expiresInSeconds: 3599 })
    expect((await ask()).permissions).toContain('OnlineMeetings.ReadWrite.All')
    simulator.setApp('client', { isConsented: false })
    expect((await ask()).permissions).toEqual([])
  })

  it.each([
    ['a wrong secret', { clientSecret: 'other' }, 'AADSTS7000215'],
    ['an unknown app', { clientId: 'other' }, 'AADSTS700016'],
    ['an unknown tenant', { tenantId: 'other' }, 'AADSTS90002'],
  ])('is refused for %s', async (_what, fields, code) => {
    await expect(ask(fields)).rejects.toMatchObject({ name: 'TeamsError', kind: 'unauthorized', code })
  })

  it('that can’t be had now says so', async () => {
    simulator.failNext({
      match: { path: '/oauth2' },
      action: { status: 503, headers: { 'retry-after': '9' } },
    })
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable', retryAfterMs: 9000 })
    simulator.failNext({ match: { path: '/oauth2' }, action: { body: '<html>' } })
    await expect(ask()).rejects.toMatchObject({ kind: 'unexpected-response' })
  })
})

describe('meetings', () => {
  it('are made once, changed, read and deleted', async () => {
    const made = await teams().createOrGet(organizer, MEETING)
    expect(await teams().createOrGet(organizer, MEETING)).toEqual(made)
    expect(made).toMatchObject({ subject: 'Day 1', externalId: 'event-1', startsAt: MEETING.startsAt })
    const times = { startsAt: new Date('2026-12-02T09:00:00Z'), endsAt: new Date('2026-12-02T10:00:00Z') }
    const settings = { lobbyBypassSettings: { scope: 'everyone' } }
    const piet = simulator.addUser({ mail: 'piet@teams.example' }).id
    await teams().update(organizer, made.id, {
      times,
      settings,
      attendees: [{ userId: piet, upn: '', role: 'coorganizer' }],
    })
    expect(await teams().get(organizer, made.id)).toMatchObject({
      ...{ ...times, lobbyBypass: 'everyone', joinUrl: made.joinUrl, subject: 'Day 1' },
      attendees: [{ userId: piet, role: 'coorganizer' }],
    })
    expect(await teams().findByLink(organizer, made.joinUrl ?? '')).toMatchObject([{ id: made.id }])
    await teams().delete(organizer, made.id)
    await expect(teams().get(organizer, made.id)).rejects.toMatchObject({ kind: 'not-found', code: '3004' })
    await expect(teams().findByLink(organizer, 'https://x')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('of an organizer without an access policy are refused by name, and not tried again', async () => {
    simulator.setApp('client', { policy: {} })
    const failed = teams({ onUnauthorized: async () => 'another' }).createOrGet(organizer, MEETING)
    await expect(failed).rejects.toMatchObject({ kind: 'forbidden', policyMissing: true, status: 403 })
    expect(calls).toHaveLength(1)
  })

  it('are tried with a newer token where a permission is missing', async () => {
    simulator.setApp('client', { permissions: [] })
    token = (await ask()).accessToken
    simulator.setApp('client', { permissions: ['OnlineMeetings.ReadWrite.All'] })
    const made = await teams({ onUnauthorized: async () => (await ask()).accessToken }).createOrGet(
      organizer,
      MEETING,
    )
    expect(made.subject).toBe('Day 1')
    expect(calls.map(({ status }) => status)).toEqual([403, 201])
  })

  it('are made after a short wait where too many calls were made, and not after a long one', async () => {
    const match = { path: 'createOrGet$' }
    simulator.failNext({ match, action: { status: 429 } })
    expect((await teams().createOrGet(organizer, MEETING)).subject).toBe('Day 1')
    simulator.failNext({ match, action: { body: '{}', status: 429, headers: { 'retry-after': '600' } } })
    await expect(teams().createOrGet(organizer, MEETING)).rejects.toMatchObject({
      ...{ kind: 'rate-limited', retryAfterMs: 600_000, outcomeUnknown: false },
    })
  })

  it('whose answer is lost may be there', async () => {
    simulator.failNext({ match: { path: 'createOrGet$' }, action: { drop: 'after' } })
    await expect(teams().createOrGet(organizer, MEETING)).rejects.toMatchObject({
      ...{ kind: 'unavailable', outcomeUnknown: true },
    })
    expect(simulator.state().meetings).toHaveLength(1)
  })

  it.each(['', '.', '..'])('have no key %j', (key) => {
    expect(() => teams().get(organizer, key)).toThrow(TypeError)
  })
})

describe('lists', () => {
  it('of users come in pages, without those who are off', async () => {
    for (const name of ['a', 'b', 'c'])
      simulator.addUser({ mail: `${name}@teams.example`, hasTeams: name !== 'b' })
    simulator.addUser({ mail: 'gone@teams.example', isEnabled: false })
    const users: TeamsUser[] = []
    for (let token: string | undefined, page = 0; page === 0 || token; page++) {
      const { users: some, next } = await teams().users(token)
      users.push(...some)
      token = next
    }
    expect(calls).toHaveLength(2)
    expect(users.map(({ email, hasTeams }) => `${email} ${hasTeams}`)).toEqual([
      ...['olga@teams.example true', 'a@teams.example true', 'b@teams.example false', 'c@teams.example true'],
    ])
  })

  it('of who was there come in pages, of each run', async () => {
    const { id: meetingId } = await teams().createOrGet(organizer, MEETING)
    const stays = [{ from: NOW, to: NOW + 60_000 }]
    const people = ['Ada', 'Bo', 'Cy'].map((name) => ({ name, stays }))
    const olga = { name: 'Olga', email: 'olga@teams.example', role: 'Organizer' as const, stays }
    simulator.playRun({ meetingId, startedAt: NOW, endedAt: NOW + 60_000, participants: [olga, ...people] })
    simulator.advance(60_000)
    const texts: string[] = []
    const onText = (text: string) => void texts.push(text)
    const [report] = await all(teams().reports(organizer, meetingId))
    const rows = await all(teams().records(organizer, meetingId, report?.id ?? '', { onText }))
    expect(rows).toHaveLength(4)
    expect(texts).toHaveLength(2)
    expect(rows[0]).toMatchObject({ userId: organizer, role: 'Organizer', email: 'olga@teams.example' })
    expect(rows[3]).toMatchObject({
      ...{ userId: '', email: '', name: 'Cy' },
      stays: [{ joinedAt: new Date(NOW), leftAt: new Date(NOW + 60_000) }],
    })
  })

  it('never take the token to another address', async () => {
    const page = { value: [], '@odata.nextLink': 'https://elsewhere.example/v1.0/users' }
    simulator.failNext({ match: { path: 'attendanceReports$' }, action: { body: JSON.stringify(page) } })
    await expect(all(teams().reports(organizer, 'm'))).rejects.toMatchObject({ kind: 'unexpected-response' })
  })
})

it('says where films and transcripts are', async () => {
  const { id: meetingId } = await teams().createOrGet(organizer, MEETING)
  const run = { meetingId, startedAt: NOW, endedAt: NOW, participants: [] }
  simulator.playRun({ ...run, isRecorded: true, transcript: 'WEBVTT\n' })
  const [film] = await all(teams().recordings('recordings', organizer, meetingId))
  const [text] = await all(teams().recordings('transcripts', organizer, meetingId))
  expect(text?.callId).toBe(film?.callId)
  const url = teams().contentUrl('transcripts', organizer, meetingId, text?.id ?? '')
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  expect(await answer.text()).toBe('WEBVTT\n')
})
