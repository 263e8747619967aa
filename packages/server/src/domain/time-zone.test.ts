import { describe, expect, it } from 'vitest'
import { formatInstant } from '../messages/messages.ts'
import { planTimes } from './event.ts'
import { instantOf, wallTimeOf } from './time.ts'
import { findTimeZone, isTimeZone, readableTimeZone } from './time-zone.ts'

/** What Temporal or Intl take, and is no name of a zone. */
const noZones = [
  '2027-01-01T09:00Z',
  '2027-01-01T09:00+01:00',
  '2027-01-01T09:00[Europe/Rome]',
  '2027-01-01T09:00+01:00[Europe/Rome][u-ca=iso8601]',
  '20270101T0900Z',
  'T0900Z',
  '09:00Z',
  '01-01[Europe/Rome]',
  '+01:00',
  '-0500',
  '+01',
  'UTC+1',
  'GMT+5',
  'PST',
  'IST',
  'JST',
  'ACT',
  'SystemV/AST4',
  'Etc/Unknown',
  'Factory',
  'localtime',
  'posix/Europe/Rome',
  'right/Europe/Rome',
  'Europe/Atlantis',
  'Europe/Rome\u0000',
  'Europe/Rome; drop table people',
  'W. Europe Standard Time',
  '',
  ' ',
]

describe('a zone that comes in', () => {
  it.each([
    ['Europe/Rome', 'Europe/Rome'],
    ['europe/rome', 'Europe/Rome'],
    [' EUROPE/ROME ', 'Europe/Rome'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Europe/Kiev', 'Europe/Kiev'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['US/Pacific', 'US/Pacific'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['America/Coyhaique', 'America/Coyhaique'],
    ['utc', 'UTC'],
    ['GMT', 'GMT'],
    ['GMT0', 'GMT0'],
    ['EST', 'EST'],
    ['EST5EDT', 'EST5EDT'],
    ['GB-Eire', 'GB-Eire'],
    ['NZ-CHAT', 'NZ-CHAT'],
    ['Zulu', 'Zulu'],
  ])('is found as the zone database spells it: %s', (text, zone) => {
    expect(findTimeZone(text)).toBe(zone)
  })

  it.each(noZones)('is refused when it is no name of the zone database: %j', (text) => {
    expect(findTimeZone(text)).toBeUndefined()
    expect(isTimeZone(text)).toBe(false)
    const times = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: text }
    expect(() => planTimes(times, new Date('2026-11-01T00:00:00Z'))).toThrow('time-zone-unknown')
    expect(() => instantOf('2026-12-01T10:00', text, '/startsWall')).toThrow('time-zone-unknown')
  })

  it('is every zone that this runtime lists', () => {
    const listed = Intl.supportedValuesOf('timeZone')
    expect(listed.filter((zone) => !isTimeZone(zone))).toEqual([])
  })

  it('is stored as the zone database spells it', () => {
    const times = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: 'europe/kyiv' }
    expect(planTimes(times, new Date('2026-11-01T00:00:00Z'))).toEqual({
      ...times,
      timeZone: 'Europe/Kyiv',
      startsAt: new Date('2026-12-01T08:00:00Z'),
      endsAt: new Date('2026-12-01T09:00:00Z'),
    })
  })
})

describe('a stored zone that is none', () => {
  it.each(noZones)('never stops anything: times are shown in UTC, named: %j', (zone) => {
    expect(readableTimeZone(zone)).toBe('UTC')
    const at = new Date('2026-11-26T09:00:00Z')
    expect(formatInstant(at, { language: 'en', timeZone: zone })).toMatch(/09:00 \(UTC\)$/)
    expect(wallTimeOf(at, zone)).toBe('2026-11-26T09:00')
  })
})
