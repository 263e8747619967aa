import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { withTransaction } from '../db/database.ts'
import type { Role } from '../domain/role.ts'
import { addPerson } from '../features/people/people/people.service.ts'
import type { Actor } from '../http/actor.ts'
import { addAcademy, fillPast, fillWeek } from './academy.ts'
import { learners } from './academy-words.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  test.clock.now = new Date('2026-11-25T09:30:00Z')
  platform = await test.addPlatform('academy.example')
  superadmin = await platform.addActor(['superadmin'])
  const { ctx } = platform
  const add = (role: Role, [email = '', firstName = '', lastName = '']: readonly string[]) =>
    withTransaction(ctx.db, (trx) =>
      addPerson(ctx, trx, { email, firstName, lastName, roles: [role], passwordHash: null, language: 'en' }),
    )
  await add('instructor', ['ivo@demo.example', 'Ivo', 'Conti'])
  for (const person of learners.slice(0, 3)) await add('learner', person)
  await addAcademy(ctx, superadmin, 'no password')
  await fillPast(ctx, superadmin)
  await fillWeek(ctx, superadmin, undefined)
})
afterAll(() => test.close())

async function count(statement: ReturnType<typeof sql<{ n: number }>>): Promise<number> {
  const { rows } = await statement.execute(platform.ctx.db)
  return rows[0]?.n ?? Number.NaN
}
const sessions = () => count(sql`select count(*)::int as n from sessions`)
const events = () => count(sql`select count(*)::int as n from events`)
const running = () =>
  count(sql`select count(*)::int as n from events
    where starts_at <= ${test.clock.now} and ends_at > ${test.clock.now}`)

it('has courses, people, a class that was, one that runs and some that come', async () => {
  expect(await count(sql`select count(*)::int as n from courses`)).toBe(6)
  expect(await count(sql`select count(*)::int as n from people`)).toBeGreaterThanOrEqual(30)
  expect(await count(sql`select count(distinct time_zone)::int as n from events`)).toBeGreaterThanOrEqual(4)
  expect(await running()).toBe(1)
  expect(
    await count(sql`select count(*)::int as n from events where ends_at < ${test.clock.now}`),
  ).toBeGreaterThan(0)
  expect(await count(sql`select count(*)::int as n from attendance_marks`)).toBeGreaterThan(5)
})

it('has two classes in each of the weeks before, with people who were there and some who were not', async () => {
  const { rows } = await sql<{ classes: number; present: number; absent: number }>`
    select count(distinct events.id)::int as classes, (count(*) filter (where status = 'present'))::int as present,
      (count(*) filter (where status = 'absent'))::int as absent
    from events join attendance_marks on event_id = events.id where starts_at < '2026-11-22Z'
    group by date_trunc('week', starts_at) order by 1`.execute(platform.ctx.db)
  expect(rows.length).toBe(5)
  for (const { classes, present, absent } of rows) {
    expect(classes).toBe(2)
    expect(present).toBeGreaterThan(absent)
    expect(absent).toBeGreaterThan(0)
  }
})

it('has begun what runs: its instructor is in, and some of its learners', async () => {
  const entered = (role: string) =>
    count(sql`select count(distinct person_id)::int as n from event_entries join events on events.id = event_id
      where role = ${role} and starts_at <= ${test.clock.now} and ends_at > ${test.clock.now}`)
  expect([await entered('instructor'), await entered('learner')]).toEqual([1, 6])
})

it.each(['enrolled', 'waiting', 'requested'])('has somebody who is %s', async (status) => {
  expect(
    await count(sql`select count(*)::int as n from enrollments where status = ${status}`),
  ).toBeGreaterThan(0)
})

it('changes nothing at a second start', async () => {
  const before = [await sessions(), await events()]
  await fillWeek(platform.ctx, superadmin, undefined)
  expect([await sessions(), await events()]).toEqual(before)
})

it('has something that runs again hours later, and a week of its own a week later', async () => {
  const before = [await sessions(), await events()]
  test.clock.now = new Date('2026-11-25T20:00:00Z')
  await fillWeek(platform.ctx, superadmin, undefined)
  expect([await sessions(), await events(), await running()]).toEqual([before[0], (before[1] ?? 0) + 1, 1])
  test.clock.now = new Date('2026-12-03T23:55:00Z')
  await fillWeek(platform.ctx, superadmin, undefined)
  expect([await sessions(), await running()]).toEqual([(before[0] ?? 0) + 6, 1])
})

it('keeps a reason for what overlaps where something does', async () => {
  expect(
    await count(sql`select count(*)::int as n from audit_entries
    where (changes ? 'overlapReason') <> (changes ? 'overlaps')`),
  ).toBe(0)
})

it('leaves out a course that somebody deleted or gave another code', async () => {
  await sql`update courses set code = 'OURS-1' where code = 'DATA-01'`.execute(platform.ctx.db)
  const before = await sessions()
  test.clock.now = new Date('2026-12-09T00:05:00Z')
  await fillWeek(platform.ctx, superadmin, undefined)
  expect((await sessions()) - before).toBe(5)
})
