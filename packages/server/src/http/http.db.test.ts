import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEverything, buildSession, signedIn } from '../../test/builders.ts'
import { headerFaults } from '../../test/header-faults.ts'
import { bodiesFor, idsOfNothing, listOperations, urlOf } from '../../test/operations.ts'
import { createTestApp, PASSWORD, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { doors } from '../access/doors.ts'
import { duties } from '../domain/duty.ts'
import { scheduleEvent } from '../features/training/events/events.service.ts'
import { styleHash } from './response-headers.ts'

let test: TestApp
let one: TestPlatform
let other: TestPlatform
let superadmin: { email: string }
let cookie: string

beforeAll(async () => {
  test = await createTestApp()
  one = await test.addPlatform('one.example')
  other = await test.addPlatform('other.example')
  superadmin = await one.addActor(['superadmin'])
  cookie = await signedIn(test, one, superadmin.email)
})
afterAll(() => test.close())

const call = (options: {
  method?: string
  url: string
  headers?: Record<string, string>
  payload?: object
}) =>
  test.app.http.inject({
    method: (options.method ?? 'GET') as 'GET',
    url: options.url,
    headers: { host: 'one.example', ...options.headers },
    ...(options.payload ? { payload: options.payload } : {}),
  })

it('dates its answers by the clock that all nodes share', async () => {
  const answer = await call({ url: '/api/v1/platform' })
  expect(answer.headers.date).toBe(test.clock.now.toUTCString())
})

describe('pages and what is none', () => {
  it.each(['GET', 'HEAD'])('answers %s with the page, whatever is taken, as curl does', async (method) => {
    for (const accept of ['*/*', 'text/html', 'text/html,*/*;q=0.8', '']) {
      for (const url of ['/', '/courses', '/courses/abc', '/admin/people?panel=new', '/no/such/page']) {
        const answer = await call({ method, url, headers: { accept } })
        expect([url, accept, answer.statusCode]).toEqual([url, accept, 200])
        expect(answer.headers['content-type']).toContain('text/html')
        if (method === 'HEAD') expect(answer.body).toBe('')
      }
    }
  })

  it.each([
    ['/api/v1/nothing', '*/*'],
    ['/api/v1/nothing', 'text/html'],
    ['/api/nothing', 'text/html,*/*'],
    ['/courses', 'application/json'],
    ['/assets/gone.js', '*/*'],
  ])('answers %s for %s with a problem', async (url, accept) => {
    const answer = await call({ url, headers: { accept } })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })
})

describe('what an answer says to browsers', () => {
  it.each([
    ['a page', '/learn', 'one.example', 200],
    ['the page of a host that nobody has', '/learn', 'nobody.example', 404],
    ['the reference', '/api/docs', 'one.example', 200],
    ['a part of it', '/api/docs/events', 'one.example', 200],
    ['a part that it has not', '/api/docs/nothing', 'one.example', 404],
    ['the page of the errors', '/api/docs/errors', 'one.example', 200],
    ['a problem', '/api/v1/me', 'one.example', 401],
    ['a broken address', '/api/v1/%zz', 'one.example', 400],
    ['too long an address', `/api/v1/courses/${'a'.repeat(400)}`, 'one.example', 404],
    ['an icon', '/icon.svg', 'one.example', 200],
    ['the service worker', '/sw.js', 'one.example', 200],
    ['a machine’s question', '/healthz', 'one.example', 200],
  ])('is the same strict rules for %s', async (_, url, host, status) => {
    const answer = await call({ url, headers: { host, accept: 'text/html, */*' } })
    expect([url, answer.statusCode, headerFaults(answer.headers)]).toEqual([url, status, []])
  })

  it('allows the styles of a page by what stands in this one answer, and no style attribute', async () => {
    const pages = ['/learn', '/learn', '/api/docs', '/api/docs/errors', '/nobody']
    const nonces = new Set<string>()
    for (const url of pages) {
      const host = url === '/nobody' ? 'nobody.example' : 'one.example'
      const { headers, body } = await call({ url, headers: { host } })
      const policy = String(headers['content-security-policy'])
      expect([url, /<[^>]+ style=/.test(body)]).toEqual([url, false])
      for (const [, nonce, css = ''] of body.matchAll(
        /<style(?: id="[\w-]+")?(?: nonce="([^"]+)")?>([^<]*)</g,
      ))
        expect([url, policy]).toEqual([
          url,
          expect.stringContaining(nonce ? `'nonce-${nonce}'` : styleHash(css)),
        ])
      const nonce = /<meta property="csp-nonce" nonce="([\w-]{22})">/.exec(body)?.[1]
      if (nonce) nonces.add(nonce)
      expect([url, !nonce || policy.endsWith(`style-src 'self' 'nonce-${nonce}'`)]).toEqual([url, true])
    }
    expect(nonces.size).toBe(2)
  })
})

describe('sign-in', () => {
  const signIn = (payload: object, headers = {}) =>
    call({ method: 'POST', url: '/api/v1/logins', payload, headers })

  it('sets a cookie that scripts and other sites don’t get, bound to a host with TLS', async () => {
    const answer = await signIn({ email: superadmin.email.toUpperCase(), password: PASSWORD })
    expect(answer.statusCode).toBe(201)
    expect(answer.cookies[0]).toMatchObject({
      name: '__Host-lectern_login',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    })
    expect(answer.headers['set-cookie']).not.toContain('Domain')
    expect(answer.json()).toMatchObject({ email: superadmin.email, may: { administer: true } })
    expect(answer.body).not.toMatch(/argon2|passwordHash/)
  })

  it('answers a wrong password and an unknown person alike', async () => {
    const [wrong, unknown] = [
      await signIn({ email: superadmin.email, password: 'wrong' }),
      await signIn({ email: 'nobody@one.example', password: 'wrong' }),
    ]
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401])
    expect(wrong.json().detail).toBe(unknown.json().detail)
    expect(wrong.headers['content-type']).toContain('application/problem+json')
  })

  it('stops who tries again and again', async () => {
    const statuses: number[] = []
    for (let tries = 0; tries < 14; tries++) {
      statuses.push((await signIn({ email: 'tried@one.example', password: String(tries) })).statusCode)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.at(-1)).toBe(429)
  })

  it('ends with signing out: the token is worth nothing any more', async () => {
    const own = await signedIn(test, one, superadmin.email)
    expect((await call({ url: '/api/v1/me', headers: { cookie: own } })).statusCode).toBe(200)
    await call({ method: 'DELETE', url: '/api/v1/logins/current', headers: { cookie: own } })
    expect((await call({ url: '/api/v1/me', headers: { cookie: own } })).statusCode).toBe(401)
  })
})

describe('a request', () => {
  it('to an unknown host gets a neutral page', async () => {
    const api = await call({ url: '/api/v1/me', headers: { host: 'unknown.example', cookie } })
    expect(api.json()).toMatchObject({ status: 404, code: 'route-not-found' })
    expect(api.body).not.toMatch(/Lectern|one\.example/)
    for (const url of ['/', '/learn']) {
      const answer = await call({ url, headers: { host: 'unknown.example', cookie } })
      expect(answer.statusCode).toBe(404)
      expect(answer.body).toContain('There is no site at this address')
      expect(answer.body).not.toMatch(/Lectern|one\.example/)
    }
  })

  it('of a machine is answered on any address', async () => {
    for (const url of ['/healthz', '/readyz'])
      expect((await call({ url, headers: { host: '10.0.0.7' } })).json()).toEqual({ status: 'ok' })
    const allowed = (domain: string) =>
      call({ url: `/internal/tls-allowed?domain=${domain}`, headers: { host: 'caddy' } })
    expect((await allowed('one.example')).statusCode).toBe(200)
    expect((await allowed('unknown.example')).statusCode).toBe(404)
  })

  it('that another site makes is not carried out', async () => {
    const payload = { name: 'Smuggled', type: 'vilt' }
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]
    for (const headers of foreign) {
      const answer = await call({
        method: 'POST',
        url: '/api/v1/courses',
        headers: { cookie, ...headers },
        payload,
      })
      expect(answer.json()).toMatchObject({ status: 403, code: 'cross-site-request' })
    }
    const own = { cookie, origin: 'http://one.example', 'sec-fetch-site': 'same-origin' }
    expect((await call({ method: 'POST', url: '/api/v1/courses', headers: own, payload })).statusCode).toBe(
      201,
    )
  })

  it('of a wrong shape gets a sentence for each field, in the reader’s language', async () => {
    const answer = await call({
      method: 'POST',
      url: '/api/v1/courses',
      headers: { cookie },
      payload: { name: '', type: 'seminar' },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/name',
      '/type',
    ])
    await call({ method: 'PATCH', url: '/api/v1/me', headers: { cookie }, payload: { language: 'it' } })
    const italian = await call({ method: 'POST', url: '/api/v1/courses', headers: { cookie }, payload: {} })
    expect(italian.json().title).toBe('Richiesta non valida')
    await call({ method: 'PATCH', url: '/api/v1/me', headers: { cookie }, payload: { language: 'en' } })
  })

  it('says nothing by a field that is not asked for', async () => {
    const me = async () => (await call({ url: '/api/v1/me', headers: { cookie } })).json()
    const before = await me()
    const more = {
      roles: ['learner'],
      id: other.ctx.platform.id,
      platformId: other.ctx.platform.id,
      active: false,
      passwordHash: 'x',
    }
    const answer = await call({
      method: 'PATCH',
      url: '/api/v1/me',
      headers: { cookie },
      payload: { language: before.language, ...more },
    })
    expect(answer.statusCode).toBe(200)
    expect(await me()).toEqual(before)
  })

  it('that is no JSON, too large or to nowhere gets a problem, too', async () => {
    for (const payload of [
      '{"name": ',
      '{"name": "A", "__proto__": {"active": true}}',
      Buffer.from('{"name": "Jürgen", "type": "ilt"}', 'latin1'),
    ]) {
      const text = await test.app.http.inject({
        method: 'POST',
        url: '/api/v1/courses',
        headers: { host: 'one.example', cookie, 'content-type': 'application/json' },
        payload,
      })
      expect([payload, text.json()]).toMatchObject([payload, { status: 400, code: 'body-unreadable' }])
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const other = await test.app.http.inject({
        method: 'POST',
        url: '/api/v1/courses',
        headers: { host: 'one.example', cookie, 'content-type': type },
        payload: '{"name": "A", "type": "ilt"}',
      })
      expect([type, other.json()]).toMatchObject([type, { status: 415, code: 'unsupported-media-type' }])
    }
    const large = await call({
      method: 'POST',
      url: '/api/v1/courses',
      headers: { cookie },
      payload: { name: 'x'.repeat(1_100_000) },
    })
    expect(large.json()).toMatchObject({ status: 413, code: 'body-too-large' })
    expect((await call({ url: '/api/v1/nowhere', headers: { cookie } })).json()).toMatchObject({
      code: 'route-not-found',
    })
  })

  it('with characters that are none is refused: at the name of the field, or as an address of nothing', async () => {
    for (const url of ['/%00', '/api/v1/courses/%00', '/assets/a%00b']) {
      const answer = await call({ url, headers: { cookie } })
      expect([url, answer.json()]).toMatchObject([url, { status: 404, code: 'route-not-found' }])
    }
    const asked = (await call({ url: '/api/v1/people?query=a%00b', headers: { cookie } })).json()
    expect(asked).toMatchObject({ code: 'text-unreadable', errors: [{ pointer: '/query' }] })
    expect(asked.detail).toContain('The text of query has a NUL character')
    const sent = { url: '/api/v1/courses', headers: { cookie }, payload: { name: 'a\0b', type: 'ilt' } }
    expect((await call({ method: 'POST', ...sent })).json()).toMatchObject({
      code: 'text-unreadable',
      errors: [{ pointer: '/name' }],
    })
  })

  it('that changes something needs the version it was made on', async () => {
    const { id } = (
      await call({
        method: 'POST',
        url: '/api/v1/courses',
        headers: { cookie },
        payload: { name: 'C', type: 'ilt' },
      })
    ).json()
    const change = (headers: Record<string, string>) =>
      call({
        method: 'PATCH',
        url: `/api/v1/courses/${id}`,
        headers: { cookie, ...headers },
        payload: { name: 'D' },
      })
    expect((await change({})).statusCode).toBe(428)
    const changed = await change({ 'if-match': '"1"' })
    expect(changed.headers.etag).toBe('"2"')
    expect((await change({ 'if-match': '"1"' })).json()).toMatchObject({
      status: 412,
      code: 'changed-meanwhile',
    })
  })
})

describe('every endpoint', () => {
  const bodies = bodiesFor(idsOfNothing)
  const isPublic = new Set([
    'GET /platform',
    'GET /platform/images/{image}',
    'POST /logins',
    'POST /passkey-sign-ins',
    'POST /passkey-sign-ins/options',
    'POST /password-resets',
    'GET /password-links/{token}',
    'POST /password-links/{token}',
    'POST /unsubscriptions',
    'GET /verify/{code}',
    'GET /badges/issuer',
    'GET /badges/keys/{keyId}',
    'GET /badges/status/{list}',
  ])
  const operations = () =>
    listOperations(test.app).map((operation) => ({ ...operation, url: urlOf(operation, idsOfNothing) }))
  const request = (
    operation: { name: string; method: string; url: string },
    headers: Record<string, string>,
  ) =>
    call({
      ...operation,
      headers: { 'if-match': '"1"', ...headers },
      ...(operation.method === 'GET' || operation.method === 'DELETE'
        ? {}
        : { payload: bodies[operation.name] ?? {} }),
    })

  it('refuses who is not signed in', async () => {
    for (const operation of operations().filter(({ name }) => !isPublic.has(name))) {
      expect([operation.name, (await request(operation, {})).statusCode]).toEqual([operation.name, 401])
    }
  })

  it('takes no login of another platform', async () => {
    const headers = { cookie, host: 'other.example' }
    expect((await call({ url: '/api/v1/me', headers })).statusCode).toBe(401)
  })

  describe('asked for another platform’s things', () => {
    let ids: Record<string, string>
    /** One of a few names that every platform has. */
    const isKind = (name: string) => name === 'appId' || name === 'image'
    const theirs = async () => {
      const { rows: tables } = await sql<{ name: string }>`
        select table_name as name from information_schema.columns
        where column_name = 'platform_id' and table_schema = 'public'`.execute(other.ctx.db)
      const rows: Record<string, unknown> = {}
      for (const { name } of tables) {
        const table =
          await sql`select * from ${sql.table(name)} t where platform_id = ${other.ctx.platform.id}
          order by t::text`.execute(other.ctx.db)
        rows[name] = table.rows
      }
      return rows
    }

    beforeAll(async () => {
      ids = await buildEverything(test, other)
    })

    it('answers as if there were no such thing, at every endpoint, and changes nothing there', async () => {
      const before = await theirs()
      const tried: string[] = []
      for (const operation of operations()) {
        if (isPublic.has(operation.name)) continue
        const names = Array.from(operation.name.matchAll(/\{(\w+)\}/g), ([, name]) => name as string)
        const foreign = names.filter((name) => !isKind(name))
        if (foreign.length === 0) continue
        for (const name of foreign)
          expect([operation.name, name, typeof ids[name]]).toEqual([operation.name, name, 'string'])
        const answer = await request({ ...operation, url: urlOf(operation, ids) }, { cookie })
        // Who has no such duty stands before a closed door, whatever is behind it.
        const { needs } = doors[operation.door]
        const refused = duties.some((duty) => duty === needs) ? 403 : 404
        expect([operation.name, answer.statusCode, answer.json()?.items?.length ?? 0]).toEqual([
          operation.name,
          refused,
          0,
        ])
        tried.push(operation.name)
      }
      expect(tried.length).toBeGreaterThan(40)
      expect(await theirs()).toEqual(before)
    })

    it('takes none of their ids inside a body, and shows none of them in a list', async () => {
      const actor = await one.addActor(['superadmin'])
      const mine = await buildSession(one, actor)
      const before = await theirs()
      const post = async (url: string, payload: object) =>
        (await call({ method: 'POST', url: `/api/v1${url}`, headers: { cookie }, payload })).statusCode
      const event = {
        name: 'E',
        startsWall: '2026-12-01T10:00',
        endsWall: '2026-12-01T11:00',
        timeZone: 'UTC',
      }
      expect(await post(`/sessions/${mine.id}/enrollments`, { personId: ids.personId })).toBe(404)
      expect(await post(`/sessions/${mine.id}/events`, { ...event, accountId: ids.accountId })).toBe(404)
      expect(await post(`/sessions/${mine.id}/events`, { ...event, instructorIds: [ids.personId] })).toBe(404)
      const own = await scheduleEvent(one.ctx, actor, { sessionId: mine.id, ...event })
      expect(await post(`/events/${own.id}/stand-in`, { personId: ids.personId })).toBe(404)
      expect(
        await post(`/courses/${mine.courseId}/sessions`, { name: 'S', instructorIds: [ids.personId] }),
      ).toBe(404)
      const whole = { groupId: ids.groupId, save: true }
      expect(await post(`/sessions/${mine.id}/enrollments/import`, whole)).toBe(404)
      const into = { sessionIds: [ids.sessionId], text: 'a@x.example', save: true }
      expect(await post(`/courses/${mine.courseId}/enrollments/import`, into)).toBe(404)
      expect(await post(`/people/${actor.personId}/merge`, { duplicateId: ids.personId })).toBe(404)
      const theirsAndMine = { sessionId: mine.id, version: mine.version }
      for (const body of [
        { action: 'delete-event', eventId: ids.eventId },
        { action: 'cancel-session', sessionId: ids.sessionId, reason: 'R' },
        { action: 'restore-course', courseId: ids.courseId },
        { action: 'plan-event', ...theirsAndMine, ...event, accountId: ids.accountId },
        { action: 'change-session', ...theirsAndMine, instructorIds: [ids.personId] },
        { action: 'enroll', sessionId: mine.id, personId: ids.personId },
        { action: 'merge-session', sessionId: mine.id, intoSessionId: ids.sessionId },
      ])
        expect([body.action, await post('/previews', body)]).toEqual([body.action, 404])
      expect(await post(`/sessions/${mine.id}/merge`, { intoSessionId: ids.sessionId })).toBe(404)
      const learners = { fate: 'move', toSessionId: ids.sessionId }
      expect(await post(`/sessions/${mine.id}/cancellation`, { reason: 'R', learners })).toBe(404)
      const accounts = [{ fromAccountId: ids.accountId, toAccountId: ids.otherAccountId }]
      expect(await post('/moves', { accounts, startsFrom: '2026-11-24T00:00:00Z' })).toBe(404)
      for (const { name, method, url } of operations()) {
        if (method !== 'GET' || /\{/.test(name) || name === 'GET /live') continue
        const { body } = await call({ url, headers: { cookie } })
        for (const secret of ['other.example', ...Object.values(ids)])
          if (secret !== ids.host) expect([name, body.includes(secret)]).toEqual([name, false])
      }
      expect(await theirs()).toEqual(before)
    })
  })
})
