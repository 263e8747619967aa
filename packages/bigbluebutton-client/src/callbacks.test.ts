import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAnalytics, readToken } from './index.ts'

const NOW = new Date('2026-11-24T08:00:00Z')
const seconds = NOW.getTime() / 1000

function token(claims: object, secret = 'secret', alg = 'HS512', hash = 'sha512'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ typ: 'JWT', alg })}.${part(claims)}`
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}

describe('the token of a callback', () => {
  it('is read when it was signed with the secret, and has not run out', () => {
    expect(readToken(token({ exp: seconds + 60 }), 'secret', 'HS512', NOW)).toEqual({ exp: seconds + 60 })
    expect(readToken(token({ exp: seconds - 60 }), 'secret', 'HS512', NOW)).toBeDefined() // clocks differ
    expect(readToken(token({ a: 1 }, 'secret', 'HS256', 'sha256'), 'secret', 'HS256', NOW)).toEqual({ a: 1 })
  })

  it.each([
    ['another secret', token({ exp: seconds + 60 }, 'other')],
    ['no secret at all', token({ exp: seconds + 60 }, '')],
    ['an end that is past', token({ exp: seconds - 301 })],
    ['an end that is none', token({ exp: 'never' })],
    ['another algorithm', token({ exp: seconds + 60 }, 'secret', 'HS256', 'sha256')],
    ['an algorithm that only says that it is another', token({ exp: seconds + 60 }, 'secret', 'none')],
    ['a signature that was cut off', token({ exp: seconds + 60 }).replace(/\.[^.]+$/, '.')],
    [
      'claims that were changed',
      token({ exp: seconds + 60 }).replace(/\.[^.]+\./, `.${btoa('{"exp":9999999999}')}.`),
    ],
    ['a part more', `${token({ exp: seconds + 60 })}.x`],
    ['nothing', ''],
    ['claims that are no object', token([1])],
  ])('is refused for %s', (_name, text) => {
    expect(readToken(text, 'secret', 'HS512', NOW)).toBeUndefined()
  })

  it('fits no secret that is empty', () => {
    expect(readToken(token({}, ''), '', 'HS512', NOW)).toBeUndefined()
  })
})

const attendee = (fields: object) => ({ ext_user_id: 'p-1', name: 'Lea', moderator: false, ...fields })
const report = (attendees: unknown, fields: object = {}) =>
  JSON.stringify({
    version: '1.0',
    meeting_id: 'lectern-1',
    internal_meeting_id: 'abc-1',
    data: {
      metadata: { meeting_name: 'Day 1', is_breakout: 'false' },
      start: '2026-11-24T10:00:00.000+02:00',
      finish: '2026-11-24T11:00:00.000+02:00',
      attendees,
      ...fields,
    },
  })

describe('analytics', () => {
  it('are read with people and their stays', () => {
    expect(
      readAnalytics(
        report([
          attendee({ joins: ['2026-11-24T10:05:00.000+02:00'], leaves: ['2026-11-24T10:50:00.000+02:00'] }),
        ]),
      ),
    ).toEqual({
      ...{ meetingID: 'lectern-1', internalMeetingID: 'abc-1', name: 'Day 1' },
      ...{ startedAt: NOW, endedAt: new Date('2026-11-24T09:00:00Z') },
      attendees: [
        {
          ...{ userID: 'p-1', name: 'Lea', isModerator: false },
          stays: [{ joinedAt: new Date('2026-11-24T08:05:00Z'), leftAt: new Date('2026-11-24T08:50:00Z') }],
        },
      ],
    })
  })

  const at = (minute: number) => `2026-11-24 10:${String(minute).padStart(2, '0')}:00 +0200`
  const minutes = (body: string) =>
    readAnalytics(body)?.attendees.flatMap(({ stays }) =>
      stays.map(({ joinedAt, leftAt }) => [joinedAt.getUTCMinutes(), leftAt?.getUTCMinutes()]),
    )

  it.each<[string, object, (number | undefined)[][]]>([
    [
      'in the order of a clock',
      { joins: [at(20), at(1)], leaves: [at(30), at(10)] },
      [
        [1, 10],
        [20, 30],
      ],
    ],
    ['with no end', { joins: [at(1)], leaves: [] }, [[1, undefined]]],
    ['with an end that nothing begins', { joins: [at(5)], leaves: [at(2), at(9)] }, [[5, 9]]],
    [
      'of two browsers, told apart',
      {
        ...{ joins: [at(1), at(5)], leaves: [at(6), at(30)] },
        sessions: [
          { joins: [{ id: 'a', timestamp: at(1) }], lefts: [{ id: 'a', timestamp: at(30) }] },
          { joins: [{ id: 'b', timestamp: at(5) }], lefts: [{ id: 'b', timestamp: at(6) }] },
        ],
      },
      [
        [1, 30],
        [5, 6],
      ],
    ],
    ['of browsers of which nothing is told', { joins: [at(1)], leaves: [at(2)], sessions: [{}] }, [[1, 2]]],
    ['of nobody', { joins: [], leaves: [] }, []],
    ['at no time', { joins: ['soon', '2026-11-24 10:00:00'], leaves: [] }, []],
  ])('have stays %s', (_name, fields, expected) => {
    expect(minutes(report([attendee(fields)]))).toEqual(expected)
  })

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['no meeting', JSON.stringify({ data: { start: at(1) } })],
    ['no beginning', report([], { start: 'soon' })],
  ])('are none without %s', (_name, body) => {
    expect(readAnalytics(body)).toBeUndefined()
  })

  it('are read or not, whatever is posted', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (attendees, other) => {
        readAnalytics(report(attendees))
        readAnalytics(report([attendee({ joins: other, leaves: other, sessions: attendees })]))
        readAnalytics(JSON.stringify(other))
      }),
      { numRuns: 300 },
    )
  })
})
