import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
  createFakeDirectoryApp,
  FAKE_DIRECTORY_APP_ID,
  type FakeDirectoryService,
} from '../../../providers/fake/directory.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { getEvent, scheduleEvent } from '../../training/events/events.service.ts'
import { createAccount, getAccount } from '../accounts/accounts.service.ts'
import { addHost } from '../accounts/hosts.service.ts'
import { recheckAccount, removeOrganizer } from '../accounts/organizer-changes.service.ts'

// Rooms of hosts who were chosen from a directory, when a host leaves or can host no more.

let test: TestApp
let platform: TestPlatform
let tool: FakeDirectoryService
let superadmin: Actor
let accountId: AccountId

beforeAll(async () => {
  test = await createTestApp((now) => {
    tool = createFakeDirectoryApp(now)
    return [tool.app]
  })
  platform = await test.addPlatform('moves.example')
  superadmin = await platform.addActor(['superadmin'])
  await platform.ctx.db
    .transaction()
    .execute((trx) =>
      setAppActive(platform.ctx, trx, { appId: FAKE_DIRECTORY_APP_ID, active: true }, undefined),
    )
})
afterAll(() => test.close())
beforeEach(async () => {
  for (const userKey of ['olga', 'piet']) tool.addUser({ userKey, displayName: userKey })
  tool.movesHosts = true
  tool.rooms.clear()
  tool.faults.length = 0
  const { id } = await createAccount(platform.ctx, superadmin, {
    ...{ appId: FAKE_DIRECTORY_APP_ID, name: 'Rooms', description: '', sessionType: 'webinar' },
    fields: { clientId: 'c', clientSecret: tool.clientSecret },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  accountId = id
  for (const host of ['olga', 'piet']) await addHost(platform.ctx, superadmin, id, host)
  await settleJobs(test, platform.ctx)
})

const organizers = async () => (await getAccount(platform.ctx, superadmin, accountId)).pairing.organizers

async function plan(name = 'Day 1') {
  const session = await buildSession(platform, superadmin)
  const event = await scheduleEvent(platform.ctx, superadmin, {
    ...{ sessionId: session.id, name, description: '', accountId, timeZone: 'Europe/Rome' },
    ...{ startsWall: '2026-11-25T10:00', endsWall: '2026-11-25T11:00' },
  })
  await settleJobs(test, platform.ctx)
  return event
}

/** The host of the event's room leaves the account. */
async function hostLeaves() {
  const [room] = tool.rooms.values()
  const left = (await organizers()).find(({ email }) => email === `${room?.hostKey}@fake.example`)
  if (!room?.hostKey || !left) throw new Error('nobody hosts')
  tool.calls.length = 0
  await removeOrganizer(platform.ctx, superadmin, { accountId, organizerId: left.id })
  return { key: room.key, next: room.hostKey === 'olga' ? 'piet' : 'olga' }
}

describe('a room whose host leaves', () => {
  it('goes to another host in place: key and links stay, and the first is forgotten after that', async () => {
    const event = await plan()
    const { key, next } = await hostLeaves()
    await settleJobs(test, platform.ctx)
    expect([...tool.rooms.values()]).toMatchObject([{ key, hostKey: next }])
    expect(tool.calls).not.toContain('delete')
    expect(await getEvent(platform.ctx, superadmin, event.id)).toMatchObject({ room: { state: 'ready' } })
    await sweep(test, platform.ctx, 'left organizers')
    expect(await organizers()).toMatchObject([{ email: `${next}@fake.example`, state: 'paired' }])
  })

  it('is tried again when nothing is known of the move, and moves once', async () => {
    await plan()
    const error = new ProviderError(
      'unavailable',
      { provider: 'Fake', detail: 'cut' },
      { outcomeUnknown: true },
    )
    tool.faults.push({ operation: 'move', when: 'after', error })
    const { key, next } = await hostLeaves()
    await settleJobs(test, platform.ctx)
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    await settleJobs(test, platform.ctx)
    expect([...tool.rooms.values()]).toMatchObject([{ key, hostKey: next }])
  })

  it('is made anew at the next host where the service leaves it with the first', async () => {
    const event = await plan()
    tool.movesHosts = false
    const { key, next } = await hostLeaves()
    await settleJobs(test, platform.ctx)
    const [room, ...others] = tool.rooms.values()
    expect(others).toEqual([])
    expect(room).toMatchObject({ hostKey: next })
    expect(room?.key).not.toBe(key)
    expect(await getEvent(platform.ctx, superadmin, event.id)).toMatchObject({ room: { state: 'ready' } })
  })

  it('is made at the next host when somebody deleted it meanwhile', async () => {
    await plan()
    const { next } = await hostLeaves()
    tool.rooms.clear()
    await settleJobs(test, platform.ctx)
    expect([...tool.rooms.values()]).toMatchObject([{ hostKey: next }])
  })
})

it('a host who lost the licence keeps what is there and gets nothing new', async () => {
  await plan()
  const [before] = tool.rooms.values()
  const user = tool.users.get(before?.hostKey ?? '')
  if (user) user.licence = 'missing'
  await recheckAccount(platform.ctx, superadmin, accountId)
  const session = await buildSession(platform, superadmin)
  await scheduleEvent(platform.ctx, superadmin, {
    ...{ sessionId: session.id, name: 'Day 2', description: '', accountId, timeZone: 'Europe/Rome' },
    ...{ startsWall: '2026-11-26T10:00', endsWall: '2026-11-26T11:00' },
  })
  await settleJobs(test, platform.ctx)
  const hosts = [...tool.rooms.values()].map(({ hostKey }) => hostKey)
  expect(hosts[0]).toBe(before?.hostKey)
  expect(hosts[1]).not.toBe(before?.hostKey)
})
