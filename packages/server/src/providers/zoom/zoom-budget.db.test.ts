import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession } from '../../../test/builders.ts'
import { createTestApp, settleJobs, sweep, type TestApp, type TestPlatform } from '../../../test/test-app.ts'
import { TEST_NOW } from '../../../test/test-goto.ts'
import { startZoom, type TestZoom, ZOOM_HOST } from '../../../test/test-zoom.ts'
import { addMinutes } from '../../domain/time.ts'
import { setAppActive } from '../../features/platform/apps/apps.service.ts'
import { createAccount } from '../../features/rooms/accounts/accounts.service.ts'
import { addHost } from '../../features/rooms/accounts/hosts.service.ts'
import { getEvent, scheduleEvent } from '../../features/training/events/events.service.ts'
import type { Actor } from '../../http/actor.ts'
import { ZOOM_APP_ID } from './provider.ts'

// A host of Zoom's makes and changes a hundred meetings a day; here two, so that others' programs have used up the rest.

const MIDNIGHT = new Date('2026-11-25T00:00:00Z')
let zoom: TestZoom
let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  zoom = await startZoom({ hostDailyLimit: 2 }, () => test?.clock.now.getTime() ?? TEST_NOW)
  test = await createTestApp(() => [zoom.app])
  platform = await test.addPlatform('budget.example')
  superadmin = await platform.addActor(['superadmin'])
  await platform.ctx.db
    .transaction()
    .execute((trx) => setAppActive(platform.ctx, trx, { appId: ZOOM_APP_ID, active: true }, undefined))
})
afterAll(async () => {
  await test.close()
  await zoom.close()
})

it('rooms that are more than a host may make today say when it goes on, and are made then, the soonest first', async () => {
  const { ctx } = platform
  const { id: accountId } = await createAccount(ctx, superadmin, {
    ...{
      appId: ZOOM_APP_ID,
      name: 'Classroom',
      description: '',
      fields: zoom.fields,
      sessionType: 'meeting',
    },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  await settleJobs(test, ctx)
  await addHost(ctx, superadmin, accountId, ZOOM_HOST)
  const session = await buildSession(platform, superadmin)
  const plan = async (day: string) =>
    (
      await scheduleEvent(ctx, superadmin, {
        ...{ sessionId: session.id, name: `On ${day}`, description: '', accountId, timeZone: 'Europe/Rome' },
        ...{ startsWall: `${day}T10:00`, endsWall: `${day}T11:00` },
      })
    ).id
  const ids = [await plan('2026-12-20'), await plan('2026-12-19')]
  await settleJobs(test, ctx)
  const [later, sooner] = [await plan('2026-12-18'), await plan('2026-11-26')]
  const afterThat = await plan('2026-12-01')
  await settleJobs(test, ctx)
  const stateOf = async (id: (typeof ids)[number]) => (await getEvent(ctx, superadmin, id)).room
  for (const id of ids) expect(await stateOf(id)).toMatchObject({ state: 'ready' })
  for (const id of [later, sooner, afterThat]) {
    const room = await stateOf(id)
    expect(room?.state).toBe('pending')
    expect(room?.reason?.code).toMatch(/^provider-(budget-spent|rate-limited-until)$/)
    expect(room?.reason?.text).toMatch(/Wednesday|25|Nov/)
  }
  const requests = zoom.simulator.state().rooms.length
  // Nobody asks Zoom again before.
  test.clock.now = addMinutes(MIDNIGHT, -5)
  await sweep(test, ctx, 'rooms')
  await settleJobs(test, ctx)
  expect(zoom.simulator.state().rooms).toHaveLength(requests)
  // The first refusal was Zoom's; from then on each waits for its own moment.
  const { rows } = await sql<{ id: string; retryAt: Date }>`
    select event_id as id, retry_at from rooms where retry_at is not null order by retry_at`.execute(ctx.db)
  const waiting = rows.filter(({ id }) => [later, sooner, afterThat].includes(id as typeof later))
  expect(waiting).toHaveLength(3)
  for (const { retryAt } of waiting) expect(retryAt.getTime()).toBeGreaterThanOrEqual(MIDNIGHT.getTime())
  test.clock.now = addMinutes(MIDNIGHT, 20)
  await sweep(test, ctx, 'rooms')
  await settleJobs(test, ctx)
  const made = []
  for (const id of [sooner, afterThat, later]) made.push((await stateOf(id))?.state)
  expect(made.filter((state) => state === 'ready')).toHaveLength(2)
  expect(made[0]).toBe('ready')
  test.clock.now = addMinutes(MIDNIGHT, 24 * 60 + 20)
  await sweep(test, ctx, 'rooms')
  await settleJobs(test, ctx)
  for (const id of [sooner, afterThat, later]) expect(await stateOf(id)).toMatchObject({ state: 'ready' })
})
