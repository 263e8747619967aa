import { ALL_SCOPES } from '@lectern/room-simulators/zoom'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession } from '../../../test/builders.ts'
import { createTestApp, settleJobs, sweep, type TestApp, type TestPlatform } from '../../../test/test-app.ts'
import { startZoom, type TestZoom, ZOOM_HOST, ZOOM_OTHER_HOST } from '../../../test/test-zoom.ts'
import { AppError } from '../../domain/errors.ts'
import { setAppActive } from '../../features/platform/apps/apps.service.ts'
import { createAccount, getAccount } from '../../features/rooms/accounts/accounts.service.ts'
import { addHost, searchDirectory } from '../../features/rooms/accounts/hosts.service.ts'
import { checkAccount, recheckAccount } from '../../features/rooms/accounts/organizer-changes.service.ts'
import { enroll } from '../../features/training/enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../features/training/entrance/entrance.service.ts'
import { getEvent, scheduleEvent } from '../../features/training/events/events.service.ts'
import { listStays } from '../../features/training/stays/stays.service.ts'
import type { Actor } from '../../http/actor.ts'
import { ZOOM_APP_ID } from './provider.ts'

let zoom: TestZoom
let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let learner: Actor

beforeAll(async () => {
  zoom = await startZoom({ reportDelaySeconds: 0 })
  test = await createTestApp(() => [zoom.app])
  platform = await test.addPlatform('zoom.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  learner = await platform.addActor(['learner'])
  await platform.ctx.db
    .transaction()
    .execute((trx) => setAppActive(platform.ctx, trx, { appId: ZOOM_APP_ID, active: true }, undefined))
})
afterAll(async () => {
  await test.close()
  await zoom.close()
})
beforeEach(() => {
  zoom.simulator.setScopes(zoom.fields.clientId ?? '', ALL_SCOPES)
  for (const host of [ZOOM_HOST, ZOOM_OTHER_HOST])
    zoom.simulator.setUser(host, { type: 2, hasWebinars: true, status: 'active' })
})

/** @param hosts chosen at once; none where nobody is let in */
async function account(
  fields: Record<string, string> = {},
  sessionType = 'meeting',
  hosts: readonly string[] = [ZOOM_HOST],
) {
  const { id } = await createAccount(platform.ctx, superadmin, {
    appId: ZOOM_APP_ID,
    ...{ name: 'Classroom', description: '', fields: { ...zoom.fields, ...fields }, sessionType },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  for (const host of hosts) await addHost(platform.ctx, superadmin, id, host).catch(isExpected)
  await settleJobs(test, platform.ctx)
  return getAccount(platform.ctx, superadmin, id)
}

/** Zoom refuses, or the host can't be one: the account says so. */
function isExpected(error: unknown): void {
  if (!(error instanceof AppError)) throw error
}

const zoomScopes = (without: (name: string) => boolean) =>
  zoom.simulator.setScopes(
    zoom.fields.clientId ?? '',
    ALL_SCOPES.filter((name) => !without(name)),
  )

describe('an account at Zoom', () => {
  it('is used once nothing stands in the way', async () => {
    expect((await account()).pairing).toMatchObject({ state: 'paired', reason: null })
    expect((await account({}, 'webinar')).pairing).toMatchObject({ state: 'paired', reason: null })
  })

  it('names the scopes that are missing, by the names of its family, and those of its type alone', async () => {
    zoomScopes((name) => name === 'readReport' || name === 'addRegistrant')
    const { id, pairing } = await account()
    expect(pairing.state).toBe('not-paired')
    expect(pairing.reason?.text).toContain(
      'meeting:write:registrant:admin and report:read:list_meeting_participants:admin',
    )
    expect((await account({}, 'webinar')).pairing.state).toBe('paired')
    zoom.simulator.setScopes(zoom.fields.clientId ?? '', ALL_SCOPES)
    expect((await recheckAccount(platform.ctx, superadmin, id)).pairing.state).toBe('paired')
  })

  it.each<[string, Record<string, string>, () => void, string]>([
    ['a wrong secret', { clientSecret: 'other' }, () => {}, 'account-key-refused'],
    ['another account', { accountId: 'other' }, () => {}, 'account-key-refused'],
    ['a host without a licence', {}, () => zoom.simulator.setUser(ZOOM_HOST, { type: 1 }), 'account-no-host'],
    [
      'a host who left',
      {},
      () => zoom.simulator.setUser(ZOOM_HOST, { status: 'inactive' }),
      'account-no-host',
    ],
    [
      'a Zoom that is down',
      {},
      () => zoom.simulator.failNext({ match: { path: '/oauth' }, action: { status: 503 }, times: 9 }),
      'account-unreachable',
    ],
  ])('is not used with %s', async (_name, fields, prepare, code) => {
    prepare()
    const { pairing } = await account(fields)
    zoom.simulator.clearFaults()
    expect(pairing).toMatchObject({ state: 'not-paired', reason: { code } })
  })

  it('hosts no webinars without the add-on', async () => {
    zoom.simulator.setUser(ZOOM_HOST, { hasWebinars: false })
    expect((await account({}, 'webinar')).pairing).toMatchObject({
      reason: { code: 'account-no-host' },
    })
    expect((await account()).pairing.state).toBe('paired')
  })

  it('finds hosts by name and address, with what is known of their licence, and refuses who has none', async () => {
    const { id } = await account({}, 'webinar', [])
    const search = (text: string) => searchDirectory(platform.ctx, superadmin, id, { search: text })
    expect((await search('PLANNER')).items).toMatchObject([
      { email: ZOOM_OTHER_HOST, displayName: 'Piet Planner', licence: 'unknown', isChosen: false },
    ])
    zoom.simulator.setUser(ZOOM_OTHER_HOST, { hasWebinars: false })
    const [{ userKey } = { userKey: '' }] = (await search(ZOOM_OTHER_HOST)).items
    const adding = addHost(platform.ctx, superadmin, id, userKey)
    await expect(adding).rejects.toMatchObject({ code: 'host-unlicensed' })
    await expect(addHost(platform.ctx, superadmin, id, 'nobody@zoom.example')).rejects.toMatchObject({
      code: 'host-not-found',
    })
    zoom.simulator.setUser(ZOOM_OTHER_HOST, { hasWebinars: true })
    // Without the right to list users, a whole address still finds one.
    zoomScopes((name) => name === 'listUsers')
    await recheckAccount(platform.ctx, superadmin, id)
    await addHost(platform.ctx, superadmin, id, ZOOM_OTHER_HOST)
    expect((await getAccount(platform.ctx, superadmin, id)).pairing).toMatchObject({
      state: 'paired',
      organizers: [{ email: ZOOM_OTHER_HOST, displayName: 'Piet Planner' }],
    })
  })

  it('keeps what can be kept of a name that a directory has, when a host is chosen and at each check', async () => {
    const { id } = await account({}, 'meeting', [])
    const names = { 'Pi\u0000et': 'Piet Planner', 'P\ud83ciet': 'P\ufffdiet Planner' }
    for (const [firstName, displayName] of Object.entries(names)) {
      zoom.simulator.setUser(ZOOM_OTHER_HOST, { firstName })
      await addHost(platform.ctx, superadmin, id, ZOOM_OTHER_HOST)
      const { pairing } = await recheckAccount(platform.ctx, superadmin, id)
      expect(pairing.organizers).toMatchObject([{ email: ZOOM_OTHER_HOST, displayName }])
    }
    zoom.simulator.setUser(ZOOM_OTHER_HOST, { firstName: 'Piet' })
  })

  it('goes on with one host when the other loses the licence, and names whom', async () => {
    const { id } = await account({}, 'meeting', [ZOOM_HOST, ZOOM_OTHER_HOST])
    zoom.simulator.setUser(ZOOM_HOST, { type: 1 })
    const { pairing } = await recheckAccount(platform.ctx, superadmin, id)
    expect(pairing).toMatchObject({
      state: 'paired',
      organizers: [
        { email: ZOOM_HOST, state: 'needs-pairing', reason: { code: 'account-licence-missing' } },
        { email: ZOOM_OTHER_HOST, state: 'paired', reason: null },
      ],
    })
    expect(await checkAccount(platform.ctx, superadmin, id)).toMatchObject({
      findings: [],
      organizers: [
        { email: ZOOM_HOST, findings: [{ code: 'account-licence-missing' }] },
        { email: ZOOM_OTHER_HOST, findings: [] },
      ],
    })
    zoom.simulator.setUser(ZOOM_HOST, { type: 2 })
    const again = await recheckAccount(platform.ctx, superadmin, id)
    expect(again.pairing.organizers).toMatchObject([{ state: 'paired', reason: null }, {}])
  })

  it('hosts as many events at once as it has hosts: learners have links of their own, the host’s is fresh, attendance comes back', async () => {
    const { id: accountId } = await account({}, 'meeting', [ZOOM_HOST, ZOOM_OTHER_HOST])
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    // Of other sessions: an instructor has one class at a time.
    const others = await buildSession(platform, superadmin)
    const third = await buildSession(platform, superadmin)
    const plan = (name: string, sessionId = session.id) =>
      scheduleEvent(platform.ctx, superadmin, {
        ...{ sessionId, name, description: '', accountId, timeZone: 'Europe/Rome' },
        ...{ startsWall: '2026-11-24T09:10', endsWall: '2026-11-24T10:00' },
      })
    const event = await plan('Day 1')
    await plan('Beside it', others.id)
    await expect(plan('In the way', third.id)).rejects.toMatchObject({
      code: 'capacity-organizers',
      params: { count: 2, events: { first: ['Day 1', 'Beside it'] } },
    })
    await settleJobs(test, platform.ctx)
    const owners = zoom.simulator
      .state()
      .rooms.flatMap(({ hostId, deletedAt }) => (deletedAt ? [] : [hostId]))
    expect(owners.sort()).toEqual([...zoom.hostIds].sort())
    expect(await getEvent(platform.ctx, instructor, event.id)).toMatchObject({ room: { state: 'ready' } })
    expect(await enterAsLearner(platform.ctx, learner, event.id)).toMatch(/\/w\/\d+\?tk=/)
    const start = JSON.stringify(await enterAsInstructor(platform.ctx, instructor, event.id))
    expect(start).toMatch(/\/s\/\d+\?zak=/)
    const { rooms, registrants } = zoom.simulator.state()
    const room = rooms.find(({ topic }) => topic.includes('Day 1'))
    // Who is told what, Lectern says itself.
    const mails = Object.entries(room?.settings ?? {}).filter(([name]) =>
      /(^|_)email(_notification)?$/.test(name),
    )
    expect(Object.fromEntries(mails)).toEqual({
      ...{ registrants_email_notification: false, registrants_confirmation_email: false },
      ...{ alternative_hosts_email_notification: false, email_notification: false },
    })
    zoom.simulator.play({
      id: room?.id ?? '',
      ...{ startedAt: '2026-11-24T08:10:00Z', endedAt: '2026-11-24T09:00:00Z' },
      participants: [
        {
          ...{ name: 'Somebody else’s name', email: '', registrantId: registrants.at(-1)?.id },
          stays: [{ from: '2026-11-24T08:10:00Z', to: '2026-11-24T08:50:00Z' }],
        },
      ],
    })
    zoom.simulator.advance(2 * 3_600_000)
    for (const minutes of [1, 5, 20, 60, 120, 200]) {
      test.clock.now = new Date(Date.parse('2026-11-24T09:00:00Z') + minutes * 60_000)
      await sweep(test, platform.ctx, 'readings')
      await settleJobs(test, platform.ctx)
    }
    const { items } = await listStays(platform.ctx, superadmin, event.id)
    expect(items).toMatchObject([{ person: { id: learner.personId } }])
  })

  it('registers people together: one by one where somebody among them can’t be, or the scope is missing', async () => {
    const { ctx } = platform
    const { id: accountId } = await account({}, 'meeting', [ZOOM_HOST])
    const plan = async (day: string, learners: readonly Actor[]) => {
      const session = await buildSession(platform, superadmin)
      for (const one of learners) await enroll(ctx, superadmin, session.id, one.personId)
      const { id } = await scheduleEvent(ctx, superadmin, {
        ...{ sessionId: session.id, name: day, description: '', accountId, timeZone: 'Europe/Rome' },
        ...{ startsWall: `${day}T09:10`, endsWall: `${day}T10:00` },
      })
      await settleJobs(test, ctx)
      const calls = await ctx.db
        .selectFrom('roomLog')
        .select(sql<string>`data ->> 'operation'`.as('operation'))
        .where('eventId', '=', id)
        .execute()
      const sent = (end: string) => calls.filter(({ operation }) => operation?.endsWith(end)).length
      return { batches: sent('/batch_registrants'), one: sent('/registrants') }
    }
    const crowd = await Promise.all(Array.from({ length: 4 }, () => platform.addActor(['learner'])))
    const host = await platform.addActor(['learner'], ZOOM_HOST)
    expect(await plan('2026-12-01', crowd)).toEqual({ batches: 1, one: 0 })
    expect(await plan('2026-12-02', [host, ...crowd])).toEqual({ batches: 1, one: 5 })
    zoomScopes((name) => name === 'addRegistrants')
    // A scope may have come since: with a newer token it is tried once more.
    expect(await plan('2026-12-03', crowd)).toEqual({ batches: 2, one: 4 })
  })
})
