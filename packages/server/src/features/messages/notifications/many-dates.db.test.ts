import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildLearner, buildSession } from '../../../../test/builders.ts'
import { CalendarProgram, eventsOf } from '../../../../test/calendar-program.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { startSmtp, type TestSmtp } from '../../../../test/test-smtp.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { remove } from '../../training/lifecycle/lifecycle.service.ts'
import { deliverMails, MAX_FILES, type MailToSend } from '../mails/delivery.service.ts'
import { createSmtp } from '../mails/smtp.ts'
import { listNotifications } from './inbox.service.ts'
import { refreshMail, sendNotifications } from './notifications.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let smtp: TestSmtp

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('many.example')
  superadmin = await platform.addActor(['superadmin'])
  smtp = await startSmtp()
})
afterAll(async () => {
  await smtp.stop()
  await test.close()
})

/** A session with so many dates, one a day. */
async function sessionOf(count: number): Promise<SessionId> {
  const session = await buildSession(platform, superadmin)
  await sql`
    insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
    select ${platform.ctx.platform.id}, gen_random_uuid(), ${session.id}::uuid, ${session.courseId}::uuid, 'Day ' || n,
      to_char(day at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI'), to_char(day at time zone 'UTC' + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI'),
      'UTC', day, day + interval '1 hour'
    from generate_series(1, ${count}::int) n, lateral (select timestamptz '2026-12-01 09:00Z' + n * interval '1 day' as day) days`.execute(
    platform.ctx.db,
  )
  return session.id
}

async function mailedTo({ personId }: Actor): Promise<MailToSend[]> {
  const sent: MailToSend[] = []
  const send = async (mail: MailToSend) => void sent.push(mail)
  await sendNotifications(platform.ctx)
  await deliverMails(platform.ctx, { send, refresh: refreshMail, fromName: async () => '' }, personId)
  return sent
}

describe.each(sized([60, 200], [60, 200, 1000]))('a session of %i dates', (count) => {
  it('comes into the calendar with every date, and leaves it with every date', async () => {
    const learner = await buildLearner(platform)
    const sessionId = await sessionOf(count)
    const calendar = new CalendarProgram()
    const take = (mails: readonly MailToSend[]) => {
      for (const update of mails.flatMap((mail) => mail.calendar)) calendar.take(update)
      expect(mails).toHaveLength(Math.ceil(count / MAX_FILES))
      for (const mail of mails) expect(mail.calendar.length).toBeLessThanOrEqual(MAX_FILES)
      expect(new Set(mails.map((mail) => mail.id)).size).toBe(mails.length)
    }
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    const mails = await mailedTo(learner)
    take(mails)
    expect(calendar.shown().size).toBe(count)
    // RFC 5546: a REQUEST is about one UID.
    for (const { content } of mails.flatMap((mail) => mail.calendar)) {
      expect(eventsOf(content)).toHaveLength(1)
    }
    // The text names the first ones, and how many more there are.
    expect(mails[0]?.text).toMatch(/Day 1: .*Day 50: /s)
    expect(mails[0]?.text).not.toContain('Day 51:')
    expect(mails[0]?.text).toContain(`and ${count - 50} more`)
    const [entry] = (
      await listNotifications(platform.ctx, learner, { unread: false, cursor: undefined, limit: 5 })
    ).items
    expect(entry?.kind).toBe('enrolled')

    await unenroll(platform.ctx, superadmin, sessionId, learner.personId)
    take(await mailedTo(learner))
    expect(calendar.shown().size).toBe(0)
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    take(await mailedTo(learner))
    expect(calendar.shown().size).toBe(count)
    if (count < 1000) {
      await remove(platform.ctx, superadmin, { sessionId })
      take(await mailedTo(learner))
      expect(calendar.shown().size).toBe(0)
    }
    expect(calendar.dropped).toBe(0)
  })
})

it('a mail server takes the parts of a mail as messages of their own', async () => {
  const learner = await buildLearner(platform)
  await enroll(platform.ctx, superadmin, await sessionOf(MAX_FILES + 1), learner.personId)
  await sendNotifications(platform.ctx)
  const send = createSmtp(smtp.url, 'Lectern <lectern@many.example>', 0)
  await deliverMails(platform.ctx, { send, refresh: refreshMail, fromName: async () => '' }, learner.personId)
  const files = smtp.received.map(({ raw }) => (raw.match(/Content-Type: text\/calendar/g) ?? []).length)
  expect(files).toEqual([MAX_FILES, 1])
  const [first, second] = smtp.received.map((mail) => mail.header('Message-ID'))
  expect(second).toBe(first?.replace('@', '.2@'))
  expect(smtp.received[1]?.header('Subject')).toBe('many.example: You are enrolled: Safety: more dates')
})

it('a mail server that stops in the middle gets all of it again', async () => {
  const learner = await buildLearner(platform)
  const sessionId = await sessionOf(250)
  const { ctx } = platform
  await enroll(ctx, superadmin, sessionId, learner.personId)
  await sendNotifications(ctx)
  const calendar = new CalendarProgram()
  let taken = 0
  const send = (most: number) => async (mail: MailToSend) => {
    if (taken >= most) throw new Error('crash')
    taken++
    for (const update of mail.calendar) calendar.take(update)
  }
  const deliver = (most: number) =>
    deliverMails(ctx, { send: send(most), refresh: refreshMail, fromName: async () => '' }, learner.personId)
  await expect(deliver(2)).rejects.toThrow('crash')
  test.clock.now = new Date(test.clock.now.getTime() + 10 * 60_000)
  await deliver(Number.POSITIVE_INFINITY)
  expect([calendar.shown().size, calendar.dropped, taken]).toEqual([250, 0, 5])
})
