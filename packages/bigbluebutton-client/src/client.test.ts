import { type Behavior, type Simulator, startSimulator } from '@lectern/room-simulators/bigbluebutton'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apiFolder, BigBlueButton, type BigBlueButtonOptions, CHECKSUM_ALGORITHMS } from './index.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')

let simulator: Simulator
let client: BigBlueButton

beforeAll(async () => {
  simulator = await start()
  client = clientOf(simulator)
})
afterAll(() => simulator.close())
beforeEach(() => {
  simulator.clearFaults()
  simulator.reset()
})

function start(behavior: Partial<Behavior> = {}): Promise<Simulator> {
  return startSimulator({ port: 0, clock: () => NOW, behavior: { endDelaySeconds: 0, ...behavior } })
}

function clientOf(on: Simulator, more: Partial<BigBlueButtonOptions> = {}): BigBlueButton {
  return new BigBlueButton({ url: on.apiUrl, secret: on.secret(), ...more })
}

const MEETING = { meetingID: 'lectern-1', name: 'Sicurezza & “fuoco” <1>' }

describe('the client of BigBlueButton', () => {
  it.each([
    ['https://bbb.example', 'https://bbb.example/bigbluebutton/api'],
    ['https://bbb.example/', 'https://bbb.example/bigbluebutton/api'],
    ['  https://bbb.example/bigbluebutton/  ', 'https://bbb.example/bigbluebutton/api'],
    ['https://bbb.example/bigbluebutton/api', 'https://bbb.example/bigbluebutton/api'],
    ['https://bbb.example/bigbluebutton/api/', 'https://bbb.example/bigbluebutton/api'],
    ['https://pool.example:8443/tenant/a/', 'https://pool.example:8443/tenant/a/api'],
  ])('takes the address %j', (url, folder) => {
    expect(apiFolder(url)).toBe(folder)
  })

  it.each(CHECKSUM_ALGORITHMS)('signs with %s', async (algorithm) => {
    const other = clientOf(simulator, { algorithm })
    await other.create(MEETING)
    const lea = {
      meetingID: 'lectern-1',
      fullName: 'Léa Ü. & Söhne +1',
      role: 'VIEWER',
      userID: 'p-1',
    } as const
    await simulator.enter(other.joinUrl(lea))
    const { attendees, name } = await other.getMeetingInfo('lectern-1')
    expect(attendees).toEqual([{ userID: 'p-1', fullName: lea.fullName, role: 'VIEWER' }])
    expect(name).toBe(MEETING.name)
  })

  it('makes a meeting once, tells what runs, and ends it', async () => {
    const first = await client.create({ ...MEETING, meta: { 'lectern-event': '7' }, record: true })
    expect(first).toMatchObject({ meetingID: 'lectern-1', createdAt: new Date(NOW), isDuplicate: false })
    const second = await client.create({ ...MEETING, name: 'Another' })
    expect(second).toEqual({ ...first, isDuplicate: true })
    expect(await client.isMeetingRunning('lectern-1')).toBe(false)
    const join = { meetingID: 'lectern-1', fullName: 'Ines', createdAt: first.createdAt }
    await simulator.enter(client.joinUrl({ ...join, role: 'MODERATOR', userID: 'i-1' }))
    expect(await client.isMeetingRunning('lectern-1')).toBe(true)
    await client.create({ meetingID: 'other', name: 'Other' })
    const all = await client.getMeetings()
    expect(all).toMatchObject([
      {
        ...{ meetingID: 'lectern-1', isRunning: true, isBreakout: false, endedAt: undefined },
        ...{ internalMeetingID: first.internalMeetingID, startedAt: new Date(NOW) },
        attendees: [{ userID: 'i-1', role: 'MODERATOR' }],
        metadata: { 'lectern-event': '7' },
      },
      { meetingID: 'other', isRunning: false, attendees: [], metadata: {} },
    ])
    await client.end('lectern-1')
    await expect(client.getMeetingInfo('lectern-1')).rejects.toMatchObject({ kind: 'not-found', status: 200 })
    expect(await client.isMeetingRunning('lectern-1')).toBe(false)
    await expect(client.end('lectern-1')).rejects.toMatchObject({ kind: 'not-found' })
    const rest = clientOf(simulator)
    await rest.end('other')
    expect(await rest.getMeetings()).toEqual([])
  })

  it('lists, hides and deletes recordings with their captions', async () => {
    const { internalMeetingID } = simulator.playMeeting({
      ...{ meetingID: 'lectern-1', isRecorded: true, participants: [] },
      ...{ startedAt: NOW - 3_600_000, endedAt: NOW - 600_000 },
    })
    const list = () => client.getRecordings({ meetingIDs: ['lectern-1', 'another'] })
    const [recording, ...others] = await list()
    expect(others).toEqual([])
    expect(recording).toMatchObject({ recordID: internalMeetingID, isPublished: true, state: 'published' })
    expect(recording?.formats.map(({ type }) => type)).toEqual(['presentation', 'video'])
    expect(await client.getRecordingTextTracks(internalMeetingID)).toMatchObject([{ language: 'en-US' }])
    await client.publishRecordings([internalMeetingID], false)
    expect(await list()).toMatchObject([{ isPublished: false }])
    await client.deleteRecordings([internalMeetingID])
    expect(await list()).toEqual([])
    await expect(client.deleteRecordings([internalMeetingID])).rejects.toMatchObject({ kind: 'not-found' })
    await expect(client.getRecordingTextTracks('x')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('asks a server for its version and its clock without a secret', async () => {
    const open = await start({ revealVersion: true, clockSkewSeconds: 90 })
    expect(await clientOf(open, { secret: 'wrong' }).serverInfo()).toEqual({
      apiVersion: '2.0',
      version: '3.0.1',
      now: new Date(NOW + 90_000),
    })
    await open.close()
    const pool = await start({ scalelite: true })
    expect(await clientOf(pool).serverInfo()).toMatchObject({ apiVersion: '2.0', version: undefined })
    await expect(clientOf(pool).getRecordingTextTracks('x')).rejects.toMatchObject({ kind: 'rejected' })
    await pool.close()
  })

  it('tells a wrong secret from everything else', async () => {
    const wrong = clientOf(simulator, { secret: 'wrong' })
    await expect(wrong.getMeetings()).rejects.toMatchObject({
      ...{ kind: 'unauthorized', messageKey: 'checksumError', outcomeUnknown: false },
      message: 'BigBlueButton refused getMeetings (checksumError): Checksums do not match.',
    })
  })

  it.each([
    ['names that are too long', { ...MEETING, name: 'x'.repeat(300) }, 'rejected'],
    ['ids with a comma', { ...MEETING, meetingID: 'a,b' }, 'rejected'],
  ])('passes on what is refused: %s', async (_name, meeting, kind) => {
    await expect(client.create(meeting)).rejects.toMatchObject({ kind, outcomeUnknown: false })
  })
})

describe('failures', () => {
  const quick = () => clientOf(simulator, { maxAttempts: 1 })

  it.each([
    ['a proxy that answers for a server that is down', { status: 502 }, { kind: 'unavailable', status: 502 }],
    ['a cut before', { drop: 'before' }, { kind: 'unavailable', status: undefined }],
    ['a cut after', { drop: 'after' }, { kind: 'unavailable', status: undefined }],
    ['too many calls', { status: 429 }, { kind: 'rate-limited', outcomeUnknown: false }],
    ['an address that is another’s', { status: 404 }, { kind: 'unexpected-response', status: 404 }],
  ] as const)('are named: %s', async (_name, action, expected) => {
    simulator.failNext({ match: { path: 'create' }, action })
    await expect(quick().create(MEETING)).rejects.toMatchObject(expected)
  })

  it('pass for what may be repeated, and only for that', async () => {
    simulator.failNext({ match: { path: 'create' }, action: { drop: 'after' } })
    expect(await client.create(MEETING)).toMatchObject({ isDuplicate: true })
    simulator.failNext({ match: { path: 'getMeetings' }, action: { status: 503 }, times: 2 })
    expect(await client.getMeetings()).toHaveLength(1)
    simulator.failNext({ match: { path: 'end' }, action: { drop: 'after' } })
    await expect(client.end('lectern-1')).rejects.toMatchObject({ kind: 'unavailable', outcomeUnknown: true })
  })

  it.each([
    ['seconds', '120'],
    ['a date', new Date(Date.now() + 120_000).toUTCString()],
  ])('leave a long wait in %s to the caller', async (_name, after) => {
    const action = { status: 429, body: 'slow down', headers: { 'retry-after': after } }
    simulator.failNext({ match: { path: 'getMeetings' }, action })
    const error = await client.getMeetings().catch((caught) => caught)
    expect(error).toMatchObject({ kind: 'rate-limited' })
    expect(error.retryAfterMs).toBeGreaterThan(115_000)
    expect(error.retryAfterMs).toBeLessThanOrEqual(120_000)
  })

  it('name where a redirect leads, without following it', async () => {
    const action = {
      status: 301,
      body: '',
      headers: { location: 'https://other.example/bigbluebutton/api/x?checksum=1' },
    }
    simulator.failNext({ match: { path: 'getMeetings' }, action })
    await expect(client.getMeetings()).rejects.toThrow(
      'answered 301 to getMeetings and leads to https://other.example.',
    )
  })

  it('are those of the network: nobody there, no answer in time, given up', async () => {
    const gone = await start()
    await gone.close()
    await expect(clientOf(gone, { maxAttempts: 1 }).create(MEETING)).rejects.toMatchObject({
      ...{ kind: 'unavailable', outcomeUnknown: false, networkCode: 'ECONNREFUSED' },
    })
    simulator.failNext({ match: {}, action: { delayMs: 2000 } })
    const hasty = clientOf(simulator, { timeoutMs: 50, maxAttempts: 1 })
    await expect(hasty.create(MEETING)).rejects.toMatchObject({ kind: 'unavailable', outcomeUnknown: true })
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(client.create(MEETING, { signal })).rejects.toThrow('stopped')
  })

  it('are heard of, without a secret', async () => {
    const heard: object[] = []
    const told = clientOf(simulator, { onCall: (call) => heard.push(call) })
    simulator.failNext({ match: { path: 'create' }, action: { status: 503 } })
    await told.create(MEETING)
    expect(heard).toMatchObject([
      { call: 'create', status: 503, error: { kind: 'unavailable' } },
      { call: 'create', status: 200 },
    ])
    expect(JSON.stringify(heard)).not.toMatch(/checksum|lectern-1/)
  })
})
