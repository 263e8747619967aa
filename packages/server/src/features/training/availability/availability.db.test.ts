import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'

type Person = Awaited<ReturnType<TestPlatform['addActor']>>

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let ivo: Person
let other: Person
const cookies = new Map<Person, string>()
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('hours.example')
  superadmin = await platform.addActor(['superadmin'])
  ivo = await platform.addActor(['instructor'])
  other = await platform.addActor(['instructor'])
  for (const person of [superadmin, ivo, other])
    cookies.set(person, await signedIn(test, platform, person.email))
})
afterAll(() => test.close())

async function ask(as: Person, method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, payload?: object) {
  const answer = await test.app.http.inject({
    method,
    url: `/api/v1${path}`,
    headers: { host: platform.host, cookie: cookies.get(as) ?? '' },
    ...(payload ? { payload } : {}),
  })
  return { status: answer.statusCode, body: answer.body ? answer.json() : null }
}

describe('weekly hours', () => {
  const hours = [{ weekday: 2, starts: '09:00', ends: '17:00' }]

  it('are said by oneself, and read by every planner', async () => {
    expect((await ask(ivo, 'GET', '/me/availability')).body).toEqual({
      timeZone: 'UTC',
      hours: [],
      absences: [],
      may: { change: true },
    })
    const said = {
      timeZone: 'europe/berlin',
      hours: [...hours, { weekday: 1, starts: '08:00', ends: '24:00' }],
    }
    const answer = await ask(ivo, 'PUT', '/me/availability', said)
    expect(answer).toMatchObject({
      status: 200,
      body: { timeZone: 'Europe/Berlin', hours: [said.hours[1], said.hours[0]] },
    })
    expect((await ask(other, 'GET', `/people/${ivo.personId}/availability`)).body).toEqual({
      ...answer.body,
      may: { change: false },
    })
  })

  it('are given up by saying none', async () => {
    await ask(superadmin, 'PUT', `/people/${ivo.personId}/availability`, { timeZone: 'UTC', hours })
    expect((await ask(ivo, 'GET', '/me/availability')).body.hours).toEqual(hours)
    await ask(ivo, 'PUT', '/me/availability', { timeZone: 'UTC', hours: [] })
    expect(await platform.ctx.db.selectFrom('weeklyHours').select('personId').execute()).toEqual([])
  })

  it.each([
    [
      'end before they start',
      422,
      'hours-end-before-start',
      [{ weekday: 1, starts: '17:00', ends: '09:00' }],
    ],
    ['are no times', 400, 'invalid-request', [{ weekday: 1, starts: '9', ends: '17:00' }]],
    [
      'begin at the end of the day',
      422,
      'hours-end-before-start',
      [{ weekday: 1, starts: '24:00', ends: '24:00' }],
    ],
    [
      'are of a day that no week has',
      400,
      'invalid-request',
      [{ weekday: 8, starts: '09:00', ends: '17:00' }],
    ],
  ])('are refused when they %s', async (_, status, code, wrong) => {
    const answer = await ask(ivo, 'PUT', '/me/availability', { timeZone: 'UTC', hours: wrong })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('are refused in a zone that is none', async () => {
    const answer = await ask(ivo, 'PUT', '/me/availability', { timeZone: 'Moon/Sea', hours: [] })
    expect([answer.status, answer.body.code]).toEqual([422, 'time-zone-unknown'])
  })

  it('are whole when two say them at the same moment', async () => {
    const of = (weekday: number) =>
      [9, 11, 13].map((hour) => ({
        weekday,
        starts: `${String(hour).padStart(2, '0')}:00`,
        ends: `${hour + 1}:00`,
      }))
    const says = (weekday: number) =>
      ask(ivo, 'PUT', '/me/availability', { timeZone: 'UTC', hours: of(weekday) })
    const answers = await Promise.all([1, 2, 3, 4].map(says))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const { hours: kept } = (await ask(ivo, 'GET', '/me/availability')).body
    expect([1, 2, 3, 4].map(of)).toContainEqual(kept)
  })

  it('are said once from what two have read, and the other one is told', async () => {
    const said = (weekday: number, was: object[]) =>
      ask(superadmin, 'PUT', `/people/${other.personId}/availability`, {
        timeZone: 'UTC',
        hours: [{ weekday, starts: '09:00', ends: '17:00' }],
        was,
      })
    for (const round of [0, 1]) {
      const { hours: was } = (await ask(other, 'GET', '/me/availability')).body
      const answers = await Promise.all([1, 2, 3].map((day) => said(day + round * 3, was)))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
    }
    const { hours: was } = (await ask(other, 'GET', '/me/availability')).body
    const none = { timeZone: 'UTC', hours: [], was }
    expect((await ask(other, 'PUT', '/me/availability', none)).status).toBe(200)
    expect((await ask(other, 'PUT', '/me/availability', none)).status).toBe(412)
  })
})

describe('absences', () => {
  const day = { startsWall: '2026-12-03T00:00', endsWall: '2026-12-04T00:00', timeZone: 'Europe/Rome' }

  it('are added and taken back, with the reason for oneself and superadmins alone', async () => {
    const { status, body } = await ask(ivo, 'POST', '/me/absences', { ...day, reason: 'Knee' })
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        ...day,
        startsAt: '2026-12-02T23:00:00.000Z',
        endsAt: '2026-12-03T23:00:00.000Z',
        reason: 'Knee',
      },
    ])
    const path = `/people/${ivo.personId}`
    const reasonFor = async (as: Person) =>
      (await ask(as, 'GET', `${path}/availability`)).body.absences.map(
        (one: { reason: string }) => one.reason,
      )
    expect([await reasonFor(ivo), await reasonFor(superadmin), await reasonFor(other)]).toEqual([
      ['Knee'],
      ['Knee'],
      [''],
    ])
    expect((await ask(other, 'DELETE', `/me/absences/${body.id}`)).status).toBe(404)
    expect((await ask(other, 'DELETE', `${path}/absences/${body.id}`)).status).toBe(403)
    const both = await Promise.all([1, 2].map(() => ask(ivo, 'DELETE', `/me/absences/${body.id}`)))
    expect(both.map((answer) => answer.status).sort()).toEqual([204, 404])
  })

  it.each([
    ['end before they start', { endsWall: '2026-12-02T00:00' }, 'absence-ends-before-start'],
    ['end when they start', { endsWall: day.startsWall }, 'absence-ends-before-start'],
    ['are at a time that does not exist', { startsWall: '2026-03-29T02:30' }, 'wall-time-skipped'],
    ['are on a day that does not exist', { startsWall: '2026-02-30T00:00' }, 'event-time-invalid'],
    ['are in a zone that is none', { timeZone: 'Rome' }, 'time-zone-unknown'],
  ])('are refused when they %s', async (_, other, code) => {
    const answer = await ask(ivo, 'POST', '/me/absences', { ...day, ...other })
    expect([answer.status, answer.body.code]).toEqual([422, code])
  })
})
