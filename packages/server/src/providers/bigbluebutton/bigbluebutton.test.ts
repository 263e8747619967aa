import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  BIGBLUEBUTTON_NOW,
  startBigBlueButton,
  type TestBigBlueButton,
} from '../../../test/test-bigbluebutton.ts'
import { createOutside } from '../../outside/outside.ts'
import type { Opening, Participant, PlannedRoom } from '../provider.ts'
import { createBigBlueButtonApp } from './app.ts'
import { toName, toWelcome } from './meeting.ts'
import { toReport } from './reports.ts'

let server: TestBigBlueButton

beforeAll(async () => {
  server = await startBigBlueButton({}, 1)
})
afterAll(() => server.close())
beforeEach(() => {
  server.simulator.clearFaults()
  server.simulator.reset()
})

const spec = {
  subject: 'Day 1',
  description: 'Bring shoes',
  startsAt: '',
  endsAt: '',
  timeZone: 'Europe/Rome',
}
const room = (fields: Partial<Opening> = {}): PlannedRoom => ({
  ...{ key: 'm1', spec },
  opening: {
    ...{ isRecorded: false, tellUrl: 'https://training.example/inbound/x/' },
    ...{ backUrl: 'https://training.example/learn/events/1', ...fields },
  },
})
const LEA: Participant = {
  ...{ id: 'person-1', email: 'lea@x.example', firstName: 'Lea', lastName: '', language: 'en' },
}
const link = async (opened = room(), who = LEA, connection = server.connection) => {
  const { join } = server.provider
  if (join.kind !== 'at-click') throw new Error('there are no links')
  return (await join.joinLink(connection, opened, who, {})).url
}
const start = async (who = LEA) =>
  server.provider.start?.startLinks(server.connection, room(), { ...who, userKey: undefined }, {})

describe('an account of BigBlueButton', () => {
  const check = async (
    on: TestBigBlueButton,
    change: Parameters<TestBigBlueButton['connectionWith']>[0] = {},
  ) => on.provider.checkAccount(on.connectionWith(change), {})

  const checkBy = async (by: typeof fetch) => {
    const now = () => new Date(BIGBLUEBUTTON_NOW)
    const app = createBigBlueButtonApp({ fetch: by, now, maxAttempts: 1 })
    const connection = server.connectionWith({ settings: { url: 'https://127.0.0.1:1234/bigbluebutton/' } })
    return app.sessionTypes.get('meeting')?.checkAccount(connection, {})
  }

  it('is in order with the address as somebody pasted it', async () => {
    const { url, apiUrl } = server.simulator
    for (const pasted of [apiUrl, `${apiUrl}api`, `${apiUrl}api/`, url, `  ${url}/ `])
      expect(await check(server, { settings: { url: pasted } })).toEqual([])
  })

  it.each<[string, Record<string, string>]>([
    ['no address', { url: 'bbb' }],
    ['one of no web', { url: 'ftp://bbb.example' }],
    ['nothing', { url: '' }],
  ])('names a wrong address: %s', async (_name, settings) => {
    expect(await check(server, { settings })).toEqual(['account-address-wrong'])
  })

  it('names an address at which another program answers, or leads elsewhere', async () => {
    const elsewhere = { url: `${server.simulator.url}/nowhere/` }
    expect(await check(server, { settings: elsewhere })).toEqual(['account-address-wrong'])
    const answers = [
      { status: 404 },
      { status: 301, body: '', headers: { location: 'https://other.example/' } },
      { body: '<!DOCTYPE html><html><body>Welcome to nginx!</body></html>' },
      { body: '{"status":"ok"}', contentType: 'application/json' },
    ]
    for (const action of answers) {
      server.simulator.failNext({ match: { path: '/bigbluebutton/api' }, action })
      expect(await check(server)).toEqual(['account-address-wrong'])
    }
  })

  it('names what is not encrypted, unless it is this very machine', async () => {
    const settings = { url: 'http://bbb.example/bigbluebutton/' }
    expect(await check(server, { settings })).toEqual(['account-not-https'])
  })

  it.each([
    ['a certificate that nobody believes', 'CERT_HAS_EXPIRED', 'account-certificate-refused'],
    ['one of another name', 'ERR_TLS_CERT_ALTNAME_INVALID', 'account-certificate-refused'],
    ['one of nobody known', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'account-certificate-refused'],
    ['a name that nobody has', 'ENOTFOUND', 'account-address-wrong'],
    ['a server that is off', 'ECONNREFUSED', 'account-unreachable'],
  ])('tells of the network what is to be mended: %s', async (_name, code, finding) => {
    const cause = Object.assign(new Error(code), { code })
    const failing = () => Promise.reject(new TypeError('fetch failed', { cause }))
    expect(await checkBy(failing)).toEqual([finding])
  })

  it('names an address of our own network, which nobody is asked at for people', async () => {
    const outside = createOutside({ dnsServers: [], allowsPrivate: false })
    expect(await checkBy((url, init) => outside.fetch(String(url), init))).toEqual([
      'account-address-private',
    ])
  })

  it('names a wrong secret, and a checksum that is not allowed', async () => {
    expect(await check(server, { secret: 'wrong' })).toEqual(['account-key-refused'])
    expect(await check(server, { secret: '' })).toEqual(['account-key-refused'])
    const old = await startBigBlueButton({ checksumAlgorithms: 'sha1' }, 1)
    expect(await check(old)).toEqual(['account-checksum-refused'])
    expect(await check(old, { settings: { checksum: 'sha1' } })).toEqual([])
    expect(await check(old, { secret: 'wrong' })).toEqual(['account-key-refused'])
    await old.close()
  })

  it('names a clock that is wrong, before and after', async () => {
    for (const clockSkewSeconds of [-600, 600, 299]) {
      const skewed = await startBigBlueButton({ clockSkewSeconds }, 1)
      expect(await check(skewed)).toEqual(Math.abs(clockSkewSeconds) > 300 ? ['account-clock-off'] : [])
      await skewed.close()
    }
  })

  it('names a version that is too old, where the server tells it', async () => {
    const tell = (version: string) => ({
      match: { path: '/bigbluebutton/api$' },
      action: {
        contentType: 'text/xml',
        body: `<response><returncode>SUCCESS</returncode><version>2.0</version>${version}</response>`,
      },
    })
    for (const version of ['2.4', '2.6.12', '1.1'])
      for (const element of [`<bbbVersion>${version}</bbbVersion>`, '<apiVersion>1.1</apiVersion>']) {
        server.simulator.failNext(tell(element))
        expect(await check(server)).toEqual(['account-version-old'])
      }
    for (const version of ['2.7.0', '3.1.2', '4.0', '10.0', '']) {
      server.simulator.failNext(tell(`<bbbVersion>${version}</bbbVersion>`))
      expect(await check(server)).toEqual([])
    }
  })

  it('may be asked again when the server does not answer', async () => {
    for (const action of [{ status: 502 }, { drop: 'before' as const }, { status: 429 }]) {
      server.simulator.failNext({ match: { path: '/bigbluebutton/api' }, action })
      expect(await check(server)).toEqual(['account-unreachable'])
    }
    const gone = await startBigBlueButton({}, 1)
    await gone.close()
    expect(await check(gone)).toEqual(['account-unreachable'])
  })
})

describe('a room of BigBlueButton', () => {
  it('is opened with what was planned, and tells us at our addresses', async () => {
    await link(room({ isRecorded: true }))
    expect(server.simulator.state().meetings).toMatchObject([
      {
        ...{ meetingID: 'lectern-m1', name: 'Day 1', record: true, isRecording: false, keepEvents: true },
        ...{ guestPolicy: 'ALWAYS_ACCEPT', logoutURL: 'https://training.example/learn/events/1' },
        meta: {
          'bbb-origin': 'Lectern',
          'analytics-callback-url': 'https://training.example/inbound/x/analytics',
          'bbb-recording-ready-url': 'https://training.example/inbound/x/recording',
        },
      },
    ])
    server.simulator.reset()
    await link(room({ tellUrl: undefined }))
    const [meeting] = server.simulator.state().meetings
    expect(meeting).toMatchObject({ record: false, meta: { 'bbb-origin': 'Lectern' } })
    expect(Object.keys(meeting?.meta ?? {})).toEqual(['bbb-origin'])
  })

  it('knows who comes by what was signed, and nothing else of them', async () => {
    const url = new URL((await start({ ...LEA, firstName: 'Léa', lastName: '& Söhne' }))?.url ?? '')
    url.searchParams.delete('checksum')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...{ meetingID: 'lectern-m1', fullName: 'Léa & Söhne', role: 'MODERATOR', userID: 'person-1' },
      ...{ createTime: String(BIGBLUEBUTTON_NOW) },
      errorRedirectUrl: 'https://training.example/learn/events/1',
    })
  })

  it('has links that are of no use once the class is over, also when another has begun', async () => {
    const first = await link()
    server.simulator.endMeeting('lectern-m1')
    await expect(server.simulator.enter(first)).rejects.toThrow()
    server.simulator.advance(60_000)
    const second = await link()
    await expect(server.simulator.enter(first)).rejects.toThrow('mismatchCreateTimeParam')
    await server.simulator.enter(second)
  })

  it('is opened once by all who come at the same moment, learners before any host', async () => {
    const links = await Promise.all(['1', '2', '3', '4', '5'].map((id) => link(room(), { ...LEA, id })))
    expect(server.simulator.state().meetings).toHaveLength(1)
    for (const one of links) await server.simulator.enter(one)
    const { running, presence } = server.provider
    expect(await running?.isRunning(server.connection, 'm1', {})).toBe(true)
    await server.simulator.enter((await start({ ...LEA, id: '1' }))?.url ?? '')
    const present = await presence?.listPresent(server.connection, 'm1', {})
    expect(present?.map(({ externalId }) => externalId).sort()).toEqual(['1', '2', '3', '4', '5'])
  })

  it.each([
    ['no name', ''],
    ['other scripts, emoji and marks', 'Zoë “Ω” 安全 👩‍🏫 <b>&amp;+%20'],
    ['more letters than anybody has', 'x'.repeat(500)],
  ])('lets in people with %s', async (_name, firstName) => {
    await server.simulator.enter(await link(room(), { ...LEA, firstName }))
  })

  it.each([
    ['one letter', { subject: 'A', description: '' }],
    ['marks, lines and commas', { subject: 'A <b>, & "c"\n\t', description: '<script>1</script>\n%%X%%' }],
    ['far too much to say', { subject: '👩‍🏫 x'.repeat(400), description: 'ü<&'.repeat(5000) }],
  ])('is opened under a name of %s', async (_name, fields) => {
    await server.simulator.enter(await link({ ...room(), spec: { ...spec, ...fields } }))
  })

  it('says what the server refuses', async () => {
    server.simulator.rotateSecret('another')
    const asked = link(room(), LEA, server.connectionWith({ secret: 'old' }))
    await expect(asked).rejects.toMatchObject({ kind: 'unauthorized', outcomeUnknown: false })
  })

  it.each([
    ['Day 1', 'Day 1'],
    ['A', 'A–'],
    ['', '––'],
    [' \n\tA\u0000B ', 'A B'],
    ['x'.repeat(70), 'x'.repeat(64)],
    [`${'x'.repeat(60)}👩‍🏫`, 'x'.repeat(60)],
  ])('is called %j as %j', (subject, name) => {
    expect(toName(subject)).toBe(name)
  })

  it.each([
    ['', undefined],
    [' \n ', undefined],
    ['<b>A</b> & B\nC', '&lt;b&gt;A&lt;/b&gt; &amp; B<br>C'],
    ['%%DIALNUM%%', '% %DIALNUM% %'],
  ])('welcomes with %j as %j', (description, welcome) => {
    expect(toWelcome(description)).toBe(welcome)
  })
})

describe('recordings of BigBlueButton', () => {
  const span = { from: new Date('2026-11-24T06:00:00Z'), to: new Date('2026-11-24T07:00:00Z') }
  const played = (minute: number, isRecorded = true) =>
    server.simulator.playMeeting({
      ...{ meetingID: 'lectern-m1', participants: [], isRecorded },
      startedAt: `2026-11-24T0${minute < 0 ? 5 : 6}:${String((60 + minute) % 60).padStart(2, '0')}:00Z`,
      endedAt: `2026-11-24T0${minute < 0 ? 5 : 6}:${String(((60 + minute) % 60) + 5).padStart(2, '0')}:00Z`,
    })
  const list = async () => {
    const all = []
    const { recordings } = server.provider
    for await (const page of recordings?.listRecordings(server.connection, 'm1', span, {}) ?? [])
      all.push(...page)
    return all
  }
  const fileOf = (key: string, kind: 'film' | 'transcript') =>
    server.provider.recordings?.fileOf(server.connection, 'm1', { key, span }, kind, {})

  it('are those of the class, with a film where the server makes one', async () => {
    expect(await list()).toEqual([])
    const { internalMeetingID } = played(10)
    played(-30)
    played(20, false)
    const found = await list()
    expect(found).toMatchObject([
      { key: internalMeetingID, name: 'Played', hasFile: true, hasTranscript: false },
    ])
    expect(JSON.stringify(found)).not.toMatch(/https?:/)
    const film = await fetch((await fileOf(internalMeetingID, 'film'))?.url ?? '')
    expect([film.status, film.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    await expect(fileOf(internalMeetingID, 'transcript')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(fileOf('another', 'film')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('come in pages, all of them', async () => {
    for (let minute = 0; minute < 55; minute++) played(minute)
    const found = await list()
    expect(new Set(found.map(({ key }) => key)).size).toBe(55)
  })

  it('stay where they are when they are no films', async () => {
    const pages = await startBigBlueButton({ recordingFormats: 'presentation,podcast' }, 1)
    pages.simulator.playMeeting({
      ...{ meetingID: 'lectern-m1', participants: [], isRecorded: true },
      ...{ startedAt: '2026-11-24T06:10:00Z', endedAt: '2026-11-24T06:20:00Z' },
    })
    for await (const page of pages.provider.recordings?.listRecordings(pages.connection, 'm1', span, {}) ??
      [])
      expect(page).toMatchObject([{ hasFile: false, sizeBytes: undefined }])
    await pages.close()
  })
})

describe('a report of BigBlueButton', () => {
  const body = (attendees: object[]) =>
    JSON.stringify({
      ...{ meeting_id: 'lectern-m1', internal_meeting_id: 'run-1' },
      data: { start: '2026-11-24T09:00:00.000+01:00', finish: '2026-11-24T10:00:00.000+01:00', attendees },
    })
  const stay = { joins: ['2026-11-24T09:05:00.000+01:00'], leaves: ['2026-11-24T09:50:00.000+01:00'] }

  it('says who was there by our id, who came otherwise, and who led', () => {
    const report = toReport(
      body([
        { ext_user_id: 'person-1', name: 'Lea', moderator: false, ...stay },
        { ext_user_id: 'w_abc', name: 'Somebody', moderator: false, ...stay },
        { ext_user_id: 'v_123', name: '+39 02 1234', moderator: false, ...stay },
        { ext_user_id: '', name: 'Guest', moderator: false, ...stay },
        { ext_user_id: 'person-2', name: 'Ines', moderator: true, ...stay },
      ]),
    )
    expect(report?.run).toEqual({
      key: 'run-1',
      startedAt: new Date('2026-11-24T08:00:00Z'),
      endedAt: new Date('2026-11-24T09:00:00Z'),
    })
    expect(
      report?.stays.map(({ externalId, kind, isHost, name }) => [externalId, kind, isHost, name]),
    ).toEqual([
      ['person-1', 'main', false, 'Lea'],
      [undefined, 'main', false, 'Somebody'],
      [undefined, 'phone', false, '+39 02 1234'],
      [undefined, 'main', false, 'Guest'],
      ['person-2', 'main', true, 'Ines'],
    ])
  })

  it('is none where it can’t be read', () => {
    for (const text of ['', '{', '[]', '{"data":{}}']) expect(toReport(text)).toBeUndefined()
  })
})
