import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../test/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
  await test.addPlatform('one.example')
  const other = await test.addPlatform('other.example')
  await other.ctx.db
    .updateTable('platforms')
    .set({ name: 'Academy', accentColor: '#7a1f5c', defaultLanguage: 'it' })
    .where('platformId', '=', other.ctx.platform.id)
    .execute()
})
afterAll(() => test.close())

const get = (host: string, url = '/manifest.webmanifest') =>
  test.app.http.inject({ url, headers: { host, accept: 'text/html' } })

it('each platform is installed by its own name, language and accent, and opens with one’s training', async () => {
  const answer = await get('other.example')
  expect(answer.headers['content-type']).toBe('application/manifest+json; charset=utf-8')
  expect(answer.json()).toMatchObject({
    name: 'Academy',
    lang: 'it',
    theme_color: '#7a1f5c',
    start_url: '/learn',
    display: 'standalone',
  })
  expect((await get('one.example')).json()).toMatchObject({ name: 'one.example', theme_color: '#0b6e6e' })
  expect((await get('unknown.example')).statusCode).toBe(404)
})

it('its icons are there, in both sizes, also for phones that cut them', async () => {
  const { icons } = (await get('one.example')).json() as {
    icons: { src: string; sizes: string; purpose: string }[]
  }
  for (const { src } of icons)
    expect([src, existsSync(new URL(`../../../web/public${src}`, import.meta.url))]).toEqual([src, true])
  expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
    'any any',
    '192x192 any',
    '512x512 any',
    '192x192 maskable',
    '512x512 maskable',
  ])
})

it('pages may load a manifest and a service worker from here alone, and nothing from elsewhere', async () => {
  const policy = String((await get('one.example', '/learn')).headers['content-security-policy'])
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("worker-src 'self'")
  expect(policy).toContain("manifest-src 'self'")
  expect(policy).not.toMatch(/\*|https?:|blob:|unsafe-eval/)
})
