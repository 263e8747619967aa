import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hearGoto } from './hints.ts'

const HEADER = 'x-webhook-signature'
const event = (fields: object) => JSON.stringify({ eventKey: 'e1', eventName: 'webinar.changed', ...fields })
const hear = (body: string, signature?: string, secrets = ['s3cret']) =>
  hearGoto({ body, headers: { [HEADER]: signature }, secrets }, HEADER)

describe('what GoTo posts', () => {
  it.each([
    ['webinar.changed', 'room'],
    ['registrant.added', 'registrations'],
    ['survey.submitted', 'engagement'],
  ])('%s says where to look: %s', (eventName, about) => {
    const body = `{"eventKey":"e","eventName":"${eventName}","webinarKey":6735469321853955072,"registrantKey":5735469321853955073}`
    expect(hear(body).hint).toEqual({
      ...{ about, roomKey: '6735469321853955072', registrationKey: '5735469321853955073' },
    })
  })

  it.each([
    ['', 'nothing'],
    ['{', 'half of it'],
    ['[]', 'a list'],
    ['null', 'null'],
    [event({}), 'an event of no webinar'],
    [event({ webinarKey: { a: 1 } }), 'a key that is none'],
    [
      event({ eventName: 'registrant.joined', webinarKey: 1 }),
      'an event after which there is nothing to look at',
    ],
    [event({ eventName: '__proto__', webinarKey: 1 }), 'a name of the language'],
    [event({ eventName: 'constructor', webinarKey: 1 }), 'another one'],
  ])('%s (%s) says nowhere to look', (body) => {
    expect(hear(body).hint).toBeUndefined()
  })

  it('is signed in hexadecimal or base64, with one of the secrets, over the text as it came', () => {
    const body = event({ webinarKey: 1, webinarTitle: 'Früh ✓' })
    const sign = (secret: string) => createHmac('sha256', secret).update(body)
    expect(hear(body, sign('s3cret').digest('hex')).isSigned).toBe(true)
    expect(hear(body, sign('s3cret').digest('hex').toUpperCase()).isSigned).toBe(true)
    expect(hear(body, `sha256=${sign('s3cret').digest('hex')}`).isSigned).toBe(true)
    expect(hear(body, sign('s3cret').digest('base64')).isSigned).toBe(true)
    expect(hear(body, sign('old').digest('hex'), ['s3cret', 'old']).isSigned).toBe(true)
    expect(hear(`${body} `, sign('s3cret').digest('hex')).isSigned).toBe(false)
    expect(hear(body, sign('other').digest('hex')).isSigned).toBe(false)
    for (const wrong of [undefined, '', 'sha256=', 'x', 'ff'.repeat(31)])
      expect(hear(body, wrong).isSigned).toBe(false)
    expect(hear(body, sign('s3cret').digest('hex'), []).isSigned).toBe(false)
  })
})
