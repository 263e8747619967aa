import { ALL_PERMISSIONS, type Permission } from '@lectern/room-simulators/teams'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession } from '../../../test/builders.ts'
import { createTestApp, settleJobs, sweep, type TestApp, type TestPlatform } from '../../../test/test-app.ts'
import { startTeams, TEAMS_ORGANIZER, type TestTeams } from '../../../test/test-teams.ts'
import { AppError } from '../../domain/errors.ts'
import { listTodos } from '../../features/operations/home/todos.service.ts'
import { lookNow } from '../../features/operations/preflight/preflight.service.ts'
import { setAppActive } from '../../features/platform/apps/apps.service.ts'
import { createAccount, getAccount } from '../../features/rooms/accounts/accounts.service.ts'
import { addHost } from '../../features/rooms/accounts/hosts.service.ts'
import { recheckAccount } from '../../features/rooms/accounts/organizer-changes.service.ts'
import { enroll } from '../../features/training/enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../features/training/entrance/entrance.service.ts'
import { getEvent, scheduleEvent } from '../../features/training/events/events.service.ts'
import { listStays } from '../../features/training/stays/stays.service.ts'
import type { Actor } from '../../http/actor.ts'
import { TEAMS_APP_ID } from './provider.ts'

let teams: TestTeams
let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let learner: Actor

beforeAll(async () => {
  teams = await startTeams({ reportDelaySeconds: 0 })
  test = await createTestApp(() => [teams.app])
  platform = await test.addPlatform('teams.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  learner = await platform.addActor(['learner'])
  await platform.ctx.db
    .transaction()
    .execute((trx) => setAppActive(platform.ctx, trx, { appId: TEAMS_APP_ID, active: true }, undefined))
})
afterAll(async () => {
  await test.close()
  await teams.close()
})
beforeEach(() => {
  change({ permissions: [...ALL_PERMISSIONS], isConsented: true, policy: { global: 0 } })
  teams.simulator.setUser(TEAMS_ORGANIZER, { hasTeams: true, isEnabled: true })
})

const change = (fields: Parameters<TestTeams['simulator']['setApp']>[1]) =>
  teams.simulator.setApp(teams.fields.clientId ?? '', fields)

/** With an organizer who is chosen at once, where the account is let in and they can be. */
async function account(fields: Record<string, string> = {}) {
  const { id } = await createAccount(platform.ctx, superadmin, {
    appId: TEAMS_APP_ID,
    ...{ name: 'Classroom', description: '', fields: { ...teams.fields, ...fields }, sessionType: 'meeting' },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  await addHost(platform.ctx, superadmin, id, TEAMS_ORGANIZER).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error // refused: the account says why
  })
  await settleJobs(test, platform.ctx)
  return getAccount(platform.ctx, superadmin, id)
}

const without = (...names: Permission[]) =>
  change({ permissions: ALL_PERMISSIONS.filter((name) => !names.includes(name)) })

describe('an account at Microsoft Teams', () => {
  it('is used once nothing stands in the way', async () => {
    expect((await account()).pairing).toMatchObject({ state: 'paired', reason: null })
  })

  it('names the permissions that are missing, those of recordings where these are fetched alone', async () => {
    without('OnlineMeetingArtifact.Read.All', 'OnlineMeetingRecording.Read.All')
    const { id, pairing } = await account()
    expect(pairing).toMatchObject({ state: 'not-paired', reason: { code: 'account-rights-missing' } })
    expect(pairing.reason?.text).toContain(
      'OnlineMeetingArtifact.Read.All and OnlineMeetingRecording.Read.All',
    )
    without('OnlineMeetingRecording.Read.All')
    expect((await recheckAccount(platform.ctx, superadmin, id)).pairing.state).toBe('not-paired')
    expect((await account({ recordings: 'left' })).pairing.state).toBe('paired')
  })

  it('wants a consent, and a policy for its organizer, whom it names', async () => {
    change({ isConsented: false })
    const { id, pairing } = await account()
    expect(pairing.reason).toMatchObject({ code: 'account-consent-missing' })
    change({ isConsented: true, policy: {} })
    const { pairing: next } = await recheckAccount(platform.ctx, superadmin, id)
    expect(next.reason).toMatchObject({ code: 'account-no-host' })
    await addHost(platform.ctx, superadmin, id, TEAMS_ORGANIZER)
    const { organizers } = (await getAccount(platform.ctx, superadmin, id)).pairing
    expect(organizers).toMatchObject([{ state: 'needs-pairing', reason: { code: 'account-policy-missing' } }])
    expect(organizers[0]?.reason?.text).toContain(TEAMS_ORGANIZER)
    teams.simulator.grantPolicy(teams.fields.clientId ?? '', 'global')
    expect((await recheckAccount(platform.ctx, superadmin, id)).pairing.state).toBe('paired')
  })

  it.each<[string, Record<string, string>, () => void, string]>([
    ['a wrong secret', { clientSecret: 'other' }, () => {}, 'account-key-refused'],
    ['another tenant', { tenantId: 'other' }, () => {}, 'account-key-refused'],
    ['a secret that has ended', {}, () => change({ secretEndsAt: 0 }), 'account-secret-ended'],
    [
      'an organizer without a licence',
      {},
      () => teams.simulator.setUser(TEAMS_ORGANIZER, { hasTeams: false }),
      'account-no-host',
    ],
    [
      'a Microsoft that is down',
      {},
      () => teams.simulator.failNext({ match: { path: '/oauth2' }, action: { status: 503 }, times: 9 }),
      'account-unreachable',
    ],
  ])('is not used with %s', async (_name, fields, prepare, code) => {
    prepare()
    const { pairing } = await account(fields)
    teams.simulator.clearFaults()
    change({ secretEndsAt: Number.MAX_SAFE_INTEGER })
    expect(pairing).toMatchObject({ state: 'not-paired', reason: { code } })
  })

  it.each([
    [{ tenantId: '' }, 'account-field-needed'],
    [{ secretEndsOn: '24.11.2027' }, 'account-field-date'],
    [{ recordings: 'some' }, 'account-field-choice'],
  ])('is refused with %j', async (fields, code) => {
    await expect(account(fields)).rejects.toMatchObject({ code })
  })

  it('warns before its secret ends, once for each time ahead, by mail and on the home page', async () => {
    const { id } = await account({ secretEndsOn: '2026-12-20' })
    const told = () =>
      platform.ctx.db.selectFrom('notifications').select('key').where('kind', '=', 'secret-ends').execute()
    const days = async () => (await told()).map(({ key }) => key.split(' ').at(-1))
    const recheck = () => recheckAccount(platform.ctx, superadmin, id)
    await recheck()
    expect(await days()).toEqual(['30'])
    const { todos } = await listTodos(platform.ctx, superadmin)
    expect(todos).toMatchObject([{ kind: 'secret-ends', name: 'Classroom', accountId: id, urgency: 'soon' }])
    const before = test.clock.now
    test.clock.now = new Date('2026-12-14T08:00:00Z')
    await recheck()
    expect(await days()).toEqual(['30', '7'])
    test.clock.now = before
  })

  it('hosts two events at once: all have one link, the organizer signs in, attendance comes back', async () => {
    const { id: accountId } = await account({ secretEndsOn: '2026-12-20' })
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    const plan = (name: string) =>
      scheduleEvent(platform.ctx, superadmin, {
        ...{ sessionId: session.id, name, description: 'Bring shoes', accountId, timeZone: 'Europe/Rome' },
        ...{ startsWall: '2026-11-24T09:10', endsWall: '2026-11-24T10:00' },
      })
    const event = await plan('Day 1')
    await settleJobs(test, platform.ctx)
    expect(await getEvent(platform.ctx, instructor, event.id)).toMatchObject({ room: { state: 'ready' } })
    // The look before the class says that the secret ends, and that nothing keeps anybody out.
    const look = await lookNow(platform.ctx, superadmin, event.id)
    expect(look).toMatchObject({ isGreen: true, findings: [{ code: 'preflight-secret-ends' }] })
    expect(look?.findings[0]?.text).toContain('20 Dec 2026')
    const meeting = teams.simulator.state().meetings.find(({ subject }) => subject.includes('Day 1'))
    expect(meeting?.settings.lobbyBypassSettings).toMatchObject({ scope: 'everyone' })
    expect(await enterAsLearner(platform.ctx, learner, event.id)).toContain('/l/meetup-join/')
    const start = JSON.stringify(await enterAsInstructor(platform.ctx, instructor, event.id))
    expect(start).toContain('/l/meetup-join/')
    const person = await platform.ctx.db
      .selectFrom('people')
      .select(['email', 'firstName', 'lastName'])
      .where('id', '=', learner.personId)
      .executeTakeFirstOrThrow()
    const played = { meetingId: meeting?.id ?? '', endedAt: '2026-11-24T09:00:00Z' }
    // Left and came back: a run for each, and a stay of somebody without an address.
    teams.simulator.playRun({
      ...{ ...played, startedAt: '2026-11-24T08:10:00Z', endedAt: '2026-11-24T08:30:00Z' },
      participants: [
        {
          ...{ name: `${person.firstName} ${person.lastName}`, email: person.email },
          stays: [{ from: '2026-11-24T08:10:00Z', to: '2026-11-24T08:30:00Z' }],
        },
      ],
    })
    teams.simulator.playRun({
      ...{ ...played, startedAt: '2026-11-24T08:32:00Z' },
      participants: [
        {
          ...{ name: `${person.firstName} ${person.lastName}`, email: person.email },
          stays: [{ from: '2026-11-24T08:32:00Z', to: '2026-11-24T08:50:00Z' }],
        },
      ],
    })
    teams.simulator.advance(2 * 3_600_000)
    for (const minutes of [1, 5, 20, 60, 120, 200]) {
      test.clock.now = new Date(Date.parse('2026-11-24T09:00:00Z') + minutes * 60_000)
      await sweep(test, platform.ctx, 'readings')
      await settleJobs(test, platform.ctx)
    }
    const { items } = await listStays(platform.ctx, superadmin, event.id)
    expect(items.map(({ person: who }) => who?.id)).toEqual([learner.personId, learner.personId])
  })
})
