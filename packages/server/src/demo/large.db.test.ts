import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { type LargeSize, seedLarge } from './large.ts'

const SIZE: LargeSize = { courses: 10, sessions: 200, events: 1_000, people: 2_000 }

let test: TestApp
let platform: TestPlatform

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('large.example')
  const { id } = platform.ctx.platform
  await seedLarge(platform.ctx.db, { id, accountId: undefined, now: test.clock.now }, SIZE)
})
afterAll(() => test.close())

async function count(statement: ReturnType<typeof sql<{ n: number }>>): Promise<number> {
  const { rows } = await statement.execute(platform.ctx.db)
  return rows[0]?.n ?? Number.NaN
}

it('makes as much as it was asked for', async () => {
  expect(await count(sql`select count(*)::int as n from courses`)).toBe(SIZE.courses)
  expect(await count(sql`select count(*)::int as n from sessions`)).toBe(SIZE.sessions)
  expect(await count(sql`select count(*)::int as n from events`)).toBe(SIZE.events)
  expect(await count(sql`select count(*)::int as n from people`)).toBe(SIZE.people)
})

it('lets nobody teach two events at once', async () => {
  expect(
    await count(sql`select count(*)::int as n
      from events a join session_instructors i on i.session_id = a.session_id
      join session_instructors j on j.person_id = i.person_id
      join events b on b.session_id = j.session_id and b.id <> a.id
      where a.starts_at < b.ends_at and b.starts_at < a.ends_at`),
  ).toBe(0)
})

it('gives no session more learners than it has places', async () => {
  expect(
    await count(sql`select count(*)::int as n from sessions s where max_enrollment <
      (select count(*) from enrollments e where e.session_id = s.id and e.status = 'enrolled')`),
  ).toBe(0)
  expect(
    await count(sql`select count(*)::int as n from enrollments where status = 'waiting'`),
  ).toBeGreaterThan(0)
})
