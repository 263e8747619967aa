import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEverything, signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'

let test: TestApp
let platform: TestPlatform
let cookie: string
let ids: Record<string, string>
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('tags.example')
  // Kinds of notifications are the same on every platform; the builder’s is one that nobody has.
  ids = { ...(await buildEverything(test, platform)), kind: 'enrolled' }
  cookie = await signedIn(test, platform, (await platform.addActor(['superadmin'])).email)
})
afterAll(() => test.close())

const ask = (url: string, headers: Record<string, string> = {}, patch?: object) =>
  test.app.http.inject({
    method: patch ? 'PATCH' : 'GET',
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie, ...headers },
    ...(patch ? { payload: patch } : {}),
  })

describe('what is read', () => {
  it('carries an ETag that begins with its version, wherever it can be changed with If-Match', async () => {
    const { paths } = test.app.http.swagger() as {
      paths: Record<string, Record<string, { parameters?: { name?: string }[] }>>
    }
    const changeable = Object.entries(paths).filter(([, methods]) =>
      (methods.patch ?? methods.put)?.parameters?.some(({ name }) => name === 'if-match'),
    )
    const tried: string[] = []
    for (const [path, methods] of changeable) {
      // The list shows all that there is to see of one; each has its version there.
      if (!methods.get) continue
      // A picture has no version: what is changed is the course.
      if (/\/images?(\/|$)/.test(path)) continue
      // Whoever asks here has no area: `access/duties` changes what is in one by its version.
      if (path.includes('/area/')) continue
      const url = path.replace('/api/v1', '').replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? 'missing')
      const first = await ask(url)
      expect([url, first.statusCode, /^"\d+-[\w-]{16}"$/.test(String(first.headers.etag))]).toEqual([
        url,
        200,
        true,
      ])
      expect(first.headers.etag).toContain(`"${first.json().version}-`)
      expect(first.headers['cache-control']).toBe('private, no-cache') // nobody keeps it on the way
      const again = await ask(url, { 'if-none-match': `W/${first.headers.etag}` })
      expect([url, again.statusCode, again.body]).toEqual([url, 304, ''])
      tried.push(path)
    }
    expect(tried.length).toBeGreaterThanOrEqual(6)
  })

  it('is sent anew when it has changed, and its tag may be sent back as it is', async () => {
    const url = `/courses/${ids.courseId}`
    const { etag } = (await ask(url)).headers
    const changed = await ask(url, { 'if-match': String(etag) }, { name: 'Changed' })
    expect(changed.statusCode).toBe(200)
    expect((await ask(url, { 'if-none-match': String(etag) })).json().name).toBe('Changed')
    expect((await ask(url, { 'if-match': String(etag) }, { name: 'Late' })).statusCode).toBe(412)
    expect((await ask(url, {}, { name: 'Blind' })).statusCode).toBe(428)
  })

  it('that changes without a new version, such as a room’s state, has another tag', async () => {
    const url = `/events/${ids.eventId}`
    const { etag } = (await ask(url)).headers
    await platform.ctx.db.updateTable('rooms').set({ state: 'failed' }).execute()
    expect((await ask(url, { 'if-none-match': String(etag) })).statusCode).toBe(200)
  })

  it('as a list has a tag, too', async () => {
    const { etag } = (await ask('/courses')).headers
    expect((await ask('/courses', { 'if-none-match': String(etag) })).statusCode).toBe(304)
  })
})

it('the reference is a page that our own rules for pages allow', async () => {
  const page = await test.app.http.inject({ url: '/api/docs', headers: { host: platform.host } })
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  expect(page.body).toContain('POST')
})
