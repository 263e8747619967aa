import { sql } from 'kysely'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, PASSWORD, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { createTestPasskey } from '../../../../test/test-passkey.ts'
import type { Role } from '../../../domain/role.ts'

// What a platform asks beyond a password: a second factor of some roles, and that a login is used.

const MINUTE = 60_000

let test: TestApp
let platform: TestPlatform
let admin: string
let adminId: string

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('strong.example')
})
afterAll(() => test.close())
beforeEach(async () => {
  const superadmin = await platform.addActor(['superadmin'])
  adminId = superadmin.personId
  await sql`update platforms set second_factor_for = '{}', idle_minutes = 14400`.execute(platform.ctx.db)
  test.clock.now = new Date(test.clock.now.getTime() + 10 * MINUTE) // what was remembered of the platform is old
  admin = await signedIn(test, platform, superadmin.email)
})

const call = (method: string, url: string, cookie: string, payload?: object, headers?: object) =>
  test.app.http.inject({
    method: method as 'GET',
    url: url.startsWith('/learn') ? url : `/api/v1${url}`,
    headers: { host: platform.host, cookie, ...headers },
    ...(payload ? { payload } : {}),
  })

async function say(change: object): Promise<void> {
  const { version } = (await call('GET', '/platform/settings', admin)).json()
  const answer = await call('PATCH', '/platform/settings', admin, change, { 'if-match': `"${version}"` })
  expect(answer.statusCode).toBe(200)
}
const demand = (...secondFactorFor: Role[]) => say({ secondFactorFor })
const after = (minutes: number) => {
  test.clock.now = new Date(test.clock.now.getTime() + minutes * MINUTE)
}
const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: test.clock.now.getTime() })

async function setUpApp(cookie: string): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await call('POST', '/me/second-factor', cookie)).json()
  const confirmed = await call('POST', '/me/second-factor/confirmation', cookie, { code: codeOf(secret) })
  return { secret, ...confirmed.json() }
}

async function setUpPasskey(cookie: string) {
  const passkey = createTestPasskey()
  const origin = `http://${platform.host}`
  const begun = (await call('POST', '/me/passkeys/options', cookie)).json()
  const answer = passkey.make(begun.options, origin)
  const kept = { challengeId: begun.challengeId, name: 'Phone', answer }
  expect((await call('POST', '/me/passkeys', cookie, kept)).statusCode).toBe(204)
  const show = async (path: string, shown = cookie) => {
    const asked = (await call('POST', `${path}/options`, shown)).json()
    const given = { challengeId: asked.challengeId, answer: passkey.answer(asked.options, origin) }
    return call('POST', path, shown, given)
  }
  return { show }
}

async function needs(cookie: string): Promise<boolean> {
  return (await call('GET', '/me', cookie)).json().needsSecondFactor
}

describe('a second factor that a role needs', () => {
  it.each<[Role[], Role[], boolean]>([
    [['learner'], ['superadmin', 'instructor'], false],
    [['instructor'], ['superadmin', 'instructor'], true],
    [['learner', 'instructor'], ['instructor'], true],
    [['learner'], ['learner'], true],
    [['learner'], [], false],
  ])('is asked of %j where it is needed by %j: %s', async (roles, demanded, isAsked) => {
    const person = await platform.addActor(roles)
    const cookie = await signedIn(test, platform, person.email)
    await demand(...demanded)
    expect(await needs(cookie)).toBe(isAsked)
    expect((await call('GET', '/home', cookie)).statusCode).toBe(isAsked ? 403 : 200)
  })

  it('lets nobody do anything else before, and everything after: with an app, whose codes then are asked for', async () => {
    const person = await platform.addActor(['instructor'])
    await demand('instructor')
    const cookie = await signedIn(test, platform, person.email)
    for (const path of ['/home', '/courses', '/live', '/me/calendar-feed', '/me/notifications'])
      expect([path, (await call('GET', path, cookie)).json().code]).toEqual([path, 'second-factor-demanded'])
    expect((await call('POST', '/courses', cookie, { name: 'X' })).json().code).toBe('second-factor-demanded')
    // Addresses that lead into rooms send them to where they show it.
    const join = await call('GET', `/learn/events/${platform.ctx.newId()}/join`, cookie)
    expect([join.statusCode, join.headers.location]).toEqual([302, expect.stringContaining('/sign-in?next=')])
    expect((await call('GET', '/me/security', cookie)).statusCode).toBe(200)
    await setUpApp(cookie)
    expect(await needs(cookie)).toBe(false)
    expect((await call('GET', '/courses', cookie)).statusCode).toBe(200)
    const login = { email: person.email, password: PASSWORD }
    expect((await call('POST', '/logins', '', login)).json().code).toBe('second-factor-needed')
  })

  it('is a passkey, too, also for who signed in with a password alone', async () => {
    const person = await platform.addActor(['learner'])
    await demand('learner')
    const cookie = await signedIn(test, platform, person.email)
    const { show } = await setUpPasskey(cookie)
    expect(await needs(cookie)).toBe(false)
    const other = await signedIn(test, platform, person.email)
    expect(await needs(other)).toBe(true)
    expect((await show('/me/proof/passkey', other)).statusCode).toBe(204)
    expect(await needs(other)).toBe(false)
    after(1) // an answer is good once
    const { cookies } = await show('/passkey-sign-ins', '')
    expect(await needs(`${cookies[0]?.name}=${cookies[0]?.value}`)).toBe(false)
  })

  it('is not given by the password alone, nor by a code that was used', async () => {
    const person = await platform.addActor(['learner'])
    const first = await signedIn(test, platform, person.email)
    const second = await signedIn(test, platform, person.email)
    const { secret, recoveryCodes } = await setUpApp(first)
    await demand('learner')
    expect([await needs(first), await needs(second)]).toEqual([false, true])
    const prove = (code?: string) => call('POST', '/me/proof', second, { password: PASSWORD, code })
    expect((await prove()).statusCode).toBe(422)
    expect((await prove(codeOf(secret))).statusCode).toBe(422)
    expect(await needs(second)).toBe(true)
    expect((await prove(recoveryCodes[0])).statusCode).toBe(204)
    expect(await needs(second)).toBe(false)
  })

  it('stays: the last one can’t be taken away by its person; a superadmin can, which is written down', async () => {
    const person = await platform.addActor(['learner'])
    await demand('learner')
    const cookie = await signedIn(test, platform, person.email)
    const { recoveryCodes } = await setUpApp(cookie)
    const remove = () => call('POST', '/me/second-factor/removal', cookie, { code: recoveryCodes[1] })
    expect((await remove()).json().code).toBe('second-factor-demanded')
    await setUpPasskey(cookie)
    expect((await remove()).statusCode).toBe(204) // the refusal took no code
    const { passkeys } = (await call('GET', '/me/security', cookie)).json()
    const last = await call('DELETE', `/me/passkeys/${passkeys[0].id}`, cookie)
    expect(last.json().code).toBe('second-factor-demanded')
    await setUpApp(cookie)
    await call('DELETE', `/people/${person.personId}/second-factor`, admin)
    const { items } = (await call('GET', `/audit?objectId=${person.personId}`, admin)).json()
    expect(items[0]).toMatchObject({ action: 'person.second-factor-off', person: { id: adminId } })
  })

  it.each(['two passkeys', 'an app and a passkey'])(
    'stays when %s are taken away at the same moment',
    async (which) => {
      await demand('learner')
      for (let round = 0; round < 5; round++) {
        const person = await platform.addActor(['learner'])
        const cookie = await signedIn(test, platform, person.email)
        await setUpPasskey(cookie)
        if (which === 'two passkeys') await setUpPasskey(cookie)
        const code = which === 'two passkeys' ? '' : (await setUpApp(cookie)).recoveryCodes[0]
        const { passkeys } = (await call('GET', '/me/security', cookie)).json()
        const removals = passkeys.map(({ id }: { id: string }) =>
          call('DELETE', `/me/passkeys/${id}`, cookie),
        )
        if (code) removals.push(call('POST', '/me/second-factor/removal', cookie, { code }))
        const answers: { statusCode: number }[] = await Promise.all(removals)
        expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 403])
      }
    },
  )

  it('locks out no superadmin who asks it of themselves', async () => {
    await demand('superadmin')
    expect((await call('GET', '/people', admin)).json().code).toBe('second-factor-demanded')
    await setUpApp(admin)
    expect((await call('GET', '/people', admin)).statusCode).toBe(200)
  })
})

describe('a login that nobody uses', () => {
  const ask = (cookie: string, headers: object = {}) => call('GET', '/me', cookie, undefined, headers)
  const UNATTENDED = { 'lectern-unattended': '1' }

  it('ends after what the platform says, with a sentence of its own, and no earlier', async () => {
    await say({ idleMinutes: 15 })
    const { email } = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, email)
    for (const minutes of [14, 14, 14]) {
      after(minutes)
      expect((await ask(cookie)).statusCode).toBe(200)
    }
    const other = await signedIn(test, platform, email)
    after(15)
    expect((await ask(cookie)).json()).toMatchObject({ status: 401, code: 'login-idle' })
    expect((await ask(`${other}x`)).json()).toMatchObject({ status: 401, code: 'not-signed-in' })
    const again = await signedIn(test, platform, email)
    expect((await call('GET', '/me/security', again)).json().logins).toHaveLength(1)
  })

  it('is not used by a page that nobody sits before', async () => {
    await say({ idleMinutes: 60 })
    const { email } = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, email)
    after(40)
    expect((await ask(cookie, UNATTENDED)).statusCode).toBe(200)
    after(20)
    expect((await ask(cookie, UNATTENDED)).json().code).toBe('login-idle')
    expect((await ask(cookie)).json().code).toBe('login-idle') // too late
  })

  it.each([14, 20_161, 0, -1])('can’t end after %s minutes', async (idleMinutes) => {
    const { version } = (await call('GET', '/platform/settings', admin)).json()
    const change = [{ idleMinutes }, { 'if-match': `"${version}"` }] as const
    expect((await call('PATCH', '/platform/settings', admin, ...change)).statusCode).toBe(400)
  })
})

describe('who signs in and who is refused', () => {
  it('stands in the audit log, and in the log without addresses, passwords and codes', async () => {
    const person = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, person.email)
    const { recoveryCodes } = await setUpApp(cookie)
    const signIn = (password: string, code?: string) =>
      call('POST', '/logins', '', { email: person.email, password, code })
    const audited = async () =>
      (await call('GET', `/audit?objectId=${person.personId}`, admin)).json().items as {
        action: string
        person: unknown
        details: string[]
      }[]
    // Refusals are written down once they are answered.
    const seen = (action: string) =>
      expect
        .poll(async () => (await audited()).map((entry) => entry.action), { timeout: 20_000 })
        .toContain(action)
    await signIn('a wrong password')
    await seen('person.refuse-sign-in')
    await signIn(PASSWORD)
    await signIn(PASSWORD, '000000')
    await seen('person.refuse-code')
    await signIn(PASSWORD, recoveryCodes[0])
    await call('POST', '/logins', '', { email: 'nobody@strong.example', password: 'a wrong password' })
    await call('GET', '/people', cookie)
    expect(
      (await audited()).map(({ action, person: by, details }) => [action, by === null, details]),
    ).toEqual([
      ['person.sign-in', false, ['Way: password']],
      ['person.refuse-code', true, []],
      ['person.refuse-sign-in', true, []],
      ['person.second-factor-on', false, []],
      ['person.sign-in', false, ['Way: password']],
    ])
    const lines = test.logged().filter(({ msg }) => msg === 'signed in' || msg === 'request refused')
    const own = lines.slice(-7)
    expect(own).toMatchObject([
      { msg: 'signed in', way: 'password', personId: person.personId, twoFactors: false },
      { msg: 'request refused', code: 'wrong-email-or-password', route: '/api/v1/logins' },
      { code: 'second-factor-needed' },
      { code: 'second-factor-wrong' },
      { msg: 'signed in', twoFactors: true },
      { code: 'wrong-email-or-password' },
      { code: 'role-planner-needed', status: 403, route: '/api/v1/people', personId: person.personId },
    ])
    for (const line of own) expect(line).toMatchObject({ network: '127.0.0.1', time: expect.anything() })
    expect(JSON.stringify(own)).not.toMatch(/@|a wrong password|000000/)
  })
})
