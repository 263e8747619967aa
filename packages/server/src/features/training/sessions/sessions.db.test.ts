import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let cookie: string
let courseId: CourseId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('sessions.example')
  superadmin = await platform.addActor(['superadmin'])
  cookie = await signedIn(test, platform, superadmin.email)
  courseId = (await buildSession(platform, superadmin)).courseId
})
afterAll(() => test.close())

const call = async (method: string, url: string, payload?: object, headers: Record<string, string> = {}) => {
  const answer = await test.app.http.inject({
    method: method as 'GET',
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie, ...headers },
    ...(payload ? { payload } : {}),
  })
  return answer.body ? answer.json() : answer.statusCode
}
const create = (fields: object) => call('POST', `/courses/${courseId}/sessions`, { name: 'S', ...fields })
const change = ({ id, version }: { id: string; version: number }, fields: object) =>
  call('PATCH', `/sessions/${id}`, fields, { 'if-match': `"${version}"` })
const pointersOf = (problem: { errors?: { pointer: string; code: string }[] }) =>
  problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`)

describe('a session', () => {
  it('keeps all its rules', async () => {
    const rules = {
      code: 'W-1',
      language: 'it',
      minEnrollment: 3,
      maxEnrollment: 12,
      decidesAt: '2026-12-01T09:00:00.000Z',
      whenTooFew: 'cancel',
      enrollmentOpensAt: '2026-11-25T09:00:00.000Z',
      enrollmentClosesAt: '2026-12-05T09:00:00.000Z',
      selfEnrollment: 'approval',
      waitingList: 'offer',
      offerHours: 48,
      promotionStopHours: 2,
    }
    const session = await create(rules)
    expect(session).toMatchObject(rules)
    const others = { language: null, minEnrollment: null, decidesAt: null }
    expect(await change(session, others)).toMatchObject({ ...rules, ...others })
  })

  it('is refused when its fields contradict each other, at the field', async () => {
    expect(pointersOf(await create({ minEnrollment: 5, maxEnrollment: 4 }))).toEqual([
      '/minEnrollment min-enrollment-above-max',
    ])
    expect(pointersOf(await create({ decidesAt: '2026-12-01T09:00:00Z' }))).toEqual([
      '/minEnrollment decision-needs-minimum',
    ])
    expect(pointersOf(await create({ minEnrollment: 2, decidesAt: '2026-11-01T09:00:00Z' }))).toEqual([
      '/decidesAt decision-in-past',
    ])
    const session = await create({ minEnrollment: 4, maxEnrollment: 8 })
    expect(pointersOf(await change(session, { maxEnrollment: 3 }))).toEqual([
      '/minEnrollment min-enrollment-above-max',
    ])
    await call('POST', `/sessions/${session.id}/events`, {
      name: 'E',
      startsWall: '2026-12-01T10:00',
      endsWall: '2026-12-01T11:00',
      timeZone: 'UTC',
    })
    expect(pointersOf(await change(session, { decidesAt: '2026-12-01T10:30:00Z' }))).toEqual([
      '/decidesAt decision-after-start',
    ])
    expect((await create({ language: 'Italian' })).status).toBe(400)
  })
})

describe('fields that a platform adds', () => {
  it('are asked for, checked, ordered, kept of their kind while used, and go with their values', async () => {
    const center = await call('POST', '/session-fields', {
      name: 'Cost center',
      kind: 'number',
      required: true,
    })
    const region = await call('POST', '/session-fields', {
      name: 'Region',
      kind: 'choice',
      choices: ['N', 'S', 'N'],
    })
    expect(region.choices).toEqual(['N', 'S'])
    expect(pointersOf(await create({}))).toEqual([`/additional/${center.id} session-field-needed`])
    const additional = { [center.id]: 4711, [region.id]: 'S' }
    const session = await create({ additional })
    expect(session.additional).toEqual(additional)
    // Whoever changes something else is not asked for them.
    expect((await change(session, { code: 'X' })).code).toBe('X')
    const wrong = await change({ ...session, version: 2 }, { additional: { [region.id]: 'E' } })
    expect(pointersOf(wrong)).toEqual([
      `/additional/${center.id} session-field-needed`,
      `/additional/${region.id} session-field-invalid`,
    ])
    const order = await call('PUT', '/session-fields/order', { ids: [region.id, center.id] })
    expect(order.items.map((field: { name: string }) => field.name)).toEqual(['Region', 'Cost center'])
    // Somebody else has ordered them since: theirs stays.
    const [was, now] = [
      [center.id, region.id],
      [region.id, center.id],
    ]
    expect((await call('PUT', '/session-fields/order', { ids: was, was })).code).toBe('changed-meanwhile')
    expect((await call('PUT', '/session-fields/order', { ids: now, was: now })).items).toHaveLength(2)
    expect(await call('PUT', '/session-fields/order', { ids: [region.id] })).toMatchObject({
      code: 'session-field-order',
    })
    const versioned = { 'if-match': '"1"' }
    expect(await call('PATCH', `/session-fields/${center.id}`, { kind: 'text' }, versioned)).toMatchObject({
      code: 'session-field-kind-fixed',
    })
    expect(await call('PATCH', `/session-fields/${region.id}`, { choices: [] }, versioned)).toMatchObject({
      code: 'session-field-choices-needed',
    })
    const { items } = await call('GET', '/session-fields')
    expect(items[1]).toMatchObject({ id: center.id, sessionCount: 1, required: true })
    expect(await call('DELETE', `/session-fields/${center.id}`)).toBe(204)
    expect((await call('GET', `/sessions/${session.id}`)).additional).toEqual({ [region.id]: 'S' })
    expect(pointersOf(await create({ additional: { [center.id]: 1 } }))).toEqual([
      `/additional/${center.id} session-field-unknown`,
    ])
  })

  it('are named by superadmins alone', async () => {
    const instructor = await platform.addActor(['instructor'])
    const own = { cookie: await signedIn(test, platform, instructor.email) }
    expect((await call('GET', '/session-fields', undefined, own)).items).toHaveLength(1)
    expect(await call('POST', '/session-fields', { name: 'F', kind: 'text' }, own)).toMatchObject({
      status: 403,
    })
  })
})

it('lists sessions of a course as people look for them: without dates, next ones by start, past ones last', async () => {
  const { courseId: own } = await buildSession(platform, superadmin)
  const days = ['2026-12-20', '2026-11-20', '2026-12-01', '2026-11-10']
  for (const day of days) {
    const session = await call('POST', `/courses/${own}/sessions`, { name: day })
    const times = { startsWall: `${day}T10:00`, endsWall: `${day}T11:00`, timeZone: 'UTC' }
    test.clock.now = new Date('2026-11-01T08:00:00Z')
    await call('POST', `/sessions/${session.id}/events`, { name: 'E', ...times })
    test.clock.now = new Date('2026-11-24T08:00:00Z')
  }
  const { items } = await call('GET', `/courses/${own}/sessions`)
  const names = items.map((session: { name: string }) => session.name)
  expect(names).toEqual(['Winter', '2026-12-01', '2026-12-20', '2026-11-20', '2026-11-10'])
})
