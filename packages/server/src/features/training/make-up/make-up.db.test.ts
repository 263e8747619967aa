import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import { usualRule } from '../../../domain/attendance-rule.ts'
import type { EventId, RecordingId, RoomId, StayId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { getOwnAttendance } from '../attendance/attendance.service.ts'
import { exportSheet } from '../attendance/sheet.service.ts'
import { lookAnew, lookAtSession, sweepCompletions } from '../completions/looking.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { makeCourseRule } from '../verdicts/rules.service.ts'
import { judgeAnew, judgeEvent } from '../verdicts/verdicts.service.ts'
import { getClock, getOwnMakeUp, listMadeUp, setClock, tellWatched } from './make-up.service.ts'

type Person = Actor & { email: string }
let test: TestApp
let platform: TestPlatform
let superadmin: Person
let lea: Person
let leo: Person
let eventId: EventId
let recordingId: RecordingId

const startsAt = new Date('2026-11-26T09:00:00Z')
const at = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000)

/** A class of 90 minutes; Lea was away from minute 20 to 34, Leo was not there. The film is there. */
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('make-up.example')
  const { ctx } = platform
  superadmin = await platform.addActor(['superadmin'])
  const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
  const session = await buildSession(platform, superadmin)
  ;[lea, leo] = (await addPeople(platform, 2)) as [Person, Person]
  for (const { personId } of [lea, leo]) await enroll(ctx, superadmin, session.id, personId)
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId: session.id, accountId: account.id, name: 'Ladders', from: '10:00', to: '11:30' },
  })
  eventId = event.id
  const target = { courseId: session.courseId, expectedVersion: 0 }
  const rule = { ...usualRule, thresholdPercent: 95, makeUpDays: 7, appliesToPast: true }
  await makeCourseRule(ctx, superadmin, target, { ...rule, followsPlatform: false })
  const { id: platformId } = ctx.platform
  const roomId = ctx.newId<RoomId>()
  recordingId = ctx.newId<RecordingId>()
  test.clock.now = at(120)
  await sql`update events set shows_recording = true where id = ${eventId}`.execute(ctx.db)
  await sql`insert into attendance_readings (platform_id, event_id, starts_at, ends_at, identifies, state, runs)
    select platform_id, id, starts_at, ends_at, true, 'settled', 1 from events where id = ${eventId}`.execute(
    ctx.db,
  )
  for (const [n, [from, to]] of [
    [0, 20],
    [34, 90],
  ].entries())
    await ctx.db
      .insertInto('attendanceStays')
      .values({
        ...{ platformId, eventId, id: ctx.newId<StayId>(), roomId, runKey: 'run', runStartedAt: at(0) },
        ...{ sourceKey: `${n}`, kind: 'main', role: 'learner', name: 'Lea', email: '', matchedBy: 'email' },
        ...{ joinedAt: at(from as number), leftAt: at(to as number), personId: lea.personId },
      })
      .execute()
  await ctx.db
    .insertInto('recordings')
    .values({
      ...{ platformId, id: recordingId, eventId, roomId, providerKey: 'film', name: 'Film' },
      ...{ recordedAt: at(0), hasFile: true, hasTranscript: false, foundAt: at(110) },
    })
    .execute()
  await judge()
})
afterAll(() => test.close())

async function judge(): Promise<void> {
  const { ctx } = platform
  await withTransaction(ctx.db, (trx) => judgeAnew(ctx, trx, { eventIds: [eventId] }))
  await judgeEvent(ctx, eventId)
}
/** A player that shows so many minutes of the film from a minute on, a beat every ten seconds. */
async function watch(person: Person, from: number, minutes: number, tabs = 1): Promise<void> {
  const tell = (ranges: { fromSeconds: number; toSeconds: number }[]) =>
    tellWatched(platform.ctx, person, { eventId, recordingId }, { rate: 1, ranges })
  await tell([])
  for (let second = 0; second < minutes * 60; second += 10) {
    test.clock.now = new Date(test.clock.now.getTime() + 10_000)
    const fromSeconds = from * 60 + second
    await Promise.all(
      Array.from({ length: tabs }, (_, tab) =>
        // Another tab shows another part at the same time.
        tell([{ fromSeconds: fromSeconds + tab * 420, toSeconds: fromSeconds + tab * 420 + 10 }]),
      ),
    )
  }
}
const held = async (person: Person) => {
  await judge()
  const { status, verdict } = await getOwnAttendance(platform.ctx, person, eventId)
  return [status, verdict?.madeUpSeconds ?? 0, verdict?.reason.text]
}
const minutes = (seconds: number) => Math.round(seconds / 60)

it('is not out of reach while it can be made up, and is once the days for it are over', async () => {
  const { ctx } = platform
  const before = test.clock.now
  const { sessionId } = await ctx.db
    .selectFrom('events')
    .select('sessionId')
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow()
  const stateOf = async ({ personId }: Person) => {
    const { rows } = await sql<{ state: string }>`
      select state from completions where session_id = ${sessionId} and person_id = ${personId} and superseded_at is null`.execute(
      ctx.db,
    )
    return rows[0]?.state
  }
  await withTransaction(ctx.db, (trx) => lookAnew(ctx, trx, { sessionIds: [sessionId] }))
  await lookAtSession(ctx, sessionId)
  expect(await stateOf(leo)).toBe('open')
  test.clock.now = new Date(at(110).getTime() + 7 * 86_400_000 - 1000)
  await sweepCompletions(ctx)
  expect(await stateOf(leo)).toBe('open')
  test.clock.now = new Date(at(110).getTime() + 7 * 86_400_000 + 1000)
  await sweepCompletions(ctx)
  expect(await stateOf(leo)).toBe('out-of-reach')
  test.clock.now = before
})

it('offers exactly what was missed, by the film’s own clock', async () => {
  const { ctx } = platform
  const asked = async () => (await getOwnMakeUp(ctx, lea, eventId)).recordings[0]?.parts ?? []
  expect(await getOwnMakeUp(ctx, lea, eventId)).toMatchObject({
    ...{ state: 'open', missedSeconds: 14 * 60, madeUpSeconds: 0 },
    until: new Date(at(110).getTime() + 7 * 86_400_000).toISOString(),
  })
  expect((await asked()).map(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds])).toEqual([
    [1200, 2040],
  ])
  // Its clock was three minutes off, and it was paused for two minutes ten minutes after that.
  const clock = await getClock(ctx, superadmin, { eventId, recordingId })
  const set = { ...clock, beginsAt: at(3).toISOString(), pauses: [{ filmSeconds: 1260, pausedSeconds: 120 }] }
  await setClock(ctx, superadmin, { eventId, recordingId }, set)
  await expect(setClock(ctx, superadmin, { eventId, recordingId }, set)).rejects.toMatchObject({
    status: 412,
  })
  expect((await asked()).map(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds])).toEqual([
    [1020, 1260],
    [1260, 1740],
  ])
  const back = { ...set, version: 1, beginsAt: at(0).toISOString(), pauses: [] }
  await setClock(ctx, superadmin, { eventId, recordingId }, back)
})

it('counts what was really played, once, and says so wherever minutes stand', async () => {
  const { ctx } = platform
  expect(await held(lea)).toEqual(['partly', 0, expect.stringContaining('76 of 90')])
  // Told in one go, a second after the first beat: no more than that second and its tolerance.
  const target = { eventId, recordingId }
  await tellWatched(ctx, lea, target, { rate: 1, ranges: [] })
  test.clock.now = new Date(test.clock.now.getTime() + 1000)
  const all = { rate: 16, ranges: [{ fromSeconds: 1200, toSeconds: 2040 }] }
  expect((await tellWatched(ctx, lea, target, all)).madeUpSeconds).toBeLessThanOrEqual(5 + 2)
  // Two tabs at once are no faster than one.
  const before = (await getOwnMakeUp(ctx, lea, eventId)).madeUpSeconds
  await watch(lea, 20, 3, 2)
  const after = (await getOwnMakeUp(ctx, lea, eventId)).madeUpSeconds
  expect(after - before).toBeLessThanOrEqual(3 * 60)
  await watch(lea, 20, 14)
  // The same once more is the same.
  await watch(lea, 20, 1)
  expect(await getOwnMakeUp(ctx, lea, eventId)).toMatchObject({ madeUpSeconds: 14 * 60 })
  expect(await held(lea)).toEqual([
    'present',
    14 * 60,
    expect.stringContaining('76 minutes live + 14 minutes made up.'),
  ])
  const { heading, rows } = await exportSheet(ctx, superadmin, eventId)
  expect(rows.map((row) => row[heading.indexOf('madeUpMinutes')])).toContain(14)
  const parts = await listMadeUp(ctx, eventId)
  expect(minutes(parts.reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0))).toBe(
    14,
  )
})

it('lets somebody who was not there watch all of it, until the deadline, and goes with a duplicate', async () => {
  const { ctx } = platform
  expect(await getOwnMakeUp(ctx, leo, eventId)).toMatchObject({ state: 'open', missedSeconds: 90 * 60 })
  await watch(leo, 0, 2)
  test.clock.now = new Date(at(110).getTime() + 7 * 86_400_000 + 1000)
  expect(await getOwnMakeUp(ctx, leo, eventId)).toMatchObject({ state: 'over' })
  const late = tellWatched(ctx, leo, { eventId, recordingId }, { rate: 1, ranges: [] })
  await expect(late).rejects.toMatchObject({ code: 'make-up-not-open' })
  const [stays] = (await addPeople(platform, 1)) as [Person]
  await mergePeople(ctx, superadmin, { personId: stays.personId, duplicateId: leo.personId })
  expect(minutes((await getOwnMakeUp(ctx, present(stays), eventId)).madeUpSeconds)).toBe(2)
})
