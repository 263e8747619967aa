import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import type { AccountId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { cancelSession } from '../../training/cancellations/session-cancellation.service.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { changeEvent, deleteEvent, getEvent } from '../../training/events/events.service.ts'
import { cancel, restoreEvent } from '../../training/lifecycle/lifecycle.service.ts'
import { sendNotifications } from './notifications.service.ts'
import { putPreference } from './settings.store.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let learner: Actor & { email: string }
let accountId: AccountId
let sessionId: SessionId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('notifications.example')
  superadmin = await platform.addActor(['superadmin'])
  accountId = (await pairedAccount(test, platform, superadmin)).id
})
afterAll(() => test.close())

beforeEach(async () => {
  learner = await platform.addActor(['learner'])
  sessionId = (await buildSession(platform, superadmin)).id
})

const plan = (name = 'Day one', from = '10:00', to = '11:00', day = '2026-11-26') =>
  planEvent(platform, superadmin, { sessionId, accountId, name, from, to, day })
const giveAPlace = () => enroll(platform.ctx, superadmin, sessionId, learner.personId)

/** The mails to the learner so far, oldest first. */
async function mails() {
  await settleJobs(test, platform.ctx)
  return platform.ctx.db
    .selectFrom('mails')
    .select(['id', 'subject', 'body', 'calendar'])
    .where('platformId', '=', platform.ctx.platform.id)
    .where('personId', '=', learner.personId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

/** The calendar files of a mail, their lines unfolded. */
const filesOf = (mail: { calendar: readonly CalendarUpdate[] | null } | undefined) =>
  (mail?.calendar ?? []).map(({ method, content }) => ({ method, content: content.replace(/\r\n /g, '') }))
const lineOf = (content: string | undefined, name: string) =>
  new RegExp(`^${name}[:;](.*)$`, 'm').exec(content ?? '')?.[1]?.trim()

it('sends one mail with a file per event when somebody gets a place', async () => {
  const [one, two] = [await plan('Day one'), await plan('Day two', '12:00', '13:00')]
  await giveAPlace()
  const [mail, ...others] = await mails()
  expect(others).toEqual([])
  expect(mail?.subject).toBe('notifications.example: You are enrolled: Safety')
  expect(mail?.body).toMatch(/Day one: Thu/)
  expect(mail?.body).toContain(`/sessions/${sessionId}`)
  // Join links of the provider are never in mails.
  expect(mail?.body).not.toContain('fake.example/')
  const files = filesOf(mail)
  expect(files.map((file) => file.method)).toEqual(['REQUEST', 'REQUEST'])
  expect(files.map((file) => lineOf(file.content, 'UID'))).toEqual(
    [one, two].map((event) => `${event.id}-${learner.personId}@${platform.ctx.platform.id}`),
  )
  expect(files[0]?.content.toLowerCase()).toContain(`mailto:${learner.email}`)
  expect(files[0]?.content).toContain('ORGANIZER')
})

it('keeps one UID for life, and raises SEQUENCE with every message', async () => {
  const event = await plan()
  await giveAPlace()
  const change = async (fields: Parameters<typeof changeEvent>[3]) => {
    const { version } = await getEvent(platform.ctx, superadmin, event.id)
    const target = { eventId: event.id, expectedVersion: version }
    return changeEvent(platform.ctx, superadmin, target, fields)
  }
  await change({ name: 'Renamed' })
  expect(await mails()).toHaveLength(1)
  await change({ startsWall: '2026-11-26T14:00', endsWall: '2026-11-26T15:00' })
  await mails()
  await cancel(platform.ctx, superadmin, { eventId: event.id }, 'Storm')
  await mails()
  await restoreEvent(platform.ctx, superadmin, event.id)
  await mails()
  await deleteEvent(platform.ctx, superadmin, event.id)
  const all = await mails()
  expect(all.map((mail) => mail.subject.replace(/^[^:]+: /, ''))).toEqual([
    'You are enrolled: Safety',
    'New time or venue: Safety',
    'Cancelled: Safety',
    'Takes place after all: Safety',
    'Cancelled: Safety',
  ])
  expect(all[2]?.body).toContain('Storm')
  const files = all.map((mail) => filesOf(mail)[0])
  expect(files.map((file) => file?.method)).toEqual(['REQUEST', 'REQUEST', 'CANCEL', 'REQUEST', 'CANCEL'])
  expect(new Set(files.map((file) => lineOf(file?.content, 'UID'))).size).toBe(1)
  const numbers = files.map((file) => Number(lineOf(file?.content, 'SEQUENCE')))
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  expect(files.map((file) => lineOf(file?.content, 'STATUS'))).toEqual([
    'CONFIRMED',
    'CONFIRMED',
    'CANCELLED',
    'CONFIRMED',
    'CANCELLED',
  ])
})

it('writes one mail for all events of a save', async () => {
  await plan('One')
  await plan('Two', '12:00', '13:00')
  await plan('Three', '14:00', '15:00')
  await giveAPlace()
  await mails()
  const learners = { fate: 'keep' as const, toSessionId: null }
  const cancellation = { reason: 'Storm.', learners, exceptions: [] }
  await cancelSession(platform.ctx, superadmin, sessionId, cancellation)
  const [, mail, ...others] = await mails()
  expect(others).toEqual([])
  expect(filesOf(mail)).toHaveLength(3)
  for (const name of ['One', 'Two', 'Three']) expect(mail?.body).toContain(`${name}: Thu`)
})

it('says only what is still true when the mail is written', async () => {
  const event = await plan()
  await giveAPlace()
  await unenroll(platform.ctx, superadmin, sessionId, learner.personId)
  const [mail, ...others] = await mails()
  expect(others).toEqual([])
  expect(mail?.subject).toContain('No longer enrolled')
  expect(filesOf(mail).map((file) => file.method)).toEqual(['CANCEL'])
  // An event that is cancelled before anybody heard of its new time is cancelled, and nothing else.
  await giveAPlace()
  await mails()
  const { version } = await getEvent(platform.ctx, superadmin, event.id)
  const target = { eventId: event.id, expectedVersion: version }
  await changeEvent(platform.ctx, superadmin, target, { endsWall: '2026-11-26T12:00' })
  await cancel(platform.ctx, superadmin, { eventId: event.id }, '')
  expect((await mails()).slice(2).map((entry) => entry.subject)).toEqual([
    'notifications.example: Cancelled: Safety',
  ])
})

it('reminds once for each offset, not after a change, and not who does not want it', async () => {
  const event = await plan('Soon', '10:00', '11:00', '2026-11-27') // 09:00 UTC
  await giveAPlace()
  await mails()
  const before = test.clock.now
  const at = async (instant: string) => {
    test.clock.now = new Date(instant)
    // Two sweeps, as of two nodes or after a crash.
    await Promise.all([
      sweep(test, platform.ctx, 'notifications'),
      sweep(test, platform.ctx, 'notifications'),
    ])
    return (await mails()).filter((mail) => mail.subject.includes('Reminder')).length
  }
  expect(await at('2026-11-26T08:00:00Z')).toBe(0)
  expect(await at('2026-11-26T09:00:00Z')).toBe(1)
  expect(await at('2026-11-26T12:00:00Z')).toBe(1)
  expect(await at('2026-11-27T08:30:00Z')).toBe(2)
  const { version } = await getEvent(platform.ctx, superadmin, event.id)
  const target = { eventId: event.id, expectedVersion: version }
  await changeEvent(platform.ctx, superadmin, target, {
    startsWall: '2026-11-30T10:00',
    endsWall: '2026-11-30T11:00',
  })
  await withTransaction(platform.ctx.db, (trx) =>
    putPreference(
      trx,
      platform.ctx.platform.id,
      { personId: learner.personId, topic: 'reminders' },
      { mail: false, inApp: true },
    ),
  )
  expect(await at('2026-11-30T08:30:00Z')).toBe(2)
  test.clock.now = before
})

it('works off each notification once, also when two work at the same time', async () => {
  await plan()
  const people = await Promise.all(Array.from({ length: 60 }, () => platform.addActor(['learner'])))
  for (const person of people) await enroll(platform.ctx, superadmin, sessionId, person.personId)
  await Promise.all([1, 2, 3].map(() => sendNotifications(platform.ctx)))
  const { count } = await platform.ctx.db
    .selectFrom('mails')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('platformId', '=', platform.ctx.platform.id)
    .where(
      'personId',
      'in',
      people.map((person) => person.personId),
    )
    .executeTakeFirstOrThrow()
  expect(count).toBe(60)
})
