import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Inside, type Simulator, startSimulator } from '@lectern/room-simulators/jitsi'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { CALL_TOKEN } from '../../../../test/test-jitsi.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { createJitsiApp } from '../../../providers/jitsi/app.ts'
import { JAAS_APP_ID, JITSI_APP_ID } from '../../../providers/jitsi/app-id.ts'
import { createJaasApp } from '../../../providers/jitsi/jaas.ts'
import { createFolderStorage } from '../../../storage/folder-storage.ts'
import { beginMove } from '../../operations/moves/moves.service.ts'
import { getRoster } from '../../operations/roster/roster.service.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { createAccount, getAccount } from '../../rooms/accounts/accounts.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../entrance/entrance.service.ts'
import { changeEvent, getEvent } from '../events/events.service.ts'
import { agree, findNotice, giveNotice } from '../recordings/consents.service.ts'
import { getRecordings } from '../recordings/recordings.service.ts'
import { keepToldRecording } from '../recordings/told-recordings.service.ts'
import { listStays } from './stays.service.ts'

const HOST = 'localhost'
const MORNING = new Date('2026-11-24T08:00:00Z')
/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-26T09:00:00Z')

let test: TestApp
let jitsi: Simulator
let platform: TestPlatform
let superadmin: Actor & { email: string }
let ines: Actor & { email: string }
let lea: Actor & { email: string }
let max: Actor & { email: string }
const accounts = { own: '' as AccountId, jaas: '' as AccountId }
let sessionId: SessionId
let eventId: EventId
let folder: string
/** What the services reach: it hands everything to the platform. */
let door: Server
let origin: string
const heard: { call: string; status: number }[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jitsi-recordings-'))
  jitsi = await startSimulator({
    port: 0,
    clock: () => test?.clock.now.getTime() ?? MORNING.getTime(),
    behavior: { refusalSeconds: 0, settingsProvisioning: true },
  })
  test = await createTestApp(
    (now) => [
      createJitsiApp({ fetch, now }),
      createJaasApp({ fetch, now, url: jitsi.url, consoleUrl: jitsi.url }),
    ],
    {},
    { storage: createFolderStorage(folder) },
  )
  door = createServer(async (request, response) => {
    let payload = ''
    for await (const chunk of request) payload += chunk
    const { method, url = '/', headers } = request
    const answer = await test.app.http.inject({
      ...{ method: method as 'POST', url, headers: { ...headers, host: HOST }, payload },
    })
    heard.push({ call: `${method} ${url.split('/').slice(4).join('/')}`, status: answer.statusCode })
    response.writeHead(answer.statusCode).end(answer.body)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  platform = await test.addPlatform(HOST)
  origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'])
  max = await platform.addActor(['learner'])
  const { ctx } = platform
  for (const appId of [JITSI_APP_ID, JAAS_APP_ID])
    await withTransaction(ctx.db, (trx) => setAppActive(ctx, trx, { appId, active: true }, undefined))
  const { own, jaas } = jitsi.state()
  accounts.own = await account(JITSI_APP_ID, {
    ...{ url: jitsi.url, appId: own.appId, key: own.appSecret, callToken: CALL_TOKEN },
  })
  const { appId, keyId, privateKey: key } = jaas
  const webhookSecret = jitsi.setWebhook(`${origin}/inbound/accounts/none`)
  accounts.jaas = await account(JAAS_APP_ID, { appId, keyId, key, webhookSecret })
  const prefix = `${origin}/inbound/accounts/${accounts.own}`
  jitsi.configure({ reservationsPrefix: prefix, eventsPrefix: prefix, callToken: CALL_TOKEN })
  jitsi.setWebhook(`${origin}/inbound/accounts/${accounts.jaas}`)
})
afterAll(async () => {
  await jitsi.close() // it calls until then
  await new Promise((resolve) => door.close(resolve))
  await test.close()
  rmSync(folder, { recursive: true })
})

async function account(appId: string, fields: Record<string, string>): Promise<AccountId> {
  const { id } = await createAccount(platform.ctx, superadmin, {
    ...{ appId, name: `Rooms of ${appId}`, description: '', sessionType: 'meeting', fields },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  expect((await getAccount(platform.ctx, superadmin, id)).pairing).toMatchObject({ state: 'paired' })
  return id as AccountId
}

beforeEach(async () => {
  test.clock.now = MORNING
  jitsi.clearFaults()
  jitsi.reset()
  heard.length = 0
  ines = await platform.addActor(['instructor'])
  sessionId = (await buildSession(platform, superadmin, { instructorIds: [ines.personId] })).id
  for (const { personId } of [lea, max]) await enroll(platform.ctx, superadmin, sessionId, personId)
})

async function plan(accountId: AccountId): Promise<void> {
  const event = { sessionId, accountId, name: 'Ladders', from: '10:00', to: '11:00' }
  eventId = (await planEvent(platform, superadmin, event)).id
  await settleJobs(test, platform.ctx)
  test.clock.now = STARTS
}
const at = (minutes: number) => {
  test.clock.now = addMinutes(STARTS, minutes)
}
const comeIn = async (who: Actor): Promise<Inside> =>
  jitsi.enter(await enterAsLearner(platform.ctx, who, eventId))
const start = async (): Promise<Inside> =>
  jitsi.enter((await enterAsInstructor(platform.ctx, ines, eventId)).url)

/** What is due is done, on both sides. */
async function settle(): Promise<void> {
  await jitsi.settled()
  await settleJobs(test, platform.ctx)
}

/** Minutes pass: what is due is done, every five of them. */
async function pass(until: number): Promise<void> {
  const now = () => (test.clock.now.getTime() - STARTS.getTime()) / 60_000
  while (now() < until) {
    at(Math.min(now() + 5, until))
    await settle()
  }
}

async function staysAfterEnd() {
  await pass(66)
  await sweep(test, platform.ctx, 'readings')
  await settleJobs(test, platform.ctx)
  const { items } = await listStays(platform.ctx, superadmin, eventId)
  const minute = (moment: string | null) => moment && (Date.parse(moment) - STARTS.getTime()) / 60_000
  return items
    .map(({ person, joinedAt, leftAt }) => [person?.id, minute(joinedAt), minute(leftAt)])
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}
const sorted = (rows: unknown[][]) => rows.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))

/** As the tests' outside knows addresses. */
const withoutQuery = (url: string) => url.replace(/\?.*/, '')

/** Ines leads from the beginning, Lea leaves for a while, Max is late. */
async function hold(): Promise<void> {
  await start()
  const seat = await comeIn(lea)
  await settle()
  await pass(20)
  seat.leave()
  await pass(30)
  await comeIn(lea)
  await comeIn(max)
  await pass(55)
  jitsi.endRoom(present(jitsi.state().rooms[0]).name)
}
const asHeld = () =>
  sorted([
    [ines.personId, 0, 55],
    [lea.personId, 0, 20],
    [lea.personId, 30, 55],
    [max.personId, 30, 55],
  ])

describe('a class on an own server', () => {
  it('opens only when it is planned, and asks each time', async () => {
    await plan(accounts.own)
    at(-10)
    const { url } = await enterAsInstructor(platform.ctx, ines, eventId)
    // Moved to the next day, with a link in somebody's hands: it opens then.
    const move = async (date: string) => {
      const { version } = await getEvent(platform.ctx, superadmin, eventId)
      const change = { startsWall: `${date}T10:00`, endsWall: `${date}T11:00` }
      await changeEvent(platform.ctx, superadmin, { eventId, expectedVersion: version }, change)
      await settleJobs(test, platform.ctx)
    }
    await move('2026-11-27')
    await expect(jitsi.enter(url)).rejects.toThrow(/The room opens .*27 .*09:00 \(Rome\)/)
    await move('2026-11-26')
    await start()
    expect(heard.map(({ call, status }) => `${call} ${status}`)).toEqual([
      ...['POST conference 403', 'POST conference 200'],
    ])
    // The account's room of another name is nobody's.
    const other = url.replace(/\/[a-z0-9]{20,}\?/, '/anotherroomthatisnotours?')
    await expect(jitsi.enter(other)).rejects.toThrow('mismatched')
  })

  it('is closed an hour after its end, and not opened again', async () => {
    await plan(accounts.own)
    const { url } = await enterAsInstructor(platform.ctx, ines, eventId)
    await jitsi.enter(url)
    at(119)
    jitsi.advance(0)
    expect(jitsi.state().rooms).toHaveLength(1)
    at(122)
    jitsi.advance(0)
    expect(jitsi.state().rooms).toEqual([])
    await expect(jitsi.enter(url)).rejects.toThrow('Token expired')
  })

  it('tells who was there, in order or not, once or twice', async () => {
    await plan(accounts.own)
    await hold()
    expect(await staysAfterEnd()).toEqual(asHeld())
    expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('knows who is inside, also when the room was empty in between', async () => {
    await plan(accounts.own)
    const stateOf = async ({ personId }: Actor) => {
      const { learners } = await getRoster(platform.ctx, superadmin, eventId)
      await pass((test.clock.now.getTime() - STARTS.getTime()) / 60_000 + 1)
      const roster = await getRoster(platform.ctx, superadmin, eventId)
      expect(learners).toHaveLength(2)
      return roster.learners.find((one) => one.personId === personId)?.state
    }
    const seat = await comeIn(lea)
    await settle()
    await pass(2)
    expect(await stateOf(lea)).toBe('in')
    seat.leave()
    await settle()
    await pass(5)
    expect(await stateOf(lea)).toBe('left')
    await comeIn(lea)
    await settle()
    await pass(9)
    expect(await stateOf(lea)).toBe('in')
    expect(await stateOf(max)).not.toBe('in')
  })

  it('takes no call without the token of the account', async () => {
    await plan(accounts.own)
    const url = `/inbound/accounts/${accounts.own}/conference`
    const { providerKey } = await platform.ctx.db
      .selectFrom('rooms')
      .select('providerKey')
      .where('eventId', '=', eventId)
      .executeTakeFirstOrThrow()
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', CALL_TOKEN]) {
      const { statusCode, body } = await test.app.http.inject({
        ...{ method: 'POST', url, payload: `name=${providerKey}`, headers: { host: HOST, authorization } },
      })
      expect(statusCode).toBe(401)
      expect(body).not.toContain(present(providerKey))
    }
  })
})

describe('a class in JaaS', () => {
  it('tells who was there', async () => {
    await plan(accounts.jaas)
    await hold()
    expect(await staysAfterEnd()).toEqual(asHeld())
  })

  it('has its film fetched at once, and what is not fetched within a day is gone', async () => {
    const { ctx } = platform
    await plan(accounts.jaas)
    await giveNotice(ctx, superadmin, eventId, true)
    const { version } = await findNotice(ctx, eventId)
    await agree(ctx, lea, eventId, version)
    const record = async () => {
      const host = await start()
      host.record()
      await comeIn(lea)
      await pass((test.clock.now.getTime() - STARTS.getTime()) / 60_000 + 10)
      jitsi.endRoom(present(jitsi.state().rooms[0]).name)
      const film = present(jitsi.state().recordings.at(-1))
      return `${jitsi.url}/recordings/${film.id}.mp4?token=${film.token}`
    }
    const films = async () => (await getRecordings(ctx, superadmin, eventId)).items
    const first = await record()
    test.outside.answers.set(withoutQuery(first), (init) => fetch(first, init))
    await pass(15)
    // No table holds the link as it is.
    const { rows } = await platform.ctx.db
      .selectFrom('recordingLinks')
      .selectAll()
      .execute()
      .then((all) => ({ rows: all }))
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('/recordings/')
    expect(await films()).toMatchObject([{ name: 'Safety: Ladders', copy: { state: 'copied' } }])

    // Another, which JaaS gives only after hours, and one that it never gives: their day passes.
    const second = await record()
    let tries = 0
    test.outside.answers.set(withoutQuery(second), (init) => {
      tries += 1
      return tries > 6 ? fetch(second, init) : new Response(null, { status: 503 })
    })
    const third = await record()
    test.outside.answers.set(withoutQuery(third), () => new Response(null, { status: 503 }))
    await pass(40) // the third is told a minute after its end, at 36
    const out = present((await films()).at(-1))
    expect(out).toMatchObject({ state: 'ready', copy: { state: 'due' } })
    expect(Date.parse(present(out.keptThereUntil)) - STARTS.getTime()).toBeGreaterThan(24 * 3_600_000)
    for (let minutes = 60; minutes <= 26 * 60; minutes += 60) {
      at(minutes)
      await sweep(test, ctx, 'copies')
      await settleJobs(test, ctx)
    }
    const seen = (await films()).map(({ state, copy, keptThereUntil }) => [
      state,
      copy?.state,
      keptThereUntil,
    ])
    expect(seen).toEqual([
      ['ready', 'copied', null],
      ['ready', 'copied', null],
      ['gone', 'failed', null],
    ])
    expect(await platform.ctx.db.selectFrom('recordingLinks').selectAll().execute()).toEqual([])

    // What is told when its day is over is shown as gone.
    const room = await platform.ctx.db
      .selectFrom('rooms')
      .select('id')
      .where('eventId', '=', eventId)
      .executeTakeFirstOrThrow()
    const told = { id: room.id, eventId, name: 'Late', url: third, urlEndsAt: addMinutes(STARTS, 24 * 60) }
    const late = { ...told, recording: { key: 'late', recordedAt: addMinutes(STARTS, 60) } }
    for (const _twice of [1, 2])
      await withTransaction(ctx.db, (trx) =>
        keepToldRecording(ctx, trx, { kind: 'room-recording-told', ...late }),
      )
    expect((await films()).slice(3)).toMatchObject([{ name: 'Late', state: 'gone', copy: null }])
  })
})

describe('a room with a lobby', () => {
  it.each(['own', 'jaas'] as const)('has learners wait, and nobody else: %s', async (site) => {
    await plan(accounts[site])
    const order = { options: { lobby: true } }
    await sql`update rooms set wanted = wanted || ${JSON.stringify(order)}::jsonb where event_id = ${eventId}`.execute(
      platform.ctx.db,
    )
    const [instructor, learner] = [await start(), await comeIn(lea)]
    expect([instructor.waits, learner.waits]).toEqual([false, true])
  })
})

describe('a move', () => {
  it.each(['own', 'jaas'] as const)(
    'brings events from a tool that keeps rooms, and back again: %s',
    async (site) => {
      const kept = (await pairedAccount(test, platform, superadmin)).id
      const move = async (fromAccountId: AccountId, toAccountId: AccountId) => {
        test.clock.now = MORNING
        const startsFrom = MORNING.toISOString()
        await beginMove(platform.ctx, superadmin, {
          ...{ accounts: [{ fromAccountId, toAccountId }], startsFrom, tellsPeople: false },
        })
        await settleJobs(test, platform.ctx)
        test.clock.now = STARTS
      }
      const roomKey = async () => {
        const { providerKey } = await platform.ctx.db
          .selectFrom('rooms')
          .select('providerKey')
          .where('eventId', '=', eventId)
          .where('wanted', 'is not', null)
          .executeTakeFirstOrThrow()
        return present(providerKey)
      }
      await plan(kept)
      const first = await roomKey()
      await move(kept, accounts[site])
      expect(test.fake.rooms.has(first)).toBe(false)
      const link = await enterAsLearner(platform.ctx, lea, eventId)
      expect(link).toContain(await roomKey())
      ;(await jitsi.enter(link)).leave()
      await move(accounts[site], kept)
      expect(test.fake.rooms.has(await roomKey())).toBe(true)
      // The key of the room is nobody's any more: a server that asks is told so.
      if (site === 'own') await expect(jitsi.enter(link)).rejects.toThrow('There is no such event')
    },
  )
})
