import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, outboxOf, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, sweep, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId, SessionId } from '../../../domain/ids.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { cancel } from '../../training/lifecycle/lifecycle.service.ts'
import { deliverMails } from '../mails/delivery.service.ts'
import { countUnread, listNotifications, markAllRead, markRead } from './inbox.service.ts'
import {
  refreshMail,
  sendNotifications,
  tell,
  tellSession,
  tellSuperadmins,
} from './notifications.service.ts'
import { changePreferences, listPreferences } from './preferences.service.ts'
import { changeSettings, getSettings } from './settings.service.ts'
import { changeTemplate, getTemplate, previewTemplate, sendTest } from './templates.service.ts'

type Person = Awaited<ReturnType<TestPlatform['addActor']>>
let test: TestApp
let platform: TestPlatform
let superadmin: Person
let learner: Person
let accountId: AccountId
let sessionId: SessionId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('told.example')
  await test.addPlatform('foreign.example')
  superadmin = await platform.addActor(['superadmin'])
  accountId = (await pairedAccount(test, platform, superadmin)).id
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  learner = await platform.addActor(['learner'])
  sessionId = (await buildSession(platform, superadmin)).id
})

const plan = async (name = 'Day one', from = '10:00', to = '11:00') =>
  (await planEvent(platform, superadmin, { sessionId, accountId, name, from, to })).id
const giveAPlace = () => enroll(platform.ctx, superadmin, sessionId, learner.personId)
const mailsTo = async (person: Person) =>
  (await outboxOf(platform, superadmin)).filter((mail) => mail.recipient === person.email)
const inbox = async (person = learner, unread = false) =>
  (await listNotifications(platform.ctx, person, { unread, cursor: undefined, limit: 30 })).items
const call = (method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, more: object = {}) =>
  test.app.http.inject({ method, url, headers: { host: 'told.example' }, ...more })

describe('what is told in one transaction', () => {
  it('is one mail with a section for each piece of news, and each event’s calendar file once', async () => {
    const [one, two] = [await plan('One'), await plan('Two', '12:00', '13:00')]
    await giveAPlace()
    await mailsTo(learner)
    await withTransaction(platform.ctx.db, async (trx) => {
      for (const eventId of [one, two]) {
        await tellSession(platform.ctx, trx, { kind: 'changed', sessionId, eventIds: [eventId] })
      }
      await tellSession(platform.ctx, trx, { kind: 'restored', sessionId, eventIds: [two] })
    })
    const [mail, enrolled, ...others] = await mailsTo(learner)
    expect(others).toEqual([])
    expect(enrolled?.subject).toBe('told.example: You are enrolled: Safety')
    expect(mail?.subject).toBe('told.example: New time or venue: Safety (and 1 more)')
    expect(mail?.body).toMatch(
      /New time or venue: Safety.*One: Thu.*Two: Thu.*Takes place after all.*Two: Thu/s,
    )
    expect(mail?.body).toContain('To all notifications:\nhttps://told.example/notifications')
    expect(mail?.calendar).toEqual([
      { method: 'REQUEST', name: 'One' },
      { method: 'REQUEST', name: 'Two' },
    ])
  })

  it('is not mailed when the transaction is rolled back', async () => {
    const rolledBack = withTransaction(platform.ctx.db, async (trx) => {
      await tell(platform.ctx, trx, { kind: 'waiting', sessionId }, [learner.personId])
      throw new Error('no')
    })
    await expect(rolledBack).rejects.toThrow('no')
    expect(await mailsTo(learner)).toEqual([])
    expect(await inbox()).toEqual([])
  })
})

describe('a mail that waits for the mail server', () => {
  it('says what is true when it goes out, or does not go out', async () => {
    await plan()
    await giveAPlace()
    await mailsTo(learner)
    await unenroll(platform.ctx, superadmin, sessionId, learner.personId)
    await mailsTo(learner)
    const sent: string[] = []
    const send = async ({ subject }: { subject: string }) => void sent.push(subject)
    const delivery = { send, refresh: refreshMail, fromName: async () => '' }
    await deliverMails(platform.ctx, delivery, learner.personId)
    expect(sent).toEqual(['told.example: No longer enrolled: Safety'])
    expect((await mailsTo(learner)).map((mail) => mail.state)).toEqual(['sent', 'withdrawn'])
  })
})

describe('a place from the waiting list', () => {
  it('says that it is one', async () => {
    const first = await platform.addActor(['learner'])
    const session = await buildSession(platform, superadmin, { maxEnrollment: 1 })
    sessionId = session.id
    await platform.ctx.db
      .updateTable('sessions')
      .set({ waitingList: 'automatic' })
      .where('id', '=', sessionId)
      .execute()
    await plan()
    await enroll(platform.ctx, superadmin, sessionId, first.personId)
    await withTransaction(platform.ctx.db, async (trx) => {
      const { givePlace } = await import('../../training/enrollments/places.service.ts')
      const { lockSession } = await import('../../training/sessions/locked-sessions.service.ts')
      const session = await lockSession(platform.ctx, trx, sessionId)
      const own = { session, personId: learner.personId, actorId: null }
      await givePlace(platform.ctx, trx, { ...own, whenFull: 'wait' })
    })
    await sendNotifications(platform.ctx)
    await unenroll(platform.ctx, superadmin, sessionId, first.personId)
    const [promoted, waiting] = await mailsTo(learner)
    expect(waiting?.subject).toContain('On the waiting list')
    expect(promoted?.subject).toContain('A place from the waiting list')
    expect(promoted?.calendar).toHaveLength(1)
  })
})

describe('notifications in the app', () => {
  it('are there at once, in the reader’s language, and unread until they are opened', async () => {
    await plan()
    await giveAPlace()
    expect(await countUnread(platform.ctx, learner)).toEqual({ unread: 1 })
    const [entry] = await inbox()
    expect(entry).toMatchObject({ title: 'You are enrolled: Safety', readAt: null, note: null })
    expect(entry?.path).toBe(`/sessions/${sessionId}`)
    const italian = { ...learner, reader: { ...learner.reader, language: 'it' as const } }
    expect((await inbox(italian))[0]?.title).toBe('Sei iscritto: Safety')
    await markRead(platform.ctx, learner, present(entry?.id))
    expect(await countUnread(platform.ctx, learner)).toEqual({ unread: 0 })
    expect(await inbox(learner, true)).toEqual([])
    await expect(markRead(platform.ctx, superadmin, present(entry?.id))).rejects.toMatchObject({
      code: 'notification-not-found',
    })
  })

  it('never say what is not so any more: what was cancelled says so, what was untrue at once is gone', async () => {
    const eventId = await plan()
    await giveAPlace()
    await withTransaction(platform.ctx.db, (trx) =>
      tellSession(platform.ctx, trx, { kind: 'changed', sessionId, eventIds: [eventId] }),
    )
    await sendNotifications(platform.ctx)
    await cancel(platform.ctx, superadmin, { eventId }, 'Storm')
    const [cancelled, changed, enrolled] = await inbox()
    expect(cancelled).toMatchObject({ title: 'Cancelled: Safety', note: null })
    expect(cancelled?.text).toContain('Storm')
    expect(changed?.note).toBe('No longer so')
    expect(changed?.dates).toEqual(['Day one: Thu 26 Nov, 09:00 (UTC), cancelled'])
    expect(enrolled?.note).toBeNull()
    await unenroll(platform.ctx, superadmin, sessionId, learner.personId)
    expect((await inbox()).at(-1)).toMatchObject({ title: 'You are enrolled: Safety', note: 'No longer so' })

    // Enrolled and removed before a mail was written: nobody was ever told of the place.
    const second = await platform.addActor(['learner'])
    await enroll(platform.ctx, superadmin, sessionId, second.personId)
    await unenroll(platform.ctx, superadmin, sessionId, second.personId)
    await sendNotifications(platform.ctx)
    expect((await inbox(second)).map((entry) => entry.kind)).toEqual(['removed'])
  })

  it('are paged, read all at once, and forgotten after 90 days', async () => {
    await withTransaction(platform.ctx.db, async (trx) => {
      for (let count = 0; count < 5; count++)
        await tell(platform.ctx, trx, { kind: 'requested', sessionId }, [learner.personId])
    })
    const first = await listNotifications(platform.ctx, learner, {
      unread: false,
      cursor: undefined,
      limit: 3,
    })
    const cursor = first.nextCursor ?? ''
    const second = await listNotifications(platform.ctx, learner, { unread: false, cursor, limit: 3 })
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null])
    await markAllRead(platform.ctx, learner)
    expect(await countUnread(platform.ctx, learner)).toEqual({ unread: 0 })
    test.clock.now = new Date('2027-02-25T08:00:00Z')
    await sweep(test, platform.ctx, 'notifications')
    expect(await inbox()).toEqual([])
  })
})

describe('a room that is not ready', () => {
  it('is told to superadmins and to who teaches, as long as it is so', async () => {
    const instructor = await platform.addActor(['instructor'])
    sessionId = (await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })).id
    const eventId = await plan('Launch')
    const setGreen = (isGreen: boolean) =>
      platform.ctx.db
        .insertInto('preflights')
        .values({
          platformId: platform.ctx.platform.id,
          eventId,
          stage: 'day',
          checkedAt: test.clock.now,
          isGreen,
          findings: '[]',
        })
        .onConflict((conflict) =>
          conflict.columns(['platformId', 'eventId', 'stage']).doUpdateSet({ isGreen }),
        )
        .execute()
    await setGreen(false)
    await withTransaction(platform.ctx.db, (trx) =>
      tellSuperadmins(platform.ctx, trx, {
        kind: 'room-not-ready',
        sessionId,
        eventIds: [eventId],
        params: {
          findings: [{ code: 'preflight-room-not-ready', params: {} }],
          path: `/learn/events/${eventId}`,
        },
        alsoTeachers: true,
      }),
    )
    const [mail] = await mailsTo(instructor)
    expect(mail?.subject).toBe('told.example: Not ready: Launch')
    expect(mail?.body).toMatch(
      /• The room is not ready.*To the event:\nhttps:\/\/told.example\/learn\/events/s,
    )
    const [entry] = await inbox(superadmin)
    expect(entry).toMatchObject({ kind: 'room-not-ready', note: null, path: `/learn/events/${eventId}` })
    await setGreen(true)
    expect((await inbox(superadmin))[0]?.note).toBe('No longer so')
  })
})

describe('a reminder', () => {
  it('does not come for a moment before the event was planned, or long after it', async () => {
    test.clock.now = new Date('2026-11-26T05:00:00Z') // four hours before the start
    await plan()
    await giveAPlace()
    await sweep(test, platform.ctx, 'notifications')
    expect((await inbox()).map((entry) => entry.kind)).toEqual(['enrolled'])
    test.clock.now = new Date('2026-11-26T08:00:00Z')
    await sweep(test, platform.ctx, 'notifications')
    await sweep(test, platform.ctx, 'notifications')
    expect((await inbox()).map((entry) => entry.kind)).toEqual(['reminder', 'enrolled'])
  })
})

describe('what a person wants', () => {
  it('is kept way by way: two browsers that choose another one each lose nothing', async () => {
    const choose = (chosen: { mail?: boolean; inApp?: boolean }) =>
      changePreferences(platform.ctx, learner, { topics: [{ topic: 'reminders', ...chosen }] })
    await Promise.all([choose({ mail: false }), choose({ inApp: false })])
    const wish = async () =>
      (await choose({})).topics.flatMap(({ topic, mail, inApp }) =>
        topic === 'reminders' ? [{ mail, inApp }] : [],
      )
    expect(await wish()).toEqual([{ mail: false, inApp: false }])
    await choose({ mail: true })
    expect(await wish()).toEqual([{ mail: true, inApp: false }])
  })

  it('is chosen for what is optional; changes and cancellations can’t be switched off', async () => {
    const { topics } = await listPreferences(platform.ctx, learner)
    expect(topics.map((topic) => topic.topic)).toEqual(['places', 'changes', 'reminders'])
    expect(topics[1]?.always).toEqual(expect.arrayContaining(['An event is cancelled', 'New time or venue']))
    const off = (topic: 'changes' | 'reminders' | 'operation') =>
      changePreferences(platform.ctx, learner, { topics: [{ topic, mail: false, inApp: false }] })
    await expect(off('operation')).rejects.toMatchObject({ code: 'notification-topic-fixed' })
    await off('reminders')
    await off('changes')
    const eventId = await plan()
    await giveAPlace()
    test.clock.now = new Date('2026-11-26T08:30:00Z')
    await sweep(test, platform.ctx, 'notifications')
    expect((await mailsTo(learner)).map((mail) => mail.subject)).toEqual([
      'told.example: You are enrolled: Safety',
    ])
    expect((await inbox()).map((entry) => entry.kind)).toEqual(['enrolled'])
    test.clock.now = new Date('2026-11-24T08:00:00Z')
    await cancel(platform.ctx, superadmin, { eventId }, '')
    expect((await mailsTo(learner))[0]?.subject).toBe('told.example: Cancelled: Safety')
    const row = await platform.ctx.db
      .selectFrom('people')
      .select('wantsReminders')
      .where('id', '=', learner.personId)
      .executeTakeFirstOrThrow()
    expect(row.wantsReminders).toBe(false) // for the previous release
  })

  it('can be said without a sign-in, by the link of a reminder and nothing else', async () => {
    await plan()
    await giveAPlace()
    test.clock.now = new Date('2026-11-26T08:30:00Z')
    await sweep(test, platform.ctx, 'notifications')
    const [reminder] = await mailsTo(learner)
    const link = /https:\/\/told\.example(\/unsubscribe\?\S+)/.exec(reminder?.body ?? '')?.[1] ?? ''
    const token = link.split('=').at(-1) ?? ''
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const press = (url: string, host = 'told.example') =>
      test.app.http.inject({
        method: 'POST',
        url,
        headers: { host, ...form },
        payload: 'List-Unsubscribe=One-Click',
      })
    expect(
      (await press(`/unsubscribe?token=${superadmin.personId}.${token.split('.').slice(1).join('.')}`))
        .statusCode,
    ).toBe(404)
    expect((await press(link, 'foreign.example')).statusCode).toBe(404)
    expect((await press(link.slice(0, -3))).statusCode).toBe(404)
    expect((await press(link)).statusCode).toBe(204)
    const { topics } = await listPreferences(platform.ctx, learner)
    expect(topics.find(({ topic }) => topic === 'reminders')).toMatchObject({ mail: false, inApp: true })
    expect((await call('POST', '/api/v1/unsubscriptions', { payload: { token } })).statusCode).toBe(204)
    expect((await call('POST', '/api/v1/unsubscriptions', { payload: { token: 'x' } })).json()).toMatchObject(
      {
        code: 'unsubscribe-link-unknown',
      },
    )
  })
})

describe('what a platform decides', () => {
  it('about kinds, reminders, sender and footer is versioned; what must be known stays on', async () => {
    const cookie = await signedIn(test, platform, superadmin.email)
    const headers = { host: 'told.example', cookie }
    const before = await call('GET', '/api/v1/notification-settings', { headers })
    expect(before.headers.etag).toMatch(/^"0-/)
    const change = (payload: object, version = '"0"') =>
      call('PATCH', '/api/v1/notification-settings', {
        headers: { ...headers, 'if-match': version },
        payload,
      })
    const fixed = { kind: 'cancelled', mail: false, inApp: true, optOut: false }
    expect((await change({ kinds: [fixed] })).json()).toMatchObject({
      code: 'notification-kind-fixed',
      errors: [{ pointer: '/kinds/0' }],
    })
    expect((await change({ reminderMinutes: [60, 10, 60] })).json()).toMatchObject({
      errors: [{ pointer: '/reminderMinutes/2', code: 'reminders-doubled' }],
    })
    expect((await change({ reminderMinutes: [1, 2, 3, 4, 5, 6, 7] })).statusCode).toBe(400)
    const waiting = { kind: 'waiting', mail: false, inApp: true, optOut: false }
    const footer = { en: 'Academy, Rome', it: 'Accademia, Roma' }
    const saved = await change({
      kinds: [waiting],
      reminderMinutes: [10, 10080],
      senderName: 'Academy',
      footer,
    })
    expect(saved.json()).toMatchObject({ reminderMinutes: [10080, 10], senderName: 'Academy', version: 1 })
    expect((await change({ senderName: 'Late' })).statusCode).toBe(412)
    await withTransaction(platform.ctx.db, (trx) =>
      tell(platform.ctx, trx, { kind: 'requested', sessionId }, [learner.personId]),
    )
    await platform.ctx.db
      .insertInto('enrollments')
      .values({
        platformId: platform.ctx.platform.id,
        sessionId,
        personId: learner.personId,
        status: 'waiting',
      })
      .execute()
    await withTransaction(platform.ctx.db, (trx) =>
      tell(platform.ctx, trx, { kind: 'waiting', sessionId }, [learner.personId]),
    )
    expect(await mailsTo(learner)).toEqual([]) // one is off, the other is not true
    expect((await inbox()).map((entry) => entry.kind)).toEqual(['waiting'])
    const { version } = await getSettings(platform.ctx, superadmin)
    await changeSettings(platform.ctx, superadmin, version, { reminderMinutes: [1440, 60], senderName: '' })
  })

  it('about texts is used by the next mail, previewed, tested, and taken back', async () => {
    const texts = {
      subject: 'Welcome to {{course}}, {{name}}',
      text: 'Your dates:\n{{events}}\nSee {{link}} <b>now</b>',
    }
    const put = (en: typeof texts | null, expectedVersion: number) =>
      changeTemplate(platform.ctx, superadmin, { kind: 'enrolled', expectedVersion }, { en, it: null })
    await expect(put({ ...texts, text: 'By {{until}} and {{nobody}}' }, 0)).rejects.toMatchObject({
      code: 'placeholder-unknown',
      params: {
        found: ['{{until}}', '{{nobody}}'],
        known: { anyOf: expect.arrayContaining(['{{course}}']) },
      },
      fields: [{ pointer: '/en/text' }],
    })
    await put(texts, 0)
    await expect(put(texts, 0)).rejects.toMatchObject({ code: 'changed-meanwhile' })
    await plan('Day <i>one</i>')
    await giveAPlace()
    const [mail] = await mailsTo(learner)
    expect(mail?.subject).toMatch(/^told.example: Welcome to Safety, Pat/)
    expect(mail?.body).toMatch(
      /Your dates:\n\nDay <i>one<\/i>: Thu.*\n\nSee https:\/\/told\.example\/sessions/,
    )
    const draft = { ...texts, language: 'en' as const, sessionId }
    const preview = await previewTemplate(platform.ctx, superadmin, 'enrolled', draft)
    expect(preview.html).toContain('&lt;b&gt;now&lt;/b&gt;')
    expect(preview.html).toContain('Day &lt;i&gt;one&lt;/i&gt;')
    expect(preview.inApp).toMatchObject({ title: expect.stringContaining('Welcome to Safety') })
    const sample = { ...draft, language: 'it' as const, sessionId: null }
    expect((await previewTemplate(platform.ctx, superadmin, 'enrolled', sample)).text).toContain('Giorno 1')
    await sendTest(platform.ctx, superadmin, 'enrolled', draft)
    expect((await mailsTo(superadmin))[0]?.subject).toContain('Test: Welcome to Safety')
    expect((await put(null, 1)).texts.en).toMatchObject({
      isStandard: true,
      subject: 'You are enrolled: {{course}}',
    })
    await expect(getTemplate(platform.ctx, superadmin, 'deleted')).rejects.toMatchObject({
      code: 'notification-kind-unknown',
    })
  })
})
