import { describe, expect, it } from 'vitest'
import { nameLikeness } from './likeness.ts'

describe('names are alike', () => {
  it.each([
    ['Anna Rossi', 'Anna Rossi', 1],
    ['Anna Rossi', 'rossi, ANNA', 1],
    ['Anna Rossi', 'Anna Rossi (Milano)', 1],
    ['Jürgen Müller', 'Jurgen Muller', 1],
    ['Anna Rossi', 'Anna', 0.5],
    ['Anna Rossi', 'iPhone von Anna', 0.5],
    ['Wang 伟', '伟 wang', 1],
    ['Anna Rossi', 'Bob', 0],
    ['Anna Rossi', '+39 333 1234567', 0],
    ['Anna Rossi', '', 0],
    ['', 'Anna', 0],
    ['Li', 'Lu', 0],
  ])('%s and %s: %d', (name, typed, expected) => expect(nameLikeness(name, typed)).toBe(expected))

  it('by parts that are nearly the same', () => {
    expect(nameLikeness('Katharina Schneider', 'Katarina Schneidr')).toBeGreaterThan(0.7)
    expect(nameLikeness('Katharina Schneider', 'Catherine Taylor')).toBeLessThan(0.5)
  })

  it('of hostile texts, too', () => {
    const long = 'a '.repeat(100_000)
    expect(nameLikeness(long, long)).toBe(1)
    expect(nameLikeness('<script>', '😀😀')).toBe(0)
  })
})
