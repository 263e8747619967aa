import type { JWTPayload } from 'jose'
import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { framedFaults, headerFaults } from '../../../../test/header-faults.ts'
import { present } from '../../../../test/present.ts'
import { statementsOf } from '../../../../test/statements.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { connectLms, createLms, MEMBERSHIP, type TestLms } from '../../../../test/test-lms.ts'
import type { EventId, LmsLinkId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { limitedAnswer } from '../../../outside/limited-answer.ts'

const HOST = 'lti.example'
const ORIGIN = `http://${HOST}`
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/'
const INSTRUCTOR = { [`${CLAIM}roles`]: [`${MEMBERSHIP}Instructor`] }
const PATHS = ['/keys', '/openid-configuration', '/register', '/token', '/members']

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let admin: string
let lms: TestLms
let sessionId: SessionId
let eventId: EventId

type Answer = Awaited<ReturnType<typeof call>>
const call = (
  method: string,
  url: string,
  options: { headers?: Record<string, string>; payload?: object | string } = {},
) =>
  test.app.http.inject({
    method: method as 'GET',
    url,
    headers: { host: platform.host, ...options.headers },
    ...(options.payload === undefined ? {} : { payload: options.payload }),
  })
const api = (method: string, path: string, payload?: object, headers: Record<string, string> = {}) =>
  call(method, `/api/v1${path}`, { headers: { cookie: admin, ...headers }, ...(payload ? { payload } : {}) })
/** As a browser sends a form from a page of another site, or of ours. */
const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  call('POST', `/lti${path}`, {
    payload: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'cross-site',
      origin: lms.issuer,
      ...headers,
    },
  })

/** Begins at the LMS. */
async function begin(more: Record<string, string> = {}) {
  const query = new URLSearchParams({
    ...{ iss: lms.issuer, login_hint: 'user-1', target_link_uri: `${ORIGIN}/lti/launch` },
    ...{ client_id: lms.clientId, lti_message_hint: '{"cmid":7}', ...more },
  })
  const answer = await call('GET', `/lti/login?${query}`)
  const url = URL.parse(String(answer.headers.location ?? ''))
  const [cookie] = answer.cookies
  return {
    answer,
    url,
    state: url?.searchParams.get('state') ?? '',
    nonce: url?.searchParams.get('nonce') ?? '',
    cookie: cookie ? `${cookie.name}=${cookie.value}` : '',
  }
}

/** The whole way, as far as it goes. */
async function launch(
  claims: JWTPayload = {},
  how: { token?: (message: JWTPayload) => Promise<string>; noCookie?: boolean } = {},
) {
  const { state, nonce, cookie } = await begin()
  const message = lms.message(nonce, claims)
  const idToken = how.token ? await how.token(message) : await lms.sign(message)
  const headers: Record<string, string> = how.noCookie ? {} : { cookie }
  return { state, idToken, cookie, answer: await post('/launch', { state, id_token: idToken }, headers) }
}
const textOf = (answer: Answer) =>
  answer.body
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
const tokenOf = (answer: Answer) => present(/name="token" value="([^"]+)"/.exec(answer.body)?.[1])

async function linkIdOf(title = 'Working at heights'): Promise<LmsLinkId> {
  const { items } = (await api('GET', '/lms-links')).json()
  const of = items.filter((link: { contextTitle: string }) => link.contextTitle === title)
  // The course as a whole, as it was linked.
  const whole = of.find(
    (link: { title: string; targetNames: string[] }) => !link.title && link.targetNames.length > 0,
  )
  return (whole ?? of[0]).id
}
async function linkTo(target: object, title?: string) {
  const id = await linkIdOf(title)
  const { items } = (await api('GET', '/lms-links')).json()
  const { version } = items.find((link: { id: string }) => link.id === id)
  const none = { courseId: null, sessionId: null, eventId: null }
  return api('PATCH', `/lms-links/${id}`, { ...none, ...target }, { 'if-match': `"${version}"` })
}

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform(HOST)
  superadmin = await platform.addActor(['superadmin'], 'ada@lti.example')
  admin = await signedIn(test, platform, superadmin.email)
  lms = await createLms({
    issuer: 'https://moodle.example:8443',
    clientId: 'c1',
    now: () => test.clock.now,
    toolKeys: async () => (await call('GET', '/lti/jwks')).json(),
  })
  connectLms(test, lms, PATHS)
  const account = await pairedAccount(test, platform, superadmin)
  const session = await buildSession(platform, superadmin)
  sessionId = session.id
  const times = { from: '10:00', to: '11:00', day: '2026-11-24' }
  const event = await planEvent(platform, superadmin, {
    sessionId,
    accountId: account.id,
    name: 'Ladders',
    ...times,
  })
  eventId = event.id
  await settleJobs(test, platform.ctx)
  const made = await api('POST', '/lms', {
    ...{ name: 'Moodle', issuer: lms.issuer, clientId: lms.clientId, deploymentId: '1' },
    ...{ authUrl: `${lms.issuer}/auth`, tokenUrl: `${lms.issuer}/token`, keysUrl: `${lms.issuer}/keys` },
  })
  expect(made.statusCode).toBe(201)
})
afterAll(() => test.close())
beforeEach(() => {
  lms.claims = {}
  test.clock.now = new Date(test.clock.now.getTime() + 60_000)
})

describe('a launch', () => {
  it('begins with state and nonce of its own, kept for this browser alone', async () => {
    const { answer, url, cookie } = await begin()
    expect(answer.statusCode).toBe(302)
    expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
      ...{
        scope: 'openid',
        response_type: 'id_token',
        response_mode: 'form_post',
        prompt: 'none',
        client_id: 'c1',
      },
      ...{ redirect_uri: `${ORIGIN}/lti/launch`, login_hint: 'user-1', lti_message_hint: '{"cmid":7}' },
    })
    expect(cookie).toMatch(/^lectern_lti_/)
    expect(answer.cookies[0]).toMatchObject({ path: '/lti', httpOnly: true, secure: true, sameSite: 'None' })
    expect(String(answer.headers['set-cookie'])).toMatch(/Partitioned/)
    expect(textOf((await begin({ iss: 'https://other.example' })).answer)).toContain('LMS not known')
    expect((await call('GET', '/lti/login')).statusCode).toBe(400)
  })

  it('of a course that nobody has linked makes a learner, who sees that; an instructor of the LMS is raised to nothing', async () => {
    const { answer } = await launch()
    expect(answer.statusCode).toBe(200)
    expect(textOf(answer)).toContain('leads to nothing here yet')
    const people = await platform.ctx.db
      .selectFrom('people')
      .selectAll()
      .where('firstName', '=', 'Lea')
      .execute()
    expect(people).toMatchObject([
      { lastName: 'Learner', roles: ['learner'], email: expect.stringMatching(/@lms\.invalid$/) },
    ])
    const teacher = await launch({
      sub: 'teacher',
      name: 'Tom Teacher',
      given_name: 'Tom',
      family_name: 'Teacher',
      ...INSTRUCTOR,
    })
    expect(teacher.answer.body).not.toContain('name="sessionId"')
    const [tom] = await platform.ctx.db
      .selectFrom('people')
      .select('roles')
      .where('firstName', '=', 'Tom')
      .execute()
    expect(tom?.roles).toEqual(['learner'])
  })

  it('of a linked course gives a place and shows the next event, and leads into the room', async () => {
    expect((await linkTo({ sessionId })).json()).toMatchObject({ targetNames: ['Safety', 'Winter'] })
    expect((await linkTo({ sessionId, eventId })).json()).toMatchObject({ code: 'lms-link-one-target' })
    const { answer } = await launch()
    expect(textOf(answer)).toMatch(/Ladders.*Join opens at/)
    const token = tokenOf(answer)
    const early = await post('/enter', { token, eventId, as: 'join' })
    expect(early.statusCode).toBe(409)
    test.clock.now = new Date('2026-11-24T08:50:00Z')
    await settleJobs(test, platform.ctx)
    const again = await post('/page', { token })
    expect(textOf(again)).toMatch(/Ladders.*Join /)
    const joined = await post('/enter', { token, eventId, as: 'join' })
    expect(joined.statusCode).toBe(200)
    expect(joined.body).toMatch(/http-equiv="refresh" content="0;url=https:/)
    // Whoever teaches at the LMS starts nothing here, unless a superadmin trusts that.
    const teacher = await launch({ sub: 'teacher', ...INSTRUCTOR })
    const start = { token: tokenOf(teacher.answer), eventId, as: 'start' }
    expect(textOf(teacher.answer)).not.toContain('Start')
    expect((await post('/enter', start)).statusCode).toBe(403)
    const { items } = (await api('GET', '/lms')).json()
    const headers = { 'if-match': `"${items[0].version}"` }
    await api(
      'PATCH',
      `/lms/${items[0].id}`,
      { instructorsStart: true, frameOrigins: ['https://portal.example/x'] },
      headers,
    )
    expect((await post('/enter', start)).body).toContain('http-equiv="refresh"')
    // Only what the course is linked to, and only with the role in the course.
    expect((await post('/enter', { token, eventId, as: 'start' })).statusCode).toBe(403)
    expect((await post('/enter', { ...start, eventId: platform.ctx.newId() })).statusCode).toBe(404)
  })

  it('gives no place twice: who lost theirs does not get it back by the next click', async () => {
    const people = await platform.ctx.db
      .selectFrom('people')
      .select('id')
      .where('firstName', '=', 'Lea')
      .execute()
    const removed = await api('DELETE', `/sessions/${sessionId}/enrollments/${people[0]?.id}`)
    expect(removed.statusCode).toBe(204)
    expect(textOf((await launch()).answer)).toContain('was given back')
    const status = () =>
      platform.ctx.db
        .selectFrom('enrollments')
        .select('status')
        .where('personId', '=', present(people[0]?.id))
        .executeTakeFirst()
    expect(await status()).toEqual({ status: 'cancelled' })
    await api('POST', `/sessions/${sessionId}/enrollments`, { personId: people[0]?.id })
  })

  it('without a name, or without anybody, works: nothing is guessed', async () => {
    const nameless = { sub: 'user-9', name: undefined, given_name: undefined, family_name: undefined }
    expect(textOf((await launch(nameless)).answer)).toContain('Ladders')
    const people = await platform.ctx.db
      .selectFrom('people')
      .select('firstName')
      .where('firstName', 'like', 'Learner %')
      .execute()
    expect(people).toHaveLength(1)
    const anonymous = await launch({ sub: undefined })
    expect(textOf(anonymous.answer)).toContain('does not say who you are')
    expect(anonymous.answer.body).not.toContain('/lti/enter')
    // The student that an LMS invents for a preview is nobody either.
    const preview = {
      [`${CLAIM}roles`]: [
        'http://purl.imsglobal.org/vocab/lti/system/person#TestUser',
        `${MEMBERSHIP}Learner`,
      ],
    }
    expect(textOf((await launch({ sub: 'test-user', ...preview })).answer)).toContain(
      'does not say who you are',
    )
  })

  it('shows what an LMS wrote as text, and in the language of its page', async () => {
    const context = { id: '99', title: '<img src=x onerror=alert(1)>' }
    const { answer } = await launch({
      [`${CLAIM}context`]: context,
      [`${CLAIM}launch_presentation`]: { locale: 'it_IT' },
    })
    expect(answer.body).not.toContain('<img')
    expect(textOf(answer)).toContain('non porta ancora a nulla')
  })
})

describe('what an LMS says', () => {
  const foreign = async (payload: JWTPayload) => {
    const other = await createLms({
      issuer: lms.issuer,
      clientId: 'c1',
      toolKeys: async () => ({ keys: [] }),
    })
    return other.sign(payload)
  }
  const hs256 = async (payload: JWTPayload) => {
    // The public key as a shared secret: what a careless library takes.
    const asked = await lms.answer(`${lms.issuer}/keys`, { method: 'GET', headers: {}, body: '' })
    const { keys } = (await asked.json()) as { keys: { kid: string }[] }
    const key = present(keys[0])
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', kid: key.kid })
      .sign(new TextEncoder().encode(JSON.stringify(key)))
  }
  const unsigned = async (payload: JWTPayload) => new UnsecuredJWT(payload).encode()
  const seconds = () => Math.floor(test.clock.now.getTime() / 1000)

  it.each<[string, (payload: JWTPayload) => JWTPayload, ((payload: JWTPayload) => Promise<string>)?]>([
    ['is for another client', (claims) => ({ ...claims, aud: 'c2' })],
    ['is for several and meant for another', (claims) => ({ ...claims, aud: ['c1', 'c2'], azp: 'c2' })],
    ['is for several and does not say for whom', (claims) => ({ ...claims, aud: ['c1', 'c2'] })],
    ['is of another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['has ended', (claims) => ({ ...claims, iat: seconds() - 900, exp: seconds() - 180 })],
    [
      'is of a clock three minutes ahead',
      (claims) => ({ ...claims, iat: seconds() + 180, exp: seconds() + 400 }),
    ],
    ['has another nonce', (claims) => ({ ...claims, nonce: 'other' })],
    ['has no nonce', (claims) => ({ ...claims, nonce: undefined })],
    ['is no LTI 1.3', (claims) => ({ ...claims, [`${CLAIM}version`]: '1.1' })],
    [
      'is a message that we don’t know',
      (claims) => ({ ...claims, [`${CLAIM}message_type`]: 'LtiStartProctoring' }),
    ],
    [
      'leads elsewhere',
      (claims) => ({ ...claims, [`${CLAIM}target_link_uri`]: 'https://evil.example/lti/launch' }),
    ],
    ['names no deployment', (claims) => ({ ...claims, [`${CLAIM}deployment_id`]: undefined })],
    ['is signed by nobody', (claims) => claims, unsigned],
    ['is signed with the public key as a secret', (claims) => claims, hs256],
    ['is signed by the key of somebody else', (claims) => claims, foreign],
  ])('is refused when it %s', async (_title, change, token) => {
    const sign = token ?? ((payload: JWTPayload) => lms.sign(payload))
    const { answer } = await launch(
      {},
      { token: (message) => sign(JSON.parse(JSON.stringify(change(message)))) },
    )
    expect(textOf(answer)).toContain('What the LMS says does not hold')
    expect(answer.statusCode).toBe(401)
    expect(answer.body).not.toContain('name="token"')
  })

  it('is taken for several with us among them, and by a new key once it signs with one', async () => {
    expect((await launch({ aud: ['c1', 'c2'], azp: 'c1' })).answer.statusCode).toBe(200)
    await lms.rotate()
    expect((await launch()).answer.statusCode).toBe(200)
  })

  it('counts once, however it is brought again, also by two at one moment', async () => {
    const { state, idToken, cookie } = await launch()
    const again = await post('/launch', { state, id_token: idToken }, { cookie })
    expect([again.statusCode, textOf(again)]).toEqual([401, expect.stringContaining('Open the link again')])
    const begun = await begin()
    const fields = { state: begun.state, id_token: await lms.sign(lms.message(begun.nonce)) }
    const both = await Promise.all([1, 2].map(() => post('/launch', fields, { cookie: begun.cookie })))
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401])
    // The token of one way in is no good for another.
    const other = await begin()
    const crossed = await post(
      '/launch',
      { state: other.state, id_token: fields.id_token },
      { cookie: other.cookie },
    )
    expect(crossed.statusCode).toBe(401)
  })

  it('is refused from a deployment until somebody accepts it', async () => {
    const elsewhere = { [`${CLAIM}deployment_id`]: '8' }
    const waiting = await launch(elsewhere)
    expect([waiting.answer.statusCode, textOf(waiting.answer)]).toEqual([
      403,
      expect.stringContaining('nobody has accepted'),
    ])
    const { items } = (await api('GET', '/lms')).json()
    expect(items[0].deployments).toContainEqual({
      deploymentId: '8',
      state: 'waiting',
      seenAt: expect.any(String),
    })
    const decide = (state: string) =>
      api('POST', `/lms/${items[0].id}/deployments`, { deploymentId: '8', state })
    await decide('accepted')
    const accepted = await launch(elsewhere)
    expect(accepted.answer.statusCode).toBe(200)
    // Whoever is in is out again at once.
    await decide('refused')
    expect((await launch(elsewhere)).answer.statusCode).toBe(403)
    expect((await post('/page', { token: tokenOf(accepted.answer) })).statusCode).toBe(401)
  })

  it('is shown where it says no', async () => {
    const { state } = await begin()
    const answer = await post('/launch', { state, error: 'login_required' })
    expect([answer.statusCode, textOf(answer)]).toEqual([403, expect.stringContaining('login_required')])
  })
})

describe('a browser without our cookie', () => {
  it('shows by the LMS’s frame that it is the one that began', async () => {
    const { answer } = await begin({ lti_storage_target: 'post_message_forwarding' })
    expect(answer.statusCode).toBe(200)
    const attribute = (page: Answer, name: string) =>
      /<main[^>]*>/.exec(page.body)?.[0].match(new RegExp(`data-${name}="([^"]*)"`))?.[1]
    const next = new URL(present(attribute(answer, 'next')).replaceAll('&amp;', '&'))
    const secret = present(attribute(answer, 'value'))
    expect(attribute(answer, 'origin')).toBe(lms.issuer)
    const state = present(next.searchParams.get('state'))
    const idToken = await lms.sign(lms.message(present(next.searchParams.get('nonce'))))
    const back = await post('/launch', { state, id_token: idToken })
    expect(attribute(back, 'key')).toBe(attribute(answer, 'key'))
    const token = tokenOf(back)
    // Before that the token opens nothing, and another secret proves nothing.
    expect((await post('/page', { token })).statusCode).toBe(401)
    expect((await post('/prove', { token, secret: 'other' })).statusCode).toBe(401)
    expect(textOf(await post('/prove', { token, secret }))).toContain('Ladders')
    expect((await post('/prove', { token, secret })).statusCode).toBe(401)
  })

  it('is led into a window of its own, where it begins again', async () => {
    const { answer } = await launch({}, { noCookie: true })
    expect(textOf(answer)).toContain('This needs a window of its own')
    expect(answer.body).toMatch(/<form method="post" action="\/lti\/login" target="_blank" rel="noopener">/)
    const again = await post('/login', { iss: lms.issuer, login_hint: 'user-1', client_id: lms.clientId })
    expect(again.statusCode).toBe(302)
    // The cookie of somebody else who began helps nobody.
    const [mine, theirs] = [await begin(), await begin()]
    const stolen = await post(
      '/launch',
      { state: mine.state, id_token: await lms.sign(lms.message(mine.nonce)) },
      { cookie: theirs.cookie },
    )
    expect(textOf(stolen)).not.toContain('Ladders')
  })
})

describe('the area', () => {
  it('is framed by its LMS alone, and loosens nothing else', async () => {
    const { answer } = await launch()
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toContain('frame-ancestors https://moodle.example:8443 https://portal.example')
    expect(answer.headers['x-frame-options']).toBeUndefined()
    expect(framedFaults(answer.headers)).toEqual([])
    for (const url of [
      '/',
      '/api/v1/platform',
      '/api/v1/lms',
      '/sign-in',
      '/lti/jwks',
      '/lti/page.js',
      '/ltix',
      '/learn/courses',
    ])
      expect([url, headerFaults((await call('GET', url)).headers)]).toEqual([url, []])
    // Another site still changes nothing elsewhere, and no other route reads forms.
    const foreign = { 'sec-fetch-site': 'cross-site', origin: lms.issuer, cookie: admin }
    const crossing = await call('POST', '/api/v1/lms-keys', { headers: foreign })
    expect(crossing.json()).toMatchObject({ code: 'cross-site-request' })
    const form = { cookie: admin, 'content-type': 'application/x-www-form-urlencoded' }
    expect((await call('POST', '/api/v1/lms', { headers: form, payload: 'name=x' })).statusCode).toBe(415)
  })

  it('looks at no login: whoever is signed in is nobody there', async () => {
    const { answer } = await launch({ sub: undefined })
    const page = await post('/page', { token: tokenOf(answer) }, { cookie: admin })
    expect(textOf(page)).toContain('does not say who you are')
  })

  it('publishes keys that rotate, the one before the present one too', async () => {
    const before = (await call('GET', '/lti/jwks')).json().keys
    expect(before).toMatchObject([{ kty: 'RSA', alg: 'RS256', use: 'sig' }])
    expect(JSON.stringify(before)).not.toMatch(/"d"/)
    for (const _ of [1, 2]) expect((await api('POST', '/lms-keys')).statusCode).toBe(204)
    const after = (await call('GET', '/lti/jwks')).json().keys
    expect(after).toHaveLength(2)
    expect(after.map(({ kid }: { kid: string }) => kid)).not.toContain(before[0].kid)
  })

  it('forgets what has ended', async () => {
    await sweep(test, platform.ctx, 'lti')
    await begin()
    expect(await sweep(test, platform.ctx, 'lti')).toBe(false)
    test.clock.now = new Date(test.clock.now.getTime() + 11 * 60_000)
    expect(await sweep(test, platform.ctx, 'lti')).toBe(true)
    expect(await platform.ctx.db.selectFrom('ltiLogins').selectAll().execute()).toEqual([])
  })
})

describe('somebody of an LMS', () => {
  const codeFrom = async (email: string) => {
    const rows = await platform.ctx.db
      .selectFrom('mails')
      .select(['body', 'createdAt'])
      .where('recipient', '=', email)
      .orderBy('createdAt', 'desc')
      .execute()
    return present(/\b\d{8}\b/.exec(rows[0]?.body ?? '')?.[0])
  }

  it('is never joined by the address that the LMS names, but by a code that is mailed there', async () => {
    const bea = await platform.addActor(['learner'], 'bea@lti.example')
    const claims = {
      sub: 'user-bea',
      email: 'bea@lti.example',
      given_name: 'Bea',
      family_name: 'Boss',
      name: 'Bea Boss',
    }
    const { answer } = await launch(claims)
    const own = async () =>
      (
        await platform.ctx.db
          .selectFrom('ltiPeople')
          .select('personId')
          .where('subject', '=', 'user-bea')
          .execute()
      )[0]?.personId
    expect(await own()).not.toBe(bea.personId)
    const token = tokenOf(answer)
    expect(answer.body).toContain('value="bea@lti.example"')
    expect(textOf(await post('/code', { token, email: 'bea@lti.example' }))).toContain('Type the code')
    expect((await post('/code', { token, email: 'bea@lti.example' })).statusCode).toBe(429)
    const code = await codeFrom('bea@lti.example')
    const wrong = code === '00000000' ? '11111111' : '00000000'
    expect((await post('/proof', { token, code: wrong })).statusCode).toBe(422)
    const proven = await post('/proof', { token, code })
    expect(textOf(proven)).toContain('The address is yours')
    expect(await own()).toBe(bea.personId)
    // The place came along, and the duplicate is nobody any more.
    const places = await platform.ctx.db
      .selectFrom('enrollments')
      .select('status')
      .where('personId', '=', bea.personId)
      .execute()
    expect(places).toEqual([{ status: 'enrolled' }])
    // Once is once.
    expect((await post('/proof', { token, code })).statusCode).toBe(422)
    expect(textOf((await launch(claims)).answer)).toContain('Ladders')
  })

  it('is locked out of a code after some tries, however many at once', async () => {
    const claims = { sub: 'user-eve', email: superadmin.email, given_name: 'Eve', family_name: 'Evil' }
    const token = tokenOf((await launch(claims)).answer)
    await post('/code', { token, email: superadmin.email })
    const code = await codeFrom(superadmin.email)
    const wrong = code === '00000000' ? '11111111' : '00000000'
    await Promise.all(Array.from({ length: 6 }, () => post('/proof', { token, code: wrong })))
    expect((await post('/proof', { token, code })).statusCode).toBe(422)
  })

  it('is joined by a code of who has just signed in here, once, and by no other', async () => {
    const gil = await platform.addActor(['learner'], 'gil@lti.example')
    const cookie = await signedIn(test, platform, gil.email)
    const make = async () => {
      const answer = await call('POST', '/api/v1/me/lms-code', { headers: { cookie } })
      expect(answer.statusCode).toBe(201)
      return answer.json().code as string
    }
    const own = async (subject: string) =>
      (
        await platform.ctx.db
          .selectFrom('ltiPeople')
          .select('personId')
          .where('subject', '=', subject)
          .execute()
      )[0]?.personId
    const { answer } = await launch({ sub: 'user-gil', given_name: 'Gil', family_name: 'Grey' })
    expect(answer.body).toContain('href="/profile?lms"')
    const token = tokenOf(answer)
    const join = (code: string, at = token) => post('/join', { token: at, code })
    // Nobody joins without a code, with another one's way of proof, or with one that was replaced or has ended.
    expect((await call('POST', '/api/v1/me/lms-code', {})).statusCode).toBe(401)
    for (const code of ['', 'AAAA-AAAA-AAAA', "' or 1=1 --"]) {
      const refused = await join(code)
      expect([refused.statusCode, textOf(refused).includes('Make another one')]).toEqual([422, true])
    }
    const first = await make()
    const second = await make()
    expect((await join(first)).statusCode).toBe(422)
    expect((await post('/proof', { token, code: second })).statusCode).toBe(422)
    const began = test.clock.now
    test.clock.now = new Date(began.getTime() + 16 * 60_000)
    expect((await join(second)).statusCode).toBe(422)
    test.clock.now = began
    // Typed as people type; of two who type it at once one is joined.
    const third = await make()
    const other = tokenOf((await launch({ sub: 'user-mal', given_name: 'Mal' })).answer)
    const typed = third.toLowerCase().replaceAll('-', ' ')
    const both = await Promise.all([join(typed), join(typed, other)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 422])
    const won = both[0]?.statusCode === 200 ? 'user-gil' : 'user-mal'
    expect(await own(won)).toBe(gil.personId)
    expect(await own(won === 'user-gil' ? 'user-mal' : 'user-gil')).not.toBe(gil.personId)
    // Who was deactivated meanwhile is nobody's proof.
    const fourth = await make()
    await platform.ctx.db
      .updateTable('people')
      .set({ active: false })
      .where('id', '=', gil.personId)
      .execute()
    expect((await join(fourth, other)).statusCode).toBe(won === 'user-mal' ? 403 : 422)
    await platform.ctx.db.updateTable('people').set({ active: true }).where('id', '=', gil.personId).execute()
    // After an older sign-in, who sits there is asked first.
    await platform.ctx.db
      .updateTable('logins')
      .set({ provedAt: new Date(test.clock.now.getTime() - 24 * 60 * 60_000) })
      .where('personId', '=', gil.personId)
      .execute()
    const asked = await call('POST', '/api/v1/me/lms-code', { headers: { cookie } })
    expect([asked.statusCode, asked.json().code]).toEqual([403, 'sign-in-needed-again'])
  })

  it('opens the whole as a learner, and as nobody else: who has rights signs in by themselves', async () => {
    const opened = await post('/open', { token: tokenOf((await launch()).answer), next: '/learn' })
    const login = present(opened.cookies.find(({ name }) => name.endsWith('lectern_login')))
    const me = await call('GET', '/api/v1/me', { headers: { cookie: `${login.name}=${login.value}` } })
    expect(me.json()).toMatchObject({ firstName: 'Lea', roles: ['learner'] })
    expect(opened.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    await platform.ctx.db
      .insertInto('ltiPeople')
      .values({
        platformId: platform.ctx.platform.id,
        issuer: lms.issuer,
        subject: 'boss',
        personId: superadmin.personId,
      })
      .execute()
    const boss = await launch({ sub: 'boss', ...INSTRUCTOR })
    const refused = await post('/open', { token: tokenOf(boss.answer) })
    expect([refused.statusCode, refused.cookies]).toEqual([200, []])
    const elsewhere = await post('/open', {
      token: tokenOf((await launch()).answer),
      next: 'https://evil.example',
    })
    expect(elsewhere.body).toContain('content="0;url=/"')
  })
})

describe('choosing content', () => {
  const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/'
  const settings = (more: object = {}) => ({
    [`${CLAIM}message_type`]: 'LtiDeepLinkingRequest',
    [`${CLAIM}resource_link`]: undefined,
    [`${DL}deep_linking_settings`]: {
      deep_link_return_url: `${lms.issuer}/return?x=1`,
      accept_types: ['ltiResourceLink'],
      accept_presentation_document_targets: ['iframe'],
      data: 'keep <this>',
      ...more,
    },
  })
  let linkKey: string

  it('is for who is an instructor here as well: the LMS raises nobody', async () => {
    const { answer } = await launch({ sub: 'teacher', ...INSTRUCTOR, ...settings() })
    expect([answer.statusCode, textOf(answer)]).toEqual([
      403,
      expect.stringContaining('Only who is an instructor here'),
    ])
    const instructor = await platform.addActor(['instructor'], 'ivo@lti.example')
    await platform.ctx.db
      .insertInto('ltiPeople')
      .values({
        ...{ platformId: platform.ctx.platform.id, issuer: lms.issuer, subject: 'ivo' },
        personId: instructor.personId,
      })
      .execute()
    await platform.ctx.db
      .insertInto('sessionInstructors')
      .values({ platformId: platform.ctx.platform.id, sessionId, personId: instructor.personId })
      .execute()
    // As a learner of the LMS's course they choose nothing either.
    expect((await launch({ sub: 'ivo', ...settings() })).answer.statusCode).toBe(403)
  })

  it('answers signed, with what was chosen and what the LMS gave along, once', async () => {
    test.clock.now = new Date('2026-11-24T09:10:00Z')
    const { answer } = await launch({ sub: 'ivo', ...INSTRUCTOR, ...settings({ accept_lineitem: true }) })
    expect(textOf(answer)).toMatch(/Safety · Winter.*Ladders/)
    const token = tokenOf(answer)
    expect((await post('/choose', { token })).statusCode).toBe(422)
    expect((await post('/choose', { token, pick: `event:${platform.ctx.newId()}` })).statusCode).toBe(404)
    const sent = await post('/choose', { token, pick: `event:${eventId}` })
    expect(sent.headers['content-security-policy']).toContain(`form-action 'self' ${lms.issuer}`)
    expect(sent.body).toContain(`action="${lms.issuer}/return?x=1"`)
    const claims = await lms.verifyTool(present(/name="JWT" value="([^"]+)"/.exec(sent.body)?.[1]))
    expect(claims).toMatchObject({
      ...{ iss: 'c1', aud: lms.issuer, nonce: expect.any(String) },
      [`${CLAIM}message_type`]: 'LtiDeepLinkingResponse',
      [`${CLAIM}deployment_id`]: '1',
      [`${DL}data`]: 'keep <this>',
    })
    const [item] = claims[`${DL}content_items`] as { custom: { lectern_link: string } }[]
    expect(item).toMatchObject({
      ...{ type: 'ltiResourceLink', title: 'Safety: Ladders', url: `${ORIGIN}/lti/launch` },
      lineItem: { scoreMaximum: 100, tag: 'attendance' },
    })
    linkKey = present(item).custom.lectern_link
    expect((await post('/choose', { token, pick: `event:${eventId}` })).statusCode).toBe(401)
  })

  it('leads to it from that course alone: a copied one asks', async () => {
    const custom = { [`${CLAIM}custom`]: { lectern_link: linkKey } }
    expect(textOf((await launch(custom)).answer)).toContain('Ladders')
    const copied = { ...custom, [`${CLAIM}context`]: { id: '3', title: 'Heights 2027' } }
    expect(textOf((await launch({ sub: 'user-9', ...copied })).answer)).toContain('This course was copied')
    const teacher = await launch({ sub: 'ivo', ...INSTRUCTOR, ...copied })
    const linked = await post('/link', { token: tokenOf(teacher.answer), sessionId })
    expect(textOf(linked)).toContain('Ladders')
    // Another session than one's own is nothing to link to.
    const foreign = await launch({
      sub: 'ivo',
      ...INSTRUCTOR,
      [`${CLAIM}context`]: { id: '4', title: 'Fourth' },
    })
    const others = await buildSession(platform, superadmin)
    const refused = await post('/link', { token: tokenOf(foreign.answer), sessionId: others.id })
    expect(refused.statusCode).toBe(404)
  })

  it('plans a session on the way', async () => {
    const { answer } = await launch({ sub: 'ivo', ...INSTRUCTOR, ...settings() })
    const token = tokenOf(answer)
    const { courseId } = (await api('GET', `/sessions/${sessionId}`)).json()
    const plan = {
      token,
      courseId,
      name: 'Spring',
      startsWall: '2026-12-01T10:00',
      endsWall: '2026-12-01T11:00',
    }
    expect(textOf(await post('/plan', plan))).toMatch(/Safety · Spring/)
    const wrong = await post('/plan', { ...plan, name: 'Wrong', endsWall: '2026-12-01T09:00' })
    expect(wrong.statusCode).toBe(422)
    const { items } = (await api('GET', `/courses/${courseId}/sessions`)).json()
    expect(items.map(({ name }: { name: string }) => name)).not.toContain('Wrong')
  })
})

describe('the roster of a course', () => {
  const learner = (user_id: string, more: object = {}) => ({
    user_id,
    roles: ['Learner'],
    status: 'Active',
    ...more,
  })
  const sync = async (save: boolean) =>
    (await api('POST', `/lms-links/${await linkIdOf()}/roster`, { save })).json()
  const places = async () =>
    (await api('GET', `/sessions/${sessionId}/enrollments?status=enrolled`)).json().items.length

  it('is compared page by page, and taken over only when that is wished', async () => {
    lms.members.push(
      ...['user-1', 'user-9', 'user-bea', 'user-eve', 'user-gil', 'user-mal'].map((id) => learner(id)),
      learner('m1', { name: 'Mia Member', given_name: 'Mia', family_name: 'Member' }),
      learner('m2', { roles: [`${MEMBERSHIP}Learner`], name: 'Max Member' }),
      learner('m3', { status: 'Inactive' }),
      learner('teacher', { roles: [`${MEMBERSHIP}Instructor`] }),
    )
    const before = await places()
    const preview = await sync(false)
    expect(preview).toMatchObject({ saved: false, members: 8, added: 2, removed: 0, refused: 0 })
    expect(preview.rows.map(({ name }: { name: string }) => name).sort()).toEqual([
      'Max Member',
      'Mia Member',
    ])
    expect(await places()).toBe(before)
    expect(await sync(true)).toMatchObject({ saved: true, added: 2 })
    expect(await places()).toBe(before + 2)
    expect(await sync(true)).toMatchObject({ added: 0, removed: 0, rows: [] })
  })

  it('gives back the place of who left the course, and of nobody who came otherwise', async () => {
    const gone = lms.members.findIndex(({ user_id }) => user_id === 'm2')
    lms.members.splice(gone, 1)
    const own = await platform.addActor(['learner'])
    await api('POST', `/sessions/${sessionId}/enrollments`, { personId: own.personId })
    const before = await places()
    const preview = await sync(false)
    expect(preview.rows).toContainEqual({ name: 'Max Member', outcome: 'remove', reason: '' })
    expect(await places()).toBe(before)
    await sync(true)
    const still = (await api('GET', `/sessions/${sessionId}/enrollments?status=enrolled`)).json().items
    expect(still.map(({ name }: { name: string }) => name)).not.toContain('Max Member')
    expect(still.map(({ personId }: { personId: string }) => personId)).toContain(own.personId)
  })

  it('takes nobody’s place where the rest of the roster can’t be had', async () => {
    for (const next of ['https://elsewhere.example/next', 'no address at all', 'same']) {
      lms.nextPage = next
      const answer = await sync(false)
      expect([next, answer.rows, answer.code]).toEqual([next, undefined, 'lms-call-failed'])
    }
    lms.nextPage = undefined
    const before = await places()
    // Whoever is there and can't be read has not left.
    for (const unread of [{ user_id: '' }, { user_id: 7 }, { roles: 'Learner' }, { roles: undefined }]) {
      lms.members.push(Object.assign(learner('m9'), unread))
      expect(await sync(true)).toMatchObject({ code: 'lms-call-failed', status: 503 })
      lms.members.pop()
    }
    const answers = present(test.outside.answers.get(`${lms.issuer}/members`))
    test.outside.answers.set(`${lms.issuer}/members`, async (init, url) =>
      limitedAnswer(await answers(init, url), 50),
    )
    expect((await sync(true)).detail).toContain('the answer is larger than')
    test.outside.answers.set(`${lms.issuer}/members`, answers)
    expect(await places()).toBe(before)
  })

  it('is read by itself once a day where that is wished, and not where the LMS is away or most would leave', async () => {
    const linkId = await linkIdOf()
    const read = async () => {
      const links: Link[] = (await api('GET', '/lms-links')).json().items
      const { readsRoster, roster, rosterProblem } = present(links.find(({ id }) => id === linkId))
      return { readsRoster, roster, problem: rosterProblem?.code }
    }
    const wish = async (readsRoster: boolean) => {
      expect((await linkTo({ sessionId, readsRoster })).statusCode).toBe(200)
    }
    type Link = {
      id: string
      readsRoster: boolean
      roster: object | null
      rosterProblem: { code: string } | null
    }
    const later = (minutes: number) => {
      test.clock.now = new Date(test.clock.now.getTime() + minutes * 60_000)
    }
    const turn = () => sweep(test, platform.ctx, 'lti-rosters')
    expect(await turn()).toBe(false)
    expect(await read()).toEqual({ readsRoster: false, roster: null, problem: undefined })
    await sync(true)
    const before = await places()
    const known = lms.members.length
    const many = Array.from({ length: 12 }, (_, n) => learner(`self-${n}`, { name: `Self ${n}` }))
    lms.members.push(...many)
    await wish(true)
    // Two at once read it once.
    await Promise.all([turn(), turn()])
    expect(await read()).toMatchObject({ roster: { added: 12, removed: 0 }, problem: undefined })
    expect(await places()).toBe(before + 12)
    expect(await turn()).toBe(false)
    // A few leave: a day later their places are free.
    lms.members.splice(known, 2)
    later(23 * 60)
    expect(await turn()).toBe(false)
    later(61)
    expect(await turn()).toBe(true)
    expect(await read()).toMatchObject({ roster: { added: 0, removed: 2 }, problem: undefined })
    expect(await places()).toBe(before + 10)
    // Away: nothing is taken, and it is asked again within the hour.
    lms.members.splice(known, 1)
    lms.failNext = { status: 500, times: 5 }
    later(24 * 60 + 1)
    await turn()
    lms.failNext = undefined
    expect(await read()).toMatchObject({ roster: { removed: 2 }, problem: 'lms-call-failed' })
    expect(await places()).toBe(before + 10)
    later(61)
    await turn()
    expect(await read()).toMatchObject({ roster: { removed: 1 }, problem: undefined })
    // It has lost most of its people: a person decides.
    const all = lms.members.splice(0)
    later(24 * 60 + 1)
    await turn()
    expect(await read()).toMatchObject({ roster: { removed: 1 }, problem: 'lms-roster-shrunk' })
    expect(await places()).toBe(before + 9)
    lms.members.push(...all)
    // Switched off, nothing is read.
    await wish(false)
    later(24 * 60 + 1)
    expect(await turn()).toBe(false)
    expect((await read()).problem).toBeUndefined()
    lms.members.splice(known)
    await sync(true)
    expect(await places()).toBe(before)
  })

  it('with thousands of people costs no statement more than one with few, but for each thousand', async () => {
    const few = lms.members.length
    const many = Array.from({ length: 2100 }, (_, n) => learner(`many-${n}`, { name: `Member ${n}` }))
    lms.perPage = 500
    const cost = async (count: number, save: boolean) => {
      lms.members.splice(few, lms.members.length, ...many.slice(0, count))
      const { result, statements } = await statementsOf(() => sync(save))
      return { result, statements: statements.length }
    }
    const [one, small, whole] = [await cost(20, false), await cost(300, false), await cost(2100, true)]
    expect([one.result.added, small.result.added, whole.result.added]).toEqual([20, 300, 2100])
    // A few are asked once in a while, by whoever comes first.
    expect(small.statements).toBeLessThan(one.statements + 10)
    expect(whole.statements).toBeLessThan(4 * one.statements + 10)
    expect(whole.result.refused).toBe(0)
    // All of them leave again.
    const left = await cost(0, true)
    expect(left.result).toMatchObject({ added: 0, removed: 2100 })
    expect(left.statements).toBeLessThan(4 * one.statements + 10)
    lms.members.push(...Array.from({ length: 25_001 }, (_, n) => learner(`more-${n}`)))
    expect((await sync(true)).code).toBe('lms-roster-too-large')
    lms.members.splice(few)
    lms.perPage = 2
  })

  it('is told of as the LMS says it when it can’t be had', async () => {
    lms.failNext = { status: 403, times: 1 }
    expect(await sync(false)).toMatchObject({
      status: 503,
      code: 'lms-call-failed',
      detail: expect.stringContaining('403'),
    })
  })
})

describe('scores', () => {
  const mark = async (status: string, [personId]: PersonId[]) => {
    const marks = platform.ctx.db
      .selectFrom('attendanceMarks')
      .select('version')
      .where('eventId', '=', eventId)
    const before = await marks.where('personId', '=', present(personId)).executeTakeFirst()
    const answer = await api('PUT', `/events/${eventId}/attendance`, {
      marks: [{ personId, status, version: before?.version ?? 0 }],
    })
    expect(answer.statusCode).toBe(200)
  }
  const mia = async () =>
    present(
      (
        await platform.ctx.db
          .selectFrom('people')
          .select('id')
          .where('firstName', '=', 'Mia')
          .executeTakeFirst()
      )?.id,
    )
  const send = async () => {
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    return sweep(test, platform.ctx, 'lti-scores')
  }
  const log = async () => (await api('GET', `/lms-links/${await linkIdOf()}/scores`)).json()

  beforeAll(() => {
    const answer = (init: RequestInit | undefined, url: string) => {
      const headers = Object.fromEntries(new Headers(init?.headers).entries())
      return lms.answer(url, { method: init?.method ?? 'GET', headers, body: String(init?.body ?? '') })
    }
    for (const path of ['', ...[1, 2, 3].flatMap((n) => [`/${n}/lineitem`, `/${n}/lineitem/scores`])])
      test.outside.answers.set(`${lms.issuer}/services/2/lineitems${path}`, answer)
  })

  it('go back by a column that is made in the gradebook, below its path and before its query', async () => {
    test.clock.now = new Date('2026-11-24T10:30:00Z') // it is over
    await linkTo({ sessionId, sends: ['attendance'] })
    await mark('present', [await mia()])
    expect(await send()).toBe(true)
    expect([...lms.lineItems.values()]).toMatchObject([
      { scoreMaximum: 100, tag: 'attendance', id: `${lms.issuer}/services/2/lineitems/1/lineitem?type_id=3` },
    ])
    expect(lms.scores).toMatchObject([
      { userId: 'm1', scoreGiven: 100, scoreMaximum: 100, gradingProgress: 'FullyGraded' },
    ])
    expect(lms.asked.at(-1)?.url).toBe(`${lms.issuer}/services/2/lineitems/1/lineitem/scores?type_id=3`)
    expect((await log()).items).toMatchObject([
      { name: 'Mia Member', kind: 'attendance', score: 100, state: 'sent' },
    ])
    // Nothing differs: nothing is sent.
    expect(await send()).toBe(false)
  })

  it('are corrected by a later moment, each time, and tried again while the LMS is away', async () => {
    const person = await mia()
    await mark('partly', [person])
    lms.failNext = { status: 503, times: 2 }
    await send()
    expect((await log()).items).toMatchObject([
      { score: 50, state: 'waiting', tries: 1, problem: expect.stringContaining('503') },
    ])
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    await send()
    test.clock.now = new Date(test.clock.now.getTime() + 6 * 60_000)
    await send()
    expect((await log()).items).toMatchObject([{ score: 50, state: 'sent', problem: '' }])
    const of = lms.scores.filter(({ userId }) => userId === 'm1')
    expect(of.map(({ scoreGiven }) => scoreGiven)).toEqual([100, 50])
    expect(present(of[1]).timestamp > present(of[0]).timestamp).toBe(true)
    expect(of[1]).toMatchObject({
      'https://canvas.instructure.com/lti/submission': { new_submission: false },
    })
  })

  it('get another column once theirs was deleted, and are told where the LMS says no', async () => {
    lms.lineItems.clear()
    lms.lineItems.set('other', { id: 'other' })
    await mark('present', [await mia()])
    await send()
    expect(lms.scores.at(-1)).toMatchObject({
      scoreGiven: 100,
      lineItem: expect.stringContaining('/2/lineitem?type_id=3'),
    })
    await mark('absent', [await mia()])
    lms.failNext = { status: 422, times: 1 }
    await send()
    expect((await log()).items).toMatchObject([
      { score: 0, state: 'failed', problem: expect.stringContaining('422') },
    ])
    // It is not tried for ever; a superadmin lets it be tried anew.
    expect(await send()).toBe(false)
    await api('POST', `/lms-links/${await linkIdOf()}/scores`)
    await send()
    expect((await log()).items).toMatchObject([{ score: 0, state: 'sent' }])
  })

  it('say who has completed in a column of their own, and take it back by a later moment', async () => {
    const linkId = await linkIdOf()
    await linkTo({ sessionId, sends: ['attendance', 'completion'] })
    const personId = await mia()
    const { db } = platform.ctx
    const { id: platformId } = platform.ctx.platform
    const complete = (version: number, state: 'completed' | 'open') =>
      db
        .insertInto('completions')
        .values({
          ...{ platformId, sessionId, personId, version, state, ruleVersion: 0, evidence: '{}' },
          ...{ inputsHash: String(version), madeAt: test.clock.now, supersededAt: null, validUntil: null },
          completedAt: state === 'completed' ? test.clock.now : null,
        })
        .execute()
    const told = async () => {
      await api('POST', `/lms-links/${linkId}/scores`)
      await send()
      return lms.scores.filter(
        ({ lineItem, userId }) => userId === 'm1' && lineItem === present(completions()).id,
      )
    }
    const completions = () => [...lms.lineItems.values()].find(({ tag }) => tag === 'completion')
    await db.updateTable('completions').set({ supersededAt: test.clock.now }).execute()
    await complete(101, 'completed')
    const [first] = await told()
    expect(first).toMatchObject({ scoreGiven: 100, activityProgress: 'Completed' })
    await db
      .updateTable('completions')
      .set({ supersededAt: test.clock.now })
      .where('version', '=', 101)
      .execute()
    await complete(102, 'open')
    const [, second, third] = await told()
    expect([second?.scoreGiven, second?.activityProgress, third]).toEqual([0, 'InProgress', undefined])
    expect(present(second).timestamp > present(first).timestamp).toBe(true)
    // Nothing differs: nothing is sent.
    expect(await told()).toHaveLength(2)
    await linkTo({ sessionId, sends: ['attendance'] })
  })

  it('are sent by one of two workers', async () => {
    const before = lms.scores.length
    await mark('present', [await mia()])
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    await Promise.all([1, 2].map(() => sweep(test, platform.ctx, 'lti-scores')))
    expect(lms.scores.length).toBe(before + 1)
  })
})

describe('an LMS', () => {
  const invite = async () => new URL((await api('POST', '/lms-invitations')).json().url)
  const register = (invitation: URL, at = 'https://canvas.example') => {
    invitation.searchParams.set('openid_configuration', `${at}/openid-configuration`)
    invitation.searchParams.set('registration_token', 'registration-token')
    return call('GET', `${invitation.pathname}${invitation.search}`)
  }

  it('registers itself by a secret address, once; its client is a text with all of its digits', async () => {
    const other = await createLms({
      issuer: 'https://canvas.example',
      clientId: 'x',
      toolKeys: async () => ({ keys: [] }),
    })
    connectLms(test, other, PATHS)
    const invitation = await invite()
    const answer = await register(invitation)
    expect([answer.statusCode, textOf(answer)]).toEqual([
      200,
      expect.stringContaining('canvas.example is registered'),
    ])
    expect(other.registrations).toMatchObject([
      {
        ...{
          application_type: 'web',
          response_types: ['id_token'],
          grant_types: ['client_credentials', 'implicit'],
        },
        ...{ initiate_login_uri: `${ORIGIN}/lti/login`, redirect_uris: [`${ORIGIN}/lti/launch`] },
        ...{ jwks_uri: `${ORIGIN}/lti/jwks`, token_endpoint_auth_method: 'private_key_jwt' },
        'https://purl.imsglobal.org/spec/lti-tool-configuration': {
          domain: HOST,
          claims: expect.arrayContaining(['name', 'given_name', 'family_name', 'email']),
        },
      },
    ])
    const { items } = (await api('GET', '/lms')).json()
    expect(items).toContainEqual(
      expect.objectContaining({
        ...{ issuer: 'https://canvas.example', clientId: '10000000000000099' },
        deployments: [expect.objectContaining({ deploymentId: '3', state: 'accepted' })],
      }),
    )
    expect((await register(invitation)).statusCode).toBe(401)
  })

  it('registers in nobody else’s name, and at no address within our network', async () => {
    const evil = await createLms({
      issuer: 'https://moodle.example:8443',
      clientId: 'x',
      toolKeys: async () => ({ keys: [] }),
    })
    test.outside.answers.set('https://evil.example/openid-configuration', (init, url) =>
      evil.answer(url, { method: init?.method ?? 'GET', headers: {}, body: '' }),
    )
    const invitation = await invite()
    const answer = await register(invitation, 'https://evil.example')
    expect([answer.statusCode, textOf(answer)]).toEqual([
      422,
      expect.stringContaining('says that it is of moodle.example:8443'),
    ])
    expect(textOf(await register(invitation, 'http://127.0.0.1:5432'))).toContain('127.0.0.1:5432: ENOTFOUND')
    // What failed can be tried again.
    expect(textOf(await register(invitation, 'https://canvas.example'))).toMatch(
      /known already|is registered/,
    )
  })

  it('is removed with its courses; whoever came from it stays', async () => {
    const { items } = (await api('GET', '/lms')).json()
    const canvas = items.find(({ issuer }: { issuer: string }) => issuer === 'https://canvas.example')
    expect((await api('DELETE', `/lms/${canvas.id}`)).statusCode).toBe(204)
    expect((await api('DELETE', `/lms/${canvas.id}`)).statusCode).toBe(404)
    expect((await api('GET', '/lms')).json().items).toHaveLength(1)
  })
})
