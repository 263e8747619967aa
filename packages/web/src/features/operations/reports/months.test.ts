import { describe, expect, it } from 'vitest'
import { formatMonth, monthsUntil } from './months.ts'

describe('months of reports', () => {
  it('go back over the turn of a year, the newest first', () => {
    expect(monthsUntil('2026-02', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
  })

  it('are said in the language of the reader', () => {
    expect(formatMonth('2026-11', 'en')).toBe('Nov 2026')
    expect(formatMonth('2026-05', 'it')).toBe('mag 2026')
    expect(formatMonth('2026-12', 'de')).toBe('Dez. 2026')
  })
})
