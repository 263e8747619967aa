import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { importPeople } from '../../../../test/import-people.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import { toLine } from '../../../domain/words.ts'
import type { Actor } from '../../../http/actor.ts'
import { exportPeople } from '../../people/people/export.service.ts'
import { enrollMany } from '../enrollments/bulk.service.ts'
import { enroll, exportEnrollments, unenroll } from '../enrollments/enrollments.service.ts'
import { exportEvents, exportSessions } from './export.service.ts'
import { importEvents } from './import.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('exports.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const signs = [
  '=',
  '+',
  '-',
  '@',
  "'",
  '"',
  ',',
  ';',
  '\t',
  '|',
  ' ',
  '0',
  'é',
  'e\u0301',
  '🎓',
  '👩‍🏫',
  'ß',
  'x',
  '\\',
  '\u200B',
]
const rests = [
  '=1+1',
  "'=x",
  "''@x",
  '007',
  ' padded ',
  '"',
  'a""b',
  'sep=;',
  '\u00A0x\u00A0',
  'bob@x.example',
  "O'Neil",
  '03/04/2027',
]
const line = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 8 }),
    fc.constantFrom(...rests),
  )
  .filter((text) => toLine(text) !== '')
const lines = fc.array(fc.oneof(line, fc.constant('')), { maxLength: 4 }).map((all) => all.join('\r\n'))

/** What is stored, whatever doors it came through: older releases kept other texts than this one. */
async function store(table: 'courses' | 'sessions' | 'events' | 'people', id: string, texts: object) {
  await platform.ctx.db
    .updateTable(table)
    .set(texts)
    .where('platformId', '=', platform.ctx.platform.id)
    // biome-ignore lint/plugin: of a row of whichever table it is
    .where('id', '=', id as never)
    .execute()
}

/** All rows of a table, to see that nothing was written. */
const all = (table: 'courses' | 'sessions' | 'events' | 'people' | 'enrollments') =>
  platform.ctx.db.selectFrom(table).selectAll().orderBy('platformId').execute()
const everything = async () =>
  JSON.stringify(
    (await Promise.all((['courses', 'sessions', 'events', 'people', 'enrollments'] as const).map(all))).map(
      (rows) => rows.map((row) => JSON.stringify(row)).sort(),
    ),
  )

describe('a file that is imported again as it is changes nothing', () => {
  it('of events and sessions, whatever their cells hold', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: '=Account "1"' })
    const teachers = [await platform.addActor(['instructor']), await platform.addActor(['instructor'])]
    const session = await buildSession(platform, superadmin, {
      instructorIds: teachers.map((one) => one.personId),
      maxEnrollment: 9,
    })
    const plan = { sessionId: session.id, accountId: account.id, name: 'E' }
    const one = await planEvent(platform, superadmin, { ...plan, from: '10:00', to: '11:00' })
    const two = await planEvent(platform, superadmin, { ...plan, from: '22:00', to: '23:00' })
    const texts = fc.record({
      course: line,
      session: line,
      code: line,
      event: line,
      other: line,
      place: line,
      description: lines,
    })
    await fc.assert(
      fc.asyncProperty(texts, async ({ course, session: name, code, event, other, place, description }) => {
        await store('courses', session.courseId, { name: course, code })
        await store('sessions', session.id, { name, code: other })
        await store('events', one.id, { name: event, description, place })
        await store('events', two.id, { name: other, description: place, place: '' })
        const before = await everything()
        const file = await exportEvents(platform.ctx, superadmin, { sessionId: session.id })
        const read = (text: string) => importEvents(platform.ctx, superadmin, { text, save: true })
        expect(await read(file)).toMatchObject({ added: 0, changed: 0, unchanged: 2, refused: 0, unread: [] })
        const sessions = await exportSessions(platform.ctx, superadmin, { courseId: session.courseId })
        expect(await read(sessions)).toMatchObject({
          added: 0,
          changed: 0,
          unchanged: 1,
          refused: 0,
          unread: [],
        })
        expect(await everything()).toBe(before)
      }),
      { numRuns: sized(8, 25) },
    )
  })

  it('of people and enrollments, whatever their cells hold', async () => {
    const session = await buildSession(platform, superadmin)
    const [learner, left, bystander] = [
      await platform.addActor(['learner', 'instructor']),
      await platform.addActor(['learner']),
      await platform.addActor(['learner'], 'bob@x.example'),
    ]
    const sessionId = session.id
    for (const one of [learner, left]) await enroll(platform.ctx, superadmin, sessionId, one.personId)
    await unenroll(platform.ctx, superadmin, sessionId, left.personId)
    await fc.assert(
      fc.asyncProperty(line, fc.oneof(line, fc.constant('')), async (firstName, lastName) => {
        await store('people', learner.personId, {
          firstName,
          lastName,
          language: 'it',
          timeZone: 'Europe/Rome',
        })
        await store('people', left.personId, { firstName: bystander.email, lastName: firstName })
        const before = await everything()
        const file = await exportPeople(platform.ctx, superadmin, { state: 'active' })
        const people = await importPeople(platform, superadmin, { text: file })
        expect(people).toMatchObject({ added: 0, changed: 0, refused: 0, unread: [] })
        expect(people.unchanged).toBeGreaterThan(3)
        const enrolled = await exportEnrollments(platform.ctx, superadmin, sessionId)
        expect(
          await enrollMany(platform.ctx, superadmin, sessionId, {
            text: enrolled,
            whenFull: 'wait',
            save: true,
          }),
        ).toMatchObject({ added: 0, unchanged: 2, refused: 0 })
        expect(await everything()).toBe(before)
      }),
      { numRuns: sized(8, 25) },
    )
  })

  it('of thousands of events is read without locking any, one that was changed among them', async () => {
    const EVENTS = sized(1_200, 6_000)
    const session = await buildSession(platform, superadmin)
    const { id: platformId } = platform.ctx.platform
    await sql`insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone,
        starts_at, ends_at)
      select ${platformId}, gen_random_uuid(), ${session.id}, ${session.courseId}, 'Event ' || n,
        to_char(at, 'YYYY-MM-DD"T"HH24:MI'), to_char(at + interval '30 minutes', 'YYYY-MM-DD"T"HH24:MI'), 'UTC',
        at at time zone 'UTC', (at + interval '30 minutes') at time zone 'UTC'
      from (select n, timestamp '2027-01-01' + n * interval '1 hour' as at from generate_series(1, ${EVENTS}::int) n) times`.execute(
      platform.ctx.db,
    )
    const file = await exportEvents(platform.ctx, superadmin, { sessionId: session.id })
    const read = (text: string) => importEvents(platform.ctx, superadmin, { text, save: true })
    await withTransaction(platform.ctx.db, async (trx) => {
      await sql`select id from sessions where id = ${session.id} for update`.execute(trx)
      expect(await read(file)).toMatchObject({ added: 0, changed: 0, unchanged: EVENTS, refused: 0 })
    })
    const changed = await read(file.replace('Event 711,', 'Event 711 and more,'))
    expect(changed).toMatchObject({ added: 0, changed: 1, unchanged: EVENTS - 1, refused: 0 })
    await expect(read(file.replaceAll(/Event (\d+),/g, 'Other $1,'))).rejects.toMatchObject({
      code: 'import-too-many-changes',
      params: { rows: EVENTS },
    })
  })
})
