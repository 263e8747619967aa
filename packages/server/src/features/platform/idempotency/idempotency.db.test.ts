import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { Actor } from '../../../http/actor.ts'
import { beginRequest, finishRequest, markCommitted, sweepIdempotency } from './idempotency.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('once.example')
  superadmin = await platform.addActor(['superadmin'])
  cookie = await signedIn(test, platform, superadmin.email)
})
afterAll(() => test.close())

const post = (url: string, payload: object, key: string, own = cookie) =>
  test.app.http.inject({
    method: 'POST',
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie: own, 'idempotency-key': key },
    payload,
  })
const course = (name: string) => ({ name, type: 'vilt' })
const countCourses = async (name: string) =>
  (await platform.ctx.db.selectFrom('courses').select('id').where('name', '=', name).execute()).length

/** A request as the hooks see it, for crashes that no HTTP request can have. */
const keyed = (key: string, begunAt = test.clock.now) => ({
  personId: superadmin.personId,
  key,
  begunAt,
  requestHash: Buffer.from('same'),
})
const commit = (key: string, begunAt?: Date) =>
  withTransaction(platform.ctx.db, (trx) =>
    markCommitted({ ...platform.ctx, through: { idempotency: keyed(key, begunAt) } }, trx),
  )
async function later<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const before = test.clock.now
  test.clock.now = new Date(before.getTime() + milliseconds)
  try {
    return await work()
  } finally {
    test.clock.now = before
  }
}

describe('a POST with an Idempotency-Key', () => {
  it('is carried out once and answered the same again, with a header that says so', async () => {
    const key = randomUUID()
    const first = await post('/courses', course('Once'), key)
    const again = await post('/courses', course('Once'), key)
    expect([first.statusCode, again.statusCode]).toEqual([201, 201])
    expect(again.body).toBe(first.body)
    expect(again.headers.etag).toBe(first.headers.etag)
    expect(again.headers['content-type']).toBe(first.headers['content-type'])
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([
      undefined,
      'true',
    ])
    expect(await countCourses('Once')).toBe(1)
  })

  it('is done once by 50 that come at the same time; the others get its answer or hear that it runs', async () => {
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post('/courses', course('Fifty'), key)),
    )
    const good = answers.filter(({ statusCode }) => statusCode === 201)
    const running = answers.filter(({ statusCode }) => statusCode === 409)
    expect(good.length + running.length).toBe(50)
    expect(good.length).toBeGreaterThan(0)
    expect(new Set(good.map(({ body }) => body)).size).toBe(1)
    expect(running.every((answer) => answer.json().code === 'idempotency-running')).toBe(true)
    expect(await countCourses('Fifty')).toBe(1)
    expect((await post('/courses', course('Fifty'), key)).statusCode).toBe(201)
  })

  it('with another body or address is refused, and of another person is another request', async () => {
    const key = randomUUID()
    await post('/courses', course('Mine'), key)
    const other = await post('/courses', course('Other'), key)
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency-other-request' })
    expect((await post('/people/imports', { text: 'a', save: false }, key)).statusCode).toBe(422)
    const colleague = await platform.addActor(['superadmin'])
    const own = await signedIn(test, platform, colleague.email)
    expect((await post('/courses', course('Mine'), key, own)).headers['idempotent-replayed']).toBeUndefined()
    expect(await countCourses('Mine')).toBe(2)
  })

  it('that is refused is not kept: the same key may be used when it is mended', async () => {
    const key = randomUUID()
    expect((await post('/courses', { name: '', type: 'vilt' }, key)).statusCode).toBe(400)
    const gone = '/courses/01a20cb5-4a4d-7e71-9633-6f5ae6d84eac/sessions'
    expect((await post(gone, { name: 'S' }, key)).statusCode).toBe(404)
    expect((await post('/courses', course('Mended'), key)).statusCode).toBe(201)
  })

  it('needs a key that can be a header', async () => {
    for (const key of ['', 'a b', 'x'.repeat(256)]) {
      expect((await post('/courses', course('Bad key'), key)).json().code).toBe('idempotency-key-invalid')
    }
    expect(await countCourses('Bad key')).toBe(0)
  })

  it('keeps no secret: asked again, it says that it was carried out', async () => {
    const key = randomUUID()
    const payload = { name: 'Once', scopes: ['courses:read'] }
    const first = await post('/api-keys', payload, key)
    const again = await post('/api-keys', payload, key)
    expect(again.json()).toMatchObject({ status: 409, code: 'idempotency-answer-not-kept' })
    const rows = await platform.ctx.db.selectFrom('idempotencyKeys').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(first.json().secret)
    for (const url of ['/me/calendar-feed', '/me/second-factor']) {
      const other = randomUUID()
      await post(url, {}, other)
      expect([url, (await post(url, {}, other)).json().code]).toEqual([url, 'idempotency-answer-not-kept'])
    }
  })

  it('whose process died is free again after 20 seconds, unless it had changed something', async () => {
    const [idle, busy] = [randomUUID(), randomUUID()]
    for (const key of [idle, busy]) expect(await beginRequest(platform.ctx, keyed(key))).toBeUndefined()
    await commit(busy)
    await later(15_000, () =>
      expect(beginRequest(platform.ctx, keyed(idle))).rejects.toMatchObject({ code: 'idempotency-running' }),
    )
    await later(21_000, async () => {
      expect(await beginRequest(platform.ctx, keyed(idle))).toBeUndefined()
      await expect(beginRequest(platform.ctx, keyed(busy))).rejects.toMatchObject({
        code: 'idempotency-answer-lost',
      })
    })
  })

  it('whose process died is taken over by one of many that ask again at the same time', async () => {
    const key = randomUUID()
    await beginRequest(platform.ctx, keyed(key))
    await later(21_000, async () => {
      const again = await Promise.allSettled(
        Array.from({ length: 20 }, () => beginRequest(platform.ctx, keyed(key))),
      )
      expect(again.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const one of again)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'idempotency-running' })
    })
  })

  it('whose process was frozen for too long changes nothing any more once another has taken over', async () => {
    const key = randomUUID()
    const begunAt = test.clock.now
    await beginRequest(platform.ctx, keyed(key))
    await later(21_000, async () => {
      await beginRequest(platform.ctx, keyed(key))
      await expect(commit(key, begunAt)).rejects.toMatchObject({ code: 'idempotency-running' })
      await finishRequest(platform.ctx, keyed(key, begunAt), undefined, false)
      await commit(key)
      const answer = { status: 201, headers: {}, body: 'of the other' }
      await finishRequest(platform.ctx, keyed(key), answer, false)
      await finishRequest(platform.ctx, keyed(key, begunAt), { ...answer, body: 'stale' }, false)
      expect(await beginRequest(platform.ctx, keyed(key))).toEqual(answer)
    })
  })

  it('that failed after a part was done does that part no second time', async () => {
    const key = randomUUID()
    await beginRequest(platform.ctx, keyed(key))
    await commit(key)
    await finishRequest(platform.ctx, keyed(key), undefined, false)
    await expect(beginRequest(platform.ctx, keyed(key))).rejects.toMatchObject({
      code: 'idempotency-answer-lost',
    })
  })

  it('with an answer of more than 256 kB is done once all the same', async () => {
    const key = randomUUID()
    await beginRequest(platform.ctx, keyed(key))
    const body = 'x'.repeat(256 * 1024 + 1)
    await finishRequest(platform.ctx, keyed(key), { status: 200, headers: {}, body }, false)
    await expect(beginRequest(platform.ctx, keyed(key))).rejects.toMatchObject({
      code: 'idempotency-answer-not-kept',
    })
  })

  it('is forgotten after a day', async () => {
    const key = randomUUID()
    await post('/courses', course('Daily'), key)
    await later(86_400_000 + 21_000, async () => {
      expect(await beginRequest(platform.ctx, keyed(key))).toBeUndefined()
      await finishRequest(platform.ctx, keyed(key), undefined, false)
      await sweepIdempotency(platform.ctx)
    })
    expect(await platform.ctx.db.selectFrom('idempotencyKeys').select('key').execute()).toEqual([])
  })
})
