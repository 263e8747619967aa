import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantFor } from '../test/grant.ts'
import { type Simulator, startSimulator, type User } from './index.ts'

/** What programs by others do, and read, that ours does not. */

let simulator: Simulator
let admin: User
let colleague: User
let stranger: User
let token: string
const now = Date.parse('2026-11-24T08:00:00Z')

beforeAll(async () => {
  simulator = await startSimulator({
    port: 0,
    control: true,
    clock: () => now,
    behavior: { requestsPerSecond: 1000, recordingDelaySeconds: 0, reportDelaySeconds: 0 },
  })
  admin = simulator.addUser({ email: 'olga@goto.example', password: 'p', firstName: 'Olga', lastName: 'O' })
  colleague = simulator.addUser({ email: 'carl@goto.example', password: 'p' })
  simulator.putInAccount(colleague.key, admin.accountKey)
  stranger = simulator.addUser({ email: 'stan@other.example', password: 'p' })
  token = (await grantFor(simulator, admin)).accessToken
})
afterAll(() => simulator.close())

const FORM = 'application/x-www-form-urlencoded'

async function call(method: string, path: string, body?: unknown, contentType?: string) {
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
  return { status: response.status, text, body: isJson ? JSON.parse(text) : undefined }
}

const meeting = {
  subject: 'Ampère & Volta = 100 %',
  starttime: '2026-11-25T09:00:00Z',
  endtime: '2026-11-25T10:00:00Z',
  passwordrequired: false,
  conferencecallinfo: 'Hybrid',
  timezonekey: '',
  meetingtype: 'scheduled',
}
const webinar = {
  subject: 'Launch & more',
  description: 'D',
  times: [{ startTime: '2026-11-25T09:00:00Z', endTime: '2026-11-25T10:00:00Z' }],
}
const training = {
  name: 'Course & more',
  timeZone: 'Europe/Rome',
  times: [{ startDate: '2026-11-26T09:00:00Z', endDate: '2026-11-26T10:00:00Z' }],
}

describe.each([FORM, `${FORM}; charset=UTF-8`, 'text/plain', 'application/json;charset=utf-8', 'json', ''])(
  'JSON sent as “%s”',
  (contentType) => {
    it('is read as JSON by all three products, to make and to change', async () => {
      const made = await call('POST', '/G2M/rest/meetings', meeting, contentType)
      expect(made.status).toBe(201)
      const path = `/G2M/rest/meetings/${made.body[0].meetingid}`
      const changed = { ...meeting, subject: 'Changed & kept' }
      expect((await call('PUT', path, changed, contentType)).status).toBe(204)
      expect((await call('GET', path)).body[0].subject).toBe('Changed & kept')

      const organizer = `/G2W/rest/v2/organizers/${admin.key}/webinars`
      const { status, body } = await call('POST', organizer, webinar, contentType)
      expect(status).toBe(201)
      expect(
        (await call('PUT', `${organizer}/${body.webinarKey}`, { subject: 'Other' }, contentType)).status,
      ).toBe(202)
      const person = { firstName: 'Ada', lastName: 'L', email: 'ada@x.example' }
      expect(
        (await call('POST', `${organizer}/${body.webinarKey}/registrants`, person, contentType)).status,
      ).toBe(201)

      const trainings = `/G2T/rest/organizers/${admin.key}/trainings`
      const key = await call('POST', trainings, training, contentType)
      expect(key.status).toBe(201)
      const renamed = { name: 'Renamed', description: '' }
      expect(
        (await call('PUT', `${trainings}/${key.body}/nameDescription`, renamed, contentType)).status,
      ).toBe(204)
      expect((await call('DELETE', `${trainings}/${key.body}`)).status).toBe(204)
    })

    it('is refused when it is broken', async () => {
      expect((await call('POST', '/G2M/rest/meetings', '{"subject":', contentType)).status).toBe(400)
    })
  },
)

it('takes no form for JSON, and forms where OAuth has them', async () => {
  const form = new URLSearchParams({ subject: 'S' }).toString()
  expect((await call('POST', '/G2M/rest/meetings', form, FORM)).status).toBe(400)
  const refused = await call('POST', '/oauth/token', 'grant_type=refresh_token&client_id=&x=1&x=2', FORM)
  expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})

it('tells where its keys are, and that passwords sign nobody in', async () => {
  const { body } = await call('GET', '/.well-known/oauth-authorization-server')
  expect(body).toMatchObject({
    jwks_uri: `${simulator.url}/oauth/jwks.json`,
    client_id_metadata_document_supported: true,
  })
  expect((await call('GET', new URL(body.jwks_uri).pathname)).body).toEqual({ keys: [] })
  const client = simulator.addClient({ name: 'Old', redirectUris: ['https://x.example/'] })
  const answer = await fetch(`${simulator.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'password', username: admin.email, password: 'p' }),
  })
  expect([answer.status, await answer.json()]).toMatchObject([401, { error: 'invalid_client' }])
})

it('says since when somebody is there', async () => {
  expect((await call('GET', '/admin/rest/v1/me')).body.createTime).toBe('2026-11-24T08:00:00Z')
})

describe('an organizer in a path', () => {
  const range = 'fromTime=2026-11-01T00:00:00Z&toTime=2026-12-01T00:00:00Z'
  const dates = 'startDate=2026-11-01T00:00:00Z&endDate=2026-12-01T00:00:00Z'
  const pathsOf = (key: string) => [
    `/G2W/rest/v2/organizers/${key}/webinars?${range}`,
    `/G2W/rest/v2/organizers/${key}/insessionWebinars`,
    `/G2W/rest/v2/organizers/${key}/sessions?${range}`,
    `/G2M/rest/organizers/${key}/upcomingMeetings`,
    `/G2M/rest/organizers/${key}/historicalMeetings?${dates}`,
    `/G2M/rest/organizers/${key}/attendees?${dates}`,
    `/G2M/rest/organizers/${key}/meetings?scheduled=true`,
  ]
  const statuses = (key: string) =>
    Promise.all(pathsOf(key).map(async (path) => [path, (await call('GET', path)).status]))

  it('is oneself or, with the Admin scope, a colleague', async () => {
    for (const key of [admin.key, colleague.key])
      expect(await statuses(key)).toEqual(pathsOf(key).map((path) => [path, 200]))
  })

  it('of another account, or that nobody is, is not found', async () => {
    for (const key of [stranger.key, '42', admin.accountKey])
      expect(await statuses(key)).toEqual(pathsOf(key).map((path) => [path, 404]))
    const before = simulator.state().webinars.length
    const made = await call('POST', `/G2W/rest/v2/organizers/${stranger.key}/webinars`, webinar)
    expect([made.status, simulator.state().webinars.length]).toEqual([404, before])
    const doomed = await call('DELETE', `/G2M/rest/organizers/${stranger.key}/sessions/1`)
    expect(doomed.status).toBe(404)
  })

  it('owns what is made in their name', async () => {
    const { body } = await call('POST', `/G2W/rest/v2/organizers/${colleague.key}/webinars`, webinar)
    const made = simulator.state().webinars.find(({ webinarKey }) => webinarKey === body.webinarKey)
    expect(made?.organizerKey).toBe(colleague.key)
  })
})

it('limits the rate of the Admin API and of identity, too', async () => {
  const limited = await startSimulator({ port: 0, control: true, behavior: { requestsPerSecond: 5 } })
  try {
    const user = limited.addUser({ email: 'a@goto.example', password: 'p' })
    const { accessToken } = await grantFor(limited, user)
    for (const path of [
      '/admin/rest/v1/me',
      `/admin/rest/v1/accounts/${user.accountKey}/users`,
      '/identity/v1/Users/me',
    ]) {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () =>
          fetch(limited.url + path, { headers: { authorization: `Bearer ${accessToken}` } }),
        ),
      )
      expect([path, answers.some(({ status }) => status === 429)]).toEqual([path, true])
    }
  } finally {
    await limited.close()
  }
})

describe('the links of a recording', () => {
  const played = async (product: 'meeting' | 'webinar' | 'training', key: string) =>
    simulator.playRun({
      product,
      key,
      startedAt: now - 3_600_000,
      endedAt: now - 60_000,
      participants: [],
      recording: true,
    })
  const opens = async (url: string) => {
    const answer = await fetch(url)
    return [answer.status, answer.headers.get('content-type')?.split(';')[0]]
  }

  it('open a page, a film and a transcript, for all three products', async () => {
    const [made] = (await call('POST', '/G2M/rest/meetings', meeting)).body
    await played('meeting', String(made.meetingid))
    const history = await call(
      'GET',
      '/G2M/rest/historicalMeetings?startDate=2026-11-01T00:00:00Z&endDate=2026-12-01T00:00:00Z',
    )
    const { recording } = history.body.at(-1)
    expect(recording.recordingId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await opens(recording.shareUrl)).toEqual([200, 'text/html'])
    expect(await opens(recording.downloadUrl)).toEqual([200, 'video/mp4'])
    const film = await (await fetch(recording.downloadUrl)).arrayBuffer()
    expect(film.byteLength).toBe(recording.fileSize)

    const { body } = await call('POST', `/G2W/rest/v2/organizers/${admin.key}/webinars`, webinar)
    await played('webinar', body.webinarKey)
    const assets = await call('GET', `/G2W/rest/v2/webinars/${body.webinarKey}/recordingAssets`)
    const [asset] = assets.body.data
    expect(await opens(asset.recordingShareUrl)).toEqual([200, 'text/html'])
    expect(await opens(asset.mp4DownloadUrl)).toEqual([200, 'video/mp4'])
    expect(await opens(asset.transcriptDownloadUrl)).toEqual([200, 'text/vtt'])

    const { body: key } = await call('POST', `/G2T/rest/organizers/${admin.key}/trainings`, training)
    await played('training', key)
    const { recordingList } = (await call('GET', `/G2T/rest/trainings/${key}/recordings`)).body
    expect(await opens(recordingList[0].registrationUrl)).toEqual([200, 'text/html'])
    expect(await opens(recordingList[0].downloadUrl)).toEqual([200, 'video/mp4'])
  })

  it('of nothing say so', async () => {
    for (const path of ['/recording/nothing', '/recording/nothing.mp4', '/recording/a.b.c'])
      expect(await opens(simulator.url + path)).toEqual([404, 'text/html'])
  })
})
