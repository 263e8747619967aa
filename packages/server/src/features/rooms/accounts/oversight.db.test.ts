import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, outboxOf, pair, pairedAccount, planEvent } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { ProviderError } from '../../../domain/errors.ts'
import { FAKE_APP_ID } from '../../../providers/fake/fake.ts'
import { getCapacity, listEventsOfApp } from '../capacity/capacity-view.service.ts'
import { getAccount } from './accounts.service.ts'

const DAY_MS = 86_400_000

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('oversight.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const warnings = async () =>
  (await outboxOf(platform, superadmin)).filter((mail) => mail.subject.includes('A pairing is about to end'))

describe('a pairing', () => {
  it('names its end; superadmins are warned once days before, when it could not be renewed', async () => {
    const started = test.clock.now
    const account = await pairedAccount(test, platform, superadmin, { name: 'Ends' })
    const organizer = account.pairing.organizers[0]
    expect(organizer?.endsAt).toBe(new Date(started.getTime() + 30 * DAY_MS).toISOString())
    const after = async (days: number) => {
      test.clock.now = new Date(started.getTime() + days * DAY_MS)
      test.fake.faults.push({
        operation: 'refresh',
        when: 'before',
        error: new ProviderError('unavailable', { provider: 'Fake', detail: 'down' }),
      })
      await sweep(test, platform.ctx, 'pairings')
      await sweep(test, platform.ctx, 'ending pairings')
      test.fake.faults.length = 0
    }
    await after(22)
    expect(await warnings()).toEqual([])
    for (const day of [23.5, 24, 25]) await after(day)
    expect(await warnings()).toHaveLength(1)
    expect((await warnings())[0]?.body).toMatch(/“Ends” ends Thu,? 24 Dec.*\/admin\/apps\/fake\/accounts\//s)

    // Paired again with one click: the same organizer, the old rooms, a new term.
    const session = await buildSession(platform, superadmin)
    await planEvent(platform, superadmin, {
      sessionId: session.id,
      accountId: account.id,
      name: 'E',
      from: '10:00',
      to: '11:00',
      day: '2026-12-28',
    })
    await settleJobs(test, platform.ctx)
    const before = [...test.fake.rooms.keys()]
    await platform.ctx.db.updateTable('organizers').set({ refreshedAt: started }).execute()
    await pair(test, platform, superadmin, account.id)
    await settleJobs(test, platform.ctx)
    expect([...test.fake.rooms.keys()]).toEqual(before)
    test.clock.now = started
  })
})

describe('an account', () => {
  it('names the last error of a room that is stuck, and none when it goes on', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Stuck' })
    const session = await buildSession(platform, superadmin)
    test.fake.faults.push({
      operation: 'create',
      when: 'before',
      error: new ProviderError('forbidden', { provider: 'Fake', detail: 'no licence' }),
    })
    const event = await planEvent(platform, superadmin, {
      sessionId: session.id,
      accountId: account.id,
      name: 'Stuck',
      from: '10:00',
      to: '11:00',
    })
    await settleJobs(test, platform.ctx)
    const lastError = async () => (await getAccount(platform.ctx, superadmin, account.id)).lastError
    expect(await lastError()).toMatchObject({
      eventId: event.id,
      message: { text: expect.stringMatching(/no licence/) },
    })
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    await settleJobs(test, platform.ctx)
    expect(await lastError()).toBeNull()
  })

  it('shows what holds its rooms in a stretch of time, with margins, and the limit', async () => {
    const account = await pairedAccount(test, platform, superadmin, {
      name: 'Full',
      limits: { concurrentRooms: 2 },
    })
    await platform.ctx.db
      .updateTable('accounts')
      .set({ marginBeforeMinutes: 15 })
      .where('id', '=', account.id)
      .execute()
    const session = await buildSession(platform, superadmin)
    const plan = (name: string, day: string) =>
      planEvent(platform, superadmin, {
        sessionId: session.id,
        accountId: account.id,
        name,
        from: '10:00',
        to: '11:00',
        day,
      })
    await plan('In', '2026-12-01')
    await plan('Out', '2026-12-09')
    const span = { from: new Date('2026-11-30T00:00:00Z'), until: new Date('2026-12-07T00:00:00Z') }
    const capacity = await getCapacity(platform.ctx, superadmin, {
      accountId: account.id,
      ...span,
    })
    expect(capacity).toMatchObject({
      limit: 2,
      events: [{ name: 'In', startsAt: '2026-12-01T09:00:00.000Z', heldFrom: '2026-12-01T08:45:00.000Z' }],
    })
    const left = await listEventsOfApp(platform.ctx, superadmin, { appId: FAKE_APP_ID })
    expect(left.items.map((item) => item.name)).toEqual(expect.arrayContaining(['In', 'Out']))
  })
})
