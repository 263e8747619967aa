import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildLearner, buildSession, planEvent } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { cancel } from '../../training/lifecycle/lifecycle.service.ts'

let test: TestApp
let platform: TestPlatform

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('entries.example')
})
afterAll(() => test.close())

it('an upgrade knows which calendars hold what by mails of earlier releases', async () => {
  const { ctx } = platform
  const superadmin = await platform.addActor(['superadmin'])
  const [stays, left] = [await buildLearner(platform), await buildLearner(platform)]
  const sessionId = (await buildSession(platform, superadmin)).id
  const plan = (name: string, from: string, to: string) =>
    // Far ahead: the migration asks the clock of the database.
    planEvent(platform, superadmin, {
      sessionId,
      accountId: null,
      name,
      from,
      to,
      day: '2099-01-15',
    })
  const [one, two] = [await plan('One', '10:00', '11:00'), await plan('Two', '12:00', '13:00')]
  for (const { personId } of [stays, left]) await enroll(ctx, superadmin, sessionId, personId)
  await unenroll(ctx, superadmin, sessionId, left.personId)
  await cancel(ctx, superadmin, { eventId: two.id }, '')
  await ctx.db.updateTable('events').set({ calendarSequence: 3 }).execute()
  await ctx.db.deleteFrom('calendarEntries').execute()

  const path = new URL('../../../../migrations/0030_calendar_entries.sql', import.meta.url)
  const sql = readFileSync(path, 'utf8')
  const client = new pg.Client(test.db.connection)
  await client.connect()
  try {
    await client.query(`begin; ${sql.slice(sql.indexOf('alter table people no force'))}; commit`)
  } finally {
    await client.end()
  }
  const rows = await ctx.db
    .selectFrom('calendarEntries')
    .innerJoin('people', 'people.id', 'calendarEntries.personId')
    .select(['personId', 'eventId', 'sequence', 'method', 'mailbox', 'heldBy', 'email'])
    .execute()
  const said = rows.map((row) => {
    const who = row.personId === stays.personId ? 'stays' : 'left'
    expect([row.mailbox, row.sequence]).toEqual([row.email, 3])
    return `${who} ${row.eventId === one.id ? 'One' : 'Two'} ${row.method} ${row.heldBy === row.email}`
  })
  expect(said.sort()).toEqual([
    'left One CANCEL false',
    'left Two CANCEL false',
    'stays One REQUEST true',
    'stays Two CANCEL false',
  ])
})
