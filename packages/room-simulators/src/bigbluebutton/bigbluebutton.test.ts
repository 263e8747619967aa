import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { childrenOf, signed, textOf } from '../../test/signed.ts'
import { type Behavior, type Simulator, startSimulator } from './index.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')
const MINUTE = 60_000

let simulator: Simulator

/** Calls that the simulator made. */
const heard: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = []
let answers: number[] = []
let listener: Server
let listenerUrl: string

beforeAll(async () => {
  simulator = await start()
  listener = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  listenerUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(async () => {
  await simulator.close()
  listener.close()
})
beforeEach(() => {
  simulator.reset()
  heard.length = 0
  answers = []
})

function start(behavior: Partial<Behavior> = {}, more: { dataDir?: string; secret?: string } = {}) {
  const quick = { endDelaySeconds: 0, analyticsDelaySeconds: 10, ...behavior }
  return startSimulator({ port: 0, control: true, clock: () => NOW, behavior: quick, ...more })
}

type Params = Record<string, string | number | boolean>

async function call(name: string, params: Params = {}, on = simulator): Promise<string> {
  const answer = await fetch(signed(on, name, params), { redirect: 'manual' })
  expect(answer.status).toBe(200)
  return answer.text()
}

const MEETING = { name: 'Safety at work', meetingID: 'lectern-1' }
const joinUrl = (params: Params = {}, on = simulator) =>
  signed(on, 'join', { meetingID: MEETING.meetingID, fullName: 'Lea Learner', role: 'VIEWER', ...params })

describe('checksums', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'])('are taken as %s', async (algorithm) => {
    const answer = await fetch(signed(simulator, 'getMeetings', {}, algorithm))
    expect(await answer.text()).toContain('<returncode>SUCCESS</returncode>')
  })

  it.each([
    ['a wrong secret', (url: string) => url.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
    ['another call', (url: string) => url.replace('/create?', '/end?')],
    ['a parameter that was changed', (url: string) => url.replace('Safety', 'Safely')],
    ['a parameter that was added', (url: string) => `${url}&record=true`],
    ['no checksum', (url: string) => url.replace(/&checksum=.*/, '')],
    ['a checksum of no length that there is', (url: string) => url.slice(0, -1)],
    ['letters in a checksum that are no hex', (url: string) => `${url.slice(0, -64)}${'é'.repeat(64)}`],
  ])('are refused for %s', async (_name, spoil) => {
    const answer = await fetch(spoil(signed(simulator, 'create', MEETING)))
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<messageKey>checksumError</messageKey>')
    expect(simulator.state().meetings).toEqual([])
  })

  it('are refused where an administrator allows other algorithms', async () => {
    const strict = await start({ checksumAlgorithms: 'sha1' })
    const ask = async (algorithm: string) =>
      (await fetch(signed(strict, 'getMeetings', {}, algorithm))).text()
    expect(await ask('sha256')).toContain('checksumError')
    expect(await ask('sha1')).toContain('SUCCESS')
    await strict.close()
  })

  it('are of the form where that holds the parameters, and of no mixture', async () => {
    const url = signed(simulator, 'create', MEETING)
    const form = url.split('?')[1] ?? ''
    const post = (to: string, body: string) =>
      fetch(to, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      }).then((answer) => answer.text())
    expect(await post(url.split('?')[0] ?? '', form)).toContain('SUCCESS')
    expect(await post(url, 'record=true')).toContain('checksumError')
  })

  it('fit no more once the secret is another', async () => {
    const url = signed(simulator, 'getMeetings')
    simulator.rotateSecret('another')
    expect(await (await fetch(url)).text()).toContain('checksumError')
  })
})

describe('answers', () => {
  it('have the elements of the documented examples, in their order', async () => {
    const created = await call('create', { ...MEETING, meta_Category: 'x <y> & "z"' })
    expect(childrenOf(created, 'response')).toEqual([
      ...['returncode', 'meetingID', 'internalMeetingID', 'parentMeetingID', 'attendeePW', 'moderatorPW'],
      ...['createTime', 'voiceBridge', 'dialNumber', 'createDate', 'hasUserJoined', 'duration'],
      ...['hasBeenForciblyEnded', 'messageKey', 'message'],
    ])
    expect(textOf(created, 'createDate')).toBe('Tue Nov 24 08:00:00 UTC 2026')
    expect(textOf(created, 'internalMeetingID')).toMatch(/^[0-9a-f]{40}-1795507200000$/)
    await simulator.enter(joinUrl({ userID: 'person-1' }))
    const members = [
      ...['meetingName', 'meetingID', 'internalMeetingID', 'createTime', 'createDate', 'voiceBridge'],
      ...['dialNumber', 'attendeePW', 'moderatorPW', 'running', 'duration', 'hasUserJoined', 'recording'],
      ...['hasBeenForciblyEnded', 'startTime', 'endTime', 'participantCount', 'listenerCount'],
      ...['voiceParticipantCount', 'videoCount', 'maxUsers', 'moderatorCount', 'attendees', 'metadata'],
      'isBreakout',
    ]
    const about = await call('getMeetingInfo', { meetingID: MEETING.meetingID })
    expect(childrenOf(about, 'response')).toEqual(['returncode', ...members])
    expect(childrenOf(about, 'attendee')).toEqual([
      ...['userID', 'fullName', 'role', 'isPresenter', 'isListeningOnly', 'hasJoinedVoice', 'hasVideo'],
      ...['clientType', 'customdata'],
    ])
    expect(about).toContain('<category>x &lt;y&gt; &amp; &quot;z&quot;</category>')
    expect(childrenOf(await call('getMeetings'), 'meeting')).toEqual(members)
    expect(childrenOf(await call('isMeetingRunning', { meetingID: MEETING.meetingID }), 'response')).toEqual([
      'returncode',
      'running',
    ])
    const joined = await (await fetch(joinUrl({ redirect: 'false' }))).text()
    expect(childrenOf(joined, 'response')).toEqual([
      ...['returncode', 'messageKey', 'message', 'meeting_id', 'user_id', 'auth_token', 'session_token'],
      ...['guestStatus', 'url'],
    ])
  })

  it('say that there are none', async () => {
    expect(await call('getMeetings')).toContain('<messageKey>noMeetings</messageKey>')
    expect(await call('getRecordings')).toContain('<messageKey>noRecordings</messageKey>')
  })

  it('tell the version at the bare address, where that is allowed', async () => {
    const ask = async (one: Simulator) => (await fetch(`${one.apiUrl}api`)).text()
    expect(await ask(simulator)).toMatch(/<version>2.0<\/version>[\s\S]*<bbbVersion><\/bbbVersion>/)
    const open = await start({ revealVersion: true, version: '2.7' })
    expect(await ask(open)).toContain('<bbbVersion>2.7.1</bbbVersion>')
    await open.close()
  })

  it.each([
    ['getMeetingInfo', { meetingID: 'nobody' }, 'notFound'],
    ['end', { meetingID: 'nobody' }, 'notFound'],
    ['join', { meetingID: 'nobody', fullName: 'L', role: 'VIEWER', redirect: 'false' }, 'notFound'],
    ['create', { name: 'No id' }, 'validationError'],
    ['create', { meetingID: 'no-name' }, 'validationError'],
    ['create', { ...MEETING, name: 'x' }, 'validationError'],
    ['create', { ...MEETING, name: 'x'.repeat(257) }, 'validationError'],
    ['create', { ...MEETING, meetingID: 'a,b' }, 'validationError'],
    ['create', { ...MEETING, record: 'perhaps' }, 'validationError'],
    ['create', { ...MEETING, duration: 'long' }, 'validationError'],
    ['publishRecordings', { recordID: 'nothing', publish: 'true' }, 'notFound'],
    ['noSuchCall', {}, 'unsupportedRequest'],
  ])('refuse %s of %j with %s and the status 200', async (name, params, key) => {
    const answer = await call(name, params as Params)
    expect(textOf(answer, 'returncode')).toBe('FAILED')
    expect(textOf(answer, 'messageKey')).toBe(key)
    expect(textOf(answer, 'message')).not.toBe('')
  })
})

describe('a meeting', () => {
  it('is made once, however often it is asked for at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => call('create', MEETING)))
    expect(new Set(made.map((answer) => textOf(answer, 'internalMeetingID'))).size).toBe(1)
    expect(made.filter((answer) => answer.includes('duplicateWarning'))).toHaveLength(4)
    expect(await call('create', { ...MEETING, name: 'Renamed' })).toContain('duplicateWarning')
    expect(await call('getMeetingInfo', { meetingID: MEETING.meetingID })).toContain('Safety at work')
    expect(await call('create', { ...MEETING, attendeePW: 'a', moderatorPW: 'm' })).toContain('idNotUnique')
  })

  it('runs while somebody is in it', async () => {
    await call('create', MEETING)
    const isRunning = async () =>
      textOf(await call('isMeetingRunning', { meetingID: 'lectern-1' }), 'running')
    expect(await isRunning()).toBe('false')
    const lea = await simulator.enter(joinUrl({ userID: 'person-1' }))
    expect(lea.userID).toBe('person-1')
    expect(await isRunning()).toBe('true')
    lea.leave()
    expect(await isRunning()).toBe('false')
    expect(await call('getMeetingInfo', { meetingID: 'lectern-1' })).toContain('<userID>person-1</userID>')
    simulator.advance(59_000)
    expect(await call('getMeetingInfo', { meetingID: 'lectern-1' })).toContain('<userID>person-1</userID>')
  })

  it.each([
    ['nobody came for five minutes', {}, 5 * MINUTE],
    ['nobody came for as long as was asked for', { meetingExpireIfNoUserJoinedInMinutes: 30 }, 30 * MINUTE],
    ['its duration is over', { duration: 10, meetingExpireIfNoUserJoinedInMinutes: 60 }, 10 * MINUTE],
  ])('is over when %s', async (_name, params, ms) => {
    await call('create', { ...MEETING, ...params })
    simulator.advance(ms - 1)
    expect(simulator.state().meetings).toHaveLength(1)
    simulator.advance(1)
    expect(await call('getMeetingInfo', { meetingID: 'lectern-1' })).toContain('notFound')
    const again = await call('create', MEETING)
    expect(again).not.toContain('duplicateWarning')
    expect(textOf(again, 'createTime')).toBe(String(NOW + ms))
  })

  it('is over a minute after the last one left, or not at all where that is asked for', async () => {
    await call('create', MEETING)
    const lea = await simulator.enter(joinUrl())
    simulator.advance(90 * MINUTE)
    lea.leave()
    simulator.advance(MINUTE)
    expect(simulator.state().meetings).toEqual([])
    await call('create', { ...MEETING, meetingExpireWhenLastUserLeftInMinutes: 0 })
    const max = await simulator.enter(joinUrl())
    max.leave()
    simulator.advance(600 * MINUTE)
    expect(simulator.state().meetings).toHaveLength(1)
  })

  it('ends some seconds after it was told to, and throws everybody out', async () => {
    const slow = await start({ endDelaySeconds: 2 })
    await call('create', MEETING, slow)
    await slow.enter(joinUrl({}, slow))
    expect(await call('end', { meetingID: 'lectern-1' }, slow)).toContain('sentEndMeetingRequest')
    expect(slow.state().meetings).toHaveLength(1)
    slow.advance(2000)
    expect(slow.state().ended[0]?.people[0]?.stays[0]?.leftAt).toBe(NOW + 2000)
    await slow.close()
  })
})

describe('a link', () => {
  it('leads a browser into the room under the name and id that were signed', async () => {
    await call('create', MEETING)
    const answer = await fetch(joinUrl({ userID: 'person-1', role: 'moderator' }), { redirect: 'manual' })
    expect(answer.status).toBe(302)
    const page = await (await fetch(answer.headers.get('location') ?? '')).text()
    expect(page).toContain('Lea Learner')
    expect(page).toContain('You are a moderator')
  })

  it.each([
    ['a meeting that is not there', {}, 'notFound'],
    ['an earlier run', { createTime: 1, make: true }, 'mismatchCreateTimeParam'],
    ['no name', { fullName: ' ', make: true }, 'validationError'],
  ])('is sent back for %s, with the reason', async (_name, { make, ...params }: Params, key) => {
    if (make) await call('create', MEETING)
    const answer = await fetch(joinUrl({ ...params, errorRedirectUrl: 'https://lectern.example/x?a=1' }), {
      redirect: 'manual',
    })
    const to = new URL(answer.headers.get('location') ?? '')
    expect(to.origin + to.pathname).toBe('https://lectern.example/x')
    expect(JSON.parse(to.searchParams.get('errors') ?? '')).toMatchObject([{ key }])
  })

  it('has people wait for a moderator, or refuses them, as the guest policy says', async () => {
    await call('create', { ...MEETING, guestPolicy: 'ASK_MODERATOR' })
    await expect(simulator.enter(joinUrl())).rejects.toThrow('Nobody is let in')
    await simulator.enter(joinUrl({ role: 'MODERATOR' }))
    const session = simulator.state().sessions.find(({ role }) => role === 'VIEWER')
    const moderator = simulator.state().sessions.find(({ role }) => role === 'MODERATOR')
    const post = async (path: string, token?: string) =>
      (
        await fetch(`${simulator.url}/html5client/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ sessionToken: token }),
        })
      ).text()
    expect(await post('_presence', session?.token)).toContain('"waiting"')
    await post('_admit', session?.token)
    expect(await post('_presence', session?.token)).toContain('"waiting"')
    expect(await post('_presence', moderator?.token)).toContain('Let in Lea Learner')
    await post('_admit', moderator?.token)
    expect(await post('_presence', session?.token)).toContain('"in"')
    simulator.reset()
    await call('create', { ...MEETING, guestPolicy: 'ALWAYS_DENY' })
    expect(
      await call('join', { meetingID: 'lectern-1', fullName: 'L', role: 'VIEWER', redirect: 'false' }),
    ).toContain('guestDeniedAccess')
  })

  it('lets in no more than fit, and who is in already', async () => {
    await call('create', { ...MEETING, maxParticipants: 1 })
    await simulator.enter(joinUrl({ userID: 'person-1' }))
    const ask = (userID: string) =>
      call('join', { meetingID: 'lectern-1', fullName: 'L', role: 'VIEWER', userID, redirect: 'false' })
    expect(await ask('person-2')).toContain('maxParticipantsReached')
    expect(await ask('person-1')).toContain('successfullyJoined')
  })

  it('can’t be posted from version 3.0 on', async () => {
    const post = async (one: Simulator) =>
      (
        await fetch(signed(one, 'join', { meetingID: 'x', fullName: 'L', redirect: 'false' }), {
          method: 'POST',
        })
      ).text()
    expect(await post(simulator)).toContain('unsupportedRequest')
    const old = await start({ version: '2.7' })
    expect(await post(old)).toContain('notFound')
    await old.close()
  })
})

describe('what the server tells by itself', () => {
  const withCallbacks = () => ({
    ...MEETING,
    meetingKeepEvents: 'true',
    record: 'true',
    autoStartRecording: 'true',
    meta_endCallbackUrl: `${listenerUrl}/end?event=1`,
    'meta_analytics-callback-url': `${listenerUrl}/analytics`,
    'meta_bbb-recording-ready-url': `${listenerUrl}/recording`,
    meetingEndedURL: `${listenerUrl}/ended`,
  })

  async function hold(params: Params = withCallbacks()) {
    await call('create', params)
    const lea = await simulator.enter(joinUrl({ userID: 'person-1' }))
    await simulator.enter(joinUrl({ userID: 'person-2', fullName: 'Ines', role: 'MODERATOR' }))
    simulator.advance(10 * MINUTE)
    lea.leave()
    simulator.advance(5 * MINUTE)
    await simulator.enter(joinUrl({ userID: 'person-1' }))
    simulator.advance(15 * MINUTE)
    simulator.endMeeting('lectern-1')
    await simulator.settled()
  }

  it('comes at the end, then the analytics, then the recording', async () => {
    await hold()
    expect(heard.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
      'GET /end?event=1&recordingmarks=true',
      'GET /ended?recordingmarks=true',
    ])
    simulator.advance(10_000)
    await simulator.settled()
    const analytics = heard.at(-1)
    expect(analytics).toMatchObject({ method: 'POST', url: '/analytics' })
    const [head, claims, signature] = (analytics?.headers.authorization ?? '')
      .replace('Bearer ', '')
      .split('.')
    expect(JSON.parse(Buffer.from(head ?? '', 'base64url').toString())).toEqual({ typ: 'JWT', alg: 'HS512' })
    expect(signature).toBe(
      createHmac('sha512', simulator.secret()).update(`${head}.${claims}`).digest('base64url'),
    )
    expect(JSON.parse(analytics?.body ?? '')).toMatchObject({
      version: '1.0',
      meeting_id: 'lectern-1',
      data: {
        metadata: { meeting_name: 'Safety at work', is_breakout: 'false' },
        start: '2026-11-24T10:00:00.000+02:00',
        finish: '2026-11-24T10:30:00.000+02:00',
        attendees: [
          {
            ext_user_id: 'person-1',
            name: 'Lea Learner',
            moderator: false,
            joins: ['2026-11-24T10:00:00.000+02:00', '2026-11-24T10:15:00.000+02:00'],
            leaves: ['2026-11-24T10:10:00.000+02:00', '2026-11-24T10:30:00.000+02:00'],
            duration: 1500,
          },
          { ext_user_id: 'person-2', moderator: true },
        ],
      },
    })
    simulator.advance(60_000)
    await simulator.settled()
    const ready = heard.at(-1)
    const token = new URLSearchParams(ready?.body).get('signed_parameters')?.split('.') ?? []
    expect(JSON.parse(Buffer.from(token[1] ?? '', 'base64url').toString())).toEqual({
      meeting_id: 'lectern-1',
      record_id: simulator.state().ended[0]?.internalMeetingID,
    })
    expect(await call('getRecordings', { meetingID: 'lectern-1' })).toContain('<state>published</state>')
  })

  it('is tried again for a recording alone', async () => {
    answers = [500, 500, 503, 503, 200]
    await hold()
    for (const ms of [10_000, 60_000, MINUTE, MINUTE]) {
      simulator.advance(ms)
      await simulator.settled()
    }
    const count = (path: string) => heard.filter(({ url }) => url.startsWith(path)).length
    expect([count('/end?'), count('/analytics'), count('/recording')]).toEqual([1, 1, 2])
  })

  it.each([
    ['never', 0],
    ['twice', 2],
    ['wrong-secret', 1],
  ] as const)('is analytics %s where that is asked for', async (analytics, times) => {
    const other = await start({ analytics, analyticsDelaySeconds: 0, analyticsTimes: 'ruby' })
    const meta = { 'analytics-callback-url': `${listenerUrl}/analytics` }
    const at = { startedAt: NOW - MINUTE, endedAt: NOW }
    other.playMeeting({
      ...{ meetingID: 'm-1', ...at, meta },
      participants: [{ name: 'Lea', stays: [{ joinedAt: at.startedAt, leftAt: at.endedAt }] }],
    })
    await other.settled()
    expect(heard).toHaveLength(times)
    if (times > 0) expect(JSON.parse(heard[0]?.body ?? '').data.start).toBe('2026-11-24 09:59:00 +0200')
    await other.close()
  })
})

describe('recordings', () => {
  it('are listed when they are processed, hidden, changed and deleted', async () => {
    const at = { startedAt: NOW - 30 * MINUTE, endedAt: NOW }
    const { internalMeetingID: recordID } = simulator.playMeeting({
      ...{ meetingID: 'lectern-1', ...at, isRecorded: true, participants: [] },
    })
    const list = (params: Params = {}) => call('getRecordings', { meetingID: 'lectern-1', ...params })
    expect(await list()).toContain('noRecordings')
    expect(await list({ state: 'processing' })).toContain(recordID)
    simulator.advance(60_000)
    const found = await list()
    expect(childrenOf(found, 'format')).toEqual(['type', 'url', 'processingTime', 'length', 'size'])
    const [page, film] = [...found.matchAll(/<url>([^<]+)<\/url>/g)].map(([, url]) => url ?? '')
    expect((await fetch(page ?? '')).status).toBe(200)
    const part = await fetch(`${film}video-0.m4v`, { headers: { range: 'bytes=0-7' } })
    expect(part.status).toBe(206)
    const tracks = (await (
      await fetch(signed(simulator, 'getRecordingTextTracks', { recordID }))
    ).json()) as {
      response: { tracks: { href: string }[] }
    }
    expect(await (await fetch(tracks.response.tracks[0]?.href ?? '')).text()).toMatch(/^WEBVTT/)
    await call('publishRecordings', { recordID, publish: 'false' })
    expect(await list({ state: 'published' })).toContain('noRecordings')
    expect((await fetch(page ?? '')).status).toBe(404)
    await call('updateRecordings', { recordID, meta_topic: 'fire' })
    expect(await call('getRecordings', { meta_topic: 'fire' })).toContain(recordID)
    expect(await call('getRecordings', { recordID: recordID.slice(0, 40) })).toContain(recordID)
    await call('deleteRecordings', { recordID })
    expect(await list()).toContain('noRecordings')
  })

  it('come page by page', async () => {
    for (const day of [1, 2, 3])
      simulator.playMeeting({
        ...{ meetingID: `day-${day}`, isRecorded: true, participants: [] },
        ...{ startedAt: NOW - day * 24 * 60 * MINUTE, endedAt: NOW - day * 24 * 60 * MINUTE + MINUTE },
      })
    const ids = async (offset: number) =>
      [...(await call('getRecordings', { offset, limit: 2 })).matchAll(/<meetingID>([^<]+)/g)].map(
        ([, id]) => id,
      )
    expect([await ids(0), await ids(2)]).toEqual([['day-3', 'day-2'], ['day-1']])
  })
})

describe('other servers', () => {
  it('are Scalelite, with its own words', async () => {
    const pool = await start({ scalelite: true })
    expect(await (await fetch(signed(pool, 'getMeetings', {}, 'sha384'))).text()).toContain('checksumError')
    expect(await call('getMeetingInfo', { meetingID: 'x' }, pool)).toContain(
      'perhaps the meeting is not yet running',
    )
    expect(await call('create', { name: 'No id' }, pool)).toContain('missingParamMeetingID')
    expect(await call('getRecordingTextTracks', { recordID: 'x' }, pool)).toContain('unsupportedRequest')
    await pool.close()
  })

  it('are strict where that is asked for', async () => {
    const strict = await start({ maxNameLength: 64, commaInName: 'refused', duplicateNeeds: 'all' })
    expect(await call('create', { ...MEETING, name: 'x'.repeat(65) }, strict)).toContain('validationError')
    expect(await call('create', { ...MEETING, name: 'a, b' }, strict)).toContain('validationError')
    await call('create', MEETING, strict)
    expect(await call('create', { ...MEETING, record: 'true' }, strict)).toContain('idNotUnique')
    await strict.close()
  })

  it('go before or after our clock, and say so', async () => {
    const late = await start({ clockSkewSeconds: -600 })
    const answer = await fetch(signed(late, 'getMeetings'))
    expect(answer.headers.get('date')).toBe('Tue, 24 Nov 2026 07:50:00 GMT')
    await late.close()
  })

  it('fail as they are told', async () => {
    simulator.failNext({ match: { path: '/bigbluebutton/api/getMeetings' }, action: { status: 502 } })
    const answer = await fetch(signed(simulator, 'getMeetings'))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html'])
    simulator.failNext({ match: { path: 'create' }, action: { drop: 'after' } })
    await expect(call('create', MEETING)).rejects.toThrow()
    expect(simulator.state().meetings).toHaveLength(1)
    simulator.failNext({ match: {}, action: { body: '<!DOCTYPE x>', contentType: 'text/xml' } })
    expect(await (await fetch(signed(simulator, 'getMeetings'))).text()).toBe('<!DOCTYPE x>')
  })

  it('keep what they know', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bigbluebutton-'))
    const first = await start({}, { dataDir })
    await call('create', MEETING, first)
    const secret = first.secret()
    await first.close()
    const second = await start({}, { dataDir })
    expect(second.secret()).toBe(secret)
    expect(await call('getMeetings', {}, second)).toContain('lectern-1')
    await second.close()
    rmSync(dataDir, { recursive: true })
  })
})
