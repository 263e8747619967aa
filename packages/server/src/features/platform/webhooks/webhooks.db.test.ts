import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { Fact } from '../../../domain/fact.ts'
import type { CourseId, DeliveryId } from '../../../domain/ids.ts'
import type { WebhookEventType } from '../../../domain/webhook-event.ts'
import type { Actor } from '../../../http/actor.ts'
import { newKeyRing, Vault } from '../../../secrets/vault.ts'
import { changeAccount } from '../../rooms/accounts/accounts.service.ts'
import { changeCourse, createCourse } from '../../training/courses/courses.service.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { cancel, remove, restoreEvent } from '../../training/lifecycle/lifecycle.service.ts'
import { deliver } from './delivery.service.ts'
import { getDelivery, listDeliveries, sendAgain } from './delivery-log.service.ts'
import { webhookSecretSlot } from './sealing.ts'
import { addWebhook, changeWebhook, getWebhook, renewSecret, testWebhook } from './webhooks.service.ts'

const URL = 'https://crm.example/hook'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

interface Received {
  readonly headers: Record<string, string>
  readonly body: string
}

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let received: Received[]
let answer: () => Response | Promise<Response>

beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())

let platforms = 0
beforeEach(async () => {
  platform = await test.addPlatform(`hooks${++platforms}.example`)
  superadmin = await platform.addActor(['superadmin'])
  received = []
  answer = () => new Response('thanks')
  test.jobs.length = 0
  test.outside.answers.set(URL, (init) => {
    received.push({ headers: init?.headers as Record<string, string>, body: String(init?.body) })
    return answer()
  })
})

const add = (eventTypes: WebhookEventType[] | null = null) =>
  addWebhook(platform.ctx, superadmin, { url: URL, description: '', eventTypes, active: true })
const course = () =>
  createCourse(platform.ctx, superadmin, { name: 'Safety', code: '', description: '', type: 'vilt' })
const settle = () => settleJobs(test, platform.ctx)
const typesReceived = () => received.map(({ body }) => JSON.parse(body).type)
/** The delivery whose job was sent. */
function sentDelivery(): DeliveryId {
  const job = test.jobs.shift()
  if (!job || !('deliveryId' in job.payload)) throw new Error('no delivery was sent')
  return job.payload.deliveryId as DeliveryId
}
const log = async () =>
  (await listDeliveries(platform.ctx, superadmin, { limit: 50, cursor: undefined })).items

async function later<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const before = test.clock.now
  test.clock.now = new Date(before.getTime() + milliseconds)
  try {
    return await work()
  } finally {
    test.clock.now = before
  }
}

/** What a receiver does, as docs/api.md shows it. */
function isSignedWith(secret: string, { headers, body }: Received): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  return (headers['webhook-signature'] ?? '').split(' ').includes(expected)
}

describe('what other systems are told', () => {
  it('is the life of courses, sessions, events, enrollments and rooms, in ids alone', async () => {
    await add()
    const account = await pairedAccount(test, platform, superadmin)
    const session = await buildSession(platform, superadmin, { maxEnrollment: 1 })
    await changeCourse(
      platform.ctx,
      superadmin,
      { courseId: session.courseId, expectedVersion: 1 },
      { name: 'Safety first' },
    )
    const event = await planEvent(platform, superadmin, {
      sessionId: session.id,
      accountId: account.id,
      name: 'Secret name',
      from: '10:00',
      to: '11:00',
    })
    await settle()
    const [first, second] = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
    await platform.ctx.db.updateTable('sessions').set({ waitingList: 'automatic' }).execute()
    await enroll(platform.ctx, superadmin, session.id, first.personId)
    await enroll(platform.ctx, superadmin, session.id, second.personId, 'wait')
    await unenroll(platform.ctx, superadmin, session.id, first.personId)
    await cancel(platform.ctx, superadmin, { eventId: event.id }, 'ill')
    await restoreEvent(platform.ctx, superadmin, event.id)
    await remove(platform.ctx, superadmin, { courseId: session.courseId })
    await settle()
    const types = new Set(typesReceived())
    for (const type of [
      'course.created',
      'session.created',
      'course.changed',
      'event.created',
      'room.ready',
      'enrollment.created',
      'enrollment.cancelled',
      'enrollment.promoted',
      'event.cancelled',
      'event.restored',
      'course.deleted',
    ])
      expect([type, types.has(type)]).toEqual([type, true])
    const all = received.map(({ body }) => body).join('\n')
    expect(all).not.toMatch(/Secret name|Safety|@|joinUrl|https:\/\/(?!hooks)/)
    const created = received.map(({ body }) => JSON.parse(body)).find(({ type }) => type === 'event.created')
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'event.created',
      occurredAt: test.clock.now.toISOString(),
      sequence: expect.any(Number),
      platform: { id: platform.ctx.platform.id, origin: `https://${platform.host}` },
      object: { eventId: event.id },
      link: `https://${platform.host}/api/v1/events/${event.id}`,
    })
    const sequences = received.map(({ body }) => JSON.parse(body).sequence)
    expect(new Set(sequences).size).toBe(sequences.length)
  })

  it('is also a room that failed, once, an account that needs pairing, and attendance', async () => {
    await add(['room.failed', 'account.needs-pairing', 'attendance.marked'])
    const account = await pairedAccount(test, platform, superadmin)
    const session = await buildSession(platform, superadmin)
    const error = new ProviderError('rejected', { provider: 'Fake', detail: 'made to fail' })
    test.fake.faults.push({ operation: 'create', when: 'before', error })
    const event = await planEvent(platform, superadmin, {
      ...{ sessionId: session.id, accountId: account.id, name: 'Day 1' },
      ...{ from: '10:00', to: '11:00' },
    })
    await settle()
    const target = { accountId: account.id, expectedVersion: account.version }
    const change = { fields: { clientSecret: `${test.fake.clientSecret} anew` } }
    await changeAccount(platform.ctx, superadmin, target, change)
    const { ctx } = platform
    await withTransaction(ctx.db, (trx) =>
      happened(ctx, trx, { kind: 'attendance-marked', id: event.id, personIds: [] }),
    )
    await settle()
    expect(received.map(({ body }) => JSON.parse(body)).map(({ type, object }) => [type, object])).toEqual([
      ['room.failed', { eventId: event.id, state: 'failed' }],
      ['account.needs-pairing', { accountId: account.id }],
      ['attendance.marked', { eventId: event.id }],
    ])
  })

  it('follows from what happened to courses, sessions, events and accounts, and from nothing that is nobody’s business', async () => {
    await add()
    const { ctx } = platform
    // biome-ignore lint/plugin: one id stands for things of every kind
    const id = ctx.newId() as never
    const pairing = { name: 'A', appId: 'fake', provider: 'Fake', pairedAt: ctx.now() }
    const facts: [Fact, WebhookEventType | undefined][] = [
      [{ kind: 'course-created', id }, 'course.created'],
      [{ kind: 'course-changed', id, isRenamed: false }, 'course.changed'],
      [{ kind: 'course-image-changed', id }, 'course.changed'],
      [{ kind: 'course-deleted', id }, 'course.deleted'],
      [{ kind: 'session-created', id }, 'session.created'],
      [{ kind: 'session-decision-postponed', id }, 'session.changed'],
      [{ kind: 'session-deleted', id }, 'session.deleted'],
      [{ kind: 'event-scheduled', id }, 'event.created'],
      [{ kind: 'event-changed', id, before: {} }, 'event.changed'],
      [{ kind: 'event-account-changed', id }, 'event.changed'],
      [{ kind: 'event-room-replaced', id }, 'event.changed'],
      [{ kind: 'event-stand-in-arranged', id }, 'event.changed'],
      [{ kind: 'events-cancelled', ids: [id] }, 'event.cancelled'],
      [{ kind: 'event-restored', id, reason: '' }, 'event.restored'],
      [{ kind: 'event-deleted', id }, 'event.deleted'],
      [{ kind: 'attendance-unmarked', id, personIds: [] }, 'attendance.marked'],
      [{ kind: 'account-pairing-ended', id, ...pairing }, 'account.needs-pairing'],
      [{ kind: 'account-unpaired', id }, 'account.needs-pairing'],
      [{ kind: 'account-changed', id }, undefined],
      [{ kind: 'password-changed', id }, undefined],
      [{ kind: 'people-enrolled', id }, undefined],
      [{ kind: 'events-imported', id: 'import' }, undefined],
      [{ kind: 'event-entered', id }, undefined],
    ]
    for (const [fact] of facts) await withTransaction(ctx.db, (trx) => happened(ctx, trx, fact))
    const events = await ctx.db.selectFrom('webhookEvents').select('type').orderBy('id').execute()
    expect(events.map(({ type }) => type)).toEqual(facts.flatMap(([, type]) => type ?? []))
  })

  it('is only what they chose, and nothing for one that is not active', async () => {
    const { webhook } = await add(['course.deleted'])
    await course()
    await settle()
    expect(received).toEqual([])
    const target = { id: webhook.id, expectedVersion: 1 }
    await changeWebhook(platform.ctx, superadmin, target, { eventTypes: null, active: false })
    await course()
    await settle()
    expect(await log()).toEqual([])
  })

  it('is never sent when the change is rolled back', async () => {
    await add()
    const { ctx } = platform
    await withTransaction(ctx.db, async (trx) => {
      await happened(ctx, trx, { kind: 'course-created', id: ctx.newId<CourseId>() })
      throw new Error('taken back')
    }).catch(() => {})
    await settle()
    expect(received).toEqual([])
    expect(await log()).toEqual([])
  })
})

describe('a delivery', () => {
  it('is signed as Standard Webhooks say; a renewed secret signs beside the one before for a day', async () => {
    const { webhook, secret } = await add()
    await testWebhook(platform.ctx, superadmin, webhook.id)
    await settle()
    expect(received[0]?.headers).toMatchObject({
      'webhook-id': JSON.parse(received[0]?.body ?? '').id,
      'webhook-timestamp': String(Math.floor(test.clock.now.getTime() / 1000)),
      'content-type': 'application/json',
    })
    expect(received[0] && isSignedWith(secret, received[0])).toBe(true)
    const renewed = await renewSecret(platform.ctx, superadmin, webhook.id)
    expect(renewed.secret).not.toBe(secret)
    expect(renewed.webhook.formerSecretEndsAt).not.toBeNull()
    const sentAt = async (hours: number) => {
      await later(hours * HOUR_MS, async () => {
        await testWebhook(platform.ctx, superadmin, webhook.id)
        await settle()
      })
      const last = received.at(-1)
      return last && [isSignedWith(secret, last), isSignedWith(renewed.secret, last)]
    }
    expect(await sentAt(23)).toEqual([true, true])
    expect(await sentAt(25)).toEqual([false, true])
    const rows = await platform.ctx.db.selectFrom('webhooks').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6))
  })

  it('is signed again after a new secret, when no key opens the one before', async () => {
    const { webhook } = await add()
    const place = webhookSecretSlot(platform.ctx.platform.id, webhook.id)
    const secretSealed = new Vault(newKeyRing(new Date('2020-01-01'))).seal('lost', place)
    await platform.ctx.db.updateTable('webhooks').set({ secretSealed }).where('id', '=', webhook.id).execute()
    const { secret, webhook: renewed } = await renewSecret(platform.ctx, superadmin, webhook.id)
    expect(renewed.formerSecretEndsAt).toBeNull()
    const row = await platform.ctx.db
      .selectFrom('webhooks')
      .select(['secretSealed', 'formerSecretSealed'])
      .where('id', '=', webhook.id)
      .executeTakeFirstOrThrow()
    expect([platform.ctx.vault.open(row.secretSealed, place), row.formerSecretSealed]).toEqual([secret, null])
  })

  it('that fails is tried again with growing delays for about three days, then given up', async () => {
    const { webhook } = await add()
    answer = () => new Response('no', { status: 500 })
    await course()
    const start = test.clock.now
    const waits: number[] = []
    await settle()
    for (let round = 0; round < 20; round++) {
      const [job] = test.jobs
      if (!job?.startAfter) break
      waits.push(job.startAfter.getTime() - test.clock.now.getTime())
      test.clock.now = job.startAfter
      await settle()
    }
    const total = test.clock.now.getTime() - start.getTime()
    test.clock.now = start
    expect(received).toHaveLength(10)
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(total).toBeGreaterThan(3 * DAY_MS)
    expect(total).toBeLessThan(3.5 * DAY_MS)
    expect((await log())[0]).toMatchObject({ state: 'failed', tries: 10, status: 500, nextTryAt: null })
    expect((await getWebhook(platform.ctx, superadmin, webhook.id)).failingSince).toBe(start.toISOString())
  })

  it('counts redirects, private addresses and silence as failures, and says what was wrong', async () => {
    await add()
    answer = () => new Response(null, { status: 302, headers: { location: 'http://127.0.0.1/' } })
    await course()
    await settle()
    expect((await log())[0]).toMatchObject({ state: 'pending', status: 302 })
    test.outside.answers.delete(URL)
    await later(60_000, settle)
    expect((await log())[0]).toMatchObject({ tries: 2, status: null, error: 'ENOTFOUND' })
  })

  it('keeps the first 2 kB of an answer, whatever is in it', async () => {
    await add()
    answer = () => new Response(`\0${'é'.repeat(5000)}`, { status: 200 })
    await course()
    await settle()
    const [delivery] = await log()
    const details = await getDelivery(platform.ctx, superadmin, present(delivery?.id))
    expect(details.state).toBe('delivered')
    expect(Buffer.byteLength(details.log[0]?.answer ?? '')).toBeLessThanOrEqual(2050)
    expect(JSON.parse(details.body)).toMatchObject({ type: 'course.created' })
  })

  it('that a crash cut off is sent again under the same id, and written down once', async () => {
    await add()
    answer = () => {
      throw new Error('the process died')
    }
    await course()
    const deliveryId = sentDelivery()
    await expect(deliver(platform.ctx, deliveryId)).rejects.toThrow('the process died')
    answer = () => new Response('thanks')
    await deliver(platform.ctx, deliveryId) // the lease still holds
    expect(received).toHaveLength(1)
    await later(61_000, async () => {
      await sweep(test, platform.ctx, 'webhooks')
      await sweep(test, platform.ctx, 'webhooks')
      await settle()
    })
    expect(received).toHaveLength(2)
    expect(received[0]?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id'])
    expect((await log())[0]).toMatchObject({ state: 'delivered', tries: 1 })
  })

  it('is sent once by workers that come at the same time', async () => {
    await add()
    await course()
    const deliveryId = sentDelivery()
    await Promise.all(Array.from({ length: 10 }, () => deliver(platform.ctx, deliveryId)))
    expect(received).toHaveLength(1)
  })

  it('can be sent again by hand, also before its next try', async () => {
    await add()
    answer = () => new Response('no', { status: 503 })
    await course()
    await settle()
    const [delivery] = await log()
    const id = present(delivery?.id)
    answer = () => new Response('yes')
    test.jobs.length = 0
    await sendAgain(platform.ctx, superadmin, id)
    await expect(sendAgain(platform.ctx, superadmin, id)).rejects.toMatchObject({
      code: 'delivery-under-way',
    })
    await settle()
    const details = await getDelivery(platform.ctx, superadmin, id)
    expect(details).toMatchObject({ state: 'delivered', tries: 2 })
    expect(details.log.map((tried) => [tried.number, tried.status, tried.answer])).toEqual([
      [2, 200, 'yes'],
      [1, 503, 'no'],
    ])
    await sendAgain(platform.ctx, superadmin, id)
    await settle()
    expect(received).toHaveLength(3)
  })

  it('is found by webhook, state and type, and forgotten after 90 days', async () => {
    const { webhook } = await add()
    await course()
    await testWebhook(platform.ctx, superadmin, webhook.id)
    await settle()
    const find = async (filter: object) =>
      (await listDeliveries(platform.ctx, superadmin, { limit: 50, ...filter })).items.length
    expect(await find({ type: 'webhook.test' })).toBe(1)
    expect(await find({ state: 'delivered', webhookId: webhook.id })).toBe(2)
    expect(await find({ state: 'failed' })).toBe(0)
    await later(89 * DAY_MS, () => sweep(test, platform.ctx, 'retention'))
    expect(await find({})).toBe(2)
    await later(91 * DAY_MS, () => sweep(test, platform.ctx, 'retention'))
    expect(await find({})).toBe(0)
  })
})

describe('a webhook', () => {
  it('that has failed for five days is switched off, and superadmins are told once', async () => {
    const { webhook } = await add()
    answer = () => new Response('no', { status: 500 })
    await course()
    await settle()
    await later(5 * DAY_MS - 1000, async () => {
      await course()
      await settle()
    })
    expect((await getWebhook(platform.ctx, superadmin, webhook.id)).active).toBe(true)
    await later(5 * DAY_MS, async () => {
      await course()
      await settle()
    })
    expect(await getWebhook(platform.ctx, superadmin, webhook.id)).toMatchObject({ active: false })
    const mails = await platform.ctx.db.selectFrom('mails').select(['subject', 'body']).execute()
    expect(mails).toHaveLength(1)
    expect(mails[0]?.subject).toContain('Webhook switched off')
    await course()
    await settle()
    const { version } = await getWebhook(platform.ctx, superadmin, webhook.id)
    const target = { id: webhook.id, expectedVersion: version }
    const fresh = await changeWebhook(platform.ctx, superadmin, target, { active: true })
    expect(fresh).toMatchObject({ active: true, failingSince: null, switchedOffAt: null })
  })

  it('whose address answers 410 is switched off at once', async () => {
    const { webhook } = await add()
    answer = () => new Response('gone', { status: 410 })
    await course()
    await settle()
    expect(await getWebhook(platform.ctx, superadmin, webhook.id)).toMatchObject({ active: false })
    expect((await log())[0]?.state).toBe('failed')
  })

  it('that works again is not failing any more', async () => {
    const { webhook } = await add()
    answer = () => new Response('no', { status: 500 })
    await course()
    await settle()
    answer = () => new Response('yes')
    await later(10_000, settle)
    expect((await getWebhook(platform.ctx, superadmin, webhook.id)).failingSince).toBeNull()
  })

  it('takes web addresses without a name and a password', async () => {
    for (const url of ['ftp://x.example/', 'nonsense', 'javascript:alert(1)'])
      await expect(
        addWebhook(platform.ctx, superadmin, { url, description: '', eventTypes: null, active: true }),
      ).rejects.toMatchObject({ code: 'link-invalid', status: 422 })
    const url = 'https://me:secret@x.example/'
    await expect(
      addWebhook(platform.ctx, superadmin, { url, description: '', eventTypes: null, active: true }),
    ).rejects.toMatchObject({ code: 'webhook-url-credentials' })
  })
})
