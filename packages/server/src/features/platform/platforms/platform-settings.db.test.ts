import { Transformer } from '@napi-rs/image'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'

let test: TestApp
let platform: TestPlatform
let cookie: string
let learnerCookie: string

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('brand.example')
  cookie = await signedIn(test, platform, (await platform.addActor(['superadmin'])).email)
  learnerCookie = await signedIn(test, platform, (await platform.addActor(['learner'])).email)
})
afterAll(() => test.close())

interface Sent {
  payload?: object | Buffer
  headers?: Record<string, string>
  host?: string
}
const call = (method: string, url: string, { payload, headers = {}, host = platform.host }: Sent = {}) =>
  test.app.http.inject({
    method: method as 'GET',
    url: /^\/(api|manifest)/.test(url) ? url : `/api/v1${url}`,
    headers: { host, cookie, ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
const settings = async () => (await call('GET', '/platform/settings')).json()
const ifMatch = (version: number) => ({ 'if-match': `"${version}"` })
async function change(payload: object) {
  const { version } = await settings()
  return call('PATCH', '/platform/settings', { payload, headers: ifMatch(version) })
}
async function upload(kind: string, payload: Buffer, type = 'image/png') {
  const { version } = await settings()
  return call('PUT', `/platform/images/${kind}`, {
    payload,
    headers: { ...ifMatch(version), 'content-type': type },
  })
}
/** A picture of one color, with a hole on its right half. */
function picture(width: number, height: number) {
  const pixels = new Uint8Array(width * height * 4)
  for (let at = 0; at < width * height; at++)
    pixels.set([180, 30, 60, at % width < width / 2 ? 255 : 0], at * 4)
  return Transformer.fromRgbaPixels(pixels, width, height)
}
const png = (width: number, height: number) => picture(width, height).png()

describe('the settings of a platform', () => {
  it('are a superadmin’s alone, and everybody sees what pages need', async () => {
    expect((await call('GET', '/platform/settings', { headers: { cookie: learnerCookie } })).statusCode).toBe(
      403,
    )
    expect((await call('GET', '/platform/settings', { headers: { cookie: '' } })).statusCode).toBe(401)
    const open = (await call('GET', '/platform', { headers: { cookie: '' } })).json()
    expect(open).toMatchObject({
      name: 'brand.example',
      accentColor: null,
      accentColorDark: null,
      images: { logo: null, logoDark: null, icon: null, signIn: null },
      signInTexts: {},
      defaultLanguage: 'en',
      languages: ['en', 'it', 'de'],
      timeZone: 'UTC',
      firstDayOfWeek: 1,
    })
  })

  it('are changed together, written down, and seen at once by whoever asks next', async () => {
    const payload = {
      name: 'Northwind Academy',
      accentColor: '#7A1F5C',
      signInTexts: {
        en: { title: 'Welcome', text: 'Sign in to see your courses.' },
        it: { title: 'Benvenuti', text: 'Accedi per vedere i tuoi corsi.' },
        de: { title: '', text: '' },
      },
      timeZone: 'europe/rome',
      firstDayOfWeek: 7,
      defaultLanguage: 'it',
      languages: ['it', 'en'],
      mailHeader: 'name',
      attendanceRetentionDays: 365,
    }
    const changed = await change(payload)
    expect(changed.json()).toMatchObject({
      ...payload,
      accentColor: '#7a1f5c',
      timeZone: 'Europe/Rome',
      languages: ['en', 'it'],
      signInTexts: { en: payload.signInTexts.en, it: payload.signInTexts.it },
    })
    expect(changed.json().signInTexts.de).toBeUndefined()
    const open = (await call('GET', '/platform', { headers: { cookie: '' } })).json()
    expect(open).toMatchObject({ name: 'Northwind Academy', firstDayOfWeek: 7, defaultLanguage: 'it' })
    const manifest = (await call('GET', '/manifest.webmanifest')).json()
    expect(manifest).toMatchObject({ name: 'Northwind Academy', theme_color: '#7a1f5c', lang: 'it' })
    const { items } = (await call('GET', '/audit?objectType=platform')).json()
    expect(items[0]).toMatchObject({ action: 'platform.change' })
    const back = await change({ accentColor: null, languages: ['en', 'it', 'de'], defaultLanguage: 'en' })
    expect(back.json()).toMatchObject({ accentColor: null, languages: ['en', 'it', 'de'] })
  })

  it('are changed by one of two superadmins who saw the same', async () => {
    const { version } = await settings()
    const answers = await Promise.all(
      ['One', 'Two'].map((name) =>
        call('PATCH', '/platform/settings', { payload: { name }, headers: ifMatch(version) }),
      ),
    )
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412])
    expect((await call('PATCH', '/platform/settings', { payload: { name: 'X' } })).statusCode).toBe(428)
    const picture = await png(20, 20)
    const images = await Promise.all(
      ['logo', 'logo'].map((kind) =>
        call('PUT', `/platform/images/${kind}`, { payload: picture, headers: ifMatch(version + 1) }),
      ),
    )
    expect(images.map(({ statusCode }) => statusCode).sort()).toEqual([204, 412])
    const stale = await call('DELETE', '/platform/images/logo', { headers: ifMatch(version + 1) })
    expect(stale.statusCode).toBe(412)
    await call('DELETE', '/platform/images/logo', { headers: ifMatch(version + 2) })
  })

  it.each([
    ['#ffd400', '#887000'],
    ['#ffffff', '#717171'],
    ['#7fd3ff', undefined],
    ['#19a7a0', undefined],
  ])(
    'refuse the accent %s, which is too pale for words, and offer a shade that is not',
    async (accentColor, shade) => {
      const refused = await change({ accentColor })
      const { suggestions, ...problem } = refused.json()
      expect(problem).toMatchObject({
        status: 422,
        code: 'accent-too-pale',
        errors: [{ pointer: '/accentColor' }],
      })
      const nearest = suggestions[0].change.accentColor
      if (shade) expect(nearest).toBe(shade)
      expect(problem.detail).toContain(nearest)
      expect((await change(suggestions[0].change)).json().accentColor).toBe(nearest)
    },
  )

  it.each(['#001a66', '#000000', '#7a1f5c'])(
    'refuse the accent %s on the dark ground likewise',
    async (color) => {
      const refused = (await change({ accentColorDark: color })).json()
      expect(refused).toMatchObject({ code: 'accent-too-dark', errors: [{ pointer: '/accentColorDark' }] })
      expect((await change(refused.suggestions[0].change)).statusCode).toBe(200)
      expect((await change({ accentColorDark: null })).json().accentColorDark).toBeNull()
    },
  )

  it.each([
    [{ name: ' ' }, 400],
    [{ name: 'x'.repeat(201) }, 400],
    [{ accentColor: 'red' }, 400],
    [{ accentColor: '#fff' }, 400],
    [{ accentColor: '#0b6e6e;}</style><script>' }, 400],
    [{ firstDayOfWeek: 0 }, 400],
    [{ attendanceRetentionDays: 29 }, 400],
    [{ attendanceRetentionDays: 36_526 }, 400],
    [{ attendanceRetentionDays: 1.5 }, 400],
    [{ firstDayOfWeek: 8 }, 400],
    [{ languages: [] }, 400],
    [{ languages: ['en', 'xx'] }, 400],
    [{ languages: ['it'], defaultLanguage: 'en' }, 422],
    [{ timeZone: 'Mars/Olympus' }, 422],
    [{ mailHeader: 'banner' }, 400],
    [{ signInTexts: { en: { title: 'x'.repeat(121), text: '' } } }, 400],
    [{ signInTexts: { en: { title: '', text: 'x'.repeat(1001) } } }, 400],
  ])('refuse %j', async (payload, status) => {
    const before = await settings()
    expect((await change(payload)).statusCode).toBe(status)
    expect(await settings()).toEqual(before)
  })
})

describe('the pictures of a platform', () => {
  let wide: Buffer
  beforeEach(async () => {
    wide = await png(1600, 400)
  })

  it('are drawn anew in the sizes in which they are shown, and kept for good at addresses that change with them', async () => {
    expect((await upload('logo', wide, 'text/html')).statusCode).toBe(204)
    const { logo, icon } = (await call('GET', '/platform')).json().images
    expect(logo).toMatchObject({ width: 720, height: 180 })
    expect(icon).toMatchObject({ width: 192, height: 192 })
    const image = await call('GET', logo.url, { headers: { cookie: '' } })
    expect(image.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    expect(await new Transformer(image.rawPayload).metadata()).toMatchObject({ width: 720, height: 180 })
    const plain = await call('GET', '/platform/images/logo')
    expect(plain.headers['cache-control']).toBe('public, no-cache')
    const known = { 'if-none-match': String(plain.headers.etag) }
    expect((await call('GET', '/platform/images/logo', { headers: known })).statusCode).toBe(304)
    await upload('logo', await png(300, 300))
    const other = (await call('GET', '/platform')).json().images.logo
    expect(other).toMatchObject({ width: 240, height: 240 })
    expect(other.url).not.toBe(logo.url)
  })

  it('give the platform an icon: of its own, else made of its logo, in tabs and manifests', async () => {
    const manifestIcons = async () => (await call('GET', '/manifest.webmanifest')).json().icons
    await upload('logo', wide)
    const [ofLogo] = await manifestIcons()
    expect(ofLogo.src).toContain('/platform/images/logo?size=192&at=')
    expect((await settings()).hasOwnIcon).toBe(false)
    await upload('icon', await png(64, 64))
    const own = await manifestIcons()
    expect(
      own.map(({ sizes, purpose }: { sizes: string; purpose: string }) => `${sizes} ${purpose}`),
    ).toEqual(['192x192 any', '512x512 any', '512x512 maskable'])
    expect(own[0].src).toContain('/platform/images/icon?size=192&at=')
    expect((await settings()).hasOwnIcon).toBe(true)
    for (const { src } of own) expect((await call('GET', src)).statusCode).toBe(200)
    const { version } = await settings()
    await call('DELETE', '/platform/images/icon', { headers: ifMatch(version) })
    expect((await manifestIcons())[0]).toEqual(ofLogo)
    await call('DELETE', '/platform/images/logo', { headers: ifMatch(version + 1) })
    expect((await manifestIcons())[0].src).toBe('/icon.svg')
    expect(
      (await call('DELETE', '/platform/images/logo', { headers: ifMatch(version + 2) })).json().code,
    ).toBe('platform-image-not-found')
  })

  it('lose everything in their files but the pixels', async () => {
    const script = Buffer.from('<script>alert(1)</script>PK\u0003\u0004')
    await upload('sign-in', Buffer.concat([await png(40, 40), script]))
    const { url } = (await call('GET', '/platform')).json().images.signIn
    const stored = (await call('GET', url)).rawPayload
    expect(stored.includes('script')).toBe(false)
    expect(stored.subarray(8, 12).toString()).toBe('WEBP')
  })

  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  it.each([
    ['an SVG', Buffer.from(svg), 'image-is-svg'],
    [
      'an SVG behind a prolog',
      Buffer.from(`\ufeff<?xml version="1.0"?>\n<!-- a --><!DOCTYPE svg>${svg}`),
      'image-is-svg',
    ],
    ['an SVG that is called PNG', Buffer.from(` \n${svg}`), 'image-is-svg'],
    ['a page', Buffer.from('<!doctype html><p>Hello'), 'image-not-known'],
    ['a GIF', Buffer.from('GIF89a\u0001\u0000\u0001\u0000'), 'image-not-known'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'image-not-known'],
    ['a program', Buffer.from('MZ\u0090\u0000'), 'image-not-known'],
    ['nothing', Buffer.alloc(0), 'image-not-known'],
  ])('are refused with a sentence: %s', async (_title, content, code) => {
    const refused = await upload('logo', content)
    expect(refused.json()).toMatchObject({ status: 422, code })
  })

  it.each(['png', 'webp', 'jpeg'] as const)(
    'are refused when the file is cut, damaged or too large: %s',
    async (type) => {
      const whole = await picture(300, 200)[type]()
      const cut = await upload('logo', whole.subarray(0, 60))
      expect(['image-broken', 'image-not-known']).toContain(cut.json().code)
      const damaged = Buffer.from(whole)
      damaged.fill(0xff, 40, Math.min(200, whole.length))
      expect([204, 422]).toContain((await upload('logo', damaged)).statusCode)
      const large = await upload('logo', Buffer.concat([whole, Buffer.alloc(1_000_000)]))
      expect(large.json()).toMatchObject({ status: 413, code: 'body-too-large' })
    },
  )

  it('are refused before they are drawn when they say that they are huge', async () => {
    const bomb = await png(10, 10)
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(60_000, 20)
    expect((await upload('logo', bomb)).json()).toMatchObject({ code: 'image-too-wide' })
  })

  it('are a superadmin’s to change, and of known kinds', async () => {
    const headers = { cookie: learnerCookie, ...ifMatch(1) }
    expect((await call('PUT', '/platform/images/logo', { payload: wide, headers })).statusCode).toBe(403)
    expect((await call('DELETE', '/platform/images/logo', { headers })).statusCode).toBe(403)
    expect((await call('GET', '/platform/images/banner')).statusCode).toBe(404)
    expect((await call('GET', '/platform/images/logo-dark')).json().code).toBe('platform-image-not-found')
  })

  it('are those of their platform alone', async () => {
    await upload('logo-dark', wide)
    const other = await test.addPlatform('other-brand.example')
    expect((await call('GET', '/platform/images/logo-dark', { host: other.host })).statusCode).toBe(404)
    expect((await call('GET', '/platform/images/logo-dark')).statusCode).toBe(200)
  })
})
