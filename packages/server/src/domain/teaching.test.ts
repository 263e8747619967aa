import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findOverlaps, isAtTheSameTime, type Taught } from './teaching.ts'

const hour = (at: number) => new Date(Date.UTC(2026, 10, 26, 0, 0) + at * 3_600_000)
const taught = (personId: string, eventId: string, from: number, until: number): Taught => ({
  personId,
  eventId,
  startsAt: hour(from),
  endsAt: hour(until),
})

describe('two events', () => {
  it('that follow each other directly are not at the same time', () => {
    expect(isAtTheSameTime(taught('a', '1', 9, 10), taught('a', '2', 10, 11))).toBe(false)
    expect(isAtTheSameTime(taught('a', '1', 9, 10.5), taught('a', '2', 10, 11))).toBe(true)
  })
})

describe('findOverlaps', () => {
  it('finds nobody who teaches one event after the other, and each pair once', () => {
    const first = taught('a', '1', 9, 11)
    const second = taught('a', '2', 10, 12)
    expect(findOverlaps([first, second], [first, second])).toEqual([{ wanted: first, other: second }])
    expect(findOverlaps([first], [first, taught('b', '3', 9, 11), taught('a', '4', 11, 12)])).toEqual([])
  })

  it('agrees with a look at every minute, whatever is planned', () => {
    const event = fc
      .record({
        personId: fc.constantFrom('a', 'b', 'c'),
        from: fc.integer({ min: 0, max: 30 }),
        minutes: fc.integer({ min: 1, max: 12 }),
      })
      .map(({ personId, from, minutes }) => ({ personId, from, until: from + minutes }))
    const minute = (at: number) => new Date(at * 60_000)
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), fc.array(event, { maxLength: 8 }), (wanted, others) => {
        const named = [...wanted, ...others].map(({ personId, from, until }, index) => ({
          personId,
          eventId: String(index),
          startsAt: minute(from),
          endsAt: minute(until),
          minutes: Array.from({ length: until - from }, (_, step) => from + step),
        }))
        const mine = named.slice(0, wanted.length)
        const expected = new Set<string>()
        for (const one of mine)
          for (const other of named)
            if (
              one !== other &&
              one.personId === other.personId &&
              one.minutes.some((at) => other.minutes.includes(at))
            )
              expected.add([one.eventId, other.eventId].sort().join())
        const found = findOverlaps(mine, named).map(({ wanted: one, other }) =>
          [one.eventId, other.eventId].sort().join(),
        )
        expect(found.length).toBe(new Set(found).size)
        expect(new Set(found)).toEqual(expected)
      }),
    )
  })
})
