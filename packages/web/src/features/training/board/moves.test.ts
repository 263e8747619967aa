import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantsOf, wallAt } from '../../../ui/wall.ts'
import { axisOf } from '../calendar/axis.ts'
import { daysOf } from '../calendar/days.ts'
import {
  byDays,
  endingAt,
  snap,
  spanOf,
  startingAt,
  stepped,
  stretchOf,
  toWalls,
  usualStart,
} from './moves.ts'

const zones = [
  'Europe/Rome',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Havana',
  'Atlantic/Azores',
  'Pacific/Chatham',
  'America/St_Johns',
  'America/Santiago',
  'America/Nuuk',
  'Africa/Casablanca',
  'Asia/Beirut',
  'America/Asuncion',
  'Antarctica/Troll',
  'Asia/Kathmandu',
  'Pacific/Easter',
]
const at = (wall: string, zone = 'Europe/Rome', turn = 0) => instantsOf(wall, zone)[turn] ?? Number.NaN
const span = (from: string, until: string, zone?: string) => ({ start: at(from, zone), end: at(until, zone) })
const spans = fc
  .tuple(fc.integer({ min: 0, max: 365 * 1440 }), fc.integer({ min: 1, max: 3000 }))
  .map(([minute, length]) => {
    const start = Date.UTC(2026, 0, 1) + minute * 60_000
    return { start, end: start + length * 60_000 }
  })

describe('moving an event', () => {
  it('to another day keeps its times on the clocks of its own zone, over changes of the clocks', () => {
    const friday = span('2026-10-23T10:00', '2026-10-23T12:00')
    expect(toWalls(byDays(friday, 3, 'Europe/Rome'), 'Europe/Rome')).toEqual({
      startsWall: '2026-10-26T10:00',
      endsWall: '2026-10-26T12:00',
    })
    expect(byDays(friday, 3, 'Europe/Rome').start - friday.start).toBe(73 * 3_600_000)
    fc.assert(
      fc.property(fc.constantFrom(...zones), spans, fc.integer({ min: -40, max: 40 }), (zone, one, days) => {
        const moved = byDays(one, days, zone)
        expect(moved.end).toBeGreaterThan(moved.start)
        const wall = wallAt(one.start, zone).slice(11)
        const isSkipped = instantsOf(`${wallAt(moved.start, zone).slice(0, 10)}T${wall}`, zone).length === 0
        if (!isSkipped) expect(wallAt(moved.start, zone).slice(11)).toBe(wall)
      }),
      { numRuns: 200 },
    )
  })

  it('onto an hour that is skipped takes the one after it', () => {
    const saturday = span('2026-03-28T02:30', '2026-03-28T04:00')
    expect(toWalls(byDays(saturday, 1, 'Europe/Rome'), 'Europe/Rome')).toEqual({
      startsWall: '2026-03-29T03:30',
      endsWall: '2026-03-29T04:00',
    })
  })

  it('to another time keeps its length', () => {
    fc.assert(
      fc.property(spans, fc.integer(), (one, start) => {
        const moved = startingAt(one, start)
        expect(moved.end - moved.start).toBe(one.end - one.start)
      }),
    )
  })

  it('can be stretched down to a quarter of an hour', () => {
    const one = span('2026-11-25T10:00', '2026-11-25T11:00')
    expect(endingAt(one, at('2026-11-25T11:30'))).toEqual(span('2026-11-25T10:00', '2026-11-25T11:30'))
    expect(endingAt(one, at('2026-11-25T08:00'))).toEqual(span('2026-11-25T10:00', '2026-11-25T10:15'))
    const short = span('2026-11-25T10:00', '2026-11-25T10:05')
    expect(endingAt(short, 0)).toEqual(short)
  })

  it.each([
    ['ArrowDown', {}, '2026-11-25T10:15', '2026-11-25T11:15'],
    ['ArrowUp', {}, '2026-11-25T09:45', '2026-11-25T10:45'],
    ['ArrowRight', {}, '2026-11-26T10:00', '2026-11-26T11:00'],
    ['ArrowLeft', {}, '2026-11-24T10:00', '2026-11-24T11:00'],
    ['ArrowDown', { isShift: true }, '2026-11-26T10:00', '2026-11-26T11:00'],
    ['ArrowUp', { isShift: true }, '2026-11-24T10:00', '2026-11-24T11:00'],
    ['ArrowDown', { isAlt: true }, '2026-11-25T10:00', '2026-11-25T11:15'],
    ['ArrowUp', { isAlt: true }, '2026-11-25T10:00', '2026-11-25T10:45'],
  ])('by %s with %o leads from ten to eleven to %s', (key, modifiers, from, until) => {
    const one = span('2026-11-25T10:00', '2026-11-25T11:00')
    expect(stepped(one, key, modifiers, 'Europe/Rome')).toEqual(span(from, until))
  })

  it('knows no other keys', () => {
    const one = span('2026-11-25T10:00', '2026-11-25T11:00')
    for (const key of ['a', 'Enter', 'Escape', ' ']) expect(stepped(one, key, {}, 'UTC')).toBeUndefined()
    expect(stepped(one, 'ArrowLeft', { isAlt: true }, 'UTC')).toBeUndefined()
  })
})

describe('a stretch that is drawn', () => {
  const axis = axisOf(daysOf('week', '2026-11-25'), 'Europe/Rome')
  const drawn = (from: number, to: number) =>
    toWalls(stretchOf(axis, '2026-11-25', { from, to }, 60), 'Europe/Rome')

  it('is as long as drawn, in either direction; a click is as long as usual', () => {
    const ten = { startsWall: '2026-11-25T10:00', endsWall: '2026-11-25T11:30' }
    expect(drawn(602, 681)).toEqual(ten)
    expect(drawn(681, 602)).toEqual(ten)
    expect(drawn(604, 606)).toEqual({ startsWall: '2026-11-25T10:00', endsWall: '2026-11-25T11:00' })
    expect(drawn(1438, 1440).startsWall).toBe('2026-11-25T23:45')
    expect(drawn(1300, 1440).endsWall).toBe('2026-11-26T00:00')
    expect([snap(7), snap(8), snap(-8)]).toEqual([0, 15, -15])
  })

  it('is never empty, on any day of any zone', () => {
    const place = fc.integer({ min: 0, max: 1440 })
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 364 }),
        place,
        place,
        (zone, n, from, to) => {
          const day = new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)
          const found = stretchOf(axisOf([day], zone), day, { from, to }, 60)
          expect(found.end).toBeGreaterThan(found.start)
          expect(found.start % 60_000).toBe(0)
        },
      ),
      { numRuns: 200 },
    )
  })
})

it('a new event begins at the next full hour of today, else at nine', () => {
  const now = at('2026-11-25T10:20')
  expect(usualStart('2026-11-25', 'Europe/Rome', now)).toBe(at('2026-11-25T11:00'))
  expect(usualStart('2026-11-26', 'Europe/Rome', now)).toBe(at('2026-11-26T09:00'))
  const kolkata = at('2026-11-25T10:20', 'Asia/Kolkata')
  expect(wallAt(usualStart('2026-11-25', 'Asia/Kolkata', kolkata), 'Asia/Kolkata')).toBe('2026-11-25T11:00')
  expect(spanOf({ startsAt: '2026-11-25T10:00:00Z', endsAt: '2026-11-25T11:00:00Z' }).end % 60_000).toBe(0)
})
