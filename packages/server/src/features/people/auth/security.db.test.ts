import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, PASSWORD, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'

let test: TestApp
let platform: TestPlatform
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('safe.example')
})
afterAll(() => test.close())

const call = (method: string, url: string, cookie: string, payload?: object) =>
  test.app.http.inject({
    method: method as 'GET',
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie },
    ...(payload ? { payload } : {}),
  })

describe('an authenticator app', () => {
  it('is asked for at sign-in, each code once; recovery codes work once, too', async () => {
    const person = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, person.email)
    const { secret, uri } = (await call('POST', '/me/second-factor', cookie)).json()
    expect(uri).toMatch(/^otpauth:\/\/totp\/safe\.example:/)
    const codeAt = (seconds = 0) =>
      new TOTP({ secret }).generate({ timestamp: test.clock.now.getTime() + seconds * 1000 })
    const signIn = (code?: string) =>
      call('POST', '/logins', '', { email: person.email, password: PASSWORD, ...(code ? { code } : {}) })

    expect((await signIn()).statusCode).toBe(201) // not confirmed yet
    const wrong = await call('POST', '/me/second-factor/confirmation', cookie, { code: '000000' })
    expect(wrong.json()).toMatchObject({ status: 422, code: 'second-factor-wrong' })
    const confirmed = await call('POST', '/me/second-factor/confirmation', cookie, { code: codeAt() })
    const { recoveryCodes } = confirmed.json()
    expect(recoveryCodes).toHaveLength(10)
    for (const code of recoveryCodes) expect(code).toMatch(/^[0-9a-z]{5}(-[0-9a-z]{5}){4}$/)

    expect((await signIn()).json()).toMatchObject({ status: 401, code: 'second-factor-needed' })
    expect((await signIn(codeAt())).json()).toMatchObject({ code: 'second-factor-wrong' }) // used to confirm
    const next = codeAt(30)
    const both = await Promise.all([signIn(next), signIn(next)])
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([201, 401])
    expect((await signIn(codeAt(300))).statusCode).toBe(401)
    expect((await signIn(recoveryCodes[3].toUpperCase())).statusCode).toBe(201)
    expect((await signIn(recoveryCodes[3])).statusCode).toBe(401)
    const security = (await call('GET', '/me/security', cookie)).json()
    expect(security.secondFactor).toMatchObject({ recoveryCodesLeft: 9 })
    expect(JSON.stringify(security)).not.toContain(secret)

    const superadmin = await platform.addActor(['superadmin'])
    const admin = await signedIn(test, platform, superadmin.email)
    await call('DELETE', `/people/${person.personId}/second-factor`, admin)
    expect((await signIn()).statusCode).toBe(201)
  })

  it('keeps its secret sealed', async () => {
    const person = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, person.email)
    const { secret } = (await call('POST', '/me/second-factor', cookie)).json()
    const rows = await platform.ctx.db.selectFrom('secondFactors').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret)
  })
})

describe('signed-in browsers', () => {
  it('are listed, and can be signed out one by one and everywhere else', async () => {
    const person = await platform.addActor(['learner'])
    const cookies = [1, 2, 3].map(() => signedIn(test, platform, person.email))
    const [here = '', there = '', third = ''] = await Promise.all(cookies)
    const works = async (cookie: string) => (await call('GET', '/me', cookie)).statusCode === 200
    const { logins } = (await call('GET', '/me/security', here)).json()
    expect(logins).toHaveLength(3)
    expect(logins.filter((login: { isCurrent: boolean }) => login.isCurrent)).toHaveLength(1)
    const ofThere = (await call('GET', '/me/security', there)).json().logins
    const { id } = ofThere.find((login: { isCurrent: boolean }) => login.isCurrent)
    expect((await call('DELETE', `/me/logins/${id}`, here)).statusCode).toBe(204)
    expect([await works(here), await works(there), await works(third)]).toEqual([true, false, true])
    await call('DELETE', '/me/logins', here)
    expect([await works(here), await works(third)]).toEqual([true, false])
    const superadmin = await platform.addActor(['superadmin'])
    await call(
      'DELETE',
      `/people/${person.personId}/logins`,
      await signedIn(test, platform, superadmin.email),
    )
    expect(await works(here)).toBe(false)
  })

  it('elsewhere are signed out when the password is changed, which needs the old one', async () => {
    const person = await platform.addActor(['learner'])
    const [here, there] = [
      await signedIn(test, platform, person.email),
      await signedIn(test, platform, person.email),
    ]
    const change = (current: string, password: string) =>
      call('PUT', '/me/password', here, { current, password })
    expect((await change('wrong', 'some other words')).json()).toMatchObject({ code: 'password-wrong' })
    expect((await change(PASSWORD, 'short')).json()).toMatchObject({
      code: 'password-too-short',
      status: 422,
    })
    expect((await change(PASSWORD, 'some other words')).statusCode).toBe(204)
    expect((await call('GET', '/me', here)).statusCode).toBe(200)
    expect((await call('GET', '/me', there)).statusCode).toBe(401)
  })
})

describe('a passkey', () => {
  it('is refused with an answer that nobody signed, a challenge of another, or one used before', async () => {
    const begun = (await call('POST', '/passkey-sign-ins/options', '')).json()
    const answer = { id: 'x', rawId: 'x', type: 'public-key', response: {}, clientExtensionResults: {} }
    for (const challengeId of [
      begun.challengeId,
      begun.challengeId,
      '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac',
    ]) {
      const refused = await call('POST', '/passkey-sign-ins', '', { challengeId, answer })
      expect(refused.json()).toMatchObject({ status: 401, code: 'passkey-not-accepted' })
    }
    const person = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, person.email)
    const own = (await call('POST', '/me/passkeys/options', cookie)).json()
    expect(own.options.rp.id).toBe('safe.example')
    const kept = await call('POST', '/me/passkeys', cookie, {
      challengeId: own.challengeId,
      name: 'Phone',
      answer,
    })
    expect(kept.json()).toMatchObject({ status: 422, code: 'passkey-not-accepted' })
  })
})
