import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, outboxOf, pairedAccount, planEvent } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { retryRoomOfEvent } from '../../training/events/events.service.ts'
import { listTimeline, makeSupportBundle } from '../timeline/timeline.service.ts'
import { getPreflight, listSoon, lookNow } from './preflight.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let learner: Actor & { email: string }
let eventId: EventId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('preflight.example')
  superadmin = await platform.addActor(['superadmin'])
  learner = await platform.addActor(['learner'])
  const accountId = (await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })).id
  const sessionId = (await buildSession(platform, superadmin)).id
  await enroll(platform.ctx, superadmin, sessionId, learner.personId)
  const plan = { sessionId, accountId, name: 'Launch', from: '10:00', to: '11:00' }
  eventId = (await planEvent(platform, superadmin, plan)).id
  await settleJobs(test, platform.ctx)
})
afterAll(() => test.close())

const look = () => lookNow(platform.ctx, superadmin, eventId)

describe('before an event', () => {
  it('looks a day and an hour before the start, once each, and shows it in the list of what comes', async () => {
    test.clock.now = new Date('2026-11-24T08:00:00Z')
    await sweep(test, platform.ctx, 'preflights')
    expect(await getPreflight(platform.ctx, superadmin, eventId)).toBeNull()
    test.clock.now = new Date('2026-11-25T09:30:00Z')
    await sweep(test, platform.ctx, 'preflights')
    const first = await getPreflight(platform.ctx, superadmin, eventId)
    expect(first).toEqual({ checkedAt: '2026-11-25T09:30:00.000Z', isGreen: true, findings: [] })
    test.clock.now = new Date('2026-11-25T09:40:00Z')
    await sweep(test, platform.ctx, 'preflights')
    expect(await getPreflight(platform.ctx, superadmin, eventId)).toEqual(first)
    test.clock.now = new Date('2026-11-26T08:10:00Z')
    await sweep(test, platform.ctx, 'preflights')
    expect((await getPreflight(platform.ctx, superadmin, eventId))?.checkedAt).toContain('08:10')
    expect(await listSoon(platform.ctx, superadmin)).toMatchObject([
      { event: { name: 'Launch' }, preflight: { isGreen: true } },
    ])
  })

  it('names learners without a place, and a repair registers them', async () => {
    const [room] = test.fake.rooms.values()
    room?.registrations.clear()
    expect(await look()).toMatchObject({
      isGreen: false,
      findings: [{ code: 'preflight-not-registered', text: expect.stringContaining('Pat Person2') }],
    })
    await retryRoomOfEvent(platform.ctx, superadmin, eventId)
    await settleJobs(test, platform.ctx)
    expect(await look()).toMatchObject({ isGreen: true })
  })

  it('says what somebody changed at the provider, and that a start link is not to be had', async () => {
    const [key, room] = [...test.fake.rooms.entries()][0] ?? ['', undefined]
    if (room) test.fake.rooms.set(key, { ...room, spec: { ...room.spec, subject: 'Hacked' } })
    expect(await look()).toMatchObject({ findings: [{ code: 'preflight-changed' }] })
    await retryRoomOfEvent(platform.ctx, superadmin, eventId)
    await settleJobs(test, platform.ctx)
    expect((await look())?.isGreen).toBe(true)
  })

  it('is red where the evidence will not be what the profile of the course asks for', async () => {
    await platform.ctx.db.updateTable('courses').set({ evidenceProfile: 'us-cpe' }).execute()
    const found = await look()
    expect(found).toMatchObject({
      isGreen: false,
      findings: [{ code: 'profile-share' }, { code: 'profile-no-checks' }],
    })
    expect(found?.findings[1]?.text).toContain('asks for 3 presence checks')
    await platform.ctx.db.updateTable('courses').set({ evidenceProfile: null }).execute()
    expect(await look()).toMatchObject({ isGreen: true })
  })

  it('is red for an account whose pairing is dead', async () => {
    await platform.ctx.db.updateTable('organizers').set({ state: 'needs-pairing' }).execute()
    expect(await look()).toMatchObject({ findings: [{ code: 'account-not-paired' }] })
    await platform.ctx.db.updateTable('organizers').set({ state: 'paired' }).execute()
  })
})

describe('mails to superadmins', () => {
  it('come once for each look that is red, in their language, and none for a green one', async () => {
    const mails = async () =>
      (await outboxOf(platform, superadmin)).filter((mail) => mail.recipient === superadmin.email)
    expect(await mails()).toEqual([])
    await platform.ctx.db.updateTable('organizers').set({ state: 'needs-pairing' }).execute()
    await platform.ctx.db.deleteFrom('preflights').execute()
    await platform.ctx.db.updateTable('events').set({ checkedDay: false, checkedHour: false }).execute()
    await platform.ctx.db
      .updateTable('people')
      .set({ language: 'it' })
      .where('id', '=', superadmin.personId)
      .execute()
    await sweep(test, platform.ctx, 'preflights')
    await platform.ctx.db.deleteFrom('preflights').where('stage', '=', 'hour').execute()
    await platform.ctx.db.updateTable('events').set({ checkedHour: false }).execute()
    await sweep(test, platform.ctx, 'preflights')
    const found = await mails()
    expect(found).toHaveLength(2) // the day's and the hour's
    expect(found[0]?.subject).toMatch(/^preflight.example: Non pronto: /)
    expect(found[0]?.body).toMatch(/account “.*” non è collegato/)
    expect(found[0]?.body).toContain(`https://preflight.example/learn/events/${eventId}`)
    await platform.ctx.db.updateTable('organizers').set({ state: 'paired' }).execute()
  })
})

describe('the timeline of an event', () => {
  it('has what people changed, what was tried and what was looked at, newest first', async () => {
    const items = await listTimeline(platform.ctx, superadmin, eventId)
    const kinds = new Set(items.map((item) => item.kind))
    expect(kinds).toEqual(new Set(['call', 'change', 'attempt', 'registrations', 'preflight', 'mail']))
    expect(items.map((item) => item.at)).toEqual(
      items
        .map((item) => item.at)
        .sort()
        .reverse(),
    )
    expect(items.find((item) => item.kind === 'change')).toMatchObject({ personName: 'Pat Person1' })
  })

  it('comes as a bundle without links, secrets and people', async () => {
    const text = JSON.stringify(await makeSupportBundle(platform.ctx, superadmin, eventId))
    expect(text).toContain('"state":"ready"')
    expect(text).not.toMatch(/https:\/\/fake|fake-secret|access-|refresh-|Pat|@preflight/)
  })

  it('is for planners of the session alone', async () => {
    await expect(listTimeline(platform.ctx, learner, eventId)).rejects.toMatchObject({
      code: 'role-planner-needed',
    })
  })
})
