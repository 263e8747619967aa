import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, PASSWORD, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { createTestDb, type TestDb } from '../../../../test/test-db.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { type Live, openLive } from '../../../live/live.ts'

let db: TestDb
let live: Live
let test: TestApp
let platform: TestPlatform
let admin: string
let port: number
beforeAll(async () => {
  db = await createTestDb()
  live = await openLive(db.connection, pino({ level: 'silent' }))
  test = await createTestApp(undefined, {}, { db, live })
  platform = await test.addPlatform('localhost')
  admin = await signedIn(test, platform, (await platform.addActor(['superadmin'])).email)
  await test.app.http.listen({ port: 0, host: '127.0.0.1' })
  port = (test.app.http.server.address() as AddressInfo).port
})
afterAll(async () => {
  await test.close()
  await live.close()
  await db.drop()
})

const call = async (
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  cookie: string,
  payload?: object,
) => {
  const answer = await test.app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie, 'if-match': '"1"' },
    ...(payload ? { payload } : {}),
  })
  expect([url, answer.statusCode < 300 || answer.body]).toEqual([url, true])
}

/** A live stream of one browser. */
async function openStream(cookie: string) {
  const answer = await fetch(`http://localhost:${port}/api/v1/live`, { headers: { cookie } })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    return done ? undefined : value
  }
  expect(await next()).toContain('event: ready')
  return { next, close: () => reader?.cancel() }
}

const ends: Record<string, (who: { personId: PersonId; cookie: string; email: string }) => Promise<void>> = {
  'signed out': ({ cookie }) => call('DELETE', '/logins/current', cookie),
  'signed out from another browser': async ({ email }) =>
    call('DELETE', '/me/logins', await signedIn(test, platform, email)),
  'signed out by a superadmin': ({ personId }) => call('DELETE', `/people/${personId}/logins`, admin),
  deactivated: ({ personId }) => call('PATCH', `/people/${personId}`, admin, { active: false }),
  'given other roles': ({ personId }) =>
    call('PATCH', `/people/${personId}`, admin, { roles: ['learner', 'instructor'] }),
  'changing the password elsewhere': async ({ email }) =>
    call('PUT', '/me/password', await signedIn(test, platform, email), {
      current: PASSWORD,
      password: 'quite another one',
    }),
  'merged into another': async ({ personId }) => {
    const other = await platform.addActor(['learner'])
    await call('POST', `/people/${other.personId}/merge`, admin, { duplicateId: personId })
  },
}

for (const [how, end] of Object.entries(ends))
  it(`ends the stream of who is ${how}, and nobody else’s`, async () => {
    const [who, other] = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
    const cookie = await signedIn(test, platform, who.email)
    const otherStream = await openStream(await signedIn(test, platform, other.email))
    const stream = await openStream(cookie)
    await end({ ...who, cookie })
    const heard: string[] = []
    for (let text = await stream.next(); text !== undefined; text = await stream.next()) heard.push(text)
    expect(heard.join()).not.toContain('"login"')
    await live.publish(platform.ctx.db, platform.ctx.platform.id, {
      type: 'group',
      id: 'still-here',
      forPeople: [other.personId],
    })
    for (let text = await otherStream.next(); !text?.includes('still-here'); text = await otherStream.next())
      expect([how, text]).not.toEqual([how, undefined])
    await otherStream.close()
  })
