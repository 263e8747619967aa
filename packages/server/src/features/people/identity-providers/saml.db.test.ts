import { createPublicKey, X509Certificate } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  assertionOf,
  encoded,
  logoutRequestOf,
  metadataOf,
  newProviderKey,
  PERSISTENT,
  redirectOf,
  responseOf,
  type Said,
  type SamlKey,
  sealedFor,
  signed,
} from '../../../../test/saml-provider.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { forgetExpired } from './saml-walk.service.ts'

const ISSUER = 'https://idp.company.example'
let test: TestApp
let platform: TestPlatform
let cookie: string
let key: SamlKey
let otherKey: SamlKey
let id: string
let entityId: string
let made = 0

const call = (method: string, url: string, headers: Record<string, string> = {}, payload?: object | string) =>
  test.app.http.inject({
    method: method as 'GET',
    url,
    headers: { host: platform.host, ...headers },
    ...(payload ? { payload } : {}),
  })
const form = { 'content-type': 'application/x-www-form-urlencoded', origin: ISSUER }

function problemOf(answer: { statusCode: number; body: string }): string | undefined {
  const content = /<meta name="lectern-problem" content="([^"]*)">/.exec(answer.body)?.[1]
  return (
    content &&
    JSON.parse(
      content
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<')
        .replaceAll('&amp;', '&')
        .replaceAll('&#39;', "'"),
    ).text
  )
}

async function begin(query = '', cookies = '') {
  const begun = await call('GET', `/sign-in/with/${id}${query}`, cookies ? { cookie: cookies } : {})
  const url = new URL(String(begun.headers.location))
  const request = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  const requestId = / ID="([^"]+)"/.exec(request)?.[1] ?? ''
  return { url, request, requestId, walk: `${begun.cookies[0]?.name}=${begun.cookies[0]?.value}` }
}

function say(change: Partial<Said> = {}): Said {
  made += 1
  return {
    ...{
      id: `_a${made}`,
      issuer: ISSUER,
      audience: entityId,
      inResponseTo: '',
      nameId: 'u1',
      format: PERSISTENT,
    },
    ...{ recipient: `${entityId}/acs`, destination: `${entityId}/acs`, now: test.clock.now, lastsMinutes: 5 },
    attributes: { mail: ['ada@saml.example'] },
    ...change,
  }
}

const post = (xml: string) =>
  call(
    'POST',
    `/sign-in/saml/${id}/acs`,
    form,
    new URLSearchParams({ SAMLResponse: encoded(xml) }).toString(),
  )

const good = (said: Said) => responseOf(said, signed(assertionOf(said), 'Assertion', key))

/** Walks to the provider and back, which says what `change` makes of it. */
async function walk(
  change: Partial<Said> = {},
  build: (said: Said) => string | Promise<string> = good,
  next = '',
) {
  const begun = await begin(next)
  const posted = await post(await build(say({ inResponseTo: begun.requestId, ...change })))
  if (posted.statusCode !== 303) return { login: undefined, problem: problemOf(posted), location: '' }
  const back = await call('GET', String(posted.headers.location), { cookie: begun.walk })
  const login = back.cookies.find(({ name }) => name === '__Host-lectern_login')?.value
  return {
    login,
    problem: problemOf(back),
    location: String(back.headers.location),
    at: posted.headers.location,
  }
}

const whoIs = async (login: string | undefined) =>
  (await call('GET', '/api/v1/me', { cookie: `__Host-lectern_login=${login}` })).json()
const list = async () => (await call('GET', '/api/v1/saml-providers', { cookie })).json().items[0]
async function change(payload: object) {
  const { version } = await list()
  return call('PATCH', `/api/v1/saml-providers/${id}`, { cookie, 'if-match': `"${version}"` }, payload)
}

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('saml.example')
  const superadmin = await platform.addActor(['superadmin'], 'ada@saml.example')
  cookie = await signedIn(test, platform, superadmin.email)
  ;[key, otherKey] = await Promise.all([newProviderKey(test.clock.now), newProviderKey(test.clock.now)])
  await call('PATCH', '/api/v1/apps/saml', { cookie }, { active: true })
})
afterAll(() => test.close())

describe('a SAML provider', () => {
  it('is added by its name, gets its metadata later, and has a button from then on', async () => {
    const made = await call('POST', '/api/v1/saml-providers', { cookie }, { name: 'Company' })
    expect(made.statusCode).toBe(201)
    ;({ id, entityId } = made.json())
    const buttons = async () => (await call('GET', '/api/v1/platform')).json().identityProviders
    expect(await buttons()).toEqual([])
    const ours = await call('GET', new URL(entityId).pathname)
    expect(ours.body).toContain(`entityID="${entityId}"`)
    expect(ours.body).toContain(`${entityId}/acs`)
    for (const [metadata, says] of [
      ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', /DOCTYPE/],
      ['no xml', /no readable XML/],
      [ours.body, /describes no identity provider/],
      [metadataOf(ISSUER, []), /no RSA certificate/],
    ] as const) {
      const refused = await change({ metadata })
      expect([refused.statusCode, refused.json().detail]).toEqual([422, expect.stringMatching(says)])
    }
    test.outside.answers.set(`${ISSUER}/metadata`, () => new Response(metadataOf(ISSUER, [key])))
    const read = await change({ metadataUrl: `${ISSUER}/metadata`, vouchedDomains: ['saml.example'] })
    expect([read.statusCode, read.json().issuer]).toEqual([200, ISSUER])
    expect(await buttons()).toEqual([{ name: 'Company', path: `/sign-in/with/${id}` }])
    expect(read.body).not.toContain('PRIVATE')
    const rows = await platform.ctx.db.selectFrom('identityProviders').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('PRIVATE')
  })
})

describe('a sign-in with it', () => {
  it('asks signed, brings a known person in by a vouched address, and by its name for them from then on', async () => {
    const { url } = await begin()
    expect(url.href).toContain(`${ISSUER}/SingleSignOnService?`)
    expect(url.searchParams.get('SigAlg')).toMatch(/rsa-sha256/)
    const { login, location } = await walk({}, good, '?next=/learn/events/x')
    expect([await whoIs(login), location]).toMatchObject([{ email: 'ada@saml.example' }, '/learn/events/x'])
    const again = await walk({ attributes: { mail: ['x@saml.example'] } })
    expect(await whoIs(again.login)).toMatchObject({ email: 'ada@saml.example' })
  })

  it('takes a sealed assertion, and a response that is signed too', async () => {
    const row = await platform.ctx.db.selectFrom('samlProviders').selectAll().executeTakeFirstOrThrow()
    const pem = createPublicKey(
      new X509Certificate(row.ourCertificate).publicKey.export({ type: 'spki', format: 'pem' }),
    )
    const publicKey = String(pem.export({ type: 'spki', format: 'pem' }))
    const seal = (xml: string) => sealedFor(xml, row.ourCertificate, publicKey)
    const sealed = await walk({}, async (said) =>
      responseOf(said, await seal(signed(assertionOf(said), 'Assertion', key))),
    )
    expect(sealed).toMatchObject({ problem: undefined, login: expect.any(String) })
    const unsigned = await walk({}, async (said) => responseOf(said, await seal(assertionOf(said))))
    expect(unsigned.problem).toMatch(/can’t be opened, or what is inside is not signed/)
    const both = await walk({}, (said) => signed(good(said), 'Response', key))
    expect(both).toMatchObject({ problem: undefined, login: expect.any(String) })
  })

  it('takes no address outside its domains, makes people where that is wished, and never raises a role', async () => {
    const stranger = { nameId: 'thief', attributes: { mail: ['ada@elsewhere.example'] } }
    expect((await walk(stranger)).problem).toMatch(/is verified/)
    const nia = {
      nameId: 'nia',
      attributes: { mail: ['nia@saml.example'], givenName: ['Nia'], Role: ['superadmin'] },
    }
    expect((await walk(nia)).problem).toMatch(/not known here/)
    await change({ createsPeople: true })
    expect(await whoIs((await walk(nia)).login)).toMatchObject({ firstName: 'Nia', roles: ['learner'] })
  })

  it('puts people into the groups that the provider’s stand for, and out of them; silence changes nothing', async () => {
    await call('POST', '/api/v1/groups', { cookie }, { name: 'Welders' })
    expect((await change({ groups: [{ value: 'w', group: 'None' }] })).json().code).toBe('saml-group-unknown')
    expect((await change({ groups: [{ value: 'w', group: 'welders' }] })).statusCode).toBe(200)
    const members = async () =>
      (await platform.ctx.db.selectFrom('groupMembers').selectAll().execute()).length
    const as = (groups: readonly string[]) =>
      walk({ attributes: { mail: ['ada@saml.example'], ...(groups.length > 0 ? { groups } : {}) } })
    await as(['w', 'other'])
    expect(await members()).toBe(1)
    await as([])
    expect(await members()).toBe(1)
    await as(['other'])
    expect(await members()).toBe(0)
  })

  it('counts once, in the browser that asked, also of two at once', async () => {
    const { requestId, walk: kept } = await begin()
    const xml = good(say({ inResponseTo: requestId }))
    const both = await Promise.all([post(xml), post(xml)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
    const at = String(both.find(({ statusCode }) => statusCode === 303)?.headers.location)
    const other = await begin()
    const foreign = await call('GET', at, { cookie: other.walk })
    expect(problemOf(foreign)).toMatch(/not begun in this browser/)
    expect(problemOf(await call('GET', at, { cookie: kept }))).toMatch(/not begun in this browser/)
    expect(problemOf(await post(xml))).toMatch(/used already/)
  })

  it('answers nothing that was not asked here: an invented request brings nobody in, with a walk or without, whatever is wished', async () => {
    for (const allowsUnasked of [false, true]) {
      await change({ allowsUnasked })
      const begun = await begin()
      for (const inResponseTo of ['_invented', `${begun.requestId}x`, ' ', '_'.repeat(2000)]) {
        const posted = await post(good(say({ inResponseTo })))
        const at = String(posted.headers.location)
        const answers = [posted]
        if (posted.statusCode === 303)
          answers.push(await call('GET', at), await call('GET', at, { cookie: begun.walk }))
        const logins = answers.flatMap(({ cookies }) => cookies.filter(({ name }) => name.endsWith('login')))
        expect([inResponseTo.slice(0, 12), logins]).toEqual([inResponseTo.slice(0, 12), []])
        const last = problemOf(present(answers.at(-1)))
        expect(last).toMatch(/not begun in this browser|Nobody asked|not as it should/)
      }
      // Another answer's request in the envelope than in what is signed: what is signed counts.
      const said = say({ inResponseTo: '_invented' })
      const wrapped = responseOf(
        { ...said, inResponseTo: begun.requestId },
        signed(assertionOf(said), 'Assertion', key),
      )
      const posted = await post(wrapped)
      const back =
        posted.statusCode === 303
          ? await call('GET', String(posted.headers.location), { cookie: begun.walk })
          : posted
      expect(back.cookies.filter(({ name }) => name.endsWith('login'))).toEqual([])
    }
    await change({ allowsUnasked: false })
  })

  it('is not begun at the provider unless that is wished', async () => {
    expect(problemOf(await post(good(say())))).toMatch(/Nobody asked/)
    await change({ allowsUnasked: true })
    const posted = await post(good(say()))
    const back = await call('GET', String(posted.headers.location))
    expect(back.headers.location).toBe('/')
    await change({ allowsUnasked: false })
  })

  it('proves again who is signed in, and asks the provider to ask', async () => {
    const { login } = await walk()
    const own = `__Host-lectern_login=${login}`
    const prove = async (nameId: string) => {
      const begun = await begin('?prove=1&next=/profile', own)
      expect(begun.request).toContain('ForceAuthn="true"')
      const posted = await post(good(say({ inResponseTo: begun.requestId, nameId })))
      const back = await call('GET', String(posted.headers.location), { cookie: `${begun.walk}; ${own}` })
      expect(back.cookies.map(({ name }) => name)).not.toContain('__Host-lectern_login')
      return problemOf(back) ?? back.headers.location
    }
    expect(await prove('nia')).toMatch(/somebody else/)
    expect(await prove('u1')).toBe('/profile')
  })
})

describe('what a hostile provider or thief sends', () => {
  const evil = (said: Said) =>
    assertionOf({ ...said, id: '_evil', nameId: 'evil', attributes: { mail: ['ada@saml.example'] } })
  const attacks: Record<string, [build: (said: Said) => string, says: RegExp]> = {
    'an assertion that is not signed': [(said) => responseOf(said, assertionOf(said)), /not signed/],
    'an unsigned assertion in a signed response': [
      (said) => signed(responseOf(said, assertionOf(said)), 'Response', key),
      /not signed/,
    ],
    'the key of another': [
      (said) => responseOf(said, signed(assertionOf(said), 'Assertion', otherKey)),
      /certificate that is not known|does not fit/,
    ],
    'SHA-1': [(said) => responseOf(said, signed(assertionOf(said), 'Assertion', key, 'sha1')), /not safe/],
    'no algorithm': [
      (said) => good(said).replaceAll('xmldsig-more#rsa-sha256', 'xmldsig-more#none'),
      /not safe/,
    ],
    'XSW: an unsigned assertion before the signed one': [
      (said) => good(said).replace('<saml:Assertion', `${evil(said)}<saml:Assertion`),
      /Assertions in it: 2/,
    ],
    'XSW: the signed assertion within an unsigned one': [
      (said) => {
        const inner = signed(assertionOf(said), 'Assertion', key)
        return responseOf(said, evil(said).replace('</saml:Issuer>', `</saml:Issuer>${inner}`))
      },
      /not signed|does not fit/,
    ],
    'XSW: the signed assertion within the signature of an unsigned one': [
      (said) => {
        const inner = signed(assertionOf(said), 'Assertion', key)
        const signature = /<(?:ds:)?Signature[\s\S]*<\/(?:ds:)?Signature>/.exec(inner)?.[0] ?? ''
        const bare = inner.replace(signature, '')
        const moved = signature.replace(
          /<\/((?:ds:)?)Signature>$/,
          `<$1Object>${bare}</$1Object></$1Signature>`,
        )
        return responseOf(said, evil(said).replace('</saml:Issuer>', `</saml:Issuer>${moved}`))
      },
      /does not fit/,
    ],
    'XSW: the same id twice': [
      (said) => {
        const inner = signed(assertionOf(said), 'Assertion', key)
        return responseOf(said, inner).replace(
          '<samlp:Status>',
          `<samlp:Extensions>${assertionOf({ ...said, nameId: 'evil' })}</samlp:Extensions><samlp:Status>`,
        )
      },
      /does not fit/,
    ],
    'an address that was changed': [(said) => good(said).replace('ada@saml', 'eva@saml'), /does not fit/],
    'a comment in the NameID': [(said) => good(said).replace('>u1<', '>u1<!-- -->.evil<'), /contains <!--/],
    'a DOCTYPE': [(said) => `<!DOCTYPE a [<!ENTITY b "c">]>${good(said)}`, /contains <!DOCTYPE/],
    'an entity bomb': [
      (said) => `<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]>${good(said).replace('>u1<', '>&d;<')}`,
      /contains <!DOCTYPE/,
    ],
    'text that is no XML': [() => 'hello', /no readable XML/],
    'a flood of elements': [
      (said) => good(said).replace('<samlp:Status>', `${'<a/>'.repeat(2500)}<samlp:Status>`),
      /too many parts/,
    ],
    'a deep document': [(said) => '<a>'.repeat(60_000) + good(said), /too many parts/],
    'half of a character in its name for the person': [
      // Its bytes are those of the sign for what can't be read: the signature fits.
      (said) => good({ ...said, nameId: 'u1\uFFFD' }).replace('u1\uFFFD', 'u1&#xD83D;'),
      /characters that are none/,
    ],
    'NUL in its name for the person': [
      (said) => good(said).replace('>u1<', '>u1&#0;<'),
      /does not fit|no readable XML|characters that are none/,
    ],
    'another answer than one': [(said) => metadataOf(said.issuer, [key]), /EntityDescriptor came/],
    'a huge document': [(said) => good(said) + ' '.repeat(520_000), /larger than/],
    'a failure': [(said) => responseOf(said, '', 'Responder'), /It says: Responder/],
  }
  it.each(Object.entries(attacks))('lets nobody in with %s', async (_, [build, says]) => {
    const { login, problem } = await walk({}, build)
    expect([login, problem]).toEqual([undefined, expect.stringMatching(says)])
  })

  const wrong: Record<string, [change: () => Partial<Said>, says: RegExp]> = {
    'another audience': [() => ({ audience: 'https://other.example' }), /our entity ID is/],
    'another recipient': [() => ({ recipient: 'https://other.example/acs' }), /meant for https:\/\/other/],
    'another destination': [
      () => ({ destination: 'https://other.example/acs' }),
      /meant for https:\/\/other/,
    ],
    'another issuer': [() => ({ issuer: 'https://evil.example' }), /sent by https:\/\/evil/],
    'an old one': [() => ({ now: new Date(test.clock.now.getTime() - 3_600_000) }), /60 minutes ago/],
    'one of later on': [() => ({ now: new Date(test.clock.now.getTime() + 3_600_000) }), /60 minutes ahead/],
    'a transient name': [
      () => ({ format: PERSISTENT.replace('persistent', 'transient') }),
      /another one each time/,
    ],
    'no e-mail address': [() => ({ attributes: { phone: ['1'] } }), /These attributes came: phone/],
    'no address at all': [() => ({ attributes: { mail: ['ada@'] } }), /no e-mail address/],
  }
  it.each(Object.entries(wrong))(
    'says what to mend with %s, there and to superadmins',
    async (_, [said, says]) => {
      const { login, problem } = await walk(said())
      expect([login, problem]).toEqual([undefined, expect.stringMatching(says)])
      expect((await list()).lastProblem.text).toMatch(says)
    },
  )

  it('keeps what PostgreSQL can’t keep out of groups, names and the problem that is shown', async () => {
    const odd = await walk({ destination: `https://x.example/\u0000&#xD800;` })
    expect(odd.login).toBeUndefined()
    const named = await walk({
      attributes: { mail: ['ada@saml.example'], groups: ['w', 'a&#xD800;b'], givenName: ['A&#xDC00;'] },
    })
    expect([named.problem ?? 'in', (await list()).lastProblem?.text ?? '']).not.toContain('\uD800')
  })

  it('is no way around other doors: forms of other sites are read there alone, and no login counts', async () => {
    for (const path of ['/api/v1/saml-providers', '/api/v1/login']) {
      const posted = await call('POST', path, { ...form, cookie }, 'name=N')
      expect([path, posted.statusCode]).toEqual([path, expect.toBeOneOf([403, 415])])
    }
    const ahead = await begin()
    const posted = await post(good(say({ inResponseTo: ahead.requestId })))
    const at = String(posted.headers.location)
    expect((await call('GET', at, { cookie: ahead.walk, 'sec-purpose': 'prefetch' })).statusCode).toBe(503)
    expect((await call('GET', at, { cookie: ahead.walk })).headers.location).toBe('/')
  })

  it('forgets an answer that no browser came for, and keeps out what it was made of', async () => {
    const { requestId, walk: kept } = await begin()
    const xml = good(say({ inResponseTo: requestId, lastsMinutes: 30 }))
    const at = String((await post(xml)).headers.location)
    test.clock.now = new Date(test.clock.now.getTime() + 2 * 60_000)
    expect(problemOf(await call('GET', at, { cookie: kept }))).toMatch(/not begun in this browser/)
    await forgetExpired(platform.ctx)
    const rows = await platform.ctx.db.selectFrom('samlAnswers').select(['answer', 'answerUntil']).execute()
    expect(rows).not.toEqual([])
    expect(rows.every(({ answer, answerUntil }) => answer === null && answerUntil === null)).toBe(true)
    expect(problemOf(await post(xml))).toMatch(/used already/)
    test.clock.now = new Date(test.clock.now.getTime() + 60 * 60_000)
    await forgetExpired(platform.ctx)
    expect(await platform.ctx.db.selectFrom('samlAnswers').select('answer').execute()).toEqual([])
    cookie = await signedIn(test, platform, 'ada@saml.example')
  })

  it('bears a clock that differs a little, and forgets the problem', async () => {
    const late = { now: new Date(test.clock.now.getTime() - 7 * 60_000) }
    expect(await walk(late)).toMatchObject({ problem: undefined, login: expect.any(String) })
    expect((await list()).lastProblem).toBeNull()
  })
})

describe('signing out at the provider', () => {
  const send = (xml: string) =>
    call(
      'POST',
      `/sign-in/saml/${id}/logout`,
      form,
      new URLSearchParams({ SAMLRequest: encoded(xml) }).toString(),
    )

  it('ends the logins that it made, on its signed word alone', async () => {
    const { login } = await walk()
    const said = {
      id: '_l1',
      issuer: ISSUER,
      destination: `${entityId}/logout`,
      nameId: 'u1',
      now: test.clock.now,
    }
    const request = logoutRequestOf(said)
    for (const xml of [
      request,
      signed(request, 'LogoutRequest', otherKey),
      signed(request, 'LogoutRequest', key, 'sha1'),
    ])
      expect([(await send(xml)).statusCode, (await whoIs(login)).email]).toEqual([409, 'ada@saml.example'])
    const done = await send(signed(request, 'LogoutRequest', key))
    expect(String(done.headers.location)).toContain(`${ISSUER}/SingleLogoutService?SAMLResponse=`)
    expect((await whoIs(login)).code).toBe('not-signed-in')
    expect((await call('GET', '/api/v1/me', { cookie })).statusCode).toBe(200)
  })

  it('takes it from an address too, and each request once', async () => {
    const request = (number: number) =>
      logoutRequestOf({
        ...{ id: `_r${number}`, issuer: ISSUER, destination: `${entityId}/logout`, nameId: 'u1' },
        now: test.clock.now,
      })
    const at = (query: string) => call('GET', `/sign-in/saml/${id}/logout?${query}`)
    const { login } = await walk()
    for (const query of [
      redirectOf(request(1), otherKey),
      redirectOf(request(1), key).replace(/Signature=[^&]{8}/, 'Signature=AAAAAAAA'),
      redirectOf(request(1), key).replace(/&SigAlg=.*/, ''),
    ])
      expect([(await at(query)).statusCode, (await whoIs(login)).email]).toEqual([409, 'ada@saml.example'])
    const query = redirectOf(request(1), key)
    expect(String((await at(query)).headers.location)).toContain('SAMLResponse=')
    expect((await whoIs(login)).code).toBe('not-signed-in')
    const later = await walk()
    expect(problemOf(await at(query))).toMatch(/used already/)
    expect((await whoIs(later.login)).email).toBe('ada@saml.example')
    const both = await Promise.all([at(redirectOf(request(2), key)), at(redirectOf(request(2), key))])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
  })
})

describe('a test of a superadmin', () => {
  const tried = async (change: Partial<Said>, as = cookie) => {
    const begun = await begin('?test', as)
    const posted = await post(good(say({ inResponseTo: begun.requestId, ...change })))
    return { begun, posted, at: String(posted.headers.location) }
  }
  const panel = () => `/admin/apps/saml?panel=test-${id}`

  it('says what came and what it counts as, and signs nobody in', async () => {
    await change({ active: false })
    const { begun, at } = await tried({
      nameId: 'fresh',
      attributes: { mail: ['tess@saml.example'], givenName: ['Tess'], groups: ['w', 'x'], phone: ['1'] },
    })
    const back = await call('GET', at, { cookie: `${begun.walk}; ${cookie}` })
    expect(back.headers.location).toBe(panel())
    expect(back.cookies.map(({ name }) => name)).not.toContain('__Host-lectern_login')
    expect((await list()).lastTest).toMatchObject({
      ...{ email: 'tess@saml.example', firstName: 'Tess', lastName: '', groups: ['Welders'] },
      ...{ subject: 'fresh', nameIdFormat: 'persistent', isSealed: false, person: 'new', problem: null },
      attributes: [
        { name: 'mail', values: ['tess@saml.example'], use: 'email' },
        { name: 'givenName', use: 'firstName' },
        { name: 'groups', values: ['w', 'x'], use: 'groups' },
        { name: 'phone', values: ['1'], use: null },
      ],
    })
    const people = await platform.ctx.db.selectFrom('people').select('email').execute()
    expect(people.map(({ email }) => email)).not.toContain('tess@saml.example')
  })

  it('says what is missing, and where an answer is not taken leads to what is wrong', async () => {
    const { begun, at } = await tried({ nameId: 'bare', attributes: {} })
    await call('GET', at, { cookie: `${begun.walk}; ${cookie}` })
    expect((await list()).lastTest).toMatchObject({
      ...{ email: null, attributes: [], person: null, problem: expect.stringMatching(/verified/) },
    })
    const { posted } = await tried({ audience: 'https://other.example' })
    expect([posted.statusCode, posted.headers.location]).toEqual([303, panel()])
    expect((await list()).lastProblem.text).toMatch(/our entity ID is/)
  })

  it('is for superadmins, for the browser that began it, and forgotten after an hour', async () => {
    const learner = await platform.addActor(['learner'], 'lea@saml.example')
    const theirs = await signedIn(test, platform, learner.email)
    const refused = await call('GET', `/sign-in/with/${id}?test`, { cookie: theirs })
    expect(refused.headers.location).toBeUndefined()
    expect((await call('GET', `/sign-in/with/${id}?test`)).headers.location).toBeUndefined()
    const { begun, at } = await tried({})
    const stolen = await call('GET', at, { cookie: `${begun.walk}; ${theirs}` })
    expect(problemOf(stolen)).toMatch(/not begun in this browser/)
    // Nobody gets in with the answer to a test, also where it is offered again.
    await change({ active: true, allowsUnasked: true })
    const again = await tried({})
    const without = await call('GET', again.at)
    expect([problemOf(without), without.cookies]).toEqual([expect.stringMatching(/not begun/), []])
    test.clock.now = new Date(test.clock.now.getTime() + 61 * 60_000)
    cookie = await signedIn(test, platform, 'ada@saml.example')
    expect((await list()).lastTest).toBeNull()
    await forgetExpired(platform.ctx)
    const rows = await platform.ctx.db.selectFrom('samlProviders').select('lastTest').execute()
    expect(rows).toEqual([{ lastTest: null }])
  })
})
