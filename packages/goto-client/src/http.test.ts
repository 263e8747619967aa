import { describe, expect, test } from 'vitest'
import { type Reply, startStub } from '../test/stub-server.ts'
import { type ApiRequest, type GotoCall, type GotoClientOptions, GotoHttp, path } from './http.ts'

const DEAD: Reply = { status: 403, body: { int_err_code: 'InvalidToken', msg: 'Invalid token passed' } }
const OK: Reply = { status: 200, body: { fine: true } }
type Call = ApiRequest<unknown> & { read: (json: unknown) => unknown }
const READ: Call = { method: 'GET', path: '/x', what: 'the x', read: (json: unknown) => json }
const WRITE: Call = { ...READ, method: 'POST', body: { a: 1 } }

function httpAt(apiUrl: string, options: Partial<GotoClientOptions> = {}) {
  const pauses: number[] = []
  const http = new GotoHttp({ apiUrl, accessToken: async () => 'token', ...options }, async (ms) => {
    pauses.push(ms)
  })
  return { http, pauses }
}

describe('a dead token', () => {
  test.each([DEAD, { status: 401 }, { status: 403, body: { errorCode: 'InvalidToken' } }] as Reply[])(
    'is replaced once: %j',
    async (reply) => {
      await using stub = await startStub(reply, OK)
      const rejected: string[] = []
      const { http } = httpAt(stub.url, {
        onUnauthorized: async (token) => {
          rejected.push(token)
          return 'fresh'
        },
      })
      expect(await http.call(WRITE)).toEqual({ fine: true })
      expect(rejected).toEqual(['token'])
      expect(stub.received.map((request) => request.headers.authorization)).toEqual([
        'Bearer token',
        'Bearer fresh',
      ])
    },
  )

  test('is an error when the fresh one is refused too, or when there is none', async () => {
    await using stub = await startStub(DEAD, DEAD, DEAD)
    const twice = httpAt(stub.url, { onUnauthorized: async () => 'fresh' }).http.call(READ)
    await expect(twice).rejects.toMatchObject({ kind: 'unauthorized', code: 'InvalidToken', status: 403 })
    await expect(httpAt(stub.url).http.call(READ)).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  test('is not what any other 403 means', async () => {
    await using stub = await startStub({ status: 403, body: { errorCode: 'NoLicense', description: 'No.' } })
    const { http } = httpAt(stub.url, { onUnauthorized: () => Promise.reject(new Error('not asked')) })
    await expect(http.call(READ)).rejects.toMatchObject({ kind: 'forbidden', code: 'NoLicense' })
  })
})

describe('repeating', () => {
  test('reads again after a broken connection and a failing server', async () => {
    await using stub = await startStub('hang up', { status: 503 }, OK)
    const { http, pauses } = httpAt(stub.url)
    expect(await http.call(READ)).toEqual({ fine: true })
    expect(pauses).toHaveLength(2)
  })

  test('gives up after maxAttempts', async () => {
    await using stub = await startStub({ status: 500 }, { status: 500 })
    const { http } = httpAt(stub.url, { maxAttempts: 2 })
    await expect(http.call(READ)).rejects.toMatchObject({ kind: 'unavailable', outcomeUnknown: false })
  })

  test.each([['hang up'], [{ status: 503 }], [{ status: 500, body: '<h1>Oops</h1>' }]] as [Reply][])(
    'never repeats a write whose outcome is unknown: %j',
    async (reply) => {
      await using stub = await startStub(reply)
      await expect(httpAt(stub.url).http.call(WRITE)).rejects.toMatchObject({
        kind: 'unavailable',
        outcomeUnknown: true,
      })
      expect(stub.received).toHaveLength(1)
    },
  )

  test('repeats a rate-limited write, and waits as long as it is told', async () => {
    await using stub = await startStub({ status: 429, headers: { 'retry-after': '2' } }, { status: 429 }, OK)
    const { http, pauses } = httpAt(stub.url)
    expect(await http.call(WRITE)).toEqual({ fine: true })
    expect(pauses[0]).toBeGreaterThanOrEqual(2000)
    expect(pauses[1]).toBeGreaterThanOrEqual(400)
  })

  test('leaves a long wait to the caller', async () => {
    await using stub = await startStub({ status: 429, headers: { 'retry-after': '3600' } })
    await expect(httpAt(stub.url).http.call(READ)).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 3_600_000,
      outcomeUnknown: false,
    })
  })
})

describe('a call', () => {
  test('that takes too long is unavailable', async () => {
    await using stub = await startStub('never answer')
    await expect(httpAt(stub.url, { timeoutMs: 30 }).http.call(WRITE)).rejects.toMatchObject({
      kind: 'unavailable',
      outcomeUnknown: true,
      message: 'GoTo did not answer within 30 ms: POST /x.',
    })
  })

  test('that never reached a server certainly did nothing', async () => {
    const stub = await startStub()
    await stub.close()
    await expect(httpAt(stub.url).http.call(WRITE)).rejects.toMatchObject({
      kind: 'unavailable',
      outcomeUnknown: false,
    })
  })

  test('ends with the reason of its signal', async () => {
    await using stub = await startStub('never answer')
    const ending = new AbortController()
    const call = httpAt(stub.url).http.call({ ...READ, signal: ending.signal })
    setTimeout(() => ending.abort(new Error('the page was closed')), 20)
    await expect(call).rejects.toThrow('the page was closed')
  })

  test('does not follow a redirect', async () => {
    await using stub = await startStub({ status: 302, headers: { location: 'https://elsewhere.example/' } })
    await expect(httpAt(stub.url).http.call(WRITE)).rejects.toMatchObject({
      kind: 'unexpected-response',
      outcomeUnknown: true,
    })
  })

  test('is reported without query and token', async () => {
    await using stub = await startStub({
      status: 404,
      body: { errorCode: 'NoSuchX', incident: 12345678901234567890n.toString() },
    })
    const calls: GotoCall[] = []
    const { http } = httpAt(stub.url, { onCall: (call) => calls.push(call) })
    const failed = http.call({
      ...READ,
      query: { email: 'ann@example.com', none: undefined, at: new Date(0) },
    })
    await expect(failed).rejects.toMatchObject({ kind: 'not-found', requestId: '12345678901234567890' })
    expect(stub.received[0]?.path).toBe('/x?email=ann%40example.com&at=1970-01-01T00%3A00%3A00Z')
    expect(calls).toEqual([
      {
        method: 'GET',
        path: '/x',
        status: 404,
        durationMs: expect.any(Number),
        error: expect.objectContaining({ code: 'NoSuchX' }),
      },
    ])
  })

  test.each([
    [{ int_err_code: 'A', msg: 'm' }, 'A', 'm'],
    [{ errorCode: 'B', description: 'd', incident: 1 }, 'B', 'd'],
    [{ err: 'C', message: 'e' }, 'C', 'e'],
    [{ errorCode: 'NOT_FOUND', message: 'f' }, 'NOT_FOUND', 'f'],
  ])('that is refused with %j gives its code and words', async (body, code, words) => {
    await using stub = await startStub({ status: 400, body })
    await expect(httpAt(stub.url).http.call(READ)).rejects.toMatchObject({
      kind: 'rejected',
      code,
      message: `GoTo answered 400 ${code} to GET /x: ${words}.`,
      body: JSON.stringify(body),
    })
  })
})

describe('path', () => {
  test('escapes keys and refuses empty ones', () => {
    expect(path`/meetings/${'1/2'}/start`).toBe('/meetings/1%2F2/start')
    expect(() => path`/meetings/${''}`).toThrow(TypeError)
    expect(() => path`/meetings/${'..'}`).toThrow(TypeError)
  })
})
