import { expect, it } from 'vitest'
import { createOnce } from './once.ts'

const MESSAGES = 'http://localhost/api/v1/events/1/messages'

function setUp() {
  const clock = { now: 0 }
  let made = 0
  const once = createOnce(
    () => `key-${++made}`,
    () => clock.now,
  )
  /** Sends it. @param answer undefined = it is lost */
  const send = async (body: object, answer?: Response, url = MESSAGES): Promise<string | null> => {
    const headers = { 'content-type': 'application/json' }
    const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(body) })
    await once.onRequest({ request })
    if (answer) await once.onResponse({ request, response: answer })
    else once.onError({ request, error: new TypeError('Failed to fetch') })
    return request.headers.get('idempotency-key')
  }
  return { send, clock }
}

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ code }), { status, headers: { 'content-type': 'application/problem+json' } })

it('gives the same key to the same request after its answer was lost, and another one after an answer', async () => {
  const { send } = setUp()
  expect(await send({ text: 'Hall B' })).toBe('key-1')
  expect(await send({ text: 'Hall B' })).toBe('key-1')
  expect(await send({ text: 'Hall B' }, new Response())).toBe('key-1')
  expect(await send({ text: 'Hall B' }, new Response())).toBe('key-2')
})

it('gives another key to what has other words or another address, or is sent much later', async () => {
  const { send, clock } = setUp()
  expect(await send({ text: 'Hall B' })).toBe('key-1')
  expect(await send({ text: 'Hall C' })).toBe('key-2')
  expect(await send({ text: 'Hall B' }, undefined, MESSAGES.replace('1/m', '2/m'))).toBe('key-3')
  clock.now = 11 * 60_000
  expect(await send({ text: 'Hall B' })).toBe('key-4')
})

it.each([
  ['a proxy that failed', new Response('Bad gateway', { status: 502 }), true],
  ['an outcome that nobody knows', problem(503, 'outcome-unknown'), true],
  ['a first try that still runs', problem(409, 'idempotency-running'), true],
  ['a first try that was carried out', problem(409, 'idempotency-answer-lost'), false],
  ['a refusal', problem(422, 'message-empty'), false],
  ['a failure of which the platform knows', problem(502, 'provider-unavailable'), false],
])('keeps the key while the outcome is unknown: %s', async (_, answer, isKept) => {
  const { send } = setUp()
  await send({ text: 'Hall B' }, answer)
  expect(await send({ text: 'Hall B' })).toBe(isKept ? 'key-1' : 'key-2')
})

it('gives no key to what only looks', async () => {
  const { send } = setUp()
  expect(await send({ name: 'Weekly', save: false })).toBeNull()
  expect(await send({}, undefined, 'http://localhost/api/v1/moves/dry-run')).toBeNull()
})
