import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx, Platform } from '../ctx.ts'
import { registerPlatformArea } from './platform-area.ts'
import { registerWebPages } from './web-pages.ts'

const webDir = mkdtempSync(join(tmpdir(), 'lectern-web-'))
const icons = ['32', '180'].map((size) => ({ kind: 'logo', size, hash: `h${size}`, width: 1, height: 1 }))
const platform = {
  name: 'Nord & "Süd" $& </title><script>',
  accentColor: '#7a1f5c',
  accentColorDark: null,
  defaultLanguage: 'en',
  languages: ['en', 'it'],
  timeZone: 'UTC',
  firstDayOfWeek: 7,
  images: icons,
  signInTexts: { en: { title: '</script><script>alert(1)</script>', text: '$& <!--' } },
} as unknown as Platform
const problem = { code: 'x', text: 'Because $& $` $\' $$ $1 "<b>&amp;</b>"' }
let app: FastifyInstance
let looks = 0
const signInWays = [{ name: 'Campus </script>', path: '/sign-in/campus' }]
let me: { language: 'it'; may: Record<string, boolean>; firstName: string } | null | undefined

beforeAll(async () => {
  mkdirSync(join(webDir, 'assets'))
  writeFileSync(
    join(webDir, 'index.html'),
    `<html><head><link rel="icon" href="/icon.svg" type="image/svg+xml" /><link rel="apple-touch-icon" href="/a.png" /><title>Lectern</title></head><body></body></html>`,
  )
  writeFileSync(join(webDir, 'assets/main-1.js'), 'export {}')
  writeFileSync(join(webDir, 'icon.svg'), '<svg/>')
  app = Fastify() as unknown as FastifyInstance
  await app.register(cookie)
  const pages = registerWebPages(app, webDir, async () => ({
    me,
    signInWays,
    redirectPaths: ['/learn/tool'],
  }))
  registerPlatformArea(app, {
    findPlatform: async (host) => (host === 'here.example' ? platform : undefined),
    ctxFor: (platform) => ({ platform, now: () => new Date(0) }) as Ctx,
    findActor: async () => {
      looks++
      return undefined
    },
    findKeyActor: async () => undefined,
    requestsPerMinute: 1,
    tokenOf: ({ cookies }) => cookies.login,
  })
  app.get('/page', (_, reply) => pages.send(reply.status(409), problem))
})
afterAll(async () => {
  await app.close()
  rmSync(webDir, { recursive: true })
})

const get = (url: string, host = 'here.example') =>
  app.inject({ url, headers: { host, cookie: 'login=token' } })

it.each(['/assets/main-1.js', '/icon.svg'])('serves %s without looking who asks', async (url) => {
  looks = 0
  expect((await get(url)).statusCode).toBe(200)
  expect(looks).toBe(0)
  expect((await get(url, 'other.example')).statusCode).toBe(404)
  await get('/page')
  expect(looks).toBe(1)
})

it('puts what people wrote into the page as it is', async () => {
  const { body } = await get('/page')
  const content = /<meta name="lectern-problem" content="([^"]*)"><\/head>/.exec(body)?.[1] ?? ''
  const plain = content
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
  expect(JSON.parse(plain)).toEqual(problem)
  expect(body.match(/<\/head>/g)).toHaveLength(1)
})

it('is the platform’s before anything is drawn: its name, icon, colors and what pages need of it', async () => {
  const { body } = await get('/page')
  expect(body).toContain('<title>Nord &amp; &quot;Süd&quot; $&amp; &lt;/title&gt;&lt;script&gt;</title>')
  expect(body).toContain('href="/api/v1/platform/images/logo?size=32&amp;at=h32" type="image/png">')
  expect(body).toContain(
    '<link rel="apple-touch-icon" href="/api/v1/platform/images/logo?size=180&amp;at=h180">',
  )
  expect(body).toMatch(
    /<style id="lectern-accent" nonce="[\w-]{22}">:root:root\{--accent:light-dark\(#7a1f5c, #[0-9a-f]{6}\)/,
  )
  const data = /<script type="application\/json" id="lectern-platform">(.*?)<\/script>/.exec(body)?.[1] ?? ''
  expect(JSON.parse(data)).toMatchObject({
    languages: ['en', 'it'],
    signInTexts: platform.signInTexts,
    identityProviders: signInWays,
    redirectPaths: ['/learn/tool'],
  })
  expect(body.match(/<script/g)).toHaveLength(1)
})

it('carries who is signed in, kept nowhere, and nobody where nobody is', async () => {
  expect((await get('/page')).headers['cache-control']).toBe('no-cache')
  me = { language: 'it', may: {}, firstName: '</script><script>alert(1)</script> $&' }
  const { body, headers } = await get('/page')
  expect(headers['cache-control']).toBe('no-store')
  const data = /<script type="application\/json" id="lectern-me">(.*?)<\/script>/.exec(body)?.[1] ?? ''
  expect(JSON.parse(data)).toEqual(me)
  expect(body).not.toContain('<script>alert')
  me = undefined
  expect((await get('/page')).body).not.toContain('lectern-me')
})

it('says that nobody is signed in to whoever opens the page, not to what keeps it for later', async () => {
  const said = '<script type="application/json" id="lectern-me">null</script>'
  const open = (mode: string) =>
    app.inject({ url: '/page', headers: { host: 'here.example', 'sec-fetch-mode': mode } })
  me = null
  const opened = await open('navigate')
  expect(opened.body).toContain(said)
  // Back to it after signing in asks again.
  expect(opened.headers['cache-control']).toBe('no-store')
  expect((await open('cors')).body).not.toContain('lectern-me')
  me = undefined
  expect((await open('navigate')).body).not.toContain('lectern-me')
})
