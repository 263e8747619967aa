import { describe, expect, it } from 'vitest'
import { barsOf, sameBar, spanOfWeek } from './week.ts'

const held = (from: string, until: string) => ({
  heldFrom: `2026-11-24T${from}:00.000Z`,
  heldUntil: `2026-11-24T${until}:00.000Z`,
})
/** Of Tuesday, in the week of a zone; the machine’s own does not matter. */
const tuesday = (timeZone: string, hoursPerBar: number, ...all: ReturnType<typeof held>[]) =>
  barsOf({ first: '2026-11-23', timeZone }, hoursPerBar, all)[1]?.map(({ rooms }) => rooms) ?? []

describe('the bars of a week', () => {
  it('count the most rooms at the same moment, not all of an hour', () => {
    const all = [held('10:00', '10:30'), held('10:30', '11:30'), held('10:45', '11:00')]
    expect(tuesday('UTC', 1, ...all).slice(9, 13)).toEqual([0, 2, 1, 0])
    expect(barsOf({ first: '2026-11-23', timeZone: 'UTC' }, 1, all)[1]?.[10]?.held).toHaveLength(3)
  })

  it.each([
    ['UTC', 10],
    ['Europe/Rome', 11],
    ['America/New_York', 5],
    ['Asia/Tokyo', 19],
    ['Asia/Kolkata', 15],
  ])('stand at the hours of the zone that is asked for: %s', (timeZone, hour) => {
    const bars = tuesday(timeZone, 1, held('10:00', '10:30'))
    expect(bars.indexOf(1)).toBe(hour)
    expect(bars.filter((rooms) => rooms > 0)).toHaveLength(1)
  })

  it('put hours together where there is little room', () => {
    expect(tuesday('UTC', 3, held('10:00', '11:00'))).toEqual([0, 0, 0, 1, 0, 0, 0, 0])
  })

  it.each([
    ['Europe/Rome', '2026-10-19', 169],
    ['Europe/Rome', '2026-03-23', 167],
    ['America/New_York', '2026-10-19', 168],
    ['America/New_York', '2026-11-01', 169],
    ['Asia/Tokyo', '2026-10-19', 168],
  ])('have the hours that the week has in %s from %s: %i', (timeZone, first, hours) => {
    expect(barsOf({ first, timeZone }, 1, []).flat()).toHaveLength(hours)
  })
})

it('a week lasts from midnight to midnight, by the clocks of the zone', () => {
  expect(spanOfWeek({ first: '2026-10-19', timeZone: 'Europe/Rome' })).toEqual({
    from: '2026-10-18T22:00:00.000Z',
    until: '2026-10-25T23:00:00.000Z',
  })
  expect(spanOfWeek({ first: '2026-11-01', timeZone: 'America/New_York' })).toEqual({
    from: '2026-11-01T04:00:00.000Z',
    until: '2026-11-08T05:00:00.000Z',
  })
})

describe('a bar that was pressed', () => {
  const week = { first: '2026-11-23', timeZone: 'UTC' }
  const all = [held('10:30', '12:30')]
  const barsWith = (hoursPerBar: number, events = all) => barsOf(week, hoursPerBar, events).flat()
  const pressed = (hour: string, hoursPerBar: number) =>
    barsWith(hoursPerBar).find(({ startsAt }) => startsAt.toISOString() === `2026-11-24T${hour}:00:00.000Z`)
  const after = (hour: string, hoursPerBar: number, then: ReturnType<typeof barsWith>) => {
    const bar = pressed(hour, hoursPerBar)
    return bar && sameBar(bar, then)?.startsAt.toISOString().slice(11, 16)
  }

  it('is the same when it is read again, also when its event is gone', () => {
    expect(after('11', 1, barsWith(1))).toBe('11:00')
    expect(after('12', 3, barsWith(3))).toBe('12:00')
    expect(after('11', 1, barsWith(1, []))).toBe('11:00')
  })

  it('is the one around it on a narrow screen, and the first with something on a wide one', () => {
    expect(after('11', 1, barsWith(3))).toBe('09:00')
    expect(after('12', 1, barsWith(3))).toBe('12:00')
    expect(after('09', 3, barsWith(1))).toBe('10:00')
  })
})
