import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import { markAttendance } from '../../training/attendance/attendance.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { getStore, removeStore, setStore, testStore } from './stores.service.ts'

interface Statement {
  readonly id: string
  readonly verb: { readonly id: string }
  readonly object: { readonly objectType: string; readonly id: string }
  readonly actor: { readonly account: { readonly homePage: string; readonly name: string } }
  readonly result?: { readonly success: boolean }
  readonly timestamp: string
}

const BASE = 'https://lrs.example/xapi'
const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** A learning record store as strict as xAPI 1.0.3 has it. */
class Store {
  readonly statements = new Map<string, Statement>()
  readonly voided = new Set<string>()
  requests = 0
  /** Answers in place of the store, once each. */
  readonly faults: (() => Response)[] = []
  /** After it has taken what came. */
  readonly lost: (() => never)[] = []

  answer(method: string, init: RequestInit | undefined): Response {
    this.requests++
    const headers = new Headers(init?.headers)
    if (headers.get('x-experience-api-version') !== '1.0.3') return this.says(400, 'version header missing')
    const basic = `Basic ${Buffer.from('key:secret').toString('base64')}`
    if (headers.get('authorization') !== basic) return this.says(401, 'who are you')
    const fault = this.faults.shift()
    if (fault) return fault()
    if (method !== 'POST') return Response.json({ statements: [], more: '' })
    if (!headers.get('content-type')?.startsWith('application/json')) return this.says(400, 'no JSON')
    const batch = JSON.parse(String(init?.body)) as Statement[]
    if (new Set(batch.map(({ id }) => id)).size < batch.length) return this.says(400, 'an id twice')
    // All of a batch or nothing.
    for (const one of batch) {
      const wrong = this.wrongIn(one)
      if (wrong) return this.says(400, wrong)
      const known = this.statements.get(one.id)
      if (known && !isDeepStrictEqual(known, one)) return this.says(409, `another ${one.id}`)
      const target = this.statements.get(one.object.id)
      if (one.verb.id === VOIDED && target?.verb.id === VOIDED) return this.says(400, 'voids a voiding one')
    }
    for (const one of batch) {
      this.statements.set(one.id, one)
      if (one.verb.id === VOIDED) this.voided.add(one.object.id)
    }
    this.lost.shift()?.()
    return Response.json(batch.map(({ id }) => id))
  }

  private wrongIn({ id, actor, verb, object, timestamp }: Statement): string | undefined {
    if (!UUID.test(id)) return 'id is no UUID'
    if (!URL.canParse(actor.account.homePage) || !actor.account.name) return 'no actor'
    if (!URL.canParse(verb.id)) return 'verb is no IRI'
    if (object.objectType === 'StatementRef' ? !UUID.test(object.id) : !URL.canParse(object.id))
      return 'object'
    return Number.isNaN(Date.parse(timestamp)) ? 'timestamp' : undefined
  }

  private says(status: number, text: string): Response {
    return new Response(text, { status })
  }

  /** What holds, by person. */
  get held(): Statement[] {
    return [...this.statements.values()].filter(({ id, verb }) => verb.id !== VOIDED && !this.voided.has(id))
  }
}

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let eventId: EventId
let learners: Actor[]
let store: Store
let platforms = 0

beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())
beforeEach(async () => {
  platform = await test.addPlatform(`records${++platforms}.example`)
  superadmin = await platform.addActor(['superadmin'])
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  store = new Store()
  test.outside.answers.set(`${BASE}/statements`, (init) => store.answer(init?.method ?? 'GET', init))
  const session = await buildSession(platform, superadmin)
  const times = { accountId: null, name: 'Class', from: '10:00', to: '11:00', day: '2026-11-26' }
  eventId = (await planEvent(platform, superadmin, { sessionId: session.id, ...times })).id
  learners = await addPeople(platform, 2)
  for (const { personId } of learners) await enroll(platform.ctx, superadmin, session.id, personId)
  test.clock.now = new Date('2026-11-26T12:00:00Z')
})

const set = (change: object = {}, version = 0) => {
  const wanted = { url: `${BASE}/`, username: 'key', secret: 'secret', isActive: true }
  return setStore(platform.ctx, superadmin, version, { ...wanted, ...change })
}
const mark = async (who: number, status: 'present' | 'absent' | 'partly', version: number) => {
  const { personId } = present(learners[who])
  const marks = [{ personId, status, minutes: null, note: '', version }]
  await markAttendance(platform.ctx, superadmin, eventId, { marks })
}
const settle = () => settleJobs(test, platform.ctx)
const verbsOf = (statements: Iterable<Statement>) =>
  Array.from(statements, ({ verb }) => verb.id.split('/').at(-1)).sort()
const view = async () => present((await getStore(platform.ctx, superadmin)).store ?? undefined)

it('is told who attended and completed, and what is corrected is voided', async () => {
  await mark(0, 'present', 0)
  await settle()
  expect(store.requests).toBe(0) // nobody wants to know yet
  await set()
  await mark(1, 'present', 0)
  await settle()
  expect(verbsOf(store.held)).toEqual(['attended', 'completed'])
  expect(store.held[0]).toMatchObject({
    actor: { account: { homePage: `https://${platform.host}`, name: present(learners[1]).personId } },
    result: { success: true },
    timestamp: '2026-11-26T10:00:00.000Z',
  })
  await mark(1, 'absent', 1)
  await settle()
  expect(store.held).toEqual([])
  expect(store.voided.size).toBe(2)
  // What holds again is another statement: a voided one stays so.
  await mark(1, 'present', 2)
  await settle()
  expect(verbsOf(store.held)).toEqual(['attended', 'completed'])
  expect(store.statements.size).toBe(6)
  await mark(1, 'partly', 3)
  await settle()
  expect(store.held).toMatchObject([{ result: { success: false } }])
  expect(await view()).toMatchObject({
    waiting: 0,
    refused: 0,
    error: '',
    failingSince: null,
    nextTryAt: null,
  })
})

it('sends again under the same ids what it does not know to have arrived', async () => {
  await set()
  store.lost.push(() => {
    throw new OutsideError('cut off')
  })
  await mark(0, 'present', 0)
  await settle()
  expect(store.statements.size).toBeGreaterThan(0)
  const known = [...store.statements.keys()]
  expect(await view()).toMatchObject({ error: 'cut off', failingSince: expect.any(String) })
  test.clock.now = new Date(test.clock.now.getTime() + 60_000)
  await sweep(test, platform.ctx, 'statements')
  await settle()
  expect([...store.statements.keys()]).toEqual(expect.arrayContaining(known))
  expect(store.held).toHaveLength(2)
  expect(await view()).toMatchObject({ waiting: 0, refused: 0, sent: 2, error: '', failingSince: null })
})

it('waits for a store that fails, later each time, and leaves behind what it refuses', async () => {
  await set()
  const down = () => new Response('down', { status: 503 })
  store.faults.push(down, down)
  await mark(0, 'present', 0)
  await settle()
  const first = present((await view()).nextTryAt ?? undefined)
  expect(await view()).toMatchObject({ error: '503 down', sent: 0 })
  test.clock.now = new Date(first)
  await sweep(test, platform.ctx, 'statements')
  const second = present((await view()).nextTryAt ?? undefined)
  expect(Date.parse(second) - Date.parse(first)).toBeGreaterThan(60_000)
  // Somebody else has a statement under one of our ids.
  const { rows } = await sql<{
    id: string
  }>`select id from statements where platform_id = ${platform.ctx.platform.id}
    order by sequence`.execute(platform.ctx.db)
  const foreign = { id: present(rows[0]).id, verb: { id: 'http://x.example/v' } } as Statement
  store.statements.set(foreign.id, foreign)
  test.clock.now = new Date(second)
  await sweep(test, platform.ctx, 'statements')
  await settle()
  expect(await view()).toMatchObject({
    waiting: 0,
    refused: 1,
    sent: 1,
    refusal: `409 another ${foreign.id}`,
  })
})

it('says what is wrong with its settings, and gives its secret to no other address', async () => {
  await expect(testStore(platform.ctx, superadmin)).rejects.toThrow('record-store-not-found')
  await expect(set({ secret: undefined })).rejects.toThrow('record-store-secret-needed')
  await expect(set({ url: 'ftp://lrs.example' })).rejects.toThrow('link-invalid')
  await set({ secret: 'wrong' })
  const wrong = await testStore(platform.ctx, superadmin)
  expect(wrong).toMatchObject({ isGood: false, status: 401, error: expect.stringContaining('secret') })
  await set({ secret: 'secret' }, 1)
  expect(await testStore(platform.ctx, superadmin)).toEqual({ isGood: true, status: 200, error: '' })
  store.faults.push(() => new Response('<html>', { status: 200 }))
  expect(await testStore(platform.ctx, superadmin)).toMatchObject({ isGood: false, status: 200 })
  await expect(set({ secret: undefined, url: 'https://evil.example/xapi' }, 2)).rejects.toThrow(
    'secret-needed',
  )
  await expect(set({}, 1)).rejects.toThrow('changed-meanwhile')
  const { rows } = await sql<{ sealed: string }>`select secret_sealed as sealed from record_stores
    where platform_id = ${platform.ctx.platform.id}`.execute(platform.ctx.db)
  expect(rows[0]?.sealed).not.toContain('secret')
  expect(JSON.stringify(await getStore(platform.ctx, superadmin))).not.toMatch(/"secret"/)
  await removeStore(platform.ctx, superadmin)
  expect(await getStore(platform.ctx, superadmin)).toEqual({ version: 0, store: null })
  await expect(getStore(platform.ctx, present(learners[0]))).rejects.toThrow('role-superadmin-needed')
})
