import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Simulator as Goto, startSimulator as startGotoSimulator } from '@lectern/goto-simulator'
import { type Simulator as BigBlueButton, startSimulator } from '@lectern/room-simulators/bigbluebutton'
import { type Simulator as Jitsi, startSimulator as startJitsi } from '@lectern/room-simulators/jitsi'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildSession, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { CALL_TOKEN } from '../../../../test/test-jitsi.ts'
import { startTeams, TEAMS_ORGANIZER, type TestTeams } from '../../../../test/test-teams.ts'
import { startZoom, type TestZoom, ZOOM_HOST } from '../../../../test/test-zoom.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { createBigBlueButtonApp } from '../../../providers/bigbluebutton/app.ts'
import { BIGBLUEBUTTON_APP_ID } from '../../../providers/bigbluebutton/app-id.ts'
import { createGotoApp } from '../../../providers/goto/app.ts'
import { GOTO_APP_ID } from '../../../providers/goto/app-id.ts'
import { createJitsiApp } from '../../../providers/jitsi/app.ts'
import { JITSI_APP_ID } from '../../../providers/jitsi/app-id.ts'
import { TEAMS_APP_ID } from '../../../providers/teams/provider.ts'
import { ZOOM_APP_ID } from '../../../providers/zoom/provider.ts'
import { beginMove, getMove, tryMove, undoMove } from '../../operations/moves/moves.service.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { createAccount } from '../../rooms/accounts/accounts.service.ts'
import { addHost } from '../../rooms/accounts/hosts.service.ts'
import { beginPairing, finishPairing } from '../../rooms/accounts/pairing.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../entrance/entrance.service.ts'
import { getEvent } from '../events/events.service.ts'
import { listStays } from '../stays/stays.service.ts'
import { giveAnotherRoom } from './lifecycle.service.ts'

// The same class at GoTo and at other tools, each as its simulator has it.

const HOST = 'localhost'
const REDIRECT_URI = `https://${HOST}/learn/gotomeeting`
const MORNING = new Date('2026-11-24T08:00:00Z')
/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')
const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }

let test: TestApp
let goto: Goto
let bbb: BigBlueButton
let zoom: TestZoom
let teams: TestTeams
let jitsi: Jitsi
let platform: TestPlatform
let superadmin: Actor
let ines: Actor & { email: string }
let lea: Actor & { email: string }
let max: Actor & { email: string }
let sessionId: SessionId
let eventId: EventId
let meetings: AccountId
let webinars: AccountId
let servers: AccountId
let zooms: AccountId
let tenants: AccountId
let jitsis: AccountId
/** What BigBlueButton and Jitsi reach: it hands everything to the platform. */
let door: Server

beforeAll(async () => {
  const clock = () => test?.clock.now.getTime() ?? MORNING.getTime()
  goto = await startGotoSimulator({
    ...{ port: 0, control: true, clock },
    behavior: { requestsPerSecond: 1e9, refuseOrganizerOverlap: false },
  })
  bbb = await startSimulator({
    ...{ port: 0, clock },
    behavior: { endDelaySeconds: 0, leaverListedSeconds: 0, analyticsDelaySeconds: 60 },
  })
  zoom = await startZoom({ reportDelaySeconds: 0 })
  teams = await startTeams()
  jitsi = await startJitsi({ port: 0, clock, behavior: { refusalSeconds: 0 } })
  const settings = { authUrl: goto.url, apiUrl: goto.url, requestsPerSecond: undefined, maxAttempts: 1 }
  test = await createTestApp((now) => [
    createGotoApp({ ...settings, now }),
    createBigBlueButtonApp({ fetch, now, maxAttempts: 1 }),
    zoom.app,
    teams.app,
    createJitsiApp({ fetch, now }),
  ])
  door = createServer(async (request, response) => {
    let payload = ''
    for await (const chunk of request) payload += chunk
    const { method, url = '/', headers } = request
    const call = { method: method as 'POST', url, headers: { ...headers, host: HOST }, payload }
    const answer = await test.app.http.inject(call)
    response.writeHead(answer.statusCode).end(answer.body)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  platform = await test.addPlatform(HOST)
  const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  Object.assign(platform.ctx.site, { originOf: () => origin })
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'])
  max = await platform.addActor(['learner'])
  const { ctx } = platform
  for (const appId of [GOTO_APP_ID, BIGBLUEBUTTON_APP_ID, ZOOM_APP_ID, TEAMS_APP_ID, JITSI_APP_ID])
    await ctx.db.transaction().execute((trx) => setAppActive(ctx, trx, { appId, active: true }, undefined))
  meetings = await pairWith('meeting')
  webinars = await pairWith('webinar')
  servers = await accountOf(BIGBLUEBUTTON_APP_ID, {
    url: bbb.apiUrl,
    secret: bbb.secret(),
    checksum: 'sha256',
  })
  zooms = await accountOf(ZOOM_APP_ID, { ...zoom.fields })
  await addHost(platform.ctx, superadmin, zooms, ZOOM_HOST)
  tenants = await accountOf(TEAMS_APP_ID, { ...teams.fields })
  await addHost(platform.ctx, superadmin, tenants, TEAMS_ORGANIZER)
  const { own } = jitsi.state()
  const callToken = CALL_TOKEN
  jitsis = await accountOf(JITSI_APP_ID, {
    ...{ url: jitsi.url, appId: own.appId, key: own.appSecret, callToken },
  })
  const prefix = `${origin}/inbound/accounts/${jitsis}`
  jitsi.configure({ reservationsPrefix: prefix, eventsPrefix: prefix, callToken })
})
afterAll(async () => {
  await jitsi.close() // it calls until then
  await test.close()
  for (const simulator of [goto, bbb, zoom, teams]) await simulator.close()
  await new Promise((resolve) => door.close(resolve))
})

async function accountOf(appId: string, fields: Record<string, string>): Promise<AccountId> {
  const account = { appId, name: `At ${appId}`, description: '', sessionType: 'meeting', fields, limits }
  return (await createAccount(platform.ctx, superadmin, account)).id as AccountId
}

async function pairWith(sessionType: 'meeting' | 'webinar'): Promise<AccountId> {
  const { ctx } = platform
  const client = goto.addClient({ name: sessionType, redirectUris: [REDIRECT_URI] })
  const email = `${sessionType}@goto.example`
  goto.addUser({ email, password: 'p', firstName: 'Olga', lastName: 'Organizer' })
  const { id } = await createAccount(ctx, superadmin, {
    ...{ appId: GOTO_APP_ID, name: `GoTo ${sessionType}`, description: '', sessionType, limits },
    fields: { clientId: client.clientId, clientSecret: client.clientSecret },
  })
  const url = new URL(await beginPairing(ctx, superadmin, id, `https://${HOST}`))
  const codeChallenge = url.searchParams.get('code_challenge') ?? ''
  const code = goto.consent({ clientId: client.clientId, email, redirectUri: REDIRECT_URI, codeChallenge })
  const state = url.searchParams.get('state') ?? undefined
  await finishPairing(ctx, superadmin, { state, code, error: undefined })
  return id as AccountId
}

beforeEach(async () => {
  test.clock.now = MORNING
  bbb.reset()
  ines = await platform.addActor(['instructor'])
  const session = await buildSession(platform, superadmin, { instructorIds: [ines.personId] })
  sessionId = session.id
  for (const { personId } of [lea, max]) await enroll(platform.ctx, superadmin, sessionId, personId)
})

async function plan(accountId: AccountId, name = 'Ladders', from = '10:00', to = '11:00'): Promise<EventId> {
  const event = await planEvent(platform, superadmin, { sessionId, accountId, name, from, to })
  await settleJobs(test, platform.ctx)
  return event.id
}

const at = (minutes: number) => {
  test.clock.now = addMinutes(STARTS, minutes)
}
const join = (who: Actor) => enterAsLearner(platform.ctx, who, eventId)
const roomNow = () =>
  platform.ctx.db
    .selectFrom('rooms')
    .select(['id', 'providerKey', 'state'])
    .where('eventId', '=', eventId)
    .where('wanted', 'is not', null)
    .executeTakeFirstOrThrow()

async function another(accountId: AccountId, minute: number): Promise<void> {
  at(minute)
  await giveAnotherRoom(platform.ctx, superadmin, eventId, accountId)
  // The process is killed before it has done anything: its jobs are lost, and a sweep finds the room.
  test.jobs.length = 0
  at(minute + 2)
  await sweep(test, platform.ctx, 'rooms')
  await sweep(test, platform.ctx, 'registrations')
  await settleJobs(test, platform.ctx)
  expect(await roomNow()).toMatchObject({ state: 'ready' })
}

function playWebinar(
  key: string,
  people: readonly { who: { email: string }; from: number; to: number }[],
): void {
  const { registrants } = goto.state()
  goto.playRun({
    ...{ product: 'webinar', key },
    startedAt: addMinutes(STARTS, Math.min(...people.map(({ from }) => from))).toISOString(),
    endedAt: addMinutes(STARTS, Math.max(...people.map(({ to }) => to))).toISOString(),
    participants: people.map(({ who, from, to }) => ({
      ...{ email: who.email, name: 'Typed by somebody' },
      registrantKey: present(registrants.find((one) => one.email === who.email && one.roomKey === key))
        .registrantKey,
      intervals: [
        {
          joinAt: addMinutes(STARTS, from).toISOString(),
          leaveAt: addMinutes(STARTS, to).toISOString(),
        },
      ],
    })),
  })
}

async function read(): Promise<void> {
  for (const minutes of [6, 20, 40, 70, 140, 260]) {
    test.clock.now = addMinutes(ENDS, minutes)
    await sweep(test, platform.ctx, 'readings')
    await settleJobs(test, platform.ctx)
  }
  await sweep(test, platform.ctx, 'judgings')
  await settleJobs(test, platform.ctx)
}

async function minutesOf({ personId }: Actor): Promise<number> {
  const verdict = await platform.ctx.db
    .selectFrom('attendanceVerdicts')
    .select('seconds')
    .where('eventId', '=', eventId)
    .where('personId', '=', personId)
    .where('supersededAt', 'is', null)
    .executeTakeFirstOrThrow()
  return (verdict.seconds ?? 0) / 60
}

it('a class goes from GoTo to BigBlueButton and back: Join leads on, and what each told is one attendance', async () => {
  eventId = await plan(webinars)
  const first = present((await roomNow()).providerKey)
  at(0)
  expect(await join(lea)).toContain(goto.url)
  await another(servers, 2)
  await bbb.enter((await enterAsInstructor(platform.ctx, ines, eventId)).url)
  await bbb.enter(await join(lea))
  await bbb.enter(await join(max))
  expect(bbb.state().meetings[0]?.people).toHaveLength(3)
  at(30)
  bbb.endMeeting(present(bbb.state().meetings[0]).meetingID)
  at(32)
  await bbb.settled()
  await settleJobs(test, platform.ctx)
  await another(webinars, 33)
  const third = present((await roomNow()).providerKey)
  expect(third).not.toBe(first)
  expect(await join(max)).toContain(goto.url)
  playWebinar(first, [{ who: lea, from: 0, to: 6 }])
  playWebinar(third, [
    { who: lea, from: 35, to: 60 },
    { who: max, from: 35, to: 60 },
  ])
  await read()
  const { items } = await listStays(platform.ctx, superadmin, eventId)
  const ofLea = items.filter(({ person }) => person?.id === lea.personId)
  expect(ofLea.map(({ matchedBy }) => matchedBy).sort()).toEqual(['link', 'registration', 'registration'])
  // Of Lea 0–6 and 4–30 overlap, and 35–60 follows; Max came with the second room.
  expect([await minutesOf(lea), await minutesOf(max)]).toEqual([55, 51])
})

it('a class that breaks in GoTo goes on in Jitsi a minute later: Join leads on, and what both told is one attendance', async () => {
  eventId = await plan(webinars)
  const first = present((await roomNow()).providerKey)
  at(0)
  expect(await join(lea)).toContain(goto.url)
  await another(jitsis, 3)
  await jitsi.enter((await enterAsInstructor(platform.ctx, ines, eventId)).url)
  for (const learner of [lea, max]) await jitsi.enter(await join(learner))
  at(45)
  await jitsi.settled()
  jitsi.endRoom(present(jitsi.state().rooms[0]).name)
  await jitsi.settled()
  await settleJobs(test, platform.ctx)
  playWebinar(first, [{ who: lea, from: 0, to: 3 }])
  await read()
  // The room at Jitsi was there from the fifth minute on.
  expect([await minutesOf(lea), await minutesOf(max)]).toEqual([43, 40])
})

it.each([
  { source: 'GoTo meetings', target: 'Zoom', from: () => meetings, to: () => zooms },
  { source: 'GoTo webinars', target: 'BigBlueButton', from: () => webinars, to: () => servers },
  { source: 'BigBlueButton', target: 'GoTo webinars', from: () => servers, to: () => webinars },
  { source: 'Zoom', target: 'BigBlueButton', from: () => zooms, to: () => servers },
  { source: 'GoTo meetings', target: 'Microsoft Teams', from: () => meetings, to: () => tenants },
  { source: 'Microsoft Teams', target: 'Jitsi Meet', from: () => tenants, to: () => jitsis },
  { source: 'Jitsi Meet', target: 'GoTo webinars', from: () => jitsis, to: () => webinars },
])('events move from $source to $target, tried first, and an undo brings them back', async ({ from, to }) => {
  const names = ['One', 'Two', 'Three']
  const ids: EventId[] = []
  for (const [hour, name] of names.entries())
    ids.push(await plan(from(), name, `${10 + hour}:00`, `${10 + hour}:50`))
  const { ctx } = platform
  const wish = {
    accounts: [{ fromAccountId: from(), toAccountId: to() }],
    startsFrom: MORNING.toISOString(),
    tellsPeople: false,
  }
  const own = (items: readonly { eventId: string; state: string }[]) =>
    items.filter((item) => ids.includes(item.eventId as EventId)).map(({ state }) => state)
  expect(own((await tryMove(ctx, superadmin, wish)).items)).toEqual(['moved', 'moved', 'moved'])
  const begun = await beginMove(ctx, superadmin, wish)
  await settleJobs(test, ctx)
  expect(own((await getMove(ctx, superadmin, present(begun.id))).items)).toEqual(['moved', 'moved', 'moved'])
  for (const id of ids) {
    const { tool, room } = await getEvent(ctx, superadmin, id)
    expect([tool?.accountId, room?.state]).toEqual([to(), 'ready'])
  }
  const undone = await undoMove(ctx, superadmin, present(begun.id))
  await settleJobs(test, ctx)
  expect(own((await getMove(ctx, superadmin, present(undone.id))).items)).toEqual(['moved', 'moved', 'moved'])
  for (const id of ids) {
    const { tool, room } = await getEvent(ctx, superadmin, id)
    expect([tool?.accountId, room?.state]).toEqual([from(), 'ready'])
    await ctx.db.updateTable('events').set({ cancelledAt: ctx.now() }).where('id', '=', id).execute()
  }
})
