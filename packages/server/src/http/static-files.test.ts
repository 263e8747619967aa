import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerResponseHeaders } from './response-headers.ts'
import { registerStaticFiles } from './static-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-files-'))
const newApp = () => Fastify() as unknown as FastifyInstance
const app = newApp()
beforeAll(async () => {
  mkdirSync(join(folder, 'assets/fonts'), { recursive: true })
  const files = {
    'assets/main-1.js': 'plain script',
    'assets/main-1.js.br': 'script by brotli',
    'assets/main-1.js.gz': 'script by gzip',
    'assets/fonts/ä b.woff2': 'font',
    'icon.svg': '<svg/>',
    'index.html': 'a page',
    '.stamp': 'of the build',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  registerResponseHeaders(app)
  registerStaticFiles(app, folder, ['index.html'])
  await app.ready()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

describe('a file of the web app', () => {
  it.each([
    [undefined, 'plain script', undefined],
    ['gzip, deflate, br, zstd', 'script by brotli', 'br'],
    ['gzip, deflate', 'script by gzip', 'gzip'],
    ['GZIP;q=0.5', 'script by gzip', 'gzip'],
    ['br;q=0, gzip', 'script by gzip', 'gzip'],
    ['br;q=0.0,gzip;q=0', 'plain script', undefined],
    ['identity', 'plain script', undefined],
    ['*', 'plain script', undefined],
  ])('comes as who accepts %s takes it', async (accepted, body, encoding) => {
    const answer = await get('/assets/main-1.js', accepted ? { 'accept-encoding': accepted } : {})
    expect([answer.body, answer.headers['content-encoding']]).toEqual([body, encoding])
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(body.length),
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    })
  })

  it('is for ever when its name has a hash, and says nothing that is of documents', async () => {
    const { headers } = await get('/assets/main-1.js')
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    for (const name of ['content-security-policy', 'x-frame-options', 'etag'])
      expect(headers[name]).toBeUndefined()
  })

  it('is asked about again when it has none, and not sent twice', async () => {
    const first = await get('/icon.svg')
    expect([first.statusCode, first.body, first.headers['cache-control']]).toEqual([
      200,
      '<svg/>',
      'no-cache',
    ])
    const tag = String(first.headers.etag)
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const again = await get('/icon.svg', { 'if-none-match': known })
      expect([again.statusCode, again.body]).toEqual([304, ''])
    }
    expect((await get('/icon.svg', { 'if-none-match': '"other"' })).statusCode).toBe(200)
  })

  it('has a head, and an address with what an address can’t have', async () => {
    const head = await app.inject({ method: 'HEAD', url: '/assets/main-1.js' })
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '12'])
    expect((await get('/assets/fonts/%C3%A4%20b.woff2')).body).toBe('font')
  })

  it.each(['/.stamp', '/index.html', '/assets/main-1.js.br', '/assets/', '/assets/../.stamp', '/%2e%2e/x'])(
    'is not %s',
    async (url) => expect((await get(url)).statusCode).toBe(404),
  )

  it('must have an ending that says what it is', () => {
    const other = mkdtempSync(join(tmpdir(), 'lectern-files-'))
    writeFileSync(join(other, 'a.unheard'), '')
    expect(() => registerStaticFiles(newApp(), other, [])).toThrow(/a\.unheard: what type/)
    rmSync(other, { recursive: true })
  })
})
