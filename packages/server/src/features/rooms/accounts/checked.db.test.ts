import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import {
  createFakeClickApp,
  FAKE_CLICK_APP_ID,
  type FakeClickService,
} from '../../../providers/fake/click.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../training/entrance/entrance.service.ts'
import { changeEvent, getEvent, scheduleEvent } from '../../training/events/events.service.ts'
import { changeAccount, createAccount, getAccount } from './accounts.service.ts'
import { checkAccount, recheckAccount } from './organizer-changes.service.ts'
import { beginPairing } from './pairing.service.ts'

// Accounts that are checked in place of paired, of a tool that knows no users and makes rooms at the click.

let test: TestApp
let platform: TestPlatform
let click: FakeClickService
let superadmin: Actor
let instructor: Actor
let learner: Actor

beforeAll(async () => {
  test = await createTestApp((now) => {
    click = createFakeClickApp(now)
    return [click.app]
  })
  platform = await test.addPlatform('checked.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  learner = await platform.addActor(['learner'])
  await platform.ctx.db
    .transaction()
    .execute((trx) => setAppActive(platform.ctx, trx, { appId: FAKE_CLICK_APP_ID, active: true }, undefined))
})
afterAll(() => test.close())

const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 2 }
const create = (sharedKey = click.sharedKey) =>
  createAccount(platform.ctx, superadmin, {
    ...{ appId: FAKE_CLICK_APP_ID, name: 'Rooms', description: '', sessionType: 'class', limits },
    fields: { serverUrl: 'https://click.example', sharedKey },
  })
const change = async (accountId: AccountId, fields: Record<string, string>) => {
  const { version } = await getAccount(platform.ctx, superadmin, accountId)
  return changeAccount(platform.ctx, superadmin, { accountId, expectedVersion: version }, { fields })
}
const stateOf = async (id: AccountId) => (await getAccount(platform.ctx, superadmin, id)).pairing

it('an account is used once the service lets it in, and says what to mend until then', async () => {
  const refused = await create('wrong')
  expect(refused.pairing).toMatchObject({ state: 'not-paired', reason: { code: 'account-key-refused' } })
  expect(JSON.stringify(refused)).not.toContain('wrong')
  const checked = await checkAccount(platform.ctx, superadmin, refused.id)
  expect(checked).toMatchObject({ findings: [{ code: 'account-key-refused' }], organizers: [] })
  const mended = await change(refused.id, { sharedKey: click.sharedKey })
  expect(mended.pairing).toEqual({ state: 'paired', reason: null, organizers: [] })
  expect(await checkAccount(platform.ctx, superadmin, refused.id)).toEqual({ findings: [], organizers: [] })
  await expect(
    beginPairing(platform.ctx, superadmin, refused.id, 'https://checked.example'),
  ).rejects.toMatchObject({ code: 'pairing-not-needed' })
})

it('a service that does not answer leaves an account that is used, and a new one waits for the next check', async () => {
  const down = () =>
    click.faults.push({
      ...{ operation: 'list', when: 'before' },
      error: new ProviderError('unavailable', { provider: 'Fake', detail: 'HTML 502' }),
    })
  const used = await create()
  down()
  await recheckAccount(platform.ctx, superadmin, used.id)
  expect(await stateOf(used.id)).toMatchObject({ state: 'paired', reason: null })
  down()
  const waiting = await create()
  expect(waiting.pairing).toMatchObject({ state: 'not-paired', reason: { code: 'account-unreachable' } })
  const began = test.clock.now
  test.clock.now = new Date(began.getTime() + 31 * 60_000)
  await sweep(test, platform.ctx, 'account checks')
  expect(await stateOf(waiting.id)).toMatchObject({ state: 'paired', reason: null })
  test.clock.now = began
})

it('a class takes place: everybody gets a link of their own at the click, and nothing is made before', async () => {
  const { ctx } = platform
  const account = await create()
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  await enroll(ctx, superadmin, session.id, learner.personId)
  const wall = { startsWall: '2026-11-24T09:10', endsWall: '2026-11-24T10:00', timeZone: 'Europe/Rome' }
  const plan = (name: string) =>
    scheduleEvent(ctx, superadmin, {
      ...{ sessionId: session.id, name, description: '', ...wall, accountId: account.id },
    })
  const event = await plan('Day 1')
  await settleJobs(test, ctx)
  const { version, room } = await getEvent(ctx, superadmin, event.id)
  expect(room?.state).toBe('ready')
  expect(click.running.size).toBe(0)
  const target = { eventId: event.id, expectedVersion: version }
  await changeEvent(ctx, superadmin, target, { name: 'Day one' })
  await settleJobs(test, ctx)
  const link = new URL(await enterAsLearner(ctx, learner, event.id))
  expect(link.searchParams.get('id')).toBe(learner.personId)
  const start = new URL((await enterAsInstructor(ctx, instructor, event.id)).url)
  expect(start.pathname).toBe(link.pathname)
  expect(start.searchParams.get('role')).toBe('moderator')
  expect([...click.running.values()]).toEqual([{ subject: expect.stringContaining('Day one'), options: {} }])
  expect(link.pathname.slice(1)).toMatch(/^[a-z0-9]{25,}$/)

  // The key is changed there: the next click is refused, and the account says so after the next look.
  click.sharedKey = 'another'
  await expect(enterAsLearner(ctx, learner, event.id)).rejects.toMatchObject({
    code: 'provider-unauthorized',
  })
  await sweep(test, ctx, 'account checks')
  expect(await stateOf(account.id)).toMatchObject({
    state: 'needs-pairing',
    reason: { code: 'account-key-refused' },
  })
  await expect(plan('Day 2')).rejects.toMatchObject({ code: 'account-not-paired' })
  await change(account.id, { sharedKey: 'another' })
  await settleJobs(test, ctx)
  expect(new URL(await enterAsLearner(ctx, learner, event.id)).pathname).toBe(link.pathname)
  expect(click.running.size).toBe(1)
})
