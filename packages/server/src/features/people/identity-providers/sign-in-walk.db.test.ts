import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nextAddresses } from '../../../../../../test/next-addresses.ts'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { IdentityProviderId } from '../../../domain/ids.ts'
import { newKeyRing, Vault } from '../../../secrets/vault.ts'
import { providerSecretSlot } from './sealing.ts'

const ISSUER = 'https://id.company.example'
const REDIRECT = 'http://walk.example/sign-in/back'

let test: TestApp
let platform: TestPlatform
let cookie: string
let providerId: IdentityProviderId
/** What the provider says about who signed in; tests change it. */
let claims: Record<string, unknown>
let lastToken: URLSearchParams | undefined

const call = (method: string, url: string, headers: Record<string, string> = {}, payload?: object) =>
  test.app.http.inject({
    method: method as 'GET',
    url,
    headers: { host: platform.host, ...headers },
    ...(payload ? { payload } : {}),
  })

/** Answers as an OpenID provider: discovery, keys, tokens. The consent page is the test. */
async function playProvider(): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const json = (body: object) => () => Response.json(body)
  test.outside.answers.set(
    `${ISSUER}/.well-known/openid-configuration`,
    json({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/keys`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
    }),
  )
  test.outside.answers.set(
    `${ISSUER}/keys`,
    json({ keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', kid: '1' }] }),
  )
  test.outside.answers.set(`${ISSUER}/token`, async (init) => {
    lastToken = new URLSearchParams(String(init?.body))
    const idToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: '1' })
      .setIssuer(ISSUER)
      .setAudience('lectern')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey)
    return Response.json({ access_token: 'a', token_type: 'Bearer', id_token: idToken })
  })
}

/** Walks to the provider and back. */
async function walk(
  who: Record<string, unknown>,
  change: { state?: string; cookie?: string; error?: string } = {},
) {
  const begun = await call('GET', `/sign-in/with/${providerId}?next=/learn/events/x`)
  const url = new URL(String(begun.headers.location))
  const state = url.searchParams.get('state') ?? ''
  claims = { nonce: url.searchParams.get('nonce'), ...who }
  const answer = change.error ? `error=${change.error}` : 'code=c'
  const back = await call(
    'GET',
    `/sign-in/back?${answer}&state=${change.state ?? state}&iss=${encodeURIComponent(ISSUER)}`,
    {
      cookie: change.cookie ?? cookieOf(begun),
    },
  )
  const login = back.cookies.find(({ name }) => name === '__Host-lectern_login')?.value
  const problem = problemOf(back)
  return { url, location: String(back.headers.location), login, problem }
}

/** What the browser keeps on its way. */
function cookieOf({ cookies }: { cookies: { name: string; value: string }[] }): string {
  return `${cookies[0]?.name}=${cookies[0]?.value}`
}

/** The sentence that the sign-in page shows. */
function problemOf(answer: { statusCode: number; body: string }): string | undefined {
  const content = /<meta name="lectern-problem" content="([^"]*)">/.exec(answer.body)?.[1]
  expect(answer.statusCode >= 400).toBe(content !== undefined)
  return content && JSON.parse(content.replaceAll('&quot;', '"')).text
}

async function whoIs(login: string | undefined) {
  return (await call('GET', '/api/v1/me', { cookie: `__Host-lectern_login=${login}` })).json()
}

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('walk.example')
  const superadmin = await platform.addActor(['superadmin'], 'ada@walk.example')
  cookie = await signedIn(test, platform, superadmin.email)
  await playProvider()
  await call('PATCH', '/api/v1/apps/openid-connect', { cookie }, { active: true })
})
afterAll(() => test.close())
beforeEach(() => {
  lastToken = undefined
})

const provider = {
  name: 'Company',
  issuer: ISSUER,
  clientId: 'lectern',
  clientSecret: 's3cret',
  createsPeople: false,
  active: true,
}

describe('an identity provider', () => {
  it('is asked what it can do before it is kept; its secret is shown to nobody', async () => {
    const wrong = await call(
      'POST',
      '/api/v1/identity-providers',
      { cookie },
      { ...provider, issuer: 'https://no.example' },
    )
    expect(wrong.json()).toMatchObject({
      status: 422,
      code: 'issuer-not-found',
      errors: [{ pointer: '/issuer' }],
    })
    const made = await call('POST', '/api/v1/identity-providers', { cookie }, provider)
    expect(made.statusCode).toBe(201)
    providerId = made.json().id
    const list = await call('GET', '/api/v1/identity-providers', { cookie })
    expect(list.json()).toMatchObject({ redirectUri: REDIRECT, items: [{ name: 'Company', people: 0 }] })
    expect(list.body).not.toContain('s3cret')
    const rows = await platform.ctx.db.selectFrom('identityProviders').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('s3cret')
    const again = await call('POST', '/api/v1/identity-providers', { cookie }, provider)
    expect(again.json()).toMatchObject({ code: 'identity-provider-known' })
  })

  it('stands on the sign-in page while its app and it are active', async () => {
    const shown = async () => (await call('GET', '/api/v1/platform')).json().identityProviders
    expect(await shown()).toEqual([{ name: 'Company', path: `/sign-in/with/${providerId}` }])
    await call('PATCH', '/api/v1/apps/openid-connect', { cookie }, { active: false })
    expect(await shown()).toEqual([])
    expect(problemOf(await call('GET', `/sign-in/with/${providerId}`))).toMatch(/not active/)
    await call('PATCH', '/api/v1/apps/openid-connect', { cookie }, { active: true })
  })
})

describe('a sign-in with it', () => {
  it('brings a known person in by a proven address, and by the provider’s own name from then on', async () => {
    const { url, login, location } = await walk({
      sub: 'u1',
      email: 'Ada@Walk.example',
      email_verified: true,
    })
    expect(url.searchParams.get('redirect_uri')).toBe(REDIRECT)
    expect(url.searchParams.get('code_challenge_method')).toBe('S256')
    expect(lastToken?.get('code_verifier')).toBeTruthy()
    expect(location).toBe('/learn/events/x')
    expect(await whoIs(login)).toMatchObject({ email: 'ada@walk.example' })
    const again = await walk({ sub: 'u1', email: 'other@elsewhere.example', email_verified: true })
    expect(await whoIs(again.login)).toMatchObject({ email: 'ada@walk.example' })
  })

  it('takes no address that the provider has not proven: nobody gets into another’s place', async () => {
    for (const email_verified of [false, undefined]) {
      const { login, problem } = await walk({ sub: 'thief', email: 'ada@walk.example', email_verified })
      expect([login, problem]).toEqual([undefined, expect.stringMatching(/is verified/)])
    }
  })

  it('lets unknown people in only where that is wished, as learners', async () => {
    const person = {
      sub: 'new',
      email: 'new@walk.example',
      email_verified: true,
      given_name: 'Nia',
      family_name: 'New',
    }
    expect((await walk(person)).problem).toMatch(/not known here/)
    const change = (payload: object, version: number) =>
      call(
        'PATCH',
        `/api/v1/identity-providers/${providerId}`,
        { cookie, 'if-match': `"${version}"` },
        payload,
      )
    expect((await change({ createsPeople: true }, 1)).statusCode).toBe(200)
    const { login } = await walk(person)
    const { id, ...added } = await whoIs(login)
    expect(added).toMatchObject({ firstName: 'Nia', lastName: 'New', roles: ['learner'] })
    const log = await call('GET', `/api/v1/audit?objectType=person&objectId=${id}`, { cookie })
    expect(log.json().items).toMatchObject([
      { action: 'person.sign-in', person: { id }, changes: { way: 'provider' } },
      { action: 'person.create', person: { id }, changes: { identityProvider: 'Company' } },
    ])
  })

  it('lets nobody in who is not active', async () => {
    await platform.ctx.db
      .updateTable('people')
      .set({ active: false })
      .where('email', '=', 'new@walk.example')
      .execute()
    expect((await walk({ sub: 'new' })).problem).toMatch(/not active/)
  })

  it('is bound to the browser that began it, works once, and says why it did not work', async () => {
    const ada = { sub: 'u1', email: 'ada@walk.example', email_verified: true }
    expect((await walk(ada, { cookie: '' })).problem).toMatch(/not begun in this browser/)
    expect((await walk(ada, { state: 'changed' })).problem).toMatch(/not begun in this browser/)
    expect((await walk({ ...ada, nonce: 'replayed' })).problem).toMatch(/did not answer as expected/)
    expect((await walk(ada, { error: 'access_denied' })).problem).toMatch(/did not allow/)
    expect((await walk(ada)).login).toBeTruthy()
  })

  it('that only begins writes nothing, and asks the provider what it can do once in some minutes', async () => {
    const address = `${ISSUER}/.well-known/openid-configuration`
    const answer = test.outside.answers.get(address)
    let asked = 0
    test.outside.answers.set(address, (init, url) => {
      asked++
      return answer?.(init, url) ?? Response.error()
    })
    const begin = () => call('GET', `/sign-in/with/${providerId}`)
    const begun = await Promise.all(Array.from({ length: 20 }, begin))
    expect(begun.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 302))
    expect(asked).toBeLessThanOrEqual(1)
    const states = begun.map(({ headers }) => new URL(String(headers.location)).searchParams.get('state'))
    expect(new Set(states).size).toBe(20)
    for (const { cookies } of begun)
      expect(cookies[0]).toMatchObject({
        name: '__Host-lectern_walk',
        secure: true,
        path: '/',
        httpOnly: true,
      })
    expect(cookieOf(begun[0] ?? { cookies: [] }).length).toBeLessThan(4000)
    const long = await call('GET', `/sign-in/with/${providerId}?next=/${'x'.repeat(1499)}`)
    expect(cookieOf(long).length).toBeLessThan(4000)
  })

  it('proves again who is signed in, when the same person comes back to the same browser', async () => {
    const prove = async (who: Record<string, unknown>, cookies: { begin: string; back: string }) => {
      const begun = await call('GET', `/sign-in/with/${providerId}?prove=1&next=/profile`, {
        cookie: cookies.begin,
      })
      if (begun.statusCode !== 302) return problemOf(begun)
      const url = new URL(String(begun.headers.location))
      expect([url.searchParams.get('prompt'), url.searchParams.get('max_age')]).toEqual(['login', '0'])
      claims = { nonce: url.searchParams.get('nonce'), ...who }
      const back = await call(
        'GET',
        `/sign-in/back?code=c&state=${url.searchParams.get('state')}&iss=${encodeURIComponent(ISSUER)}`,
        { cookie: `${cookieOf(begun)}; ${cookies.back}` },
      )
      expect(back.cookies.map(({ name }) => name)).not.toContain('__Host-lectern_login')
      return back.statusCode === 302 ? back.headers.location : problemOf(back)
    }
    const own = `__Host-lectern_login=${(await walk({ sub: 'u1' })).login}`
    const now = Math.floor(test.clock.now.getTime() / 1000)
    test.clock.now = new Date(test.clock.now.getTime() + 3_600_000)
    const state = () => call('POST', '/api/v1/me/second-factor', { cookie: own })
    const same = { begin: own, back: own }
    expect(await prove({ sub: 'u1' }, { begin: '', back: '' })).toMatch(/sign in/i)
    expect(await prove({ sub: 'u1' }, { begin: own, back: cookie })).toMatch(/not begun in this browser/)
    expect(await prove({ sub: 'u1' }, { begin: own, back: '' })).toMatch(/not begun in this browser/)
    expect(await prove({ sub: 'thief' }, same)).toMatch(/somebody else/)
    expect(await prove({ sub: 'u1', auth_time: now }, same)).toMatch(/did not ask who you are/)
    expect((await state()).json().code).toBe('sign-in-needed-again')
    expect(await prove({ sub: 'u1', auth_time: now + 3600 }, same)).toBe('/profile')
    expect((await state()).statusCode).toBe(201)
  })

  it('leads only to addresses of this site', async () => {
    for (const [next, leadsTo] of nextAddresses.filter(([text]) => /^\/[\t.]|learn\//.test(text))) {
      const begun = await call('GET', `/sign-in/with/${providerId}?${new URLSearchParams({ next })}`)
      const state = new URL(String(begun.headers.location)).searchParams
      claims = { nonce: state.get('nonce'), sub: 'u1' }
      const back = await call(
        'GET',
        `/sign-in/back?code=c&state=${state.get('state')}&iss=${encodeURIComponent(ISSUER)}`,
        {
          cookie: cookieOf(begun),
        },
      )
      expect([next, back.headers.location]).toEqual([next, leadsTo])
    }
  })
})

describe('what a provider says with characters that nothing can keep', () => {
  const proven = { email_verified: true, given_name: 'Nia', family_name: 'New' }
  const people = () => platform.ctx.db.selectFrom('people').select(['id']).execute()
  beforeAll(async () => {
    await platform.ctx.db.updateTable('identityProviders').set({ createsPeople: true }).execute()
  })

  it.each([
    ['NUL in the subject', { sub: 'u1\0', email: 'ada@walk.example' }, /characters that are none/],
    [
      'half a character in the subject',
      { sub: 'u\ud83d1', email: 'ada@walk.example' },
      /characters that are none/,
    ],
    [
      'the other half in the subject',
      { sub: '\udc00', email: 'ada@walk.example' },
      /characters that are none/,
    ],
    ['NUL in the address', { sub: 'odd1', email: 'ada\0@walk.example' }, /is verified/],
    ['NUL behind the address', { sub: 'odd2', email: 'ada@walk.example\0' }, /is verified/],
    ['half a character in the address', { sub: 'odd3', email: 'ada\ud800@walk.example' }, /is verified/],
    [
      'half a character in the host of the address',
      { sub: 'odd4', email: 'ada@walk\udfff.example' },
      /is verified/,
    ],
    ['an address that is none', { sub: 'odd5', email: ['ada@walk.example'] }, /is verified/],
  ])('lets nobody in, and makes nobody, with %s', async (_, who, says) => {
    const before = await people()
    const { login, problem } = await walk({ ...proven, ...who })
    expect([login, problem]).toEqual([undefined, expect.stringMatching(says)])
    expect(await people()).toEqual(before)
  })

  it.each([
    ['NUL', { given_name: 'N\0ia', family_name: 'N\0' }, ['N ia', 'N']],
    ['halves of characters', { given_name: '\ud83dNia', family_name: 'Ne\udc00w\ud83d' }, ['Nia', 'New']],
    ['nothing but those', { given_name: '\ud83d\0', family_name: '\0' }, ['nothing-but-those', '']],
    [
      'a whole name with them',
      { given_name: undefined, family_name: undefined, name: 'N\0ia \ud83dNew' },
      ['N ia', 'New'],
    ],
    ['a character at the cut', { given_name: `${'n'.repeat(99)}😀`, family_name: {} }, ['n'.repeat(99), '']],
  ])('takes names without them: %s', async (title, names, [firstName, lastName]) => {
    const email = `${title.replace(/\W/g, '-').toLowerCase()}@walk.example`
    const { login } = await walk({ ...proven, ...names, sub: title, email })
    expect(await whoIs(login)).toMatchObject({ firstName, lastName, email })
  })
})

describe('a secret that no key opens', () => {
  const change = async (payload: object) => {
    const list = await call('GET', '/api/v1/identity-providers', { cookie })
    const { version } = list.json().items.find(({ id }: { id: string }) => id === providerId)
    const headers = { cookie, 'if-match': `"${version}"` }
    return call('PATCH', `/api/v1/identity-providers/${providerId}`, headers, payload)
  }
  const store = (clientSecretSealed: string) =>
    platform.ctx.db.updateTable('identityProviders').set({ clientSecretSealed }).execute()
  const place = () => providerSecretSlot(platform.ctx.platform.id, providerId)

  it.each([
    [
      'the key is not in the ring',
      () => new Vault(newKeyRing(new Date('2020-01-01'))).seal('s3cret', place()),
      'k20200101',
    ],
    [
      'another key has its name',
      () => new Vault(newKeyRing(test.clock.now)).seal('s3cret', place()),
      'k20261124',
    ],
    [
      'it is that of another row',
      () => platform.ctx.vault.seal('s3cret', { ...place(), rowId: 'x' }),
      'k20261124',
    ],
    ['it is no sealed value', () => 'rubbish', ''],
  ])('can be entered again, and is not needed for all else: %s', async (_, seal, key) => {
    await store(seal())
    expect((await change({ name: 'Firm' })).statusCode).toBe(200)
    const asked = await change({ issuer: `${ISSUER}/other` })
    expect(asked.json()).toMatchObject({
      status: 422,
      code: 'secret-not-readable',
      detail: expect.stringMatching(/^A secret .* Enter the secret again .* LECTERN_SECRET_KEYS/),
      errors: [{ pointer: '/clientSecret', code: 'secret-not-readable' }],
    })
    expect(asked.json().detail).toContain(`“${key}”`)
    const begun = await call('GET', `/sign-in/with/${providerId}`)
    expect([begun.statusCode, problemOf(begun)]).toEqual([
      500,
      expect.stringContaining('LECTERN_SECRET_KEYS'),
    ])
    expect((await change({ clientSecret: 's3cret' })).statusCode).toBe(200)
    expect((await call('GET', `/sign-in/with/${providerId}`)).statusCode).toBe(302)
  })
})
