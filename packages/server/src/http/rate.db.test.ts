import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'

const LIMIT = 300
let test: TestApp
let platform: TestPlatform
let cookies: string[]
beforeAll(async () => {
  test = await createTestApp(undefined, { REQUESTS_PER_MINUTE: String(LIMIT) })
  platform = await test.addPlatform('rate.example')
  cookies = []
  for (let at = 0; at < 2; at++) {
    const { email } = await platform.addActor(['learner'])
    cookies.push(await signedIn(test, platform, email))
  }
})
afterAll(() => test.close())

const ask = (url: string, headers: Record<string, string> = {}, remoteAddress = '203.0.113.7') =>
  test.app.http.inject({ url, headers: { host: platform.host, ...headers }, remoteAddress })

/** Asks so often, a hundred at a time. @returns how many were refused */
async function askOften(times: number, url: string, headers: Record<string, string>, address?: string) {
  let refused = 0
  for (let sent = 0; sent < times; sent += 100) {
    const some = Math.min(100, times - sent)
    const answers = await Promise.all(Array.from({ length: some }, () => ask(url, headers, address)))
    refused += answers.filter(({ statusCode }) => statusCode === 429).length
  }
  return refused
}

const JOIN = '/learn/events/01a20cb5-4a4d-7e71-9633-6f5ae6d84eac/join'

describe('too many requests', () => {
  it('of one address that nobody signed in from are refused, and told when it goes on', async () => {
    expect(await askOften(LIMIT, '/api/v1/me', {})).toBe(0)
    const refused = await ask('/api/v1/me', { 'accept-language': 'it' })
    expect(refused.statusCode).toBe(429)
    const { code, detail } = refused.json()
    expect(code).toBe('too-many-requests')
    const seconds = Number(refused.headers['retry-after'])
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(detail).toMatch(/Attendi \d+ secondi/)
    expect((await ask('/api/v1/me', {}, '203.0.113.8')).statusCode).toBe(401)
  })

  it('of an address leave people who are signed in there alone, with pages and Join', async () => {
    const [cookie = ''] = cookies
    expect((await ask('/api/v1/me')).statusCode).toBe(429)
    expect((await ask('/api/v1/me', { cookie })).statusCode).toBe(200)
    expect((await ask('/sign-in', { accept: 'text/html' })).statusCode).toBe(200)
    expect((await ask(JOIN, { cookie })).statusCode).toBe(404)
    expect((await ask(JOIN)).statusCode).toBe(302)
  })

  it('of an address are none of a load balancer there, nor of a proxy that wants a certificate', async () => {
    expect((await ask('/api/v1/me')).statusCode).toBe(429)
    for (const url of [
      '/healthz',
      '/readyz',
      '/internal/metrics',
      `/internal/tls-allowed?domain=${platform.host}`,
    ])
      expect((await ask(url)).statusCode, url).toBe(200)
    expect(await askOften(LIMIT + 100, '/healthz', {}, '203.0.113.10')).toBe(0)
    expect((await ask('/api/v1/me', {}, '203.0.113.10')).statusCode).toBe(401)
  })

  it('of one login are refused, and nobody else behind its address', async () => {
    const [cookie = '', other = ''] = cookies
    expect(await askOften(LIMIT, '/api/v1/me', { cookie }, '203.0.113.9')).toBeLessThan(10)
    expect(await askOften(100, '/api/v1/me', { cookie }, '198.51.100.9')).toBeGreaterThan(90)
    expect((await ask('/api/v1/me', { cookie: other }, '203.0.113.9')).statusCode).toBe(200)
  })

  it.each([
    ['en', 'it tries again by itself in'],
    ['it', 'riprova da sola tra'],
  ])('of Join lead to a page that tries again by itself: %s', async (language, words) => {
    const { email } = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, email)
    await test.app.http.inject({
      method: 'PATCH',
      url: '/api/v1/me',
      headers: { host: platform.host, cookie },
      payload: { language },
    })
    expect(await askOften(30, JOIN, { cookie })).toBe(0)
    const pages = await Promise.all(
      Array.from({ length: 30 }, () => ask(JOIN, { cookie, accept: 'text/html' })),
    )
    for (const { statusCode, headers, body } of pages) {
      expect(statusCode).toBe(429)
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      expect(headers['cache-control']).toBe('no-store')
      expect(body).toContain(words)
      expect(body).toContain(`<html lang="${language}">`)
      const seconds = Number(/http-equiv="refresh" content="(\d+)"/.exec(body)?.[1])
      expect(seconds).toBe(Number(headers['retry-after']))
      expect(seconds).toBeGreaterThan(0)
      expect(seconds).toBeLessThanOrEqual(15)
    }
  })
})
