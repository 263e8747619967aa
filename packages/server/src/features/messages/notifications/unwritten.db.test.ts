import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildLearner, buildSession, outboxOf, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { NotificationId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { deliverMails } from '../mails/delivery.service.ts'
import { resendMail } from '../mails/mails.service.ts'
import { listNotifications } from './inbox.service.ts'
import { refreshMail, sendNotifications } from './notifications.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let sessionId: SessionId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('unwritten.example')
  superadmin = await platform.addActor(['superadmin'])
  sessionId = (await buildSession(platform, superadmin)).id
  const plan = { sessionId, accountId: null, name: 'Day one', from: '10:00', to: '11:00' }
  await planEvent(platform, superadmin, plan)
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = new Date(test.clock.now.getTime() + 2 * 60 * 60_000)
  await platform.ctx.db.deleteFrom('notificationTemplates').execute()
})

/** Texts as no door of ours takes them: whoever is told of a place gets no mail. */
const breakTexts = () =>
  platform.ctx.db
    .insertInto('notificationTemplates')
    .values({
      platformId: platform.ctx.platform.id,
      kind: 'enrolled',
      texts: JSON.stringify({ en: { subject: 'Hi', text: 5 }, it: null }),
    })
    .execute()
const mailsTo = async (personId: PersonId) => {
  const { email } = await platform.ctx.db
    .selectFrom('people')
    .select('email')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  return (await outboxOf(platform, superadmin)).filter((mail) => mail.recipient === email)
}
const alarms = async (actor: Actor = superadmin) =>
  (
    await listNotifications(platform.ctx, actor, { unread: false, cursor: undefined, limit: 50 })
  ).items.filter(
    ({ kind, createdAt }) => kind === 'mail-not-written' && createdAt === test.clock.now.toISOString(),
  )

it('is a failed mail that says why, of which superadmins hear once an hour; sent again, it is written anew', async () => {
  const [one, two] = [await buildLearner(platform), await buildLearner(platform)]
  await breakTexts()
  for (const { personId } of [one, two]) await enroll(platform.ctx, superadmin, sessionId, personId)
  const [failed, ...others] = await mailsTo(one.personId)
  expect(others).toEqual([])
  expect(failed).toMatchObject({
    state: 'failed',
    subject: 'unwritten.example: You are enrolled',
    error: {
      code: 'mail-not-written',
      text: expect.stringMatching(/could not be written \(TypeError: .*split/),
    },
  })
  const [alarm, ...more] = await alarms()
  expect(more).toEqual([])
  expect(alarm).toMatchObject({
    title: 'A mail was not sent: unwritten.example: You are enrolled',
    path: '/admin/mails?state=failed',
  })
  expect(alarm?.text).toMatch(/The mail could not be written \(TypeError/)
  const told = (await mailsTo(superadmin.personId)).filter(({ subject }) => subject.includes('not sent'))
  expect(told).toHaveLength(1)

  await platform.ctx.db.deleteFrom('notificationTemplates').execute()
  await resendMail(platform.ctx, superadmin, present(failed?.id))
  const sent: { subject: string; files: number }[] = []
  const send = async ({ subject, calendar }: { subject: string; calendar: readonly unknown[] }) =>
    void sent.push({ subject, files: calendar.length })
  await deliverMails(platform.ctx, { send, refresh: refreshMail, fromName: async () => '' }, one.personId)
  expect(sent).toEqual([{ subject: 'unwritten.example: You are enrolled: Safety', files: 1 }])
})

it('holds up no other mail of the person and nobody else’s, also when it can’t be written anew before it goes out', async () => {
  const [broken, fine] = [await buildLearner(platform), await buildLearner(platform)]
  await enroll(platform.ctx, superadmin, sessionId, broken.personId)
  await sendNotifications(platform.ctx)
  await breakTexts()
  const other = (await buildSession(platform, superadmin)).id
  await platform.ctx.db
    .insertInto('notifications')
    .values(
      [broken, fine].map(({ personId }) => ({
        platformId: platform.ctx.platform.id,
        id: platform.ctx.newId<NotificationId>(),
        personId,
        kind: 'message' as const,
        sessionId: null,
        eventIds: [],
        params: JSON.stringify({ values: { sender: 'Ines', subject: 'Bring a pen', text: 'Please.' } }),
        key: `message ${other}`,
        saveId: 'another save',
      })),
    )
    .execute()
  await sendNotifications(platform.ctx)
  const sent: string[] = []
  const send = async ({ subject }: { subject: string }) => void sent.push(subject)
  for (const { personId } of [broken, fine]) {
    await deliverMails(platform.ctx, { send, refresh: refreshMail, fromName: async () => '' }, personId)
  }
  expect(sent).toHaveLength(2)
  expect(sent.every((subject) => subject.includes('Bring a pen'))).toBe(true)
  expect((await mailsTo(broken.personId)).map((mail) => mail.state)).toEqual(['sent', 'failed'])
  expect(await alarms()).toHaveLength(1)
})

it('may be of a kind that only a newer release knows', async () => {
  const person = await buildLearner(platform)
  await platform.ctx.db
    .insertInto('notifications')
    .values({
      platformId: platform.ctx.platform.id,
      id: platform.ctx.newId<NotificationId>(),
      personId: person.personId,
      // biome-ignore lint/plugin: a kind that this release does not know
      kind: 'from-the-future' as never,
      sessionId: null,
      eventIds: [],
      params: '{}',
      key: 'future',
    })
    .execute()
  expect((await mailsTo(person.personId)).map((mail) => mail.state)).toEqual(['failed'])
})

it('leaves what the database could not do now to the next try', async () => {
  const person = await buildLearner(platform)
  await enroll(platform.ctx, superadmin, sessionId, person.personId)
  const away = Object.assign(new Error('Connection terminated unexpectedly'))
  const newId = () => {
    throw away
  }
  await expect(sendNotifications({ ...platform.ctx, newId })).rejects.toBe(away)
  expect((await mailsTo(person.personId)).map((mail) => mail.state)).toEqual(['waiting'])
})
