import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { changePerson, getPerson } from '../people/people.service.ts'
import { changeMe } from './auth.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('browser-zone.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** Signs in and tells the browser's zone, as the pages do. */
async function tell(person: { email: string }, browserTimeZone: string) {
  const cookie = await signedIn(test, platform, person.email)
  const answer = await test.app.http.inject({
    method: 'PATCH',
    url: '/api/v1/me',
    headers: { host: platform.host, cookie, origin: `https://${platform.host}` },
    payload: { browserTimeZone },
  })
  const { timeZone, takesBrowserTimeZone } = answer.json()
  return [answer.statusCode, timeZone, takesBrowserTimeZone]
}

it('who has no zone gets that of their browser, once, and can choose another', async () => {
  const person = await platform.addActor(['learner'])
  expect(await tell(person, 'europe/rome')).toEqual([200, 'Europe/Rome', false])
  expect(await tell(person, 'America/New_York')).toEqual([200, 'Europe/Rome', false])
  await changeMe(platform.ctx, person, { timeZone: 'Asia/Tokyo' })
  expect(await tell(person, 'America/New_York')).toEqual([200, 'Asia/Tokyo', false])
})

it.each(['Etc/Unknown', 'Mars/Olympus', 'GMT+25', '', 'PST'])(
  'a browser that says “%s” leaves the platform’s zone, and the next one is asked',
  async (zone) => {
    const person = await platform.addActor(['learner'])
    expect(await tell(person, zone)).toEqual([200, 'UTC', true])
    expect(await tell(person, 'Australia/Sydney')).toEqual([200, 'Australia/Sydney', false])
  },
)

it('a zone that was chosen, or given by somebody else, stays', async () => {
  const [chose, got] = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
  await changeMe(platform.ctx, chose, { timeZone: 'Asia/Tokyo' })
  const { version } = await getPerson(platform.ctx, superadmin, got.personId)
  const target = { id: got.personId, expectedVersion: version }
  await changePerson(platform.ctx, superadmin, target, { timeZone: 'Asia/Kolkata' })
  expect(await tell(chose, 'Europe/Rome')).toEqual([200, 'Asia/Tokyo', false])
  expect(await tell(got, 'Europe/Rome')).toEqual([200, 'Asia/Kolkata', false])
})

it('who had a zone of their own and was put back to the platform’s stays there', async () => {
  const person = await platform.addActor(['learner'])
  await tell(person, 'Europe/Rome')
  const { version } = await getPerson(platform.ctx, superadmin, person.personId)
  const target = { id: person.personId, expectedVersion: version }
  await changePerson(platform.ctx, superadmin, target, { timeZone: null })
  expect(await tell(person, 'Europe/Rome')).toEqual([200, 'UTC', false])
})

it('of two browsers at the same moment one is taken, and both hear which', async () => {
  const person = await platform.addActor(['learner'])
  const zones = ['Europe/Rome', 'America/New_York', 'Australia/Sydney', 'Asia/Tokyo']
  const heard = await Promise.all(
    zones.map((browserTimeZone) => changeMe(platform.ctx, person, { browserTimeZone })),
  )
  expect(new Set(heard.map(({ timeZone }) => timeZone)).size).toBe(1)
  expect(zones).toContain(heard[0]?.timeZone)
})

it('who signed in before this came keeps what they saw', async () => {
  const person = await platform.addActor(['learner'])
  await sql`update people set zone_settled_at = now() where id = ${person.personId}`.execute(platform.ctx.db)
  expect(await tell(person, 'Europe/Rome')).toEqual([200, 'UTC', false])
})
