import { describe, expect, it } from 'vitest'
import { cityOf, differs, formatCountdown, formatLongDay, formatMoment, formatSpan } from './when.ts'

const now = new Date('2026-11-24T08:00:00Z')
const span = { startsAt: '2026-11-24T09:00:00Z', endsAt: '2026-11-24T10:00:00Z' }

describe('formatLongDay', () => {
  it('tells a day as it is, and an instant in its zone', () => {
    expect(formatLongDay('2027-02-28', 'en')).toBe('28 February 2027')
    expect(formatLongDay('2027-03-01T03:29:59Z', 'en', 'America/St_Johns')).toBe('28 February 2027')
    expect(formatLongDay('2027-02-28T10:20:00Z', 'en', 'Pacific/Kiritimati')).toBe('1 March 2027')
  })
})

describe('formatSpan', () => {
  it('names the day once, and the zone', () => {
    expect(formatSpan(span, 'Europe/Rome', 'en', now)).toBe('Tue 24 Nov, 10:00–11:00 (Rome)')
    expect(formatSpan(span, 'Europe/Rome', 'it', now)).toBe('mar 24 nov, 10:00–11:00 (Rome)')
  })

  it('names both days of an event over midnight in the reader’s zone, and another year', () => {
    expect(formatSpan(span, 'Asia/Tokyo', 'en', now)).toBe('Tue 24 Nov, 18:00–19:00 (Tokyo)')
    expect(formatSpan(span, 'Pacific/Auckland', 'en', now)).toBe('Tue 24 Nov, 22:00–23:00 (Auckland)')
    const over = { startsAt: '2026-11-24T22:30:00Z', endsAt: '2026-11-24T23:30:00Z' }
    expect(formatSpan(over, 'Europe/Rome', 'en', now)).toBe('Tue 24 Nov, 23:30–Wed 25 Nov, 00:30 (Rome)')
    expect(formatMoment('2027-01-05T09:00:00Z', 'UTC', 'en', now)).toBe('Tue 5 Jan 2027, 09:00 (UTC)')
  })
})

describe('formatCountdown', () => {
  it('says the two largest units, and seconds only at the end', () => {
    expect(formatCountdown(2 * 3_600_000 + 4 * 60_000 + 1, 'en')).toBe('2 hours, 5 minutes')
    expect(formatCountdown(26 * 3_600_000, 'it')).toBe('1 giorno e 2 ore')
    expect(formatCountdown(119_000, 'en')).toBe('1 minute, 59 seconds')
    expect(formatCountdown(-5, 'en')).toBe('0 seconds')
  })
})

it('knows when two zones show other times', () => {
  expect(differs(span, 'Europe/Rome', 'Europe/Paris')).toBe(false)
  expect(differs(span, 'Europe/Rome', 'America/New_York')).toBe(true)
  expect(cityOf('America/New_York')).toBe('New York')
})
