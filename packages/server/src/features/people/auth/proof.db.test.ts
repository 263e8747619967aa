import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, PASSWORD, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { createTestPasskey } from '../../../../test/test-passkey.ts'

const ORIGIN = 'http://proof.example'
let test: TestApp
let platform: TestPlatform
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('proof.example')
})
afterAll(() => test.close())

const call = (method: string, url: string, cookie: string, payload?: object) =>
  test.app.http.inject({
    method: method as 'GET',
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie },
    ...(payload ? { payload } : {}),
  })
const pass = (minutes: number) => {
  test.clock.now = new Date(test.clock.now.getTime() + minutes * 60_000)
}
async function person() {
  const { email, personId } = await platform.addActor(['learner'])
  return { email, personId, cookie: await signedIn(test, platform, email) }
}
const codeOf = async (answer: ReturnType<typeof call>) => {
  const { statusCode, body } = await answer
  return body && statusCode >= 400 ? JSON.parse(body).code : statusCode
}
const begin = (cookie: string) => codeOf(call('POST', '/me/second-factor', cookie))

const guarded: [string, string, object?][] = [
  ['PUT', '/me/password', { current: PASSWORD, password: 'quite another one' }],
  ['POST', '/me/second-factor'],
  ['POST', '/me/second-factor/confirmation', { code: '000000' }],
  ['POST', '/me/second-factor/removal', { code: '000000' }],
  ['POST', '/me/passkeys/options'],
  ['POST', '/me/passkeys', { challengeId: 'x', name: 'Phone', answer: {} }],
  ['DELETE', '/me/passkeys/01a20cb5-4a4d-7e71-9633-6f5ae6d84eac'],
]

it.each(guarded)('is needed anew after a quarter of an hour: %s %s', async (method, url, payload) => {
  const { cookie, email } = await person()
  pass(14)
  expect(await codeOf(call(method, url, cookie, payload))).not.toBe('sign-in-needed-again')
  const other = await signedIn(test, platform, email).catch(() => cookie) // of another password by now
  pass(16)
  const refused = await call(method, url, other, payload)
  expect(refused.json()).toMatchObject({ status: 403, code: 'sign-in-needed-again' })
  expect(refused.json().detail).toContain('15 minutes')
})

describe('a proof', () => {
  it('by password holds in the browser where it was given', async () => {
    const { cookie, email } = await person()
    const elsewhere = await signedIn(test, platform, email)
    pass(60)
    expect(await codeOf(call('POST', '/me/proof', cookie, { password: 'wrong' }))).toBe('password-wrong')
    expect(await begin(cookie)).toBe('sign-in-needed-again')
    expect(await codeOf(call('POST', '/me/proof', cookie, { password: PASSWORD }))).toBe(204)
    expect(await begin(cookie)).toBe(201)
    expect(await begin(elsewhere)).toBe('sign-in-needed-again')
    expect(await codeOf(call('GET', '/me', elsewhere))).toBe(200)
    expect(await codeOf(call('POST', '/me/proof', '', { password: PASSWORD }))).toBe('not-signed-in')
  })

  it('by password needs a code where an authenticator app is set up, and is slowed down', async () => {
    const { cookie } = await person()
    const { secret } = (await call('POST', '/me/second-factor', cookie)).json()
    const code = () => new TOTP({ secret }).generate({ timestamp: test.clock.now.getTime() })
    await call('POST', '/me/second-factor/confirmation', cookie, { code: code() })
    pass(60)
    const prove = (more: object) => codeOf(call('POST', '/me/proof', cookie, { password: PASSWORD, ...more }))
    expect(await prove({})).toBe('second-factor-needed')
    expect(await prove({ code: '000000' })).toBe('second-factor-wrong')
    expect(await begin(cookie)).toBe('sign-in-needed-again')
    expect(await prove({ code: code() })).toBe(204)
    expect(await begin(cookie)).toBe('second-factor-on')
    const guesses = Array.from({ length: 14 }, () => prove({ code: '000000' }))
    const codes = await Promise.all(guesses)
    expect(codes.filter((found) => found === 'second-factor-wrong')).toHaveLength(10)
    expect(codes.filter((found) => found === 'too-many-tries')).toHaveLength(4)
  })

  it('by passkey takes one’s own alone, each answer once; so does a sign-in', async () => {
    const [own, other] = [await person(), await person()]
    const passkeys = new Map([own, other].map((who) => [who, createTestPasskey()]))
    const of = (who: typeof own) => passkeys.get(who) ?? createTestPasskey()
    for (const who of [own, other]) {
      const begun = (await call('POST', '/me/passkeys/options', who.cookie)).json()
      const made = {
        challengeId: begun.challengeId,
        name: 'Phone',
        answer: of(who).make(begun.options, ORIGIN),
      }
      const twice = [1, 2].map(() => codeOf(call('POST', '/me/passkeys', who.cookie, made)))
      expect((await Promise.all(twice)).sort()).toEqual([204, 'passkey-not-accepted'])
    }
    pass(60)
    const options = async () => (await call('POST', '/me/proof/passkey/options', own.cookie)).json()
    const prove = (payload: object) => codeOf(call('POST', '/me/proof/passkey', own.cookie, payload))
    const begun = await options()
    expect(begun.options.allowCredentials).toHaveLength(1)
    const { challengeId } = begun
    expect(await prove({ challengeId, answer: of(other).answer(begun.options, ORIGIN) })).toBe(
      'passkey-not-accepted',
    )
    expect(await prove({ challengeId, answer: {} })).toBe('passkey-not-accepted')
    expect(await prove({ challengeId, answer: of(own).answer(begun.options, 'http://evil.example') })).toBe(
      'passkey-not-accepted',
    )
    expect(await begin(own.cookie)).toBe('sign-in-needed-again')
    expect(await prove({ challengeId, answer: of(own).answer(begun.options, ORIGIN) })).toBe(204)
    expect(await begin(own.cookie)).toBe(201)
    pass(1)
    const again = (await call('POST', '/passkey-sign-ins/options', '')).json()
    pass(1)
    const answer = of(own).answer(again.options, ORIGIN)
    const sent = { challengeId: again.challengeId, answer }
    const both = await Promise.all([1, 2].map(() => codeOf(call('POST', '/passkey-sign-ins', '', sent))))
    expect(both.sort()).toEqual([201, 'passkey-not-accepted'])
    expect(await codeOf(call('POST', '/passkey-sign-ins', '', sent))).toBe('passkey-not-accepted')
    expect(await prove({ ...sent, answer: of(own).answer(again.options, ORIGIN) })).toBe(
      'passkey-not-accepted',
    )
  })
})
