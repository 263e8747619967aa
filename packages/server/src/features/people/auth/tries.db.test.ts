import { sql } from 'kysely'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { statementsOf } from '../../../../test/statements.ts'
import {
  createTestApp,
  PASSWORD,
  settleJobs,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { createTestDb, type TestDb } from '../../../../test/test-db.ts'
import type { App } from '../../../app.ts'
import { newKeyRing, Vault } from '../../../secrets/vault.ts'

/** Stands among the statements where an answer goes out. */
const ANSWERED = "select 'answered'"
function markAnswers({ http }: App): void {
  http.addHook('onSend', async ({ ctx }) => {
    await sql.raw(ANSWERED).execute(ctx.db)
  })
}

let db: TestDb
/** Two nodes on one database. */
let nodes: TestApp[]
let platform: TestPlatform
const clock = { now: new Date('2026-11-24T08:00:00Z') }
beforeAll(async () => {
  db = await createTestDb()
  const parts = { db, clock, vault: new Vault(newKeyRing(clock.now)) }
  const node = () => createTestApp(undefined, {}, { ...parts, prepare: markAnswers })
  nodes = [await node(), await node()]
  const [first] = nodes
  if (first) platform = await first.addPlatform('tried.example')
})
afterAll(async () => {
  for (const node of nodes) await node.close()
  await db.drop()
})
beforeEach(() => {
  clock.now = new Date(clock.now.getTime() + 2 * 86_400_000) // nothing counts from the test before
})

const pass = (seconds: number) => {
  clock.now = new Date(clock.now.getTime() + seconds * 1000)
}
let networks = 0
const newNetwork = () => `198.51.${Math.floor(++networks / 250)}.${networks % 250}`
let turn = 0

interface Sent {
  method?: 'GET' | 'POST' | 'PUT'
  url: string
  payload?: object
  from?: string
  cookie?: string
}
function call({ method = 'POST', url, payload, from = newNetwork(), cookie = '' }: Sent) {
  const node = nodes[++turn % nodes.length]
  if (!node) throw new Error('no node')
  return node.app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie },
    remoteAddress: from,
    ...(payload ? { payload } : {}),
  })
}
type Answer = Awaited<ReturnType<typeof call>>
const signIn = (
  email: string,
  password: string,
  more: { from?: string; cookie?: string; code?: string } = {},
) => {
  const { code, ...where } = more
  return call({ url: '/logins', payload: { email, password, ...(code ? { code } : {}) }, ...where })
}
const cookieOf = (answer: Answer, name: string) => {
  const found = answer.cookies.find((cookie) => cookie.name === `__Host-lectern_${name}`)
  return `${found?.name}=${found?.value}`
}
const codesOf = (answers: Answer[]) => answers.map((answer) => answer.json().code ?? answer.statusCode)
async function fail(times: number, email: string, from?: string): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let n = 0; n < times; n++) answers.push(await signIn(email, `wrong ${n}`, from ? { from } : {}))
  return answers
}

describe('who guesses at one account', () => {
  it('is slowed down by all nodes together, however many tries come at once and from wherever', async () => {
    const { email } = await platform.addActor(['learner'])
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => signIn(email, `wrong ${n}`)))
    const codes = codesOf(answers)
    expect(codes.filter((code) => code === 'wrong-email-or-password')).toHaveLength(10)
    expect(codes.filter((code) => code === 'too-many-tries')).toHaveLength(30)
    const refused = answers.find(({ statusCode }) => statusCode === 429)
    expect(refused?.headers['retry-after']).toBe('2')
    expect(refused?.json().detail).toContain('Wait 2 seconds')
    expect(codesOf([await signIn(email, PASSWORD)])).toEqual(['too-many-tries'])
  })

  it('waits longer and longer, up to a quarter of an hour; trying too early makes it no longer', async () => {
    const { email } = await platform.addActor(['learner'])
    await fail(10, email)
    const waits: number[] = []
    for (let n = 0; n < 12; n++) {
      const seconds = Number((await signIn(email, PASSWORD)).headers['retry-after'])
      expect(Number((await signIn(email, 'wrong')).headers['retry-after'])).toBe(seconds)
      waits.push(seconds)
      pass(seconds)
      expect(codesOf([await signIn(email, 'wrong')])).toEqual(['wrong-email-or-password'])
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
    pass(900)
    expect(codesOf([await signIn(email, PASSWORD)])).toEqual([201])
  })

  it('learns nothing about whether there is such an account', async () => {
    const { email } = await platform.addActor(['learner'])
    const [known, unknown] = [await fail(12, email), await fail(12, 'nobody@tried.example')]
    expect(codesOf(known)).toEqual(codesOf(unknown))
  })

  it('waits for the same work, whether or not there is such an account: time tells nothing either', async () => {
    const { email } = await platform.addActor(['learner'])
    await fail(4, 'warm@tried.example') // every node has met the platform
    const workFor = async (address: string) => {
      const { statements } = await statementsOf(() => fail(1, address))
      const asked = statements.filter((text) => !text.includes('set_config('))
      return asked.slice(0, asked.indexOf(ANSWERED))
    }
    const unknown = await workFor('nobody-else@tried.example')
    expect(await workFor(email)).toEqual(unknown)
    expect(unknown.length).toBeGreaterThan(5)
  })

  it('never keeps its person out, in a browser or at an address from which they signed in', async () => {
    const { email } = await platform.addActor(['learner'])
    const home = newNetwork()
    const first = await signIn(email, PASSWORD, { from: home })
    const browser = cookieOf(first, 'browser')
    for (let n = 0; n < 2; n++) {
      await fail(11, email)
      expect(codesOf([await signIn(email, PASSWORD)])).toEqual(['too-many-tries'])
      expect(codesOf([await signIn(email, PASSWORD, { cookie: browser })])).toEqual([201])
      expect(codesOf([await signIn(email, PASSWORD, { from: home })])).toEqual([201])
    }
    // Neither is anybody's who steals or makes up a cookie without guessing slowly.
    expect(codesOf([await signIn(email, PASSWORD, { cookie: `${browser}x` })])).toEqual(['too-many-tries'])
    const other = await platform.addActor(['learner'])
    await fail(10, other.email)
    expect(codesOf([await signIn(other.email, PASSWORD, { cookie: browser })])).toEqual(['too-many-tries'])
    const guesses = Array.from({ length: 15 }, () => signIn(email, 'wrong', { cookie: browser }))
    expect(codesOf(await Promise.all(guesses)).filter((code) => code === 'too-many-tries')).toHaveLength(5)
  })

  it('does not stand in the way of who chooses a new password by a link', async () => {
    const { email } = await platform.addActor(['learner'])
    await fail(10, email)
    await call({ url: '/password-resets', payload: { email } })
    for (const node of nodes) await settleJobs(node, platform.ctx)
    const mail = await platform.ctx.db
      .selectFrom('mails')
      .select('body')
      .where('recipient', '=', email)
      .executeTakeFirstOrThrow()
    const token = /\/welcome\/([\w-]+)/.exec(mail.body)?.[1]
    const password = 'another long one'
    const chosen = await call({ url: `/password-links/${token}`, payload: { password } })
    expect(chosen.json()).toEqual({ signedIn: true })
    expect(codesOf([await signIn(email, password)])).toEqual([201])
  })
})

describe('who tries many accounts from one address', () => {
  it('is slowed down for all of them; others, and people who are known, are not', async () => {
    const { email } = await platform.addActor(['learner'])
    const office = newNetwork()
    const browser = cookieOf(await signIn(email, PASSWORD), 'browser')
    const guess = (n: number) => signIn(`guess${n}@tried.example`, 'Winter2026!', { from: office })
    const answers = await Promise.all(Array.from({ length: 125 }, (_, n) => guess(n)))
    const refused = answers.filter(({ statusCode }) => statusCode === 429).length
    expect(refused).toBeGreaterThanOrEqual(15) // those on their way at that moment are let through
    const stranger = await platform.addActor(['learner'])
    expect(codesOf([await signIn(stranger.email, PASSWORD, { from: office })])).toEqual(['too-many-tries'])
    expect(codesOf([await signIn(stranger.email, PASSWORD)])).toEqual([201])
    expect(codesOf([await signIn(email, PASSWORD, { from: office, cookie: browser })])).toEqual([201])
    pass(300)
    const late = await platform.addActor(['learner'])
    expect(codesOf([await signIn(late.email, PASSWORD, { from: office })])).toEqual([201])
  })

  it('is one network with all addresses of its /64', async () => {
    const { email } = await platform.addActor(['learner'])
    await signIn(email, PASSWORD, { from: '2001:db8:1:2::5' })
    await fail(10, email)
    expect(codesOf([await signIn(email, PASSWORD, { from: '2001:db8:1:2:3:4:5:6' })])).toEqual([201])
    expect(codesOf([await signIn(email, PASSWORD, { from: '2001:db8:1:3::5' })])).toEqual(['too-many-tries'])
  })
})

describe('codes', () => {
  it('of an authenticator app, and recovery codes, are counted; a password alone is no wrong one', async () => {
    const { email } = await platform.addActor(['learner'])
    const cookie = cookieOf(await signIn(email, PASSWORD), 'login')
    const { secret } = (await call({ url: '/me/second-factor', cookie })).json()
    const code = () => new TOTP({ secret }).generate({ timestamp: clock.now.getTime() })
    await call({ url: '/me/second-factor/confirmation', payload: { code: code() }, cookie })
    for (let n = 0; n < 15; n++)
      expect((await signIn(email, PASSWORD)).json().code).toBe('second-factor-needed')
    pass(60)
    const wrong = (n: number) => (n % 2 ? '000000' : `abcdefgh-${String(n).padStart(8, '0')}`)
    const tries = Array.from({ length: 20 }, (_, n) => signIn(email, PASSWORD, { code: wrong(n) }))
    const codes = codesOf(await Promise.all(tries))
    expect(codes.filter((found) => found === 'second-factor-wrong')).toHaveLength(10)
    expect(codes.filter((found) => found === 'too-many-tries')).toHaveLength(10)
    pass(2)
    expect(codesOf([await signIn(email, PASSWORD, { code: code() })])).toEqual([201])
  })

  it.each([
    ['PUT', '/me/password', { current: 'wrong', password: 'another long one' }],
    ['POST', '/me/second-factor/confirmation', { code: '000000' }],
    ['POST', '/me/second-factor/removal', { code: '000000' }],
  ] as const)('and passwords are counted for who is signed in, too: %s %s', async (method, url, payload) => {
    const { email } = await platform.addActor(['learner'])
    const cookie = cookieOf(await signIn(email, PASSWORD), 'login')
    const { secret } = (await call({ url: '/me/second-factor', cookie })).json()
    if (url.endsWith('removal')) {
      const code = new TOTP({ secret }).generate({ timestamp: clock.now.getTime() })
      await call({ url: '/me/second-factor/confirmation', payload: { code }, cookie })
    }
    const tries = Array.from({ length: 15 }, () => call({ method, url, payload, cookie }))
    const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 422)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
  })
})

it('counts passkeys that are not accepted at the address', async () => {
  const from = newNetwork()
  const answer = { id: 'x', rawId: 'x', type: 'public-key', response: {}, clientExtensionResults: {} }
  const payload = { challengeId: 'made up', answer }
  const tries = Array.from({ length: 130 }, () => call({ url: '/passkey-sign-ins', payload, from }))
  const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode)
  expect(statuses).toContain(401)
  expect((await call({ url: '/passkey-sign-ins', payload, from })).statusCode).toBe(429)
  expect((await call({ url: '/passkey-sign-ins', payload })).statusCode).toBe(401)
})

describe('a request for a new password', () => {
  it('is answered before anybody looks whether there is such a person', async () => {
    const { email } = await platform.addActor(['learner'])
    const sent = () => nodes.flatMap(({ jobs }) => jobs.splice(0))
    sent()
    for (const asked of [email, 'nobody@tried.example']) {
      const answer = await call({ url: '/password-resets', payload: { email: asked } })
      expect([answer.statusCode, answer.body]).toEqual([202, 'null'])
    }
    expect(sent().map(({ name }) => name)).toEqual(['auth.send-reset', 'auth.send-reset'])
    const mails = await platform.ctx.db
      .selectFrom('mails')
      .select('id')
      .where('recipient', '=', email)
      .execute()
    expect(mails).toEqual([])
  })

  it('is slowed down where one address sends many', async () => {
    const from = newNetwork()
    const ask = (n: number) => call({ url: '/password-resets', payload: { email: `a${n}@x.example` }, from })
    const statuses = (await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)))).map(
      ({ statusCode }) => statusCode,
    )
    expect(statuses.filter((status) => status === 202)).toHaveLength(30)
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  })
})

describe('rows', () => {
  const count = async () => (await platform.ctx.db.selectFrom('signInTries').select('key').execute()).length

  it('are written for nobody who only begins', async () => {
    const tables = async () => [await count(), nodes.flatMap(({ jobs }) => jobs).length]
    const before = await tables()
    for (let n = 0; n < 20; n++) {
      const begun = await call({ url: '/passkey-sign-ins/options' })
      expect(begun.json().challengeId).toMatch(/^v1\./)
    }
    expect(await tables()).toEqual(before)
  })

  it('go when they are worth nothing any more', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => signIn(`row${n}@tried.example`, 'wrong')))
    expect(await count()).toBeGreaterThan(60)
    pass(91 * 86_400)
    for (let n = 0; n < 5; n++) await signIn('last@tried.example', 'wrong')
    expect(await count()).toBeLessThanOrEqual(6)
  })
})
