import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_LANE } from './gesture.ts'
import { byLaneAndDay, changeOfLane, lanesOf, nextLane, operationsOf, wallShift } from './lanes.ts'
import { byDays, spanOf } from './moves.ts'
import { coverOf } from './shades.ts'
import { type BoardEvent, type LanesBy, lanesByAll } from './types.ts'

const event = (changes: Partial<BoardEvent> = {}): BoardEvent => ({
  id: 'e1',
  version: 7,
  name: 'Ladders',
  courseId: 'c1',
  sessionId: 's1',
  accountId: 'a1',
  instructorIds: ['p1', 'p2'],
  hasOwnInstructors: false,
  place: 'Hall B',
  startsAt: '2026-12-02T09:00:00.000Z',
  endsAt: '2026-12-02T10:30:00.000Z',
  startsWall: '2026-12-02T10:00',
  endsWall: '2026-12-02T11:30',
  timeZone: 'Europe/Rome',
  seriesId: null,
  hasSpare: false,
  state: 'coming',
  room: 'ready',
  check: null,
  conflicts: [],
  mayEdit: true,
  ...changes,
})

describe('lanes', () => {
  it.each([
    ['account', ['a1']],
    ['instructor', ['p1', 'p2']],
    ['place', ['Hall B']],
    ['course', ['c1']],
  ] as const)('by %s hold an event in %o', (by, lanes) => {
    expect(lanesOf(event(), by)).toEqual(lanes)
  })

  it.each([
    ['account', { accountId: null }],
    ['instructor', { instructorIds: [] }],
    ['place', { place: '' }],
  ] satisfies [LanesBy, Partial<BoardEvent>][])('by %s have one for events without', (by, changes) => {
    expect(lanesOf(event(changes), by)).toEqual([NO_LANE])
  })

  it('hold every event on every day that it touches, and none twice', () => {
    const over = event({ startsAt: '2026-12-02T22:30:00Z', endsAt: '2026-12-03T01:00:00Z' })
    const found = byLaneAndDay([over], 'instructor', 'Europe/Rome')
    expect([...found.keys()]).toEqual(['p1', 'p2'])
    expect([...(found.get('p1')?.keys() ?? [])]).toEqual(['2026-12-02', '2026-12-03'])
  })

  it.each([
    ['account', 'a1', 'a2', { accountId: 'a2' }],
    ['account', 'a1', NO_LANE, { accountId: null }],
    ['place', 'Hall B', 'Hall C', { place: 'Hall C' }],
    ['place', 'Hall B', NO_LANE, { place: '' }],
    ['instructor', 'p1', 'p3', { instructorIds: ['p2', 'p3'] }],
    ['instructor', 'p1', 'p2', { instructorIds: ['p2'] }],
    ['instructor', 'p1', NO_LANE, { instructorIds: ['p2'] }],
    ['instructor', NO_LANE, 'p3', { instructorIds: ['p1', 'p2', 'p3'] }],
    ['course', 'c1', 'c2', {}],
    ['account', 'a1', 'a1', {}],
  ] as const)('by %s, from %s to %s change %o', (by, from, to, change) => {
    expect(changeOfLane(event(), by, from, to)).toEqual(change)
  })

  it('have neighbors, and edges', () => {
    expect([
      nextLane(['a', 'b'], 'a', 1),
      nextLane(['a', 'b'], 'b', 1),
      nextLane(['a', 'b'], 'a', -1),
    ]).toEqual(['b', 'b', 'a'])
  })
})

describe('a move, as the platform is asked for it', () => {
  const moved = { start: Date.parse('2026-12-03T10:00:00Z'), end: Date.parse('2026-12-03T11:30:00Z') }

  it('says times by the clocks of the event’s zone, and the version that was seen', () => {
    expect(operationsOf({ event: event(), others: [], span: moved }, 'account')).toEqual([
      {
        op: 'change',
        eventId: 'e1',
        version: 7,
        startsWall: '2026-12-03T11:00',
        endsWall: '2026-12-03T12:30',
      },
    ])
  })

  it('is none where nothing changes', () => {
    for (const by of lanesByAll)
      expect(
        operationsOf({ event: event(), others: [], span: spanOf(event()), fromLane: 'x', toLane: 'x' }, by),
      ).toEqual([])
  })

  it('takes others along by the same days and minutes', () => {
    const other = event({ id: 'e2', version: 3 })
    expect(operationsOf({ event: event(), others: [other], span: moved }, 'account')[1]).toEqual({
      op: 'change',
      eventId: 'e2',
      version: 3,
      startsWall: '2026-12-03T11:00',
      endsWall: '2026-12-03T12:30',
    })
    const toLane = { fromLane: 'a1', toLane: 'a2' }
    expect(
      operationsOf({ event: event(), others: [other], span: moved, ...toLane }, 'account')[1],
    ).toMatchObject({
      op: 'change',
      accountId: 'a2',
      startsWall: '2026-12-03T11:00',
    })
  })

  it('is by whole days of the wall, whatever the clocks do', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), (days) => {
        expect(wallShift(event(), byDays(spanOf(event()), days, 'Europe/Rome'))).toEqual({ days, minutes: 0 })
      }),
    )
  })
})

describe('how much of a day people are away', () => {
  const at = (from: string, until: string) => ({
    from: `2026-12-02T${from}:00Z`,
    until: `2026-12-02T${until}:00Z`,
  })
  it.each([
    [[], 0],
    [[at('00:00', '12:00')], 0.5],
    [[at('00:00', '12:00'), at('06:00', '18:00')], 0.75],
    [[at('06:00', '07:00'), at('00:00', '12:00')], 0.5],
    [[{ from: '2026-12-01T00:00:00Z', until: '2026-12-05T00:00:00Z' }], 1],
    [[{ from: '2026-12-04T00:00:00Z', until: '2026-12-05T00:00:00Z' }], 0],
  ])('%o is %f of it', (stretches, share) => {
    expect(coverOf('2026-12-02', stretches, 'UTC')).toBeCloseTo(share)
  })
})
