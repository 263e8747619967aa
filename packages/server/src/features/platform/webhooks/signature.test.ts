import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { newWebhookSecret, signedHeaders } from './signature.ts'

type Check = (secret: string, headers: Record<string, string>, body: string, now?: number) => boolean

let isFromLectern: Check
beforeAll(async () => {
  const guide = readFileSync(new URL('../../../../../../docs/api.md', import.meta.url), 'utf8')
  const [, snippet = ''] = /```js\n([\s\S]+?)```/.exec(guide) ?? []
  const url = `data:text/javascript;base64,${Buffer.from(snippet).toString('base64')}`
  isFromLectern = (await import(/* @vite-ignore */ url)).isFromLectern
})

const message = fc.record({
  id: fc.uuid(),
  timestamp: fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }),
  body: fc.string({ unit: 'grapheme' }),
})

it('is taken by the check that the guide shows, whatever the text is', () => {
  fc.assert(
    fc.property(message, (given) => {
      const secret = newWebhookSecret()
      const headers = signedHeaders(given, [secret])
      expect(isFromLectern(secret, headers, given.body, given.timestamp * 1000)).toBe(true)
    }),
  )
})

it('is taken with the old and the new secret while one is replaced, and with no other', () => {
  fc.assert(
    fc.property(message, (given) => {
      const [older, newer] = [newWebhookSecret(), newWebhookSecret()]
      const headers = signedHeaders(given, [newer, older])
      const taken = [older, newer, newWebhookSecret()].map((secret) =>
        isFromLectern(secret, headers, given.body, given.timestamp * 1000),
      )
      expect(taken).toEqual([true, true, false])
    }),
  )
})

it('is refused when the text, the id or the time was changed, or when it is old', () => {
  fc.assert(
    fc.property(message, fc.string({ minLength: 1 }), (given, more) => {
      const secret = newWebhookSecret()
      const headers = signedHeaders(given, [secret])
      const now = given.timestamp * 1000
      const later = { ...headers, 'webhook-timestamp': String(given.timestamp + 1) }
      expect(isFromLectern(secret, headers, given.body + more, now)).toBe(false)
      expect(isFromLectern(secret, { ...headers, 'webhook-id': more }, given.body, now)).toBe(false)
      expect(isFromLectern(secret, later, given.body, now)).toBe(false)
      expect(isFromLectern(secret, headers, given.body, now + 301_000)).toBe(false)
    }),
  )
})

it('is the one of Standard Webhooks’ own example', () => {
  const headers = signedHeaders(
    { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  )
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})
