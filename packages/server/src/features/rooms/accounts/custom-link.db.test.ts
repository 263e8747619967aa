import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { CUSTOM_LINK_APP_ID } from '../../../providers/custom-link/custom-link.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../training/entrance/entrance.service.ts'
import { getEvent, scheduleEvent } from '../../training/events/events.service.ts'
import { changeAccount, createAccount } from './accounts.service.ts'
import { beginPairing } from './pairing.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let learner: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('links.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  learner = await platform.addActor(['learner'])
  await platform.ctx.db
    .transaction()
    .execute((trx) => setAppActive(platform.ctx, trx, { appId: CUSTOM_LINK_APP_ID, active: true }, undefined))
})
afterAll(() => test.close())

const create = (joinUrl: string) =>
  createAccount(platform.ctx, superadmin, {
    appId: CUSTOM_LINK_APP_ID,
    name: 'Big room',
    description: '',
    fields: { joinUrl },
    sessionType: 'link',
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 },
  })

describe('an account that is a link', () => {
  it.each([
    ['nothing', '', 'account-field-needed'],
    ['words', 'my room', 'link-invalid'],
    ['a script', 'javascript:alert(1)', 'link-invalid'],
  ])('is refused with %s for its link, at the field', async (_name, joinUrl, code) => {
    await expect(create(joinUrl)).rejects.toMatchObject({ code, fields: [{ pointer: '/fields/joinUrl' }] })
  })

  it('hosts events without pairing: learners get in, nobody starts it, its limit holds, a new link reaches all', async () => {
    const account = await create('https://meet.example.com/room')
    expect(account.pairing).toEqual({ state: 'paired', reason: null, organizers: [] })
    await expect(
      beginPairing(platform.ctx, superadmin, account.id, 'https://links.example'),
    ).rejects.toMatchObject({ code: 'pairing-not-needed' })
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    const plan = (name: string) =>
      scheduleEvent(platform.ctx, superadmin, {
        sessionId: session.id,
        name,
        description: '',
        startsWall: '2026-11-24T09:10',
        endsWall: '2026-11-24T10:00',
        timeZone: 'Europe/Rome',
        accountId: account.id,
      })
    const event = await plan('Day 1')
    await expect(plan('In the way')).rejects.toMatchObject({ code: 'capacity-concurrent-rooms' })
    await settleJobs(test, platform.ctx)
    expect(await enterAsLearner(platform.ctx, learner, event.id)).toBe('https://meet.example.com/room')
    const seen = await getEvent(platform.ctx, instructor, event.id)
    expect(seen).toMatchObject({ room: { state: 'ready' }, start: null })
    await expect(enterAsInstructor(platform.ctx, instructor, event.id)).rejects.toMatchObject({
      code: 'start-unavailable',
    })
    const target = { accountId: account.id, expectedVersion: account.version }
    await changeAccount(platform.ctx, superadmin, target, {
      fields: { joinUrl: 'https://meet.example.com/new' },
    })
    test.clock.now = new Date('2026-11-24T08:05:00Z')
    await sweep(test, platform.ctx, 'rooms')
    await settleJobs(test, platform.ctx)
    expect(await enterAsLearner(platform.ctx, learner, event.id)).toBe('https://meet.example.com/new')
  })
})
