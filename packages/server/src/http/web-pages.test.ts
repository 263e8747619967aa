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
const platform = { defaultLanguage: 'en', timeZone: 'UTC' } as Platform
const problem = { code: 'x', text: 'Because $& $` $\' $$ $1 "<b>&amp;</b>"' }
let app: FastifyInstance
let looks = 0

beforeAll(async () => {
  mkdirSync(join(webDir, 'assets'))
  writeFileSync(join(webDir, 'index.html'), '<html><head><title>Lectern</title></head><body></body></html>')
  writeFileSync(join(webDir, 'assets/main-1.js'), 'export {}')
  writeFileSync(join(webDir, 'icon.svg'), '<svg/>')
  app = Fastify() as unknown as FastifyInstance
  await app.register(cookie)
  const pages = registerWebPages(app, webDir)
  registerPlatformArea(app, {
    findPlatform: async (host) => (host === 'here.example' ? platform : undefined),
    ctxFor: () => ({ now: () => new Date(0) }) as Ctx,
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
