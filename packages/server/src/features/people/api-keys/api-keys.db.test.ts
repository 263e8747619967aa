import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { ApiScope } from '../../../domain/api-scope.ts'
import type { Actor } from '../../../http/actor.ts'
import { changePerson } from '../people/people.service.ts'
import { listKeys, makeKey, revokeKey } from './api-keys.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
beforeAll(async () => {
  test = await createTestApp(undefined, { API_REQUESTS_PER_MINUTE: '30' })
  platform = await test.addPlatform('keys.example')
})
afterAll(() => test.close())
beforeEach(async () => {
  superadmin = await platform.addActor(['superadmin'])
})

const newKey = async (scopes: ApiScope[], expiresAt?: string, actor: Actor = superadmin) =>
  makeKey(platform.ctx, actor, { name: 'Importer', scopes, expiresAt })

const call = (
  key: string,
  url: string,
  options: { method?: string; payload?: object; headers?: Record<string, string>; host?: string } = {},
) =>
  test.app.http.inject({
    method: (options.method ?? 'GET') as 'GET',
    url: `/api/v1${url}`,
    headers: {
      host: options.host ?? platform.host,
      authorization: `Bearer ${key}`,
      ...options.headers,
    },
    ...(options.payload ? { payload: options.payload } : {}),
  })
const course = { name: 'Made by a program', type: 'vilt' }

describe('an API key', () => {
  it('is shown once, begins with its prefix, and only its hash is kept', async () => {
    const cookie = await signedIn(test, platform, superadmin.email)
    const made = await test.app.http.inject({
      method: 'POST',
      url: '/api/v1/api-keys',
      headers: { host: platform.host, cookie },
      payload: { name: 'CRM', scopes: ['people:read', 'courses:read'] },
    })
    expect(made.statusCode).toBe(201)
    const { apiKey, secret } = made.json()
    expect(secret).toMatch(/^lectern_[\w-]{43}$/)
    expect(secret.startsWith(apiKey.prefix)).toBe(true)
    expect(apiKey.prefix.length).toBeLessThan(16)
    expect(apiKey.scopes).toEqual(['courses:read', 'people:read'])
    const rows = await platform.ctx.db.selectFrom('apiKeys').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret)
    const listed = await listKeys(platform.ctx, superadmin)
    expect(JSON.stringify(listed)).not.toContain(secret)
    expect(listed[0]).toMatchObject({ name: 'CRM', state: 'active', usedAt: null })
  })

  it('acts as the person who made it; the audit log says through which key, and when it was used', async () => {
    const { secret, apiKey } = await newKey(['courses:write', 'courses:read'])
    const made = await call(secret, '/courses', { method: 'POST', payload: course })
    expect(made.statusCode).toBe(201)
    const cookie = await signedIn(test, platform, superadmin.email)
    const { items } = (
      await test.app.http.inject({
        url: `/api/v1/audit?objectId=${made.json().id}`,
        headers: { host: platform.host, cookie },
      })
    ).json()
    expect(items[0]).toMatchObject({
      action: 'course.create',
      person: { id: superadmin.personId },
      apiKey: { id: apiKey.id, name: 'Importer' },
    })
    const [used] = await listKeys(platform.ctx, superadmin)
    expect(used?.usedAt).toBe(test.clock.now.toISOString())
  })

  it('is limited to its scopes, and what has no scope is closed to it', async () => {
    const { secret } = await newKey(['courses:read'])
    expect((await call(secret, '/courses')).statusCode).toBe(200)
    expect((await call(secret, '/courses', { method: 'POST', payload: course })).json()).toMatchObject({
      status: 403,
      code: 'api-key-scope-missing',
      detail: 'This needs the scope courses:write, which the API key does not have. Use a key that has it.',
    })
    const all = await newKey(['people:write', 'people:read', 'accounts:read', 'audit:read'])
    for (const [method, url] of [
      ['GET', '/api-keys'],
      ['POST', '/api-keys'],
      ['GET', '/webhooks'],
      ['GET', '/me'],
      ['PUT', '/me/password'],
      ['POST', '/logins'],
      ['POST', `/people/${superadmin.personId}/password-reset`],
      ['DELETE', `/people/${superadmin.personId}/second-factor`],
      ['GET', '/identity-providers'],
      ['GET', '/live'],
    ] as const) {
      const answer = await call(all.secret, url, { method })
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 403, 'api-key-not-allowed'])
    }
    expect((await call(all.secret, '/nowhere')).json().code).toBe('route-not-found')
    expect((await call(all.secret, '/openapi.json')).statusCode).toBe(200)
  })

  it('needs no same-site request, and makes the cookie not count', async () => {
    const { secret } = await newKey(['courses:write'])
    const headers = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' }
    const made = await call(secret, '/courses', { method: 'POST', payload: course, headers })
    expect(made.statusCode).toBe(201)
    const cookie = await signedIn(test, platform, superadmin.email)
    expect((await call(secret, '/courses', { headers: { cookie } })).statusCode).toBe(403)
    expect((await call('lectern_wrong', '/courses', { headers: { cookie } })).statusCode).toBe(401)
  })

  it('that is unknown, of another platform, expired or revoked lets nobody in', async () => {
    const { secret, apiKey } = await newKey(['courses:read'], '2026-11-24T09:00:00Z')
    const unknown = await call('lectern_unknown', '/courses')
    expect(unknown.json()).toMatchObject({ status: 401, code: 'api-key-not-valid' })
    expect(unknown.headers['www-authenticate']).toBe('Bearer')
    const other = await test.addPlatform(`other-${apiKey.id}.example`)
    expect((await call(secret, '/courses', { host: other.host })).statusCode).toBe(401)
    expect((await call(secret, '/courses')).statusCode).toBe(200)
    const before = test.clock.now
    test.clock.now = new Date('2026-11-24T09:00:00Z')
    expect((await call(secret, '/courses')).statusCode).toBe(401)
    expect((await listKeys(platform.ctx, superadmin))[0]?.state).toBe('expired')
    test.clock.now = before
    await revokeKey(platform.ctx, superadmin, apiKey.id)
    expect((await call(secret, '/courses')).statusCode).toBe(401)
    await expect(revokeKey(platform.ctx, superadmin, apiKey.id)).rejects.toMatchObject({
      code: 'api-key-revoked',
    })
    await expect(newKey(['courses:read'], '2026-11-23T09:00:00Z')).rejects.toMatchObject({
      code: 'api-key-expiry-past',
    })
  })

  it('ends for good when its person is deactivated or loses the role', async () => {
    for (const change of [{ active: false }, { roles: ['learner' as const] }]) {
      const maker = await platform.addActor(['superadmin'])
      const { secret, apiKey } = await newKey(['courses:read'], undefined, maker)
      expect((await call(secret, '/courses')).statusCode).toBe(200)
      await changePerson(platform.ctx, superadmin, { id: maker.personId, expectedVersion: 1 }, change)
      expect((await call(secret, '/courses')).statusCode).toBe(401)
      const back = { active: true, roles: ['superadmin' as const] }
      await changePerson(platform.ctx, superadmin, { id: maker.personId, expectedVersion: 2 }, back)
      expect((await call(secret, '/courses')).statusCode).toBe(401)
      const key = (await listKeys(platform.ctx, superadmin)).find(({ id }) => id === apiKey.id)
      expect(key?.state).toBe('revoked')
    }
  })

  it('has its requests in a minute, says how many are left, and when it goes on', async () => {
    const { secret } = await newKey(['courses:read'])
    const first = await call(secret, '/courses?limit=1')
    expect(first.headers).toMatchObject({
      'ratelimit-limit': '30',
      'ratelimit-remaining': '29',
      'ratelimit-reset': '60',
    })
    for (let count = 1; count < 30; count++) await call(secret, '/nowhere')
    const over = await call(secret, '/courses')
    expect(over.json()).toMatchObject({ status: 429, code: 'api-key-too-many-requests' })
    expect(over.headers['retry-after']).toBe('60')
    const before = test.clock.now
    test.clock.now = new Date(before.getTime() + 60_000)
    expect((await call(secret, '/courses')).statusCode).toBe(200)
    test.clock.now = before
  })
})
