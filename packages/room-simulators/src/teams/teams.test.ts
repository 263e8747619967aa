import { afterEach, describe, expect, it } from 'vitest'
import { type Behavior, type Simulator, startSimulator } from './index.ts'
import type { State } from './model.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')
const HOUR = 3_600_000
const TIMES = { startDateTime: '2026-12-01T09:00:00Z', endDateTime: '2026-12-01T10:00:00Z' }

const started: Simulator[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((simulator) => simulator.close()))
})

/** A tenant with an app and an organizer, and calls with its token. */
async function tenant(behavior: Partial<Behavior> = {}, dataDir?: string) {
  const simulator = await startSimulator({
    ...{ port: 0, control: true, clock: () => NOW },
    ...(dataDir ? { dataDir } : {}),
    behavior: { reportDelaySeconds: 0, recordingDelaySeconds: 0, requestsPerSecond: 1000, ...behavior },
  })
  started.push(simulator)
  const olga = simulator.addUser({ mail: 'olga@teams.example', displayName: 'Olga Organizer' })
  const app = simulator.addApp()
  let token = await tokenOf(simulator, app)
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(path.startsWith('http') ? path : `${simulator.url}/v1.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined }
  }
  const meetings = `/users/${olga.id}/onlineMeetings`
  return {
    ...{ simulator, olga, app, call, meetings },
    create: (externalId: string, fields: object = {}) =>
      call('POST', `${meetings}/createOrGet`, { externalId, subject: 'Day 1', ...TIMES, ...fields }),
    at: (id: string, rest = '') => `${meetings}/${encodeURIComponent(id)}${rest}`,
    async renew() {
      token = await tokenOf(simulator, app)
    },
  }
}

async function askToken(simulator: Simulator, tenantId: string, fields: Record<string, string>) {
  const body = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default', ...fields }
  const answer = await fetch(`${simulator.url}/${tenantId}/oauth2/v2.0/token`, {
    ...{ method: 'POST', body: new URLSearchParams(body) },
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function tokenOf(simulator: Simulator, { clientId, clientSecret }: State['apps'][number]) {
  const fields = { client_id: clientId, client_secret: clientSecret }
  return String((await askToken(simulator, simulator.tenantId, fields)).body.access_token)
}

describe('tokens', () => {
  it('are given for an hour, and tell the permissions that were consented to', async () => {
    const { simulator, app } = await tenant()
    const right = { client_id: app.clientId, client_secret: app.clientSecret }
    const { status, body } = await askToken(simulator, simulator.tenantId, right)
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3599 } })
    const [, claims = ''] = String(body.access_token).split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString()).roles).toContain('User.Read.All')
    simulator.setApp(app.clientId, { isConsented: false })
    const { body: without } = await askToken(simulator, simulator.tenantId, right)
    const [, bare = ''] = String(without.access_token).split('.')
    expect(JSON.parse(Buffer.from(bare, 'base64url').toString())).not.toHaveProperty('roles')
  })

  it.each<[string, number, (app: State['apps'][number]) => Record<string, string>, string?]>([
    ['a tenant that is not there', 90002, () => ({}), 'contoso'],
    ['an app that is not there', 700016, () => ({ client_id: 'nobody' })],
    ['a wrong secret', 7000215, ({ clientId }) => ({ client_id: clientId, client_secret: 'wrong' })],
  ])('are refused for %s, by its code', async (_what, code, fields, tenantId) => {
    const { simulator, app } = await tenant()
    const { body } = await askToken(simulator, tenantId ?? simulator.tenantId, fields(app))
    expect(body).toMatchObject({ error_codes: [code] })
    expect(body.error_description).toContain(`AADSTS${code}: `)
  })

  it('are refused for a secret that has ended', async () => {
    const { simulator, app } = await tenant()
    simulator.setApp(app.clientId, { secretEndsAt: NOW })
    const fields = { client_id: app.clientId, client_secret: app.clientSecret }
    const { status, body } = await askToken(simulator, simulator.tenantId, fields)
    expect({ status, codes: body.error_codes }).toEqual({ status: 401, codes: [7000222] })
  })

  it('end, and are dead when they are revoked', async () => {
    const { simulator, call, olga } = await tenant()
    expect((await call('GET', `/users/${olga.id}`)).status).toBe(200)
    simulator.advance(3599 * 1000)
    const { status, body } = await call('GET', `/users/${olga.id}`)
    expect({ status, code: body.error.code }).toEqual({ status: 401, code: 'InvalidAuthenticationToken' })
  })
})

describe('who may', () => {
  it('needs a permission for each route, which is named', async () => {
    const { simulator, app, call, create, renew, olga } = await tenant()
    simulator.setApp(app.clientId, { permissions: ['OnlineMeetingArtifact.Read.All'] })
    expect((await create('a')).status).toBe(201) // tokens keep what they had
    await renew()
    const { status, body } = await create('b')
    expect(status).toBe(403)
    expect(body.error.message).toContain("'OnlineMeetings.ReadWrite.All'")
    expect((await call('GET', `/users/${olga.id}`)).body.error.code).toBe('Authorization_RequestDenied')
  })

  it('needs an access policy for each organizer, which takes its time', async () => {
    const { simulator, app, create, olga } = await tenant({ policyDelayMinutes: 30 })
    simulator.setApp(app.clientId, { policy: {} })
    const { status, body } = await create('a')
    expect(status).toBe(403)
    expect(body.error.message).toMatch(/^No application access policy found for this app/)
    simulator.grantPolicy(app.clientId, olga.id)
    expect((await create('a')).status).toBe(403)
    simulator.advance(HOUR / 2)
    expect((await create('a')).status).toBe(201)
  })

  it('is a user with Teams, called by their object id', async () => {
    const { simulator, call, create, meetings } = await tenant()
    const byName = meetings.replace(/users\/[^/]+/, 'users/olga@teams.example')
    expect((await call('POST', `${byName}/createOrGet`, { externalId: 'a' })).status).toBe(404)
    simulator.setUser('olga@teams.example', { hasTeams: false })
    expect((await create('a')).status).toBe(404)
  })

  it('asks no more often than is allowed, and is told for how long to wait', async () => {
    const { call, olga, simulator } = await tenant({ requestsPerSecond: 2, retryAfterSeconds: 7 })
    const answers = await Promise.all(Array.from({ length: 6 }, () => call('GET', `/users/${olga.id}`)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.headers.get('retry-after')).toBe('7')
    expect(simulator.requests.rateLimited).toBe(refused.length)
  })
})

describe('meetings', () => {
  it('are made once for an id of the caller’s', async () => {
    const { create, simulator } = await tenant()
    const first = await create('event-1')
    const again = await create('event-1', { subject: 'Another' })
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual(first.body)
    expect(first.body).toMatchObject({
      ...{ externalId: 'event-1', subject: 'Day 1', startDateTime: '2026-12-01T09:00:00.0000000Z' },
      joinWebUrl: expect.stringContaining('/l/meetup-join/'),
    })
    expect(simulator.state().meetings).toHaveLength(1)
  })

  it('are not listed, and found by their link alone', async () => {
    const { call, meetings, create } = await tenant()
    const { body } = await create('a')
    expect((await call('GET', meetings)).body.error.message).toMatch(/^Filter expression expected/)
    const find = (link: string) =>
      call('GET', `${meetings}?$filter=${encodeURIComponent(`JoinWebUrl eq '${link}'`)}`)
    expect((await find(body.joinWebUrl)).body.value).toMatchObject([{ id: body.id }])
    expect((await find('https://x')).body.error.message).toMatch(/^3004:/)
  })

  it('keep their id and link when they change, and their times change together', async () => {
    const { call, create, at } = await tenant()
    const { body } = await create('a')
    const half = await call('PATCH', at(body.id), { startDateTime: '2026-12-02T09:00:00Z' })
    expect(half.status).toBe(400)
    const moved = { startDateTime: '2026-12-02T09:00:00Z', endDateTime: '2026-12-02T10:00:00Z' }
    const whole = await call('PATCH', at(body.id), { ...moved, allowedPresenters: 'organizer' })
    expect(whole.body).toMatchObject({
      ...{ id: body.id, joinWebUrl: body.joinWebUrl, allowedPresenters: 'organizer' },
      startDateTime: '2026-12-02T09:00:00.0000000Z',
    })
    expect((await call('PATCH', at(body.id), whole.body)).status).toBe(400)
  })

  it('have co-organizers of the directory alone, as a list that is replaced', async () => {
    const { call, create, at, simulator } = await tenant()
    const { body } = await create('a')
    const piet = simulator.addUser({ mail: 'piet@teams.example', displayName: 'Piet' })
    const sent = (id: string) =>
      call('PATCH', at(body.id), {
        participants: { attendees: [{ identity: { user: { id } }, role: 'coorganizer' }] },
      })
    expect((await sent('nobody')).status).toBe(400)
    expect((await sent(piet.id)).body.participants.attendees).toMatchObject([{ role: 'coorganizer' }])
    const none = await call('PATCH', at(body.id), { participants: { attendees: [] } })
    expect(none.body.participants.attendees).toEqual([])
  })

  it('are gone once they were deleted, or are long over', async () => {
    const { call, create, at, simulator } = await tenant({ meetingLifeDays: 4, tokenSeconds: 40 * 24 * 3600 })
    const { body } = await create('a')
    const { body: other } = await create('b')
    expect((await call('DELETE', at(body.id))).status).toBe(204)
    expect((await call('DELETE', at(body.id))).status).toBe(404)
    expect((await create('a')).body.id).not.toBe(body.id)
    expect((await call('GET', at(other.id))).status).toBe(200)
    simulator.advance(12 * 24 * HOUR)
    expect((await call('GET', at(other.id))).body.error.message).toMatch(/^3004:/)
  })

  it('of a month are bounded for an organizer', async () => {
    const { create } = await tenant({ meetingsPerMonth: 1 })
    expect((await create('a')).status).toBe(201)
    expect((await create('b')).status).toBe(429)
    expect((await create('a')).status).toBe(200)
  })
})

describe('reports', () => {
  const stay = { from: NOW, to: NOW + HOUR }

  it('come for each run, with a row for each person, in pages', async () => {
    const { call, create, at, simulator } = await tenant({ pageSize: 2 })
    const { body } = await create('a')
    const play = (startedAt: number, names: string[]) =>
      simulator.playRun({
        ...{ meetingId: body.id, startedAt, endedAt: startedAt + HOUR },
        participants: names.map((name) => ({ name, stays: [stay] })),
      })
    const first = play(NOW - 4 * HOUR, ['Ada', 'Bo', 'Cy'])
    play(NOW - 2 * HOUR, [])
    const reports = (await call('GET', at(body.id, '/attendanceReports'))).body.value
    expect(reports).toMatchObject([{ totalParticipantCount: 0 }, { totalParticipantCount: 3, id: first.id }])
    const page = await call('GET', at(body.id, `/attendanceReports/${first.id}/attendanceRecords`))
    expect(page.body.value).toHaveLength(2)
    const rest = await call('GET', page.body['@odata.nextLink'])
    expect(rest.body.value).toMatchObject([
      {
        ...{ emailAddress: null, totalAttendanceInSeconds: 3600, role: 'Attendee' },
        identity: { id: null, displayName: 'Cy' },
        attendanceIntervals: [{ joinDateTime: '2026-11-24T08:00:00.0000000Z', durationInSeconds: 3600 }],
      },
    ])
    expect(rest.body).not.toHaveProperty('@odata.nextLink')
  })

  it('can be switched off', async () => {
    const { call, create, at, simulator } = await tenant()
    const { body } = await create('a')
    simulator.withholdReports(true)
    expect((await call('GET', at(body.id, '/attendanceReports'))).status).toBe(403)
  })

  it('have nobody in them while a run goes on', async () => {
    const { call, create, at, simulator, olga } = await tenant()
    const { body } = await create('a')
    await presence(simulator, body.joinWebUrl, { user: olga.id })
    const [report] = (await call('GET', at(body.id, '/attendanceReports'))).body.value
    expect(report).toMatchObject({ meetingEndDateTime: null, totalParticipantCount: 0 })
    simulator.advance(60_000) // the page is not heard of any more
    const [after] = (await call('GET', at(body.id, '/attendanceReports'))).body.value
    expect(after).toMatchObject({ id: report.id, totalParticipantCount: 1 })
  })
})

async function presence(simulator: Simulator, joinWebUrl: string, me: object) {
  const thread = decodeURIComponent(new URL(joinWebUrl).pathname.split('/')[3] ?? '')
  const answer = await fetch(`${simulator.url}/room/_presence`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ thread, ...me }),
  })
  return (await answer.json()) as { state: string; participantId?: string; buttons?: Record<string, string> }
}

describe('the page of a meeting', () => {
  it('has people without an account wait, unless the meeting lets everybody in', async () => {
    const { call, create, at, simulator, olga } = await tenant()
    const { body } = await create('a')
    expect((await presence(simulator, body.joinWebUrl, { name: 'Ada' })).state).toBe('waiting')
    const host = await presence(simulator, body.joinWebUrl, { user: olga.id })
    expect(host.buttons).toMatchObject({ admit: 'Admit Ada' })
    await call('PATCH', at(body.id), { lobbyBypassSettings: { scope: 'everyone' } })
    expect((await presence(simulator, body.joinWebUrl, { name: 'Bo' })).state).toBe('in')
  })

  it('asks for a name, or has people of the tenant sign in', async () => {
    const { create } = await tenant()
    const { body } = await create('a')
    const door = await (await fetch(body.joinWebUrl)).text()
    expect(door).toContain('Your name')
    expect(door).toContain('Continue as Olga Organizer')
    expect(await (await fetch(`${body.joinWebUrl}&name=Ada`)).text()).toContain('You are <b>Ada</b>')
  })
})

describe('recordings and transcripts', () => {
  it('are listed, and have contents that cost', async () => {
    const { call, create, at, simulator } = await tenant()
    const { body } = await create('a')
    const run = { meetingId: body.id, startedAt: NOW, endedAt: NOW + 1, participants: [] }
    simulator.playRun({ ...run, isRecorded: true, transcript: 'WEBVTT\n' })
    simulator.advance(2)
    const [film] = (await call('GET', at(body.id, '/recordings'))).body.value
    const [text] = (await call('GET', at(body.id, '/transcripts'))).body.value
    expect(text.callId).toBe(film.callId)
    expect(film.recordingContentUrl).toContain('/content')
    const poor = await tenant({ meteredContent: 'refused' })
    const { body: other } = await poor.create('a')
    poor.simulator.playRun({ ...run, meetingId: other.id, isRecorded: true })
    poor.simulator.advance(2)
    const [costly] = (await poor.call('GET', poor.at(other.id, '/recordings'))).body.value
    expect((await poor.call('GET', poor.at(other.id, `/recordings/${costly.id}/content`))).status).toBe(402)
  })
})
