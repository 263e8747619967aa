import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, EventId, PersonId, RecordingId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import type { FakeRecording } from '../../../providers/fake/fake.ts'
import { WithheldError } from '../../../providers/provider.ts'
import { createFolderStorage } from '../../../storage/folder-storage.ts'
import { changeCourse, getCourse } from '../courses/courses.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { enterAsLearner } from '../entrance/entrance.service.ts'
import { changeEvent, getEvent } from '../events/events.service.ts'
import { agree, giveNotice } from './consents.service.ts'
import { copyRecording } from './copies.service.ts'
import { MOST_FILMS, MOST_OF_PERSON, takeSeat } from './film-seats.ts'
import {
  changeRecording,
  deleteRecording,
  getRecordings,
  getTranscript,
  lookAgain,
} from './recordings.service.ts'
import { findRecordings } from './searches.service.ts'

const MORNING = new Date('2026-11-24T08:00:00Z')
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')
const FILM = Buffer.from(Array.from({ length: 1000 }, (_, at) => at % 251))

let test: TestApp
let platform: TestPlatform
let ctx: Ctx
let superadmin: Actor & { email: string }
let lea: Actor & { email: string }
let max: Actor & { email: string }
let accountId: AccountId
let sessionId: SessionId
let eventId: EventId
let folder: string
/** Ranges that were asked for at the provider, newest last. */
let ranges: (string | undefined)[] = []
let links = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'))
  test = await createTestApp(undefined, {}, { storage: createFolderStorage(folder) })
  platform = await test.addPlatform('recordings.example')
  ctx = platform.ctx
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'])
  max = await platform.addActor(['learner'])
  accountId = (await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })).id
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  test.clock.now = MORNING
  test.fake.faults.length = 0
  ranges = []
  sessionId = (await buildSession(platform, superadmin)).id
  await enroll(ctx, superadmin, sessionId, lea.personId)
  const event = { sessionId, accountId, name: 'Ladders', from: '10:00', to: '11:00' }
  eventId = (await planEvent(platform, superadmin, event)).id
  await settleJobs(test, ctx)
})

const roomOf = async (id = eventId) => {
  const { rows } = await sql<{ key: string }>`
    select provider_key as key from rooms where event_id = ${id} and wanted is not null`.execute(ctx.db)
  return present(test.fake.rooms.get(present(rows[0]).key))
}

/** A recording at the provider, whose film is answered by parts. */
async function record(fields: Partial<FakeRecording> = {}, film = FILM): Promise<FakeRecording> {
  const url = `https://files.example/${++links}.mp4`
  test.outside.answers.set(url, (init) => {
    const headers = new Headers(init?.headers)
    expect(headers.get('x-fake')).toBe('secret')
    const range = headers.get('range') ?? undefined
    ranges.push(range)
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
    if (from === undefined)
      return new Response(new Uint8Array(film), { headers: { 'content-length': String(film.length) } })
    if (Number(from) >= film.length)
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${film.length}` } })
    const end = Math.min(to ? Number(to) : film.length - 1, film.length - 1)
    const part = film.subarray(Number(from), end + 1)
    const contentRange = `bytes ${from}-${end}/${film.length}`
    return new Response(new Uint8Array(part), {
      status: 206,
      headers: { 'content-range': contentRange, 'content-length': String(part.length) },
    })
  })
  const recording: FakeRecording = {
    ...{ key: `recording ${links}`, name: 'Ladders.mp4', recordedAt: ENDS, sizeBytes: film.length },
    ...{ hasFile: true, hasTranscript: false, film: url },
    ...fields,
  }
  ;(await roomOf()).recordings.push(recording)
  return recording
}

/** What a worker does at a minute after the end. */
async function workAt(minute: number): Promise<void> {
  test.clock.now = addMinutes(ENDS, minute)
  await sweep(test, ctx, 'recordings')
  await settleJobs(test, ctx)
}

async function copyAt(minute: number): Promise<void> {
  test.clock.now = addMinutes(ENDS, minute)
  await sweep(test, ctx, 'copies')
  await settleJobs(test, ctx)
}

const seen = (actor: Actor = superadmin) => getRecordings(ctx, actor, eventId)
const asked = () => test.fake.calls.filter((call) => call === 'recordings').length
const firstId = async () => present((await seen()).items[0]).id
/** Of this event, parts of files too. */
function files(): string[] {
  const own = join(folder, ctx.platform.id, eventId)
  return existsSync(own) ? readdirSync(own) : []
}

const cookies = new Map<string, Promise<string>>()
const cookieOf = (email: string) => {
  const cookie = cookies.get(email) ?? signedIn(test, platform, email)
  cookies.set(email, cookie)
  return cookie
}

async function fetchFilm(
  actor: { email: string },
  { range, query = '' }: { range?: string; query?: string } = {},
  recordingId?: RecordingId,
) {
  const cookie = await cookieOf(actor.email)
  const id = recordingId ?? (await firstId())
  return test.app.http.inject({
    url: `/api/v1/events/${eventId}/recordings/${id}/film${query}`,
    headers: { host: platform.host, cookie, ...(range ? { range } : {}) },
  })
}

describe('the search for recordings', () => {
  it('begins ten minutes after the end, and finds what came later, each once', async () => {
    await workAt(0)
    expect((await seen()).search).toMatchObject({ state: 'waiting', reason: null })
    await workAt(10)
    expect((await seen()).items).toEqual([])
    await record()
    await workAt(30)
    expect((await seen()).search.state).toBe('found')
    await record({ name: 'Second run' })
    await record({ name: 'Third run' })
    await workAt(60)
    await workAt(120)
    expect((await seen()).items.map(({ name }) => name)).toEqual(['Ladders.mp4', 'Second run', 'Third run'])
  })

  it('goes on for seven days and no longer, and says that nothing came', async () => {
    for (const minute of [0, 10, 1440, 5760, 10_080]) await workAt(minute)
    expect((await seen()).search).toMatchObject({
      state: 'given-up',
      nextLookAt: null,
      reason: { code: 'recording-none' },
    })
    const before = asked()
    await workAt(20_000)
    expect(asked()).toBe(before)
  })

  it('is done by one of two nodes at once', async () => {
    await record()
    await workAt(0)
    test.clock.now = addMinutes(ENDS, 10)
    const before = asked()
    await Promise.all([findRecordings(ctx, eventId), findRecordings(ctx, eventId)])
    expect(asked() - before).toBe(1)
    expect((await seen()).items).toHaveLength(1)
  })

  it('takes whatever a tool calls a recording', async () => {
    await record({ name: 'Lad\u0000ders \ud800 👩‍🏫' })
    await record({ name: 'x'.repeat(20_000) })
    await record({ name: '' })
    // What could never be asked for again is no recording.
    for (const key of ['k\u0000', 'k\ud800', 'y'.repeat(5000), '']) await record({ key })
    await workAt(10)
    const names = (await seen()).items.map(({ name }) => name)
    expect(names).toHaveLength(3)
    expect(names).toContain('Ladders \ufffd 👩‍🏫')
    expect(Math.max(...names.map((name) => name.length))).toBeLessThan(500)
    await workAt(40)
    expect((await seen()).items).toHaveLength(3)
  })

  it('writes nothing of a search whose node was held up until another had begun', async () => {
    await record()
    await workAt(0)
    test.clock.now = addMinutes(ENDS, 10)
    const recordings = (await roomOf()).recordings
    test.fake.faults.push({ operation: 'recordings', when: 'never', error: new Error('hangs') })
    const held = findRecordings(ctx, eventId)
    await expect.poll(() => test.fake.faults.length).toBe(0)
    test.clock.now = addMinutes(ENDS, 40)
    await findRecordings(ctx, eventId)
    expect((await seen()).items).toHaveLength(recordings.length)
    held.catch(() => {}) // it ends with the test
  })

  it.each([
    ['account-scope-missing', 'recording-scope-missing'],
    ['account-licence-missing', 'recording-licence-missing'],
    ['account-forbidden', 'recording-forbidden'],
  ] as const)('says to who teaches what is withheld and why (%s), and asks again', async (finding, code) => {
    await record()
    await workAt(0)
    const error = new WithheldError(finding, { provider: 'Fake', detail: 'no recordings for you' })
    test.fake.faults.push({ operation: 'recordings', when: 'before', error })
    await workAt(10)
    expect((await seen()).search).toMatchObject({ state: 'withheld', reason: { code } })
    expect((await seen(lea)).search.reason).toBeNull()
    await workAt(30)
    expect((await seen()).search).toMatchObject({ state: 'found', reason: null })
  })

  it('waits for a provider that does not answer', async () => {
    await workAt(0)
    const error = new ProviderError('unavailable', { provider: 'Fake', detail: 'down' })
    test.fake.faults.push({ operation: 'recordings', when: 'before', error })
    await workAt(10)
    expect((await seen()).search).toMatchObject({
      state: 'waiting',
      reason: { code: 'recording-unavailable' },
    })
  })

  it('begins anew when somebody asks, after the week too, and not before the end', async () => {
    await expect(lookAgain(ctx, superadmin, eventId)).rejects.toMatchObject({ code: 'recording-not-ended' })
    await record()
    test.clock.now = addMinutes(ENDS, 60 * 24 * 60)
    await lookAgain(ctx, superadmin, eventId)
    await settleJobs(test, ctx)
    expect((await seen()).items).toHaveLength(1)
  })

  it('begins anew for an event that took place at another time', async () => {
    await workAt(10)
    test.clock.now = MORNING
    await sql`update events set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day'
      where id = ${eventId}`.execute(ctx.db)
    await record()
    await workAt(10)
    expect((await seen()).items).toHaveLength(0)
    await workAt(24 * 60)
    await workAt(24 * 60 + 10)
    expect((await seen()).items).toHaveLength(1)
  })

  it('says of what the provider deleted that it is gone, and that it is back', async () => {
    const recording = await record()
    await workAt(0)
    await workAt(10)
    const { recordings } = await roomOf()
    recordings.length = 0
    await workAt(30)
    expect((await seen()).items).toMatchObject([{ state: 'gone', filmPath: null }])
    expect((await seen(lea)).items).toEqual([])
    recordings.push(recording)
    await workAt(60)
    expect((await seen()).items).toMatchObject([{ state: 'ready' }])
  })
})

describe('who sees a recording', () => {
  beforeEach(async () => {
    await record()
    await workAt(0)
    await workAt(10)
  })

  it('are those who are enrolled and who teach, where the event says so', async () => {
    expect((await seen(lea)).items).toHaveLength(1)
    expect((await seen(lea)).items[0]).not.toHaveProperty('film')
    await expect(seen(max)).rejects.toMatchObject({ code: 'event-not-found' })
    await sql`update events set shows_recording = false where id = ${eventId}`.execute(ctx.db)
    expect((await seen(lea)).items).toEqual([])
    expect((await seen()).items).toHaveLength(1)
    expect((await fetchFilm(lea)).statusCode).toBe(404)
    expect((await fetchFilm(superadmin)).statusCode).toBe(200)
  })

  it('is inherited where an event says nothing: from its course, or else from the platform', async () => {
    const say = (table: string, value: boolean | null) =>
      sql`update ${sql.table(table)} set ${sql.ref(table === 'events' ? 'shows_recording' : 'shows_recordings')} = ${value}
        where platform_id = ${ctx.platform.id}`.execute(ctx.db)
    const table: [platform: boolean, course: boolean | null, event: boolean | null, isShown: boolean][] = [
      [true, null, null, true],
      [false, null, null, false],
      [false, true, null, true],
      [true, false, null, false],
      [true, false, true, true],
      [false, true, false, false],
      [true, null, false, false],
      [false, null, true, true],
    ]
    for (const [ofPlatform, ofCourse, ofEvent, isShown] of table) {
      await say('platforms', ofPlatform)
      await say('courses', ofCourse)
      await say('events', ofEvent)
      const event = await getEvent(ctx, superadmin, eventId)
      expect([ofPlatform, ofCourse, ofEvent, event.showsRecording, event.hasOwnShowsRecording]).toEqual([
        ...[ofPlatform, ofCourse, ofEvent, isShown, ofEvent !== null],
      ])
      expect((await seen()).isShown).toBe(isShown)
      expect((await seen(lea)).items).toHaveLength(isShown ? 1 : 0)
      expect((await fetchFilm(lea)).statusCode).toBe(isShown ? 200 : 404)
    }
    await say('platforms', true)
  })

  it('says of an event that it is as its course again', async () => {
    test.clock.now = MORNING
    const { courseId, version } = await getEvent(ctx, superadmin, eventId)
    const course = await getCourse(ctx, superadmin, courseId)
    await changeCourse(
      ctx,
      superadmin,
      { courseId, expectedVersion: course.version },
      { showsRecordings: false, recordsEvents: true },
    )
    const change = (showsRecording: boolean | null, expectedVersion: number) =>
      changeEvent(ctx, superadmin, { eventId, expectedVersion }, { showsRecording })
    const own = await change(true, version)
    expect(own).toMatchObject({ showsRecording: true, hasOwnShowsRecording: true })
    expect(await change(null, own.version)).toMatchObject({
      ...{ showsRecording: false, hasOwnShowsRecording: false },
    })
    expect(await getCourse(ctx, superadmin, courseId)).toMatchObject({
      ...{ showsRecordings: false, recordsEvents: true },
    })
  })

  it('no more are learners once it is hidden, until it is shown again', async () => {
    const target = { eventId, recordingId: await firstId() }
    await changeRecording(ctx, superadmin, target, { isHidden: true })
    expect((await seen(lea)).items).toEqual([])
    expect((await fetchFilm(lea)).statusCode).toBe(404)
    expect((await seen()).items).toMatchObject([{ isHidden: true }])
    await changeRecording(ctx, superadmin, target, { isHidden: false })
    expect((await fetchFilm(lea)).statusCode).toBe(200)
    await expect(changeRecording(ctx, lea, target, { isHidden: true })).rejects.toMatchObject({ status: 403 })
  })

  it('is nobody once it is deleted, also after the next search', async () => {
    const target = { eventId, recordingId: await firstId() }
    const twice = await Promise.allSettled([
      deleteRecording(ctx, superadmin, target),
      deleteRecording(ctx, superadmin, target),
    ])
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await workAt(30)
    expect((await seen()).items).toEqual([])
    expect((await fetchFilm(superadmin, {}, target.recordingId)).statusCode).toBe(404)
  })

  it('are told once, unless they want no such news', async () => {
    const told = async () => {
      const { rows } = await sql<{ personId: PersonId }>`
        select person_id from notifications where kind = 'recording' and session_id = ${sessionId}`.execute(
        ctx.db,
      )
      return rows.map(({ personId }) => personId)
    }
    expect(await told()).toEqual([lea.personId])
    await record()
    await workAt(30)
    expect(await told()).toEqual([lea.personId])
  })

  it('of another event find it nowhere', async () => {
    const other = { sessionId, accountId: null, name: 'Other', from: '12:00', to: '13:00', day: '2026-11-27' }
    const { id } = await planEvent(platform, superadmin, other)
    const target = { eventId: id, recordingId: await firstId() }
    await expect(getTranscript(ctx, superadmin, target)).rejects.toMatchObject({
      code: 'recording-not-found',
    })
  })
})

describe('a film', () => {
  beforeEach(async () => {
    await record()
    await workAt(0)
    await workAt(10)
  })

  it('comes through here in parts, and its link is in no answer', async () => {
    const answer = await fetchFilm(lea, { range: 'bytes=10-19' })
    expect([answer.statusCode, answer.headers['content-range']]).toEqual([206, 'bytes 10-19/1000'])
    expect(answer.rawPayload).toEqual(FILM.subarray(10, 20))
    expect(answer.headers).toMatchObject({
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(JSON.stringify([answer.headers, await seen(lea)])).not.toContain('files.example')
    const { rows } = await sql<{ found: boolean }>`
      select exists (select from recordings r where r::text like '%files.example%') as found`.execute(ctx.db)
    expect(rows[0]?.found).toBe(false)
  })

  it('is cut into parts that nobody has to hold, and comes whole to be kept', async () => {
    await fetchFilm(lea, { range: 'bytes=0-' })
    expect(ranges.at(-1)).toBe('bytes=0-7999999')
    const whole = await fetchFilm(lea, { query: '?download=1' })
    expect([whole.statusCode, ranges.at(-1)]).toEqual([200, undefined])
    expect(whole.rawPayload).toEqual(FILM)
    expect(whole.headers['content-disposition']).toMatch(
      /^attachment; filename="recording\.mp4"; filename\*=UTF-8''[\w%.-]+\.mp4$/,
    )
  })

  it('has no bytes beyond its end', async () => {
    const answer = await fetchFilm(lea, { range: 'bytes=5000-' })
    expect([answer.statusCode, answer.headers['content-range']]).toEqual([416, 'bytes */1000'])
  })

  it('is asked for by one link for a minute, and by a fresh one when that has run out', async () => {
    const count = () => test.fake.calls.filter((call) => call === 'file').length
    const before = count()
    for (const range of ['bytes=0-9', 'bytes=10-19']) await fetchFilm(lea, { range })
    expect(count() - before).toBe(1)
    const [recording] = (await roomOf()).recordings
    const old = present(recording?.film)
    const answers = present(test.outside.answers.get(old))
    test.outside.answers.set(old, () => new Response(null, { status: 403 }))
    test.outside.answers.set('https://files.example/fresh.mp4', answers)
    present(recording).film = 'https://files.example/fresh.mp4'
    expect((await fetchFilm(lea, { range: 'bytes=0-9' })).statusCode).toBe(206)
    expect(count() - before).toBe(2)
  })

  it('is sent to a hundred at once and to each six times, and to the others when one of them has left', async () => {
    await expect(fetchFilm(lea)).resolves.toMatchObject({ statusCode: 200 })
    const seats = Array.from({ length: MOST_OF_PERSON }, () => takeSeat(ctx, lea.personId))
    const refused = await fetchFilm(lea, { range: 'bytes=0-9' })
    expect([refused.statusCode, refused.json().code]).toEqual([503, 'recording-busy-person'])
    expect(refused.headers['retry-after']).toBe('10')
    expect((await fetchFilm(superadmin, { range: 'bytes=0-9' })).statusCode).toBe(206)
    const others = Array.from({ length: MOST_FILMS - MOST_OF_PERSON }, (_, n) =>
      takeSeat(ctx, `${n}` as PersonId),
    )
    const full = await fetchFilm(superadmin, { range: 'bytes=0-9' })
    expect([full.statusCode, full.json().code, full.headers['retry-after']]).toEqual([
      503,
      'recording-busy',
      '10',
    ])
    for (const leave of [seats[0], seats[0]]) leave?.()
    expect((await fetchFilm(lea, { range: 'bytes=0-9' })).statusCode).toBe(206)
    for (const leave of [...seats, ...others]) leave()
    for (let n = 0; n < MOST_FILMS + 5; n++) await fetchFilm(lea, { range: 'bytes=5000-' }) // each gives its seat back
    expect((await fetchFilm(lea)).statusCode).toBe(200)
  })

  it.each([
    ['while its provider sends it', true],
    ['before its provider answers', false],
  ])('is read no further once whoever asked has left, %s', async (_name, sendsSome) => {
    const [recording] = (await roomOf()).recordings
    const asked = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    test.outside.answers.set(present(recording?.film), (init) => {
      asked.resolve()
      if (!sendsSome)
        return new Promise((_, reject) =>
          init?.signal?.addEventListener('abort', () => {
            ended.resolve()
            reject(new OutsideError('left'))
          }),
        )
      const body = new ReadableStream<Uint8Array>({
        start: (film) => film.enqueue(new Uint8Array(FILM)),
        cancel: () => ended.resolve(),
      })
      return new Response(body)
    })
    if (!test.app.http.server.listening) await test.app.http.listen({ port: 0, host: '127.0.0.1' })
    const { port } = test.app.http.server.address() as AddressInfo
    const path = `/api/v1/events/${eventId}/recordings/${await firstId()}/film`
    const headers = { host: platform.host, cookie: await cookieOf(lea.email) }
    const viewer = request({ port, host: '127.0.0.1', path, headers }).on('error', () => {})
    if (sendsSome)
      viewer.on('response', (answer) => answer.on('error', () => {}).once('data', () => viewer.destroy()))
    viewer.end()
    await asked.promise
    if (!sendsSome) viewer.destroy()
    await ended.promise
    test.outside.answers.delete(present(recording?.film)) // which would never end for who copies films
    const seats = Array.from({ length: MOST_OF_PERSON - 1 }, () => takeSeat(ctx, lea.personId))
    for (const leave of seats) leave()
  })

  it('that the provider has no longer is gone', async () => {
    ;(await roomOf()).recordings.length = 0
    const answer = await fetchFilm(lea)
    expect([answer.statusCode, answer.json().code]).toEqual([410, 'recording-gone'])
  })

  it('of a provider that fails says so, without its words', async () => {
    const [recording] = (await roomOf()).recordings
    test.outside.answers.set(present(recording?.film), () => new Response('secret stack', { status: 500 }))
    const answer = await fetchFilm(lea)
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'provider-unavailable'])
    expect(answer.body).not.toContain('secret stack')
  })
})

it('has what was said read once, kept, and given as captions without markup', async () => {
  const url = 'https://files.example/said.vtt'
  let reads = 0
  test.outside.answers.set(url, () => {
    reads++
    return new Response(
      'WEBVTT\n\nSTYLE\n::cue{}\n\n00:01.000 --> 00:02.000\n<v Ivo>Mind the <b>ladder</b></v>\n',
    )
  })
  await record({ hasTranscript: true, transcript: url })
  await workAt(0)
  await workAt(10)
  const target = { eventId, recordingId: await firstId() }
  const cues = [{ fromSeconds: 1, toSeconds: 2, text: 'Ivo: Mind the ladder' }]
  expect(await getTranscript(ctx, lea, target)).toEqual(cues)
  expect(await getTranscript(ctx, lea, target)).toEqual(cues)
  expect(reads).toBe(1)
  const cookie = await cookieOf(lea.email)
  const captions = await test.app.http.inject({
    url: `/api/v1/events/${eventId}/recordings/${target.recordingId}/captions.vtt`,
    headers: { host: platform.host, cookie },
  })
  expect(captions.headers['content-type']).toContain('text/vtt')
  expect(captions.body).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nIvo: Mind the ladder\n')
})

describe('a copy', () => {
  it('is made when the film has stopped growing, is played, and goes when its time is over', async () => {
    const recording = await record()
    await workAt(0)
    await workAt(10)
    await copyAt(20)
    expect((await seen()).items[0]?.copy).toMatchObject({ state: 'due' })
    // It has grown: the copy waits for half an hour more.
    Object.assign(recording, { sizeBytes: 1001 })
    await workAt(30)
    await copyAt(45)
    expect((await seen()).items[0]?.copy).toMatchObject({ state: 'due' })
    await copyAt(61)
    expect((await seen()).items[0]?.copy).toMatchObject({ state: 'copied' })
    expect((await seen(lea)).items[0]?.copy).toBeNull()
    ;(await roomOf()).recordings.length = 0
    ranges = []
    const part = await fetchFilm(lea, { range: 'bytes=990-' })
    expect([part.statusCode, part.headers['content-range']]).toEqual([206, 'bytes 990-999/1000'])
    expect(part.rawPayload).toEqual(FILM.subarray(990))
    expect((await fetchFilm(lea, { range: 'bytes=1000-' })).statusCode).toBe(416)
    expect(ranges).toEqual([])
    const before = files().length
    await copyAt(366 * 24 * 60)
    await copyAt(366 * 24 * 60 + 1)
    expect(files().length).toBe(before - 1)
    expect((await seen()).items[0]).toMatchObject({ copy: { state: 'expired' } })
  })

  it('is made by one of two nodes at once', async () => {
    await record()
    await workAt(0)
    await workAt(10)
    test.clock.now = addMinutes(ENDS, 45)
    ranges = []
    const id = await firstId()
    await Promise.all([copyRecording(ctx, id), copyRecording(ctx, id)])
    expect(ranges).toHaveLength(1)
    expect((await seen()).items[0]?.copy?.state).toBe('copied')
  })

  it('that breaks off leaves nothing, and is made later', async () => {
    const { film } = await record()
    await workAt(0)
    await workAt(10)
    const good = present(test.outside.answers.get(present(film)))
    test.outside.answers.set(present(film), () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(10))
          controller.error(new Error('cut')) // at once, before anybody reads
        },
      })
      return new Response(body)
    })
    const before = files().length
    await copyAt(45)
    expect([(await seen()).items[0]?.copy?.state, files().length]).toEqual(['due', before])
    test.outside.answers.set(present(film), good)
    await copyAt(60)
    expect((await seen()).items[0]?.copy?.state).toBe('copied')
  })

  it.each([
    ['goes on where it broke off', '"1"', [undefined, 'bytes=400-', 'bytes=800-'], 'copied'],
    ['is begun anew later, when the file is another by then', '"2"', [undefined, 'bytes=400-'], 'due'],
    ['is begun anew later, when nothing tells that the file is the same', null, [undefined], 'due'],
  ])('that breaks off %s', async (_, tagOfRest, asked, state) => {
    const { film } = await record()
    await workAt(0)
    await workAt(10)
    ranges = []
    const tagOf = (from: number) => (from === 0 && tagOfRest ? '"1"' : tagOfRest)
    test.outside.answers.set(present(film), (init) => {
      const range = new Headers(init?.headers).get('range') ?? undefined
      ranges.push(range)
      const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
      const tag = tagOf(from)
      const parts = [FILM.subarray(from, from + 400)]
      const body = new ReadableStream({
        pull(controller) {
          const part = parts.shift()
          if (part) controller.enqueue(new Uint8Array(part))
          else if (from === 800) controller.close()
          else controller.error(new Error('cut'))
        },
      })
      return new Response(body, {
        status: range ? 206 : 200,
        headers: {
          'content-length': String(FILM.length - from),
          ...(range ? { 'content-range': `bytes ${from}-999/1000` } : {}),
          ...(tag ? { etag: tag } : {}),
        },
      })
    })
    const before = files().length
    await copyAt(45)
    expect([ranges, (await seen()).items[0]?.copy?.state]).toEqual([asked, state])
    await expect.poll(() => files().length).toBe(before + (state === 'copied' ? 1 : 0))
    if (state === 'copied') expect((await fetchFilm(superadmin)).rawPayload).toEqual(FILM)
  })

  it('that is shorter than its provider says is none', async () => {
    const { film } = await record()
    await workAt(0)
    await workAt(10)
    test.outside.answers.set(
      present(film),
      () => new Response('short', { headers: { 'content-length': '1000' } }),
    )
    const before = files().length
    await copyAt(45)
    expect([(await seen()).items[0]?.copy?.state, files().length]).toEqual(['due', before])
  })

  it.each([
    [
      'recording',
      () => firstId().then((id) => deleteRecording(ctx, superadmin, { eventId, recordingId: id })),
    ],
    ['event', () => sql`delete from events where id = ${eventId}`.execute(ctx.db)],
  ])('goes with its %s', async (_, remove) => {
    await record()
    await workAt(0)
    await workAt(10)
    await copyAt(45)
    const before = files().length
    await remove()
    await copyAt(90)
    expect(files().length).toBe(before - 1)
  })

  it('is kept for the days that the platform wants now', async () => {
    await record()
    await workAt(0)
    await workAt(10)
    await copyAt(45)
    const cookie = await cookieOf(superadmin.email)
    const headers = { host: platform.host, cookie }
    const { version } = (await test.app.http.inject({ url: '/api/v1/platform/settings', headers })).json()
    const answer = await test.app.http.inject({
      ...{ method: 'PATCH', url: '/api/v1/platform/settings' },
      headers: { ...headers, 'if-match': `"${version}"` },
      payload: { recordingRetentionDays: 2 },
    })
    expect(answer.statusCode).toBe(200)
    expect((await seen()).items[0]?.copy?.keptUntil).toBe(addMinutes(ENDS, 45 + 2 * 1440).toISOString())
  })
})

describe('to be recorded', () => {
  const join = (actor: Actor) => {
    test.clock.now = STARTS
    return enterAsLearner(ctx, actor, eventId)
  }

  it('one has to agree before one joins; what one agreed to is kept', async () => {
    await giveNotice(ctx, superadmin, eventId, true)
    await expect(join(lea)).rejects.toMatchObject({ code: 'recording-consent-needed' })
    await agree(ctx, lea, eventId, 1)
    await agree(ctx, lea, eventId, 1)
    expect(await join(lea)).toMatch(/^https:/)
    const { rows } = await sql`select version, said, agreed_at from recording_consents
      where event_id = ${eventId}`.execute(ctx.db)
    expect(rows).toEqual([{ version: 1, said: expect.stringMatching(/I agree/), agreedAt: STARTS }])
    expect((await seen()).notice.consents).toMatchObject([{ personId: lea.personId }])
    expect((await seen(lea)).notice).toMatchObject({ agreedAt: STARTS.toISOString(), consents: [] })
  })

  it('one is asked anew when something else was said meanwhile', async () => {
    await giveNotice(ctx, superadmin, eventId, true)
    await agree(ctx, lea, eventId, 1)
    await giveNotice(ctx, superadmin, eventId, false)
    expect(await join(lea)).toMatch(/^https:/)
    await expect(agree(ctx, lea, eventId, 1)).rejects.toMatchObject({ code: 'recording-notice-changed' })
    await giveNotice(ctx, superadmin, eventId, true)
    await giveNotice(ctx, superadmin, eventId, true)
    expect((await seen(lea)).notice).toMatchObject({ version: 3, agreedAt: null })
    await expect(join(lea)).rejects.toMatchObject({ code: 'recording-consent-needed' })
  })

  it('the platform can say it of all its events', async () => {
    await sql`update platforms set records_events = true`.execute(ctx.db)
    expect((await seen(lea)).notice).toMatchObject({ isRecorded: true, version: 0 })
    await agree(ctx, lea, eventId, 0)
    expect(await join(lea)).toMatch(/^https:/)
    await sql`update platforms set records_events = false`.execute(ctx.db)
  })

  it('a course can say it of its events, whatever the platform says, and an event whatever its course says', async () => {
    const say = (table: string, value: boolean | null) =>
      sql`update ${sql.table(table)} set records_events = ${value} where platform_id = ${ctx.platform.id}`.execute(
        ctx.db,
      )
    const table: [platform: boolean, course: boolean | null, isRecorded: boolean][] = [
      [false, true, true],
      [true, false, false],
      [true, null, true],
      [false, null, false],
    ]
    for (const [ofPlatform, ofCourse, isRecorded] of table) {
      await say('platforms', ofPlatform)
      await say('courses', ofCourse)
      expect((await seen(lea)).notice).toMatchObject({ isRecorded, version: 0 })
      if (isRecorded) await expect(join(lea)).rejects.toMatchObject({ code: 'recording-consent-needed' })
      else expect(await join(lea)).toMatch(/^https:/)
    }
    await say('courses', true)
    await giveNotice(ctx, superadmin, eventId, false)
    expect((await seen(lea)).notice).toMatchObject({ isRecorded: false, isInherited: false, version: 1 })
    await giveNotice(ctx, superadmin, eventId, null)
    await giveNotice(ctx, superadmin, eventId, null)
    expect((await seen(lea)).notice).toMatchObject({ isRecorded: true, isInherited: true, version: 2 })
    await expect(join(lea)).rejects.toMatchObject({ code: 'recording-consent-needed' })
    await agree(ctx, lea, eventId, 2)
    await say('courses', false)
    expect((await seen(lea)).notice).toMatchObject({ isRecorded: false, isInherited: true, version: 2 })
  })

  it('two planners say it at once', async () => {
    await Promise.all([
      giveNotice(ctx, superadmin, eventId, true),
      giveNotice(ctx, superadmin, eventId, true),
    ])
    expect((await seen()).notice).toMatchObject({ isRecorded: true, version: 1 })
  })

  it('whoever agreed is not forgotten with the event, and the words are not changed', async () => {
    await giveNotice(ctx, superadmin, eventId, true)
    await agree(ctx, lea, eventId, 1)
    await expect(
      sql`update recording_consents set said = '' where event_id = ${eventId}`.execute(ctx.db),
    ).rejects.toThrow(/permission denied/)
    await sql`delete from events where id = ${eventId}`.execute(ctx.db)
    const { rows } = await sql`select from recording_consents where event_id = ${eventId}`.execute(ctx.db)
    expect(rows).toHaveLength(1)
  })
})
