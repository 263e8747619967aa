import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { cancel } from '../../training/lifecycle/lifecycle.service.ts'
import { getCapacity, listEventsOfApp } from './capacity-view.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('capacity.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

it('shows who holds rooms of an account in a stretch of time, and the limit', async () => {
  const account = await pairedAccount(test, platform, superadmin, { limits: { concurrentRooms: 2 } })
  const session = await buildSession(platform, superadmin)
  const plan = (name: string, from: string, to: string) =>
    planEvent(platform, superadmin, { sessionId: session.id, accountId: account.id, name, from, to })
  const [held, off] = [await plan('Held', '10:00', '11:00'), await plan('Off', '12:00', '13:00')]
  await plan('Later', '20:00', '21:00')
  await cancel(platform.ctx, superadmin, { eventId: off.id }, '')
  const accountId = account.id
  const [from, until] = [new Date('2026-11-26T09:00:00Z'), new Date('2026-11-26T15:00:00Z')]
  const capacity = await getCapacity(platform.ctx, superadmin, { accountId, from, until })
  expect(capacity).toMatchObject({ limit: 2, events: [{ id: held.id, courseName: 'Safety' }] })
  expect(await listEventsOfApp(platform.ctx, superadmin, { appId: 'fake' })).toMatchObject({ total: 2 })
  const other = await pairedAccount(test, platform, superadmin, {})
  const elsewhere = await buildSession(platform, superadmin)
  await planEvent(platform, superadmin, {
    ...{ sessionId: elsewhere.id, accountId: other.id, name: 'Elsewhere', from: '10:00', to: '11:00' },
  })
  const listOf = (accountId: typeof account.id) =>
    listEventsOfApp(platform.ctx, superadmin, { appId: 'fake', accountId })
  expect(await listOf(account.id)).toMatchObject({
    ...{ total: 2, sessions: 1 },
    items: [{ name: 'Held', sessionId: session.id, courseName: 'Safety' }, { name: 'Later' }],
  })
  expect(await listOf(other.id)).toMatchObject({ total: 1, sessions: 1, items: [{ name: 'Elsewhere' }] })
  expect(await listEventsOfApp(platform.ctx, superadmin, { appId: 'fake' })).toMatchObject({ sessions: 2 })
})
