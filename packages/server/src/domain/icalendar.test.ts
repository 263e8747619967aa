import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ICalendarEvent, toICalendar } from './icalendar.ts'

const event: ICalendarEvent = {
  uid: 'e-p@platform',
  sequence: 2,
  createdAt: new Date('2026-11-01T08:00:00Z'),
  startsAt: new Date('2026-11-26T09:00:00Z'),
  endsAt: new Date('2026-11-26T10:00:00Z'),
  summary: 'Safety: Day 1',
  description: '',
  location: '',
  url: 'https://training.example/learn/events/e',
  isCancelled: false,
}
const calendarOf = (events: ICalendarEvent[], name = 'Platform') =>
  toICalendar({
    name,
    method: 'PUBLISH',
    refreshMinutes: 15,
    stamp: new Date('2026-11-24T08:00:00Z'),
    events,
  })

/** Reads the lines back as RFC 5545 says, and checks what it demands of each. */
function read(text: string): Map<string, string> {
  expect(text.endsWith('\r\n')).toBe(true)
  const physical = text.slice(0, -2).split('\r\n')
  for (const line of physical) {
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    expect(line).not.toMatch(/[^\P{Cc}\t]/u)
  }
  const logical = text.replaceAll('\r\n ', '').trimEnd().split('\r\n')
  return new Map(
    logical.map((line) => {
      const found = /^([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/s.exec(line)
      if (!found) throw new Error(`no content line: ${line}`)
      return [found[1] ?? '', found[3] ?? '']
    }),
  )
}
const textOf = (text = '') =>
  text.replace(/\\([\\;,nN])/g, (_, char: string) => (char.toLowerCase() === 'n' ? '\n' : char))

describe('a calendar', () => {
  it('has what every program needs, once', () => {
    expect(Object.fromEntries(read(calendarOf([event])))).toMatchObject({
      VERSION: '2.0',
      METHOD: 'PUBLISH',
      'REFRESH-INTERVAL': 'PT15M',
      'X-PUBLISHED-TTL': 'PT15M',
      UID: 'e-p@platform',
      SEQUENCE: '2',
      DTSTAMP: '20261124T080000Z',
      DTSTART: '20261126T090000Z',
      DTEND: '20261126T100000Z',
      STATUS: 'CONFIRMED',
    })
    expect(read(calendarOf([{ ...event, isCancelled: true }])).get('STATUS')).toBe('CANCELLED')
  })

  it('gives back every text that goes in, in lines of at most 75 octets', () => {
    const hostile = fc.string({ unit: 'grapheme', maxLength: 300 })
    const lines = fc.array(fc.constantFrom('a', ';', ',', '\\', '\n', '"', ':', 'è', '漢', '🎓', '\\n'), {
      maxLength: 200,
    })
    const texts = fc.oneof(
      hostile,
      lines.map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const fields = read(
          calendarOf([{ ...event, summary: text, description: text, location: text }], text),
        )
        const kept = text.replace(/[^\P{Cc}\t\r\n]/gu, '').replace(/\r\n?/g, '\n')
        expect(textOf(fields.get('SUMMARY'))).toBe(kept)
        expect(textOf(fields.get('NAME'))).toBe(kept)
        if (text) expect(textOf(fields.get('DESCRIPTION'))).toBe(kept)
      }),
      { numRuns: 200 },
    )
  })

  it('puts names with quotes and line breaks into parameters that hold', () => {
    const person = { name: 'Ann "the\nGreat"; Smith, Dr: X', email: 'ann@x.example' }
    const text = calendarOf([{ ...event, organizer: person, attendee: person }])
    expect(read(text).get('ATTENDEE')).toBe('mailto:ann@x.example')
    expect(text.replaceAll('\r\n ', '')).toContain('CN="Ann ’the Great’; Smith, Dr: X":mailto:')
  })

  it('of 2,000 events stays small', () => {
    const description = `Join: https://training.example/learn/events/x/join\n\n${'Words è '.repeat(20)}`
    const text = calendarOf(Array.from({ length: 2000 }, (_, n) => ({ ...event, uid: `${n}`, description })))
    expect(text.length).toBeLessThan(1_500_000)
  })
})
