import { type Simulator, startSimulator } from '@lectern/goto-simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession } from '../../../../test/builders.ts'
import { assertAgreement, assertOpening, roomsAtGoto } from '../../../../test/simulation-checks.ts'
import { requestsOf, type Service, startServices } from '../../../../test/simulation-services.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { createGotoApp } from '../../../providers/goto/app.ts'
import { GOTO_APP_ID } from '../../../providers/goto/app-id.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { changeEvent, getEvent, scheduleEvent } from '../../training/events/events.service.ts'
import { createAccount } from '../accounts/accounts.service.ts'
import { addHost } from '../accounts/hosts.service.ts'
import { beginPairing, finishPairing } from '../accounts/pairing.service.ts'

// Each service is down for most of a day, by a clock that is set. How often it is tried: reconciler.db.test.ts.

const HOST = 'down.example'
const REDIRECT_URI = `https://${HOST}/learn/gotomeeting`
const NOON = '2026-11-24T12:00:00Z'
const MINUTE = 60_000
const noLimits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }

/** A service that can be down, with an account at it. */
type Tool = Pick<Service, 'appId' | 'rooms' | 'failNext' | 'clearFaults' | 'requests'> & {
  addAccount(): Promise<AccountId>
  readonly service: Service | undefined
}

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let goto: Simulator
let services: Service[]

const clock = () => test?.clock.now.getTime() ?? Date.parse(NOON)

beforeAll(async () => {
  services = await startServices(clock)
  goto = await startSimulator({ port: 0, control: true, clock, behavior: { requestsPerSecond: 1e9 } })
  const calls = { requestsPerSecond: undefined, maxAttempts: 1 }
  test = await createTestApp((now) => [
    ...services.map(({ createApp }) => createApp(now)),
    createGotoApp({ authUrl: goto.url, apiUrl: goto.url, now, ...calls }),
  ])
  test.clock.now = new Date(NOON)
  platform = await test.addPlatform(HOST)
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(async () => {
  await test.close()
  for (const service of [goto, ...services]) await service.close()
})

function gotoTool(sessionType: 'meeting' | 'webinar' | 'training'): Tool {
  return {
    appId: GOTO_APP_ID,
    rooms: () => roomsAtGoto(goto),
    failNext: (fault) => goto.failNext(fault),
    clearFaults: () => goto.clearFaults(),
    requests: () => requestsOf(goto),
    service: undefined,
    async addAccount() {
      const { ctx } = platform
      goto.reset()
      const client = goto.addClient({ name: 'Lectern', redirectUris: [REDIRECT_URI] })
      const email = 'olga@goto.example'
      goto.addUser({ email, password: 'p', firstName: 'Olga', lastName: 'Organizer' })
      const fields = { clientId: client.clientId, clientSecret: client.clientSecret }
      const account = { appId: GOTO_APP_ID, name: sessionType, description: '', sessionType, fields }
      const { id } = await createAccount(ctx, superadmin, { ...account, limits: noLimits })
      const url = new URL(await beginPairing(ctx, superadmin, id, `https://${HOST}`))
      const codeChallenge = url.searchParams.get('code_challenge') ?? ''
      const code = goto.consent({
        clientId: client.clientId,
        email,
        redirectUri: REDIRECT_URI,
        codeChallenge,
      })
      const state = url.searchParams.get('state') ?? undefined
      expect((await finishPairing(ctx, superadmin, { state, code, error: undefined })).outcome).toBe('paired')
      return id
    },
  }
}

function toolOf(index: number): Tool {
  const service = services[index] as Service
  const { appId, rooms, failNext, clearFaults, requests } = service
  return {
    ...{ appId, rooms, failNext, clearFaults, requests, service },
    async addAccount() {
      const { ctx } = platform
      const { fields, hosts } = service.renew()
      const account = { appId, name: appId, description: '', sessionType: 'meeting', fields }
      const { id } = await createAccount(ctx, superadmin, { ...account, limits: noLimits })
      for (const host of hosts.slice(0, 1)) await addHost(ctx, superadmin, id, host)
      return id
    },
  }
}

const tools: readonly (readonly [name: string, tool: () => Tool])[] = [
  ['GoTo Meeting', () => gotoTool('meeting')],
  ['GoTo Webinar', () => gotoTool('webinar')],
  ['GoTo Training', () => gotoTool('training')],
  ['Zoom', () => toolOf(0)],
  ['Teams', () => toolOf(1)],
  ['BigBlueButton', () => toolOf(2)],
  ['Jitsi', () => toolOf(3)],
  ['JaaS', () => toolOf(4)],
]

const pass = async (minutes: number) => {
  test.clock.now = new Date(test.clock.now.getTime() + minutes * MINUTE)
  for (const name of ['rooms', 'registrations']) await sweep(test, platform.ctx, name)
  await settleJobs(test, platform.ctx)
}

describe('a service that answers nothing but errors for 23 hours', () => {
  it.each(tools)(
    '%s: no change is lost, nobody knocks without a pause, and all is there by itself',
    async (_name, find) => {
      test.clock.now = new Date(NOON)
      test.jobs.length = 0
      const { ctx } = platform
      const tool = find()
      const { appId } = tool
      await withTransaction(ctx.db, (trx) => setAppActive(ctx, trx, { appId, active: true }, undefined))
      const accountId = await tool.addAccount()
      const { id: sessionId } = await buildSession(platform, superadmin)
      const learner = await platform.addActor(['learner'])
      tool.failNext({ match: {}, action: { status: 503 }, times: 1_000_000 })
      const times = { startsWall: '2026-11-27T10:00', endsWall: '2026-11-27T11:00', timeZone: 'UTC' }
      const fields = { sessionId, name: 'Planned', description: '', ...times, accountId }
      const event = await scheduleEvent(ctx, superadmin, fields)
      await enroll(ctx, superadmin, sessionId, learner.personId)
      let atSix = 0
      for (let hours = 0; hours < 23; hours++) {
        if (hours === 12) {
          const { version } = await getEvent(ctx, superadmin, event.id)
          const target = { eventId: event.id, expectedVersion: version }
          await changeEvent(ctx, superadmin, target, { name: 'Changed', startsWall: '2026-11-27T10:15' })
        }
        if (hours === 17) atSix = tool.requests()
        for (let n = 0; n < 3; n++) await pass(20)
      }
      // It is found to be due every twenty minutes, and tried two or three times in an hour.
      const knocks = tool.requests() - atSix
      expect(knocks).toBeLessThanOrEqual(6 * 6)
      if (tool.rooms()) expect(knocks).toBeGreaterThanOrEqual(6 * 2)
      if (tool.rooms())
        expect((await getEvent(ctx, superadmin, event.id)).room?.reason?.code).toMatch(/^provider-/)
      expect(tool.rooms() ?? []).toEqual([])
      tool.clearFaults()
      for (let n = 0; n < 8; n++) await pass(2)
      await assertAgreement(ctx, appId, tool.rooms())
      if (tool.service) await assertOpening(test, ctx, { service: tool.service, learners: [learner] })
      const { version } = await getEvent(ctx, superadmin, event.id)
      test.clock.now = new Date(NOON)
      await changeEvent(ctx, superadmin, { eventId: event.id, expectedVersion: version }, { accountId: null })
      await settleJobs(test, ctx)
    },
  )
})
