import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPeople, buildSession } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll, unenroll } from './enrollments.service.ts'
import { getSeats } from './seats.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let sessionId: SessionId
let people: PersonId[]

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('seats.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  people = (await addPeople(platform, 4)).map(({ personId }) => personId)
  sessionId = (await buildSession(platform, superadmin, { maxEnrollment: 8 })).id
})
afterAll(() => test.close())

const on = (day: string) => {
  test.clock.now = new Date(`${day}T12:00:00Z`)
}

it('counts the places that were taken at the end of each day, those from before the history among them', async () => {
  on('2026-11-20')
  expect(await getSeats(platform.ctx, superadmin, sessionId)).toEqual({
    maxEnrollment: 8,
    days: [{ day: '2026-11-20', taken: 0 }],
  })
  // Of before there was a history.
  await sql`insert into enrollments (platform_id, session_id, person_id, status)
    values (current_platform(), ${sessionId}, ${people[3]}, 'enrolled')`.execute(platform.ctx.db)
  for (const personId of people.slice(0, 2)) await enroll(platform.ctx, superadmin, sessionId, personId)
  on('2026-11-22')
  await enroll(platform.ctx, superadmin, sessionId, people[2] as PersonId)
  await unenroll(platform.ctx, superadmin, sessionId, people[0] as PersonId)
  on('2026-11-23')
  await unenroll(platform.ctx, superadmin, sessionId, people[1] as PersonId)
  on('2026-11-24')
  expect((await getSeats(platform.ctx, superadmin, sessionId)).days).toEqual([
    { day: '2026-11-20', taken: 3 },
    { day: '2026-11-21', taken: 3 },
    { day: '2026-11-22', taken: 3 },
    { day: '2026-11-23', taken: 2 },
    { day: '2026-11-24', taken: 2 },
  ])
  on('2027-06-01')
  expect((await getSeats(platform.ctx, superadmin, sessionId)).days).toHaveLength(90)
})

it('is for those who may edit the session', async () => {
  await expect(getSeats(platform.ctx, instructor, sessionId)).rejects.toMatchObject({ status: 403 })
})
