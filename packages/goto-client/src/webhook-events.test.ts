import { describe, expect, test } from 'vitest'
import { readWebhookEvent } from './webhook-events.ts'

describe('readWebhookEvent', () => {
  test('keeps the digits of the keys', () => {
    const text = `{"eventName":"registrant.joined","eventVersion":"1.0.0","product":"g2w","eventKey":"e-1",
      "timestamp":"2026-03-13T10:00:00.123Z","webinarKey":9007199254740993,"registrantKey":6666666666666666667,
      "sessionKey":1,"joinTime":1773396000000}`
    expect(readWebhookEvent(text)).toEqual({
      eventKey: 'e-1',
      eventName: 'registrant.joined',
      eventVersion: '1.0.0',
      timestamp: new Date('2026-03-13T10:00:00.123Z'),
      webinarKey: '9007199254740993',
      registrantKey: '6666666666666666667',
      sessionKey: '1',
      status: undefined,
    })
  })

  test.each(['', '[]', 'null', '{"eventName":"registrant.added"}', '<xml/>'])(
    'gives nothing for %j',
    (text) => {
      expect(readWebhookEvent(text)).toBeUndefined()
    },
  )
})
