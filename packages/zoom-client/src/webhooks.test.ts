import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { answerToChallenge, readEvent, signedByZoom } from './index.ts'

const SECRET = 'secret-token'
const NOW = new Date('2026-11-24T08:00:00Z')
const timestamp = String(NOW.getTime() / 1000)
const body = '{"event":"meeting.started","payload":{"object":{"id":"84000000001"}}}'
const signatureOf = (text: string, stamp = timestamp, secret = SECRET) =>
  `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${text}`).digest('hex')}`

describe('what Zoom sends to an endpoint', () => {
  it('is signed with the secret token, and not long ago', () => {
    const call = { body, timestamp, signature: signatureOf(body) }
    expect(signedByZoom(call, SECRET, NOW)).toBe(true)
    expect(signedByZoom(call, SECRET, new Date(NOW.getTime() + 6 * 60_000))).toBe(false)
  })

  it.each([
    ['another body', { body: '{}', timestamp, signature: signatureOf(body) }],
    ['another secret', { body, timestamp, signature: signatureOf(body, timestamp, 'other') }],
    ['another instant', { body, timestamp: String(Number(timestamp) + 1), signature: signatureOf(body) }],
    ['no signature', { body, timestamp, signature: '' }],
    ['no instant', { body, timestamp: '', signature: signatureOf(body, '') }],
    ['words for an instant', { body, timestamp: 'now', signature: signatureOf(body, 'now') }],
  ])('is not taken with %s', (_name, call) => expect(signedByZoom(call, SECRET, NOW)).toBe(false))

  it('is taken by nobody who has no secret', () => {
    expect(signedByZoom({ body, timestamp, signature: signatureOf(body, timestamp, '') }, '', NOW)).toBe(
      false,
    )
  })

  it.each([
    [
      'a number for a text',
      '{"event":"x","payload":{"object":{"id":84000000001}}}',
      { roomId: '84000000001' },
    ],
    ['a registrant', '{"event":"x","payload":{"object":{"registrant":{"id":"r1"}}}}', { registrantId: 'r1' }],
    [
      'a participant',
      '{"event":"x","payload":{"object":{"participant":{"registrant_id":"r2"}}}}',
      { registrantId: 'r2' },
    ],
    [
      'somebody who has come in',
      '{"event":"x","event_ts":1795766400000,"payload":{"object":{"uuid":"u==","participant":{"user_id":"167","registrant_id":"","join_time":"2026-11-24T08:00:00Z"}}}}',
      {
        ...{ toldAt: new Date(1_795_766_400_000), uuid: 'u==', registrantId: undefined },
        participant: { key: '167', joinedAt: NOW, leftAt: undefined },
      },
    ],
    [
      'moments that are none',
      '{"event":"x","event_ts":1e300,"payload":{"object":{"start_time":"soon","participant":{"join_time":7}}}}',
      { toldAt: undefined, startsAt: undefined, participant: { key: '', joinedAt: undefined } },
    ],
    ['no payload', '{"event":"x"}', { name: 'x', roomId: undefined }],
    ['an object that is none', '{"event":"x","payload":{"object":7}}', { roomId: undefined }],
  ])('is read with %s', (_name, text, expected) => expect(readEvent(text)).toMatchObject(expected))

  it.each(['', 'null', '[]', '{"event":1}', '{'])('is nothing for %j', (text) =>
    expect(readEvent(text)).toBeUndefined(),
  )

  it('is answered when it is a challenge', () => {
    const event = readEvent('{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}')
    expect(answerToChallenge(event?.plainToken ?? '', SECRET)).toEqual({
      plainToken: 'abc',
      encryptedToken: createHmac('sha256', SECRET).update('abc').digest('hex'),
    })
  })
})
