import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planTimes } from './event.ts'
import { instantOf, wallTimeOf } from './time.ts'
import { zoneChangeOf } from './zone-rules.ts'

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
const before = new Date('2025-12-01T00:00:00Z')
const plan = (startsWall: string, endsWall: string, timeZone: string) =>
  planTimes({ startsWall, endsWall, timeZone }, before)
const hoursOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) =>
  (endsAt.getTime() - startsAt.getTime()) / 3_600_000
const refusalOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}
const aZone = fc.constantFrom(...zones)
/** Minutes of the years 2026 and 2027. */
const aMinute = fc.integer({ min: 0, max: 2 * 365 * 24 * 60 - 1 })
const minutesAfter = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000)

describe('an event is kept at its wall-clock time', () => {
  it('in New York, while the US is on summer time and Europe not yet', () => {
    const { startsAt } = plan('2026-03-10T10:00', '2026-03-10T11:00', 'America/New_York')
    expect(startsAt).toEqual(new Date('2026-03-10T14:00:00Z'))
    expect(wallTimeOf(startsAt, 'Europe/Rome')).toBe('2026-03-10T15:00')
    const weekly = plan('2026-03-31T10:00', '2026-03-31T11:00', 'America/New_York')
    expect(wallTimeOf(weekly.startsAt, 'Europe/Rome')).toBe('2026-03-31T16:00')
  })

  it('in Kolkata, at half an hour', () => {
    const { startsAt } = plan('2026-07-01T10:00', '2026-07-01T11:30', 'Asia/Kolkata')
    expect(startsAt).toEqual(new Date('2026-07-01T04:30:00Z'))
  })

  it('in Apia, a day ahead and without summer time since 2021', () => {
    const january = plan('2026-01-15T09:00', '2026-01-15T10:00', 'Pacific/Apia')
    expect(january.startsAt).toEqual(new Date('2026-01-14T20:00:00Z'))
    expect(plan('2026-07-15T09:00', '2026-07-15T10:00', 'Pacific/Apia').startsAt).toEqual(
      new Date('2026-07-14T20:00:00Z'),
    )
    expect(wallTimeOf(january.startsAt, 'Pacific/Pago_Pago')).toBe('2026-01-14T09:00')
  })

  it('on Lord Howe, where clocks change by half an hour', () => {
    expect(hoursOf(plan('2026-10-04T01:00', '2026-10-04T03:00', 'Australia/Lord_Howe'))).toBe(1.5)
    expect(hoursOf(plan('2026-04-05T01:00', '2026-04-05T03:00', 'Australia/Lord_Howe'))).toBe(2.5)
    expect(refusalOf(() => plan('2026-10-04T02:15', '2026-10-04T04:00', 'Australia/Lord_Howe'))).toBe(
      'wall-time-skipped',
    )
    expect(refusalOf(() => plan('2026-04-05T01:45', '2026-04-05T04:00', 'Australia/Lord_Howe'))).toBe(
      'wall-time-twice',
    )
  })

  it('over midnight, and over a change of the clocks, for as long as it really lasts', () => {
    expect(hoursOf(plan('2026-11-24T23:30', '2026-11-25T00:30', 'Europe/Rome'))).toBe(1)
    expect(hoursOf(plan('2026-03-28T22:00', '2026-03-29T06:00', 'Europe/Rome'))).toBe(7)
    expect(hoursOf(plan('2026-10-24T22:00', '2026-10-25T06:00', 'Europe/Rome'))).toBe(9)
    expect(hoursOf(plan('2026-11-01T00:30', '2026-11-01T03:30', 'America/New_York'))).toBe(4)
  })
})

describe('for every zone and time', () => {
  it('an instant shows a wall-clock time that means it again, or is one of two', () => {
    fc.assert(
      fc.property(aZone, aMinute, (zone, minute) => {
        const instant = minutesAfter(minute)
        const wall = wallTimeOf(instant, zone)
        const refusal = refusalOf(() => instantOf(wall, zone, '/startsWall'))
        // An instant exists, so its time can't be one that is skipped.
        if (refusal) expect(refusal).toBe('wall-time-twice')
        else expect(instantOf(wall, zone, '/startsWall')).toEqual(instant)
      }),
      { numRuns: 500 },
    )
  })

  it('an event lasts as long as its clock says, but for the change of the clocks within it', () => {
    fc.assert(
      fc.property(aZone, aMinute, fc.integer({ min: 5, max: 1380 }), (zone, minute, length) => {
        const wallOf = (instant: Date) => instant.toISOString().slice(0, 16)
        const [startsWall, endsWall] = [wallOf(minutesAfter(minute)), wallOf(minutesAfter(minute + length))]
        let times: ReturnType<typeof plan>
        try {
          times = plan(startsWall, endsWall, zone)
        } catch {
          return // skipped, twice, or shortened to nothing: refused with words
        }
        const offsetOf = (instant: Date) =>
          Date.parse(`${wallTimeOf(instant, zone)}Z`) - Math.floor(instant.getTime() / 60_000) * 60_000
        const change = (offsetOf(times.endsAt) - offsetOf(times.startsAt)) / 3_600_000
        expect(hoursOf(times) * 60).toBeCloseTo(length - change * 60)
      }),
      { numRuns: 500 },
    )
  })

  it('the watch of the rules says nothing of what was planned by them, and finds every shift', () => {
    const shifts = fc.integer({ min: -180, max: 180 }).filter((minutes) => minutes !== 0)
    fc.assert(
      fc.property(aZone, aMinute, shifts, (zone, minute, shift) => {
        const wall = minutesAfter(minute).toISOString().slice(0, 16)
        const ends = minutesAfter(minute + 60)
          .toISOString()
          .slice(0, 16)
        let times: ReturnType<typeof plan>
        try {
          times = plan(wall, ends, zone)
        } catch {
          return
        }
        expect(zoneChangeOf(times, before)).toBeUndefined()
        const moved = (at: Date) => new Date(at.getTime() + shift * 60_000)
        const shifted = { ...times, startsAt: moved(times.startsAt), endsAt: moved(times.endsAt) }
        const change = zoneChangeOf(shifted, before)
        expect(change?.byWallTime).toEqual({ startsAt: times.startsAt, endsAt: times.endsAt })
        expect(change?.proposal).toBe('wall-time')
      }),
      { numRuns: 300 },
    )
  })
})
