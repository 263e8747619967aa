import { hueOf } from '@lectern/brand'
import { Transformer } from '@napi-rs/image'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { cancel } from '../lifecycle/lifecycle.service.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let cookie: string

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('courses.example')
  superadmin = await platform.addActor(['superadmin'])
  cookie = await signedIn(test, platform, superadmin.email)
})
afterAll(() => test.close())

const call = (method: string, url: string, payload?: object | Buffer, headers: Record<string, string> = {}) =>
  test.app.http.inject({
    method: method as 'GET',
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie, ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
const createCourse = async (name: string, more: object = {}) =>
  (await call('POST', '/courses', { name, type: 'vilt', ...more })).json()

describe('the categories of courses', () => {
  it('are free words, each once whatever its letters’ case, and the list is filtered by them', async () => {
    const course = await createCourse('Fire', { categories: ['Safety', ' safety ', 'Law'] })
    expect(course.categories).toEqual(['Safety', 'Law'])
    await createCourse('Ladders', { categories: ['safety'] })
    await createCourse('Drawing')
    const { items } = (await call('GET', '/courses?category=SAFETY')).json()
    expect(items.map((one: { name: string }) => one.name)).toEqual(['Fire', 'Ladders'])
    expect((await call('GET', '/course-categories')).json().items).toEqual([
      { name: 'Law', courseCount: 1 },
      { name: expect.stringMatching(/^safety$/i), courseCount: 2 },
    ])
    const headers = { 'if-match': `"${course.version}"` }
    const changed = await call('PATCH', `/courses/${course.id}`, { categories: [] }, headers)
    expect(changed.json().categories).toEqual([])
  })

  it('are twenty at most', async () => {
    const categories = Array.from({ length: 21 }, (_, index) => `c${index}`)
    expect((await call('POST', '/courses', { name: 'C', type: 'ilt', categories })).statusCode).toBe(400)
  })

  it('show learners only those of courses that they may see', async () => {
    const learner = await platform.addActor(['learner'])
    await createCourse('Hidden', { categories: ['Secret'] })
    await createCourse('Open', { categories: ['Public'], visibility: 'catalogue' })
    const own = await signedIn(test, platform, learner.email)
    const { items } = (await call('GET', '/course-categories', undefined, { cookie: own })).json()
    expect(items).toEqual([{ name: 'Public', courseCount: 1 }])
  })
})

describe('the next date of a course', () => {
  it('is of the first event that is still to begin and takes place; learners are told their own', async () => {
    const session = await buildSession(platform, superadmin)
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    const plan = (name: string, days: number) =>
      planEvent(platform, superadmin, {
        ...{ sessionId: session.id, accountId: null, name, from: '09:00', to: '10:00', day: day(days) },
      })
    const nextFor = async (as: string) => {
      const { items } = (await call('GET', '/courses', undefined, { cookie: as })).json()
      return items.find(({ id }: { id: string }) => id === session.courseId)?.nextStartsAt
    }
    expect(await nextFor(cookie)).toBeNull()
    const later = await plan('Later', 20)
    const sooner = await plan('Sooner', 10)
    expect(await nextFor(cookie)).toBe(sooner.startsAt)
    await cancel(platform.ctx, superadmin, { eventId: sooner.id }, 'ill')
    expect(await nextFor(cookie)).toBe(later.startsAt)

    await call('PATCH', `/courses/${session.courseId}`, { visibility: 'catalogue' }, { 'if-match': '"1"' })
    const learner = await platform.addActor(['learner'])
    const own = await signedIn(test, platform, learner.email)
    expect(await nextFor(own)).toBeNull()
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    expect(await nextFor(own)).toBe(later.startsAt)
  })
})

describe('the color of a course', () => {
  it('is made of its name until one is chosen, and again once it is taken back', async () => {
    const course = await createCourse('Color of a name')
    expect(course).toMatchObject({ hue: hueOf({ name: 'Color of a name', hue: null }), hasOwnHue: false })
    const change = async (version: number, payload: object) =>
      (await call('PATCH', `/courses/${course.id}`, payload, { 'if-match': `"${version}"` })).json()
    const other = (course.hue + 5) % 12
    const chosen = await change(course.version, { hue: other })
    expect(chosen).toMatchObject({ hue: other, hasOwnHue: true })
    const renamed = await change(chosen.version, { name: 'Another name' })
    expect(renamed).toMatchObject({ hue: other, hasOwnHue: true })
    const back = await change(renamed.version, { hue: null })
    expect(back).toMatchObject({ hue: hueOf({ name: 'Another name', hue: null }), hasOwnHue: false })
  })

  it('comes back wherever the course does: catalogue, session, event, calendar, capacity, own places', async () => {
    const account = await pairedAccount(test, platform, superadmin)
    const session = await buildSession(platform, superadmin)
    const { version } = (await call('GET', `/courses/${session.courseId}`)).json()
    const change = { hue: 7, visibility: 'catalogue', name: 'Colored everywhere' }
    await call('PATCH', `/courses/${session.courseId}`, change, { 'if-match': `"${version}"` })
    const event = await planEvent(platform, superadmin, {
      sessionId: session.id,
      accountId: account.id,
      name: 'E',
      from: '10:00',
      to: '11:00',
    })
    const learner = await platform.addActor(['learner'])
    await call('POST', `/sessions/${session.id}/enrollments`, { personId: learner.personId })
    const own = { cookie: await signedIn(test, platform, learner.email) }
    const read = async (url: string, headers = {}) => (await call('GET', url, undefined, headers)).json()
    const span = `from=${event.startsAt}&until=${event.endsAt}`
    const catalogue = await read('/catalogue?query=Colored', own)
    expect(catalogue.items).toMatchObject([{ hue: 7 }])
    expect(await read(`/sessions/${session.id}`)).toMatchObject({ courseHue: 7 })
    expect(await read(`/events/${event.id}`)).toMatchObject({ courseHue: 7 })
    expect((await read(`/calendar/events?scope=all&${span}`)).items).toMatchObject([{ courseHue: 7 }])
    expect((await read(`/accounts/${account.id}/capacity?${span}`)).events).toMatchObject([{ courseHue: 7 }])
    expect((await read('/me/enrollments', own)).items).toMatchObject([{ courseHue: 7 }])
  })

  it('goes with a copy only if it was chosen', async () => {
    const copyOf = async (id: CourseId, name: string) => {
      const wish = {
        name,
        code: '',
        shift: { days: 7 },
        keepsRooms: false,
        keepsInstructors: false,
        save: true,
      }
      const copied = await call('POST', `/courses/${id}/copies`, wish)
      return (await call('GET', `/courses/${copied.json().id}`)).json()
    }
    const [own, plain] = [await createCourse('Own', { hue: 3 }), await createCourse('Plain')]
    expect(await copyOf(own.id, 'Own 2')).toMatchObject({ hue: 3, hasOwnHue: true })
    expect(await copyOf(plain.id, 'Plain 2')).toMatchObject({
      hue: hueOf({ name: 'Plain 2', hue: null }),
      hasOwnHue: false,
    })
  })

  it.each([12, -1, 1.5, 'red', {}])('is one of twelve, not %j', async (hue) => {
    expect((await call('POST', '/courses', { name: 'C', type: 'ilt', hue })).statusCode).toBe(400)
  })
})

async function putImage(courseId: CourseId, content: Buffer, type = 'image/png') {
  const { version } = (await call('GET', `/courses/${courseId}`)).json()
  return call('PUT', `/courses/${courseId}/image`, content, {
    'content-type': type,
    'if-match': `"${version}"`,
  })
}

describe('the picture of a course', () => {
  it('replaces only the one that was seen, and none without having seen it', async () => {
    const { id, version } = await createCourse('Seen')
    const put = (headers: Record<string, string>) =>
      call('PUT', `/courses/${id}/image`, PNG, { 'content-type': 'image/png', ...headers })
    expect((await put({})).statusCode).toBe(428)
    const seen = { 'if-match': `"${version}"` }
    const both = await Promise.all([put(seen), put(seen)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 412])
    expect((await call('DELETE', `/courses/${id}/image`, undefined, seen)).statusCode).toBe(412)
    expect((await call('GET', `/courses/${id}/image`)).statusCode).toBe(200)
  })

  it('is what its content says, kept for good at its address, and asked about again elsewhere', async () => {
    const { id } = await createCourse('Pictured')
    const put = await putImage(id, PNG, 'text/plain')
    expect([put.statusCode, put.body]).toEqual([204, ''])
    const { imageUrl } = (await call('GET', `/courses/${id}`)).json()
    const image = await call('GET', imageUrl.replace('/api/v1', ''))
    expect(image.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    expect(await new Transformer(image.rawPayload).metadata()).toMatchObject({ width: 1, height: 1 })
    const plain = await call('GET', `/courses/${id}/image`)
    expect(plain.headers['cache-control']).toBe('private, no-cache')
    const known = { 'if-none-match': String(plain.headers.etag) }
    expect((await call('GET', `/courses/${id}/image`, undefined, known)).statusCode).toBe(304)
    test.clock.now = new Date(test.clock.now.getTime() + 1000)
    await putImage(id, PNG)
    expect((await call('GET', `/courses/${id}`)).json().imageUrl).not.toBe(imageUrl)
    const { version } = (await call('GET', `/courses/${id}`)).json()
    const gone = await call('DELETE', `/courses/${id}/image`, undefined, { 'if-match': `"${version}"` })
    expect(gone.statusCode).toBe(204)
    expect((await call('GET', `/courses/${id}`)).json().imageUrl).toBeNull()
    expect((await call('GET', `/courses/${id}/image`)).json().code).toBe('image-not-found')
  })

  it('is drawn anew for pages and for cards, never larger than it was', async () => {
    const { id } = await createCourse('Two sizes')
    const large = await Transformer.fromRgbaPixels(
      new Uint8Array(2000 * 1000 * 4).fill(200),
      2000,
      1000,
    ).png()
    expect((await putImage(id, large)).statusCode).toBe(204)
    const { imageUrl } = (await call('GET', `/courses/${id}`)).json()
    const sizeOf = async (url: string) => {
      const { rawPayload } = await call('GET', url.replace('/api/v1', ''))
      const { width, height } = await new Transformer(rawPayload).metadata()
      return [width, height]
    }
    expect(await sizeOf(imageUrl)).toEqual([1280, 640])
    expect(await sizeOf(`${imageUrl}&size=small`)).toEqual([640, 320])
  })

  it('is refused with a sentence when it is none, too wide or too large', async () => {
    const { id } = await createCourse('Plain')
    const put = async (content: Buffer) => (await putImage(id, content)).json()
    expect(await put(Buffer.from('Hello'))).toMatchObject({
      code: 'image-not-known',
      detail: expect.stringContaining('PNG, JPEG or WebP'),
    })
    expect(await put(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toMatchObject({
      code: 'image-is-svg',
    })
    expect(await put(PNG.subarray(0, 50))).toMatchObject({ code: 'image-broken' })
    const wide = Buffer.from(PNG)
    wide.writeUInt32BE(9000, 16)
    expect(await put(wide)).toMatchObject({ code: 'image-too-wide', status: 422 })
    expect(await put(Buffer.concat([PNG, Buffer.alloc(1_000_000)]))).toMatchObject({
      code: 'body-too-large',
      status: 413,
    })
  })

  it('is seen by who sees the course, and goes with it', async () => {
    const session = await buildSession(platform, superadmin)
    await putImage(session.courseId, PNG)
    const stranger = await platform.addActor(['learner'])
    const own = await signedIn(test, platform, stranger.email)
    const seen = await call('GET', `/courses/${session.courseId}/image`, undefined, { cookie: own })
    expect(seen.statusCode).toBe(404)
    expect((await call('DELETE', `/courses/${session.courseId}`)).statusCode).toBe(204)
  })
})
