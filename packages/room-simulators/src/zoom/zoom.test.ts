import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ALL_SCOPES, type Behavior, type Simulator, startSimulator } from './index.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let simulator: Simulator
let token: string

/** Calls that the simulator made, and how the endpoint answers them. */
const heard: { headers: IncomingHttpHeaders; body: string }[] = []
let answers: number[] = []
let secretToken = ''
let listener: Server
let endpoint: string

beforeAll(async () => {
  simulator = await start()
  listener = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      heard.push({ headers: request.headers, body })
      const { plainToken } = JSON.parse(body).payload
      if (plainToken === undefined) return response.writeHead(answers.shift() ?? 204).end()
      const encryptedToken = createHmac('sha256', secretToken).update(plainToken).digest('hex')
      response.end(JSON.stringify({ plainToken, encryptedToken }))
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/zoom`
})
afterAll(async () => {
  await simulator.close()
  listener.close()
})
beforeEach(async () => {
  simulator.reset()
  heard.length = 0
  answers = []
  await furnish(simulator)
})

function start(behavior: Partial<Behavior> = {}, dataDir?: string) {
  return startSimulator({
    port: 0,
    control: true,
    clock: () => NOW,
    behavior: { rateFactor: 100, ...behavior },
    ...(dataDir ? { dataDir } : {}),
  })
}

async function furnish(on: Simulator) {
  const app = on.addApp({ clientId: 'client', clientSecret: 'secret:with colon' })
  secretToken = app.secretToken
  on.addUser({ email: 'olga@zoom.example', firstName: 'Olga', lastName: 'O' })
  on.addUser({ email: 'bea@zoom.example', isLicensed: false, hasWebinars: false })
  token = (await tokenOf(on)).body.access_token
}

async function tokenOf(on = simulator, form: Record<string, string> = {}, secret = 'secret:with colon') {
  const answer = await fetch(`${on.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`client:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: on.accountId, ...form }),
  })
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

async function call(method: string, path: string, body?: object, on = simulator, bearer = token) {
  const answer = await fetch(`${on.url}/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
}

const MEETING = {
  topic: 'Safety at work',
  agenda: 'Bring your shoes.',
  type: 2,
  start_time: '2026-11-25T09:00:00Z',
  duration: 60,
  timezone: 'Europe/Rome',
  settings: { approval_type: 0, waiting_room: false, join_before_host: false, use_pmi: false },
}
const LEA = { email: 'lea@x.example', first_name: 'Lea', last_name: 'Learner' }

async function make(fields: object = {}, kind = 'meetings', on = simulator) {
  const { body } = await call(
    'POST',
    `/users/olga@zoom.example/${kind}`,
    { ...MEETING, type: kind === 'meetings' ? 2 : 5, ...fields },
    on,
  )
  return { ...body, id: String(body.id) }
}

describe('server-to-server OAuth', () => {
  it('gives a token for an hour, with its scopes and where to call', async () => {
    const { status, body } = await tokenOf()
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3600, api_url: simulator.url })
    expect(body.scope.split(' ')).toContain('meeting:write:meeting:admin')
    expect((await call('GET', '/users')).status).toBe(200)
    simulator.advance(HOUR)
    expect(await call('GET', '/users')).toMatchObject({ status: 401, body: { code: 124 } })
  })

  it.each([
    ['another secret', {}, 'other', 401, 'invalid_client'],
    ['another account', { account_id: 'nobody' }, undefined, 400, 'invalid_request'],
    ['another grant', { grant_type: 'client_credentials' }, undefined, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_name, form, secret, status, error) => {
    expect(await tokenOf(simulator, form, secret)).toMatchObject({ status, body: { error } })
  })

  it('names the scope that is missing, in the family of the app', async () => {
    simulator.setScopes(
      'client',
      ALL_SCOPES.filter((name) => name !== 'readMeeting'),
    )
    const { id } = await make()
    const { body } = await tokenOf()
    const answer = await call('GET', `/meetings/${id}`, undefined, simulator, body.access_token)
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 4711,
        message:
          'Invalid access token, does not contain scopes:[meeting:read:meeting, meeting:read:meeting:admin].',
      },
    })
  })

  it('has the classic family, too, which is coarser', async () => {
    const classic = await start({ scopeFamily: 'classic', expiresIn: 3599 })
    await furnish(classic)
    const { body } = await tokenOf(classic)
    expect(body.scope).toBe(
      'dashboard_meetings:read:admin meeting:read:admin meeting:write:admin recording:read:admin report:read:admin user:read:admin webinar:read:admin webinar:write:admin',
    )
    expect(body.expires_in).toBe(3599)
    await classic.close()
  })
})

describe('users', () => {
  it('are listed with their licence, and called by id or address, and never me', async () => {
    const { body } = await call('GET', '/users?status=active&page_size=1')
    expect(body).toMatchObject({ total_records: 2, users: [{ email: 'olga@zoom.example', type: 2 }] })
    const next = await call('GET', `/users?page_size=1&next_page_token=${body.next_page_token}`)
    expect(next.body).toMatchObject({ next_page_token: '', users: [{ email: 'bea@zoom.example', type: 1 }] })
    expect((await call('GET', `/users/${body.users[0].id}`)).body.email).toBe('olga@zoom.example')
    expect((await call('GET', '/users/me')).status).toBe(400)
    expect(await call('GET', '/users/nobody@x.example')).toMatchObject({ status: 404, body: { code: 1001 } })
    simulator.advance(15 * MINUTE)
    expect((await call('GET', `/users?next_page_token=${body.next_page_token}`)).status).toBe(400)
    expect((await call('GET', '/users?page_size=301')).status).toBe(400)
  })
})

describe.each(['meetings', 'webinars'])('%s', (kind) => {
  it('are made, read whole, listed without settings, changed with 204, and deleted', async () => {
    const made = await make({ agenda: 'a'.repeat(900) }, kind)
    expect(made).toMatchObject({ topic: 'Safety at work', start_time: '2026-11-25T09:00:00Z' })
    expect(made.join_url).toMatch(/\/j\/\d{11}\?pwd=/)
    const list = await call('GET', `/users/olga@zoom.example/${kind}?type=upcoming`)
    expect(list.body[kind]).toMatchObject([{ topic: 'Safety at work', agenda: 'a'.repeat(250) }])
    expect(list.body[kind][0]).not.toHaveProperty('settings')
    const patch = await call('PATCH', `/${kind}/${made.id}`, { topic: 'Day 2', settings: { unknown: 1 } })
    expect(patch).toMatchObject({ status: 204, body: undefined })
    const { body } = await call('GET', `/${kind}/${made.id}`)
    expect(body).toMatchObject({ topic: 'Day 2', join_url: made.join_url })
    expect(body.status).toBe(kind === 'meetings' ? 'waiting' : undefined)
    expect(body.settings).not.toHaveProperty('unknown')
    await call('PATCH', `/${kind}/${made.id}`, { password: 'other' })
    expect((await call('GET', `/${kind}/${made.id}`)).body.join_url).not.toBe(made.join_url)
    expect((await call('DELETE', `/${kind}/${made.id}`)).status).toBe(204)
    expect(await call('GET', `/${kind}/${made.id}`)).toMatchObject({ status: 404, body: { code: 3001 } })
    expect(await call('DELETE', `/${kind}/${made.id}`)).toMatchObject({ status: 404, body: { code: 3001 } })
  })

  it('are no rooms of the other kind', async () => {
    const { id } = await make({}, kind)
    const other = kind === 'meetings' ? 'webinars' : 'meetings'
    expect(await call('GET', `/${other}/${id}`)).toMatchObject({ status: 400, body: { code: 3000 } })
  })

  it('give registrants links, once each and never to hosts', async () => {
    const { id } = await make({}, kind)
    const path = `/${kind}/${id}/registrants`
    const first = await call('POST', path, LEA)
    expect(first).toMatchObject({ status: 201, body: { id: Number(id) } })
    expect(first.body.join_url).toMatch(/\/w\/\d+\?tk=/)
    const again = await call('POST', path, { ...LEA, email: 'LEA@x.example' })
    expect(again.body.registrant_id).toBe(first.body.registrant_id)
    expect(await call('POST', path, { ...LEA, email: 'olga@zoom.example' })).toMatchObject({
      status: 400,
      body: { code: 3027 },
    })
    expect((await call('POST', path, { ...LEA, first_name: '' })).status).toBe(400)
    expect((await call('POST', path, LEA)).status).toBe(201)
    const fourth = await call('POST', path, LEA)
    expect(fourth.status).toBe(429)
    expect(fourth.headers.get('retry-after')).toBe('2026-11-25T00:00:00Z')
    const page = await call('GET', `${path}?page_size=300`)
    expect(page.body.registrants).toMatchObject([{ id: first.body.registrant_id, status: 'approved' }])
    expect((await call('DELETE', `${path}/${first.body.registrant_id}`)).status).toBe(204)
    expect((await fetch(first.body.join_url)).status).toBe(404)
  })

  it('take thirty registrants at once, and no more', async () => {
    const { id } = await make({}, kind)
    const people = (count: number) => ({
      auto_approve: true,
      registrants: Array.from({ length: count }, (_, index) => ({ ...LEA, email: `l${index}@x.example` })),
    })
    expect((await call('POST', `/${kind}/${id}/batch_registrants`, people(31))).status).toBe(400)
    const { body } = await call('POST', `/${kind}/${id}/batch_registrants`, people(30))
    expect(new Set(body.registrants.map((one: { join_url: string }) => one.join_url)).size).toBe(30)
  })
})

describe('the rules of a room', () => {
  it.each([
    ['a topic of 201 characters', { topic: 'x'.repeat(201) }, 'topic'],
    ['an agenda of 2001', { agenda: 'x'.repeat(2001) }, 'agenda'],
    ['a passcode with a space', { password: 'a b' }, 'password'],
    ['a passcode of 11', { password: 'x'.repeat(11) }, 'password'],
    ['a zone that is none', { timezone: 'Europe/Atlantis' }, 'timezone'],
    ['a start that is none', { start_time: 'tomorrow' }, 'start_time'],
    ['a start with fractions', { start_time: '2026-11-25T09:00:00.000Z' }, 'start_time'],
    ['no duration', { duration: 0 }, 'duration'],
    ['an approval that is none', { settings: { approval_type: 7 } }, 'settings.approval_type'],
  ])('refuse %s', async (_name, fields, field) => {
    const answer = await call('POST', '/users/olga@zoom.example/meetings', { ...MEETING, ...fields })
    expect(answer).toMatchObject({ status: 400, body: { code: 300, errors: [{ field }] } })
  })

  it('read a start without a Z in the zone, also across a change of the clock', async () => {
    const winter = await make({ start_time: '2026-11-25T10:00:00' })
    expect(winter.start_time).toBe('2026-11-25T09:00:00Z')
    const summer = await make({ start_time: '2027-03-28T10:00:00' })
    expect(summer.start_time).toBe('2027-03-28T08:00:00Z')
  })

  it('give nobody without a licence registration, webinars or a part as alternative host', async () => {
    const made = await call('POST', '/users/bea@zoom.example/meetings', MEETING)
    expect(made.body.settings.approval_type).toBe(2)
    expect(await call('POST', `/meetings/${made.body.id}/registrants`, LEA)).toMatchObject({ status: 400 })
    expect(await call('POST', '/users/bea@zoom.example/webinars', { topic: 'x' })).toMatchObject({
      status: 400,
      body: { code: 200 },
    })
    const settings = { alternative_hosts: 'bea@zoom.example' }
    const answer = await call('POST', '/users/olga@zoom.example/meetings', { ...MEETING, settings })
    expect(answer).toMatchObject({ status: 400, body: { code: 1114 } })
  })

  it('let what the account locks win, in silence', async () => {
    const locking = await start({ lockedSettings: 'waiting_room' })
    await furnish(locking)
    const { id, settings } = await make({}, 'meetings', locking)
    expect(settings.waiting_room).toBe(true)
    const answer = await call('PATCH', `/meetings/${id}`, { settings: { waiting_room: false } }, locking)
    expect(answer.status).toBe(204)
    expect((await call('GET', `/meetings/${id}`, undefined, locking)).body.settings.waiting_room).toBe(true)
    await locking.close()
  })

  it('let one host make or change a hundred a day, from midnight to midnight', async () => {
    const few = await start({ hostDailyLimit: 3 })
    await furnish(few)
    const { id } = await make({}, 'meetings', few)
    await make({}, 'meetings', few)
    expect((await call('PATCH', `/meetings/${id}`, {}, few)).status).toBe(204)
    const over = await call('PATCH', `/meetings/${id}`, {}, few)
    expect(over).toMatchObject({ status: 429, body: { code: 429 } })
    expect(over.headers.get('retry-after')).toBe('2026-11-25T00:00:00Z')
    expect(over.headers.get('x-ratelimit-type')).toBe('Daily-limit')
    expect((await call('POST', '/users/bea@zoom.example/meetings', MEETING, few)).status).toBe(201)
    expect((await call('DELETE', `/meetings/${id}`, undefined, few)).status).toBe(204)
    few.advance(16 * HOUR)
    token = (await tokenOf(few)).body.access_token
    expect((await call('POST', '/users/olga@zoom.example/meetings', MEETING, few)).status).toBe(201)
    await few.close()
  })

  it('end a meeting’s number thirty days after its date', async () => {
    const { id } = await make()
    simulator.advance(32 * 24 * HOUR)
    token = (await tokenOf()).body.access_token
    expect(await call('GET', `/meetings/${id}`)).toMatchObject({ status: 404, body: { code: 3001 } })
  })
})

describe('rates', () => {
  it('refuse what is too fast, by weight, and say so in headers', async () => {
    const slow = await start({ plan: 'free', rateFactor: 1 })
    await furnish(slow)
    const all = await Promise.all([1, 2, 3, 4].map(() => call('GET', '/users', undefined, slow)))
    const refused = all.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.headers.get('x-ratelimit-category')).toBe('Medium')
    expect(refused[0]?.headers.get('x-ratelimit-reset')).toMatch(/^2026-11-24T/)
    await slow.close()
  })
})

describe('the rooms’ pages', () => {
  const presence = async (body: object) => {
    const answer = await fetch(`${simulator.url}/room/_presence`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return JSON.parse(await answer.text())
  }
  const zakIn = (url: string) => new URL(url).searchParams.get('zak') ?? ''
  const tkIn = (url: string) => new URL(url).searchParams.get('tk') ?? ''

  it('let the host in by a link of two hours, and learners by their own', async () => {
    const { id, start_url } = await make()
    const { body: lea } = await call('POST', `/meetings/${id}/registrants`, LEA)
    expect(await presence({ id, tk: tkIn(lea.join_url) })).toEqual({ state: 'waiting' })
    expect(await (await fetch(lea.join_url)).text()).toContain('Lea Learner')
    expect(await (await fetch(start_url)).text()).toContain('You are the host')
    const host = await presence({ id, zak: zakIn(start_url) })
    expect(host).toMatchObject({ state: 'in', people: ['Olga O (host)'] })
    expect((await call('GET', `/meetings/${id}`)).body.status).toBe('started')
    expect(await call('DELETE', `/meetings/${id}`)).toMatchObject({ status: 400, body: { code: 3038 } })
    const one = await presence({ id, tk: tkIn(lea.join_url) })
    const other = await presence({ id, tk: tkIn(lea.join_url) })
    expect(other.people).toEqual(['Olga O (host)', 'Lea Learner'])
    expect(await presence({ id, tk: tkIn(lea.join_url), participantId: one.participantId })).toEqual({
      state: 'moved',
    })
    simulator.advance(2 * HOUR)
    expect((await fetch(start_url)).status).toBe(403)
  })

  it('hold people in the waiting room until the host admits them, and report that as a row of its own', async () => {
    const { id, start_url } = await make({ settings: { ...MEETING.settings, waiting_room: true } })
    const { body: lea } = await call('POST', `/meetings/${id}/registrants`, LEA)
    const zak = zakIn(start_url)
    const host = await presence({ id, zak })
    const { state, participantId } = await presence({ id, tk: tkIn(lea.join_url) })
    expect(state).toBe('lobby')
    simulator.advance(10_000)
    const post = (path: string) =>
      fetch(`${simulator.url}/room/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, zak, participantId: host.participantId }),
      })
    await post('_admit')
    expect((await presence({ id, tk: tkIn(lea.join_url), participantId })).state).toBe('in')
    simulator.advance(20_000)
    await post('_end')
    expect((await presence({ id, tk: tkIn(lea.join_url), participantId })).state).toBe('ended')
    simulator.advance(MINUTE)
    const { body } = await call('GET', `/report/meetings/${id}/participants`)
    expect(
      body.participants.map((row: Record<string, unknown>) => [row.name, row.status, row.duration]),
    ).toEqual([
      ['Olga O', 'in_meeting', 30],
      ['Lea Learner', 'in_waiting_room', 10],
      ['Lea Learner', 'in_meeting', 20],
    ])
  })

  it('show a form of their own where somebody needs to register, and a passcode elsewhere', async () => {
    const registered = await make()
    expect(await (await fetch(registered.join_url)).text()).toContain('requires registration')
    const open = await make({ settings: { approval_type: 2, waiting_room: false } })
    expect((await fetch(`${simulator.url}/j/${open.id}`)).status).toBe(403)
    expect(await (await fetch(`${open.join_url}&name=Max`)).text()).toContain('You are <b>Max</b>')
  })
})

describe('what was held', () => {
  const played = (id: string, fields: object = {}) => ({
    id,
    startedAt: '2026-11-24T06:00:00Z',
    endedAt: '2026-11-24T07:00:00Z',
    participants: [
      {
        name: 'Lea Learner',
        email: 'lea@x.example',
        registrantId: 'r1',
        stays: [{ from: '2026-11-24T06:05:00Z', to: '2026-11-24T06:35:00Z' }],
      },
      { name: 'Anna', stays: [{ from: '2026-11-24T06:10:00Z', to: '2026-11-24T06:20:00Z' }] },
    ],
    ...fields,
  })

  it('is told by instances, each with a report of its own; a number is the last one', async () => {
    const { id } = await make()
    const first = simulator.play(played(id))
    simulator.play(
      played(id, { startedAt: '2026-11-24T07:10:00Z', endedAt: '2026-11-24T07:20:00Z', participants: [] }),
    )
    const { body } = await call('GET', `/past_meetings/${id}/instances`)
    expect(body.meetings.map((one: { start_time: string }) => one.start_time)).toEqual([
      '2026-11-24T06:00:00Z',
      '2026-11-24T07:10:00Z',
    ])
    const uuid = encodeURIComponent(encodeURIComponent(first.uuid))
    const report = await call('GET', `/report/meetings/${uuid}/participants?include_fields=registrant_id`)
    expect(report.body.participants).toMatchObject([
      { id: '', name: 'Lea Learner', user_email: 'lea@x.example', registrant_id: 'r1', duration: 1800 },
      { id: '', name: 'Anna', user_email: '', registrant_id: '' },
    ])
    const bare = await call('GET', `/report/meetings/${uuid}/participants`)
    expect(bare.body.participants[0]).not.toHaveProperty('registrant_id')
    expect((await call('GET', `/report/meetings/${id}/participants`)).body.participants).toEqual([])
  })

  it('is called by a text that is encoded twice where it has slashes', async () => {
    const awkward = await start({ awkwardUuids: true })
    await furnish(awkward)
    const { id } = await make({}, 'meetings', awkward)
    const { uuid } = awkward.play(played(id))
    expect(uuid).toMatch(/^\/.*\/\//)
    const once = encodeURIComponent(uuid)
    const twice = encodeURIComponent(once)
    expect((await call('GET', `/report/meetings/${once}/participants`, undefined, awkward)).status).toBe(404)
    expect((await call('GET', `/report/meetings/${twice}/participants`, undefined, awkward)).status).toBe(200)
    await awkward.close()
  })

  it('comes in pages, late, and in two parts', async () => {
    const { id } = await make()
    const now = (ms: number) => new Date(NOW + ms).toISOString()
    simulator.play(
      played(id, {
        endedAt: now(0),
        report: { outAt: now(MINUTE), grows: [{ until: now(10 * MINUTE), rows: 1 }] },
      }),
    )
    const report = (query = '') => call('GET', `/report/meetings/${id}/participants?page_size=1${query}`)
    expect(await report()).toMatchObject({ status: 404, body: { code: 3001 } })
    simulator.advance(MINUTE)
    expect((await report()).body).toMatchObject({ total_records: 1, next_page_token: '' })
    simulator.advance(10 * MINUTE)
    const first = await report()
    expect(first.body).toMatchObject({ total_records: 2, participants: [{ name: 'Lea Learner' }] })
    const second = await report(`&next_page_token=${first.body.next_page_token}`)
    expect(second.body.participants).toMatchObject([{ name: 'Anna' }])
  })

  it('is withheld without the scope, without a plan for it, and once the meeting is deleted', async () => {
    const { id } = await make()
    simulator.play(played(id))
    simulator.withholdReports('scope')
    expect(await call('GET', `/report/meetings/${id}/participants`)).toMatchObject({ body: { code: 4711 } })
    simulator.withholdReports('licence')
    expect(await call('GET', `/report/meetings/${id}/participants`)).toMatchObject({ body: { code: 200 } })
    simulator.withholdReports(undefined)
    await call('DELETE', `/meetings/${id}`)
    expect(await call('GET', `/report/meetings/${id}/participants`)).toMatchObject({ body: { code: 3001 } })
  })

  it('has recordings, whose files want a token and redirect', async () => {
    const { id } = await make()
    simulator.play(played(id))
    expect(await call('GET', `/meetings/${id}/recordings`)).toMatchObject({
      status: 404,
      body: { code: 3301 },
    })
    const { uuid } = simulator.play(played(id, { recording: { transcript: 'WEBVTT\n' } }))
    const asked = `/meetings/${encodeURIComponent(encodeURIComponent(uuid))}/recordings?include_fields=download_access_token&ttl=60`
    const { body } = await call('GET', asked)
    expect(body.recording_files.map((file: { file_type: string }) => file.file_type)).toEqual([
      'MP4',
      'TRANSCRIPT',
    ])
    const url = body.recording_files[0].download_url
    expect((await fetch(url)).status).toBe(401)
    const film = await fetch(url, { headers: { authorization: `Bearer ${body.download_access_token}` } })
    expect([film.status, film.redirected, film.headers.get('content-type')]).toEqual([200, true, 'video/mp4'])
    simulator.advance(2 * MINUTE)
    const late = await fetch(url, { headers: { authorization: `Bearer ${body.download_access_token}` } })
    expect(late.status).toBe(401)
    simulator.trashRecording(uuid)
    expect(await call('GET', asked)).toMatchObject({ body: { code: 3301 } })
  })

  it('has a recording that is not out yet: a count, and no files', async () => {
    const { id } = await make()
    simulator.play(played(id, { recording: { outAt: 'never' } }))
    const { body } = await call('GET', `/meetings/${id}/recordings`)
    expect(body).toMatchObject({ recording_count: 1, recording_files: [] })
  })
})

describe('webhooks', () => {
  const eventsHeard = () => heard.map(({ body }) => JSON.parse(body)).map(({ event }) => event)

  it('go to an endpoint that knows the secret, signed, and again every 72 hours', async () => {
    const right = secretToken
    secretToken = 'another'
    expect(await simulator.subscribe('client', endpoint)).toContain('did not prove itself')
    await make()
    await simulator.settled()
    expect(eventsHeard()).toEqual(['endpoint.url_validation'])
    secretToken = right
    expect(await simulator.subscribe('client', endpoint)).toBeUndefined()
    heard.length = 0
    const { id } = await make()
    await simulator.settled()
    const [made] = heard
    const body = JSON.parse(made?.body ?? '{}')
    expect(body).toMatchObject({ event: 'meeting.created', payload: { object: { id: Number(id) } } })
    const stamp = made?.headers['x-zm-request-timestamp']
    const expected = createHmac('sha256', secretToken).update(`v0:${stamp}:${made?.body}`).digest('hex')
    expect(made?.headers['x-zm-signature']).toBe(`v0=${expected}`)
    heard.length = 0
    simulator.advance(72 * HOUR)
    await simulator.settled()
    expect(eventsHeard()).toEqual(['endpoint.url_validation'])
  })

  it('are tried again after 5, 20 and 60 minutes, and then lost', async () => {
    await simulator.subscribe('client', endpoint, ['meeting.deleted'])
    const { id } = await make()
    heard.length = 0
    answers = [500, 302, 503, 500, 500]
    await call('DELETE', `/meetings/${id}`)
    const counts: number[] = []
    for (const minutes of [0, 4, 1, 20, 60, 600]) {
      simulator.advance(minutes * MINUTE)
      await simulator.settled()
      counts.push(heard.length)
    }
    expect(counts).toEqual([1, 1, 2, 3, 4, 4])
  })

  it('tell who came and went, what ended, and that a recording is out', async () => {
    await simulator.subscribe('client', endpoint)
    const { id } = await make()
    simulator.play({
      id,
      startedAt: NOW - HOUR,
      endedAt: NOW,
      participants: [],
      recording: { outAt: NOW + MINUTE },
    })
    await simulator.settled()
    expect(eventsHeard()).toContain('meeting.ended')
    expect(eventsHeard()).not.toContain('recording.completed')
    simulator.advance(MINUTE)
    await simulator.settled()
    await simulator.settled()
    expect(eventsHeard()).toContain('recording.completed')
    const ended = heard.map(({ body }) => JSON.parse(body)).find(({ event }) => event === 'meeting.ended')
    expect(ended.payload.object.id).toBe(id)
  })
})

describe('the simulator', () => {
  it('keeps what it knows in a folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'zoom-'))
    const first = await start({}, dataDir)
    await furnish(first)
    const { id } = await make({}, 'meetings', first)
    await first.close()
    const second = await start({}, dataDir)
    expect((await call('GET', `/meetings/${id}`, undefined, second)).body.topic).toBe('Safety at work')
    await second.close()
    rmSync(dataDir, { recursive: true })
  })

  it('shows the app with its credentials, and takes scopes and an endpoint there', async () => {
    const page = async () => (await fetch(`${simulator.url}/develop/apps/client`)).text()
    expect(await page()).toContain(simulator.accountId)
    await fetch(`${simulator.url}/develop/apps/client/scopes`, {
      method: 'POST',
      body: new URLSearchParams({ scope: 'listUsers' }),
    })
    expect((await tokenOf()).body.scope).toBe('user:read:list_users:admin')
    await fetch(`${simulator.url}/develop/apps/client/endpoint`, {
      method: 'POST',
      body: new URLSearchParams({ url: endpoint }),
    })
    expect(await page()).toContain('Validated')
  })

  it('fails as it is told', async () => {
    simulator.failNext({ match: { method: 'POST', path: '/v2/users/' }, action: { status: 503 } })
    expect((await call('POST', '/users/olga@zoom.example/meetings', MEETING)).status).toBe(503)
    expect((await call('POST', '/users/olga@zoom.example/meetings', MEETING)).status).toBe(201)
  })
})
