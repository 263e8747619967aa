import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { describeInbound } from '../inbound.contract.ts'
import type { Connection, InboundCall } from '../provider.ts'
import { inboundZoom } from './inbound.ts'

const NOW = new Date('2026-11-24T08:00:00Z')
const SECRET = 'secret-token'
const connection: Connection = {
  ...{ settings: {}, host: undefined, secret: () => SECRET },
  accessToken: () => Promise.reject(new Error('nobody is asked')),
  replaceToken: async () => undefined,
}

/** A call as Zoom signs it. */
function post(event: string, object: object, more: object = {}): InboundCall {
  const body = JSON.stringify({ event, event_ts: NOW.getTime(), payload: { object, ...more } })
  const timestamp = String(NOW.getTime() / 1000)
  const signature = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')
  const headers = { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': `v0=${signature}` }
  return { method: 'POST', path: '', body, headers }
}

const lea = { user_id: '16778240', registrant_id: 'r1', user_name: 'Lea', join_time: NOW.toISOString() }

describeInbound('Zoom', () => ({
  ...{ inbound: inboundZoom, connection, now: NOW, maxAgeMs: 5 * 60_000 },
  tellings: (id) => [
    post('meeting.started', { id, uuid: 'u==', start_time: NOW.toISOString() }),
    post('meeting.ended', { id: Number.isNaN(Number(id)) ? id : Number(id), uuid: 'u==' }),
    post('meeting.participant_joined', { id, uuid: 'u==', participant: lea }),
    post('webinar.updated', { id }),
    post('recording.completed', { id, uuid: 'u==' }),
  ],
  handshake: () => post('endpoint.url_validation', {}, { plainToken: 'abc' }),
}))

describe('what Zoom tells', () => {
  const told = (event: string, object: object) =>
    inboundZoom.hear(post(event, { id: '84000000001', ...object }))
  const roomKey = '84000000001'

  it.each([
    [
      'meeting.started',
      { uuid: 'u==', start_time: '2026-11-24T07:58:00Z' },
      { about: 'run', runKey: 'u==', startedAt: new Date('2026-11-24T07:58:00Z') },
    ],
    [
      'webinar.ended',
      { uuid: 'u==', end_time: '2026-11-24T07:59:00Z' },
      { about: 'run', runKey: 'u==', endedAt: new Date('2026-11-24T07:59:00Z') },
    ],
    ['meeting.ended', { uuid: 'u==' }, { about: 'run', runKey: 'u==', endedAt: NOW }],
    [
      'meeting.participant_joined',
      { uuid: 'u==', participant: lea },
      { about: 'presence', stay: { key: '16778240', kind: 'main', registrationKey: 'r1', joinedAt: NOW } },
    ],
    [
      'meeting.participant_left',
      { uuid: 'u==', participant: { ...lea, registrant_id: '', leave_time: NOW.toISOString() } },
      { about: 'presence', stay: { registrationKey: undefined, leftAt: NOW } },
    ],
    ['meeting.deleted', {}, { about: 'room' }],
    [
      'meeting.registration_approved',
      { registrant: { id: 'r9' } },
      { about: 'registrations', registrationKey: 'r9' },
    ],
    ['recording.transcript_completed', {}, { about: 'recordings' }],
  ])('%s is followed', (event, object, expected) =>
    expect(told(event, object)).toMatchObject([{ roomKey, ...expected }]),
  )

  it.each([
    ['meeting.participant_put_in_waiting_room', { uuid: 'u==', participant: lea }],
    ['meeting.started', {}],
    ['meeting.participant_joined', { uuid: 'u==', participant: {} }],
    ['meeting.participant_joined', { uuid: 'u==' }],
    ['user.signed_in', {}],
    ['meeting', {}],
  ])('%s with %j is of no interest', (event, object) => expect(told(event, object)).toEqual([]))
})
