import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantsOf, wallAt } from './wall.ts'
import { differs, formatSpan } from './when.ts'

const zones = [
  'Europe/Rome',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
]
const aZone = fc.constantFrom(...zones)
const anInstant = fc
  .integer({ min: 0, max: 2 * 365 * 1440 })
  .map((minute) => Date.UTC(2026, 0, 1) + minute * 60_000)

describe('wall-clock times', () => {
  it('are skipped, or come twice, where clocks change', () => {
    expect(instantsOf('2026-03-29T02:30', 'Europe/Rome')).toEqual([])
    expect(instantsOf('2026-10-25T02:30', 'Europe/Rome')).toHaveLength(2)
    expect(instantsOf('2026-10-04T02:15', 'Australia/Lord_Howe')).toEqual([])
    expect(instantsOf('2026-04-05T01:45', 'Australia/Lord_Howe')).toHaveLength(2)
    expect(instantsOf('2026-11-24T10:00', 'Europe/Rome')).toEqual([Date.parse('2026-11-24T09:00:00Z')])
    expect(instantsOf('T', 'Europe/Rome')).toEqual([])
  })

  it('lead back to the instant that shows them', () => {
    fc.assert(
      fc.property(aZone, anInstant, (zone, instant) => {
        const found = instantsOf(wallAt(instant, zone), zone)
        expect(found).toContain(instant)
        expect(found.length).toBeLessThanOrEqual(2)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a span', () => {
  const spans = fc.tuple(anInstant, fc.integer({ min: 5, max: 1440 })).map(([start, minutes]) => ({
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + minutes * 60_000).toISOString(),
  }))

  it('always names its zone, and shows the times of its clock', () => {
    fc.assert(
      fc.property(aZone, spans, (zone, span) => {
        const text = formatSpan(span, zone, 'en', new Date(span.startsAt))
        expect(text.endsWith(`(${zone.split('/').at(-1)?.replaceAll('_', ' ')})`)).toBe(true)
        expect(text).toContain(wallAt(Date.parse(span.startsAt), zone).slice(11))
        expect(text).toContain(wallAt(Date.parse(span.endsAt), zone).slice(11))
      }),
      { numRuns: 300 },
    )
  })

  it('differs between zones when, and only when, their clocks show other times', () => {
    fc.assert(
      fc.property(aZone, aZone, spans, (one, other, span) => {
        const shown = (zone: string) =>
          [span.startsAt, span.endsAt].map((instant) => wallAt(Date.parse(instant), zone)).join()
        expect(differs(span, one, other)).toBe(shown(one) !== shown(other))
      }),
      { numRuns: 500 },
    )
  })
})
