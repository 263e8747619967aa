import { getAllTimezones } from 'countries-and-timezones'
import { describe, expect, it } from 'vitest'
import { axisOf } from '../features/training/calendar/axis.ts'
import { byDay } from '../features/training/calendar/days.ts'
import { today } from './days.ts'
import { instantsOf, offsetAt, startOfDay, wallAt } from './wall.ts'
import { cityOf, differs, formatDay, formatMoment, formatSpan, formatTime } from './when.ts'
import { zones as findZones } from './zone-choices.ts'
import { toInstant, toWall } from './zoned.ts'
import { shownZone } from './zones.ts'

const noZones = ['Etc/Unknown', 'Europe/Atlantis', '2027-01-01T09:00Z', '+01:00', '', 'Mars/Olympus_Mons']

const zones = findZones().map(({ value }) => value)

describe('the zones that a person can choose', () => {
  it('are all names of the zone database, each once', () => {
    const names = Object.keys(getAllTimezones({ deprecated: true })).filter((name) => name !== 'Factory')
    expect(names.filter((name) => !zones.includes(name))).toEqual([])
    expect(new Set(zones).size).toBe(zones.length)
    for (const name of [
      'Europe/Kyiv',
      'Europe/Kiev',
      'Asia/Kolkata',
      'Asia/Calcutta',
      'US/Pacific',
      'Etc/GMT+5',
    ])
      expect(zones).toContain(name)
    expect(zones[0]).toBe('UTC')
    expect(zones).not.toContain('Etc/Unknown')
  })
})

describe('a zone that the browser does not know', () => {
  const span = { startsAt: '2026-11-26T09:00:00.000Z', endsAt: '2026-11-26T10:00:00.000Z' }

  it.each(noZones)('stops nothing: times are shown in UTC, named: %j', (zone) => {
    expect(shownZone(zone)).toBe('UTC')
    expect(cityOf(zone)).toBe('UTC')
    const now = new Date('2026-11-24T08:00:00Z')
    expect(formatSpan(span, zone, 'en', now)).toBe('Thu 26 Nov, 09:00–10:00 (UTC)')
    expect(formatMoment(span.startsAt, zone, 'it', now)).toBe('gio 26 nov, 09:00 (UTC)')
    expect(formatDay(span.startsAt, zone, 'en', now)).toBe('Thu 26 Nov')
    expect(formatTime(span.startsAt, zone, 'en')).toBe('09:00')
    expect(differs(span, zone, 'UTC')).toBe(false)
    expect(toWall(span.startsAt, zone)).toBe('2026-11-26T09:00')
    expect(toInstant('2026-11-26T09:00', zone)).toBe(span.startsAt)
    expect(wallAt(Date.parse(span.startsAt), zone)).toBe('2026-11-26T09:00')
    expect(offsetAt(0, zone)).toBe(0)
    expect(instantsOf('2026-11-26T09:00', zone)).toEqual([Date.parse(span.startsAt)])
    expect(startOfDay('2026-11-26', zone)).toBe(Date.parse('2026-11-26T00:00Z'))
    expect(today(zone, now.getTime())).toBe('2026-11-24')
    expect([...byDay([span], zone).keys()]).toEqual(['2026-11-26'])
    expect(() => axisOf(['2026-11-26'], zone)).not.toThrow()
  })
})
