import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heldByOneMore, monthsBetween, monthsOn } from './report.ts'

describe('months of a report', () => {
  it.each([
    ['2026-11', 1, '2026-12'],
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-11', -11, '2025-12'],
    ['2026-05', 24, '2028-05'],
    ['2026-05', 0, '2026-05'],
  ])('%s and %i more are %s', (month, count, other) => expect(monthsOn(month, count)).toBe(other))

  it('are all of a period, in order', () => {
    expect(monthsBetween('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
    expect(monthsBetween('2026-02', '2026-02')).toEqual(['2026-02'])
    expect(monthsBetween('2026-03', '2026-02')).toEqual([])
  })
})

describe('one room more', () => {
  const at = (from: number, to: number) => ({ startsAt: new Date(from), endsAt: new Date(to) })

  it.each([
    ['nothing', [], 0],
    ['one', [at(0, 5)], 1],
    ['two that touch', [at(0, 5), at(5, 9)], 2],
    ['two at the same time', [at(0, 5), at(0, 5)], 1],
    ['a long one over three short ones', [at(0, 30), at(1, 5), at(6, 9), at(10, 20)], 3],
    ['a chain', [at(0, 5), at(4, 8), at(7, 12)], 2],
  ])('holds of %s as many as do not overlap', (_, refused, held) => expect(heldByOneMore(refused)).toBe(held))

  it('holds as many as any choice of times that do not overlap', () => {
    const time = fc
      .tuple(fc.nat(30), fc.integer({ min: 1, max: 10 }))
      .map(([from, long]) => at(from, from + long))
    fc.assert(
      fc.property(fc.array(time, { maxLength: 9 }), (refused) => {
        let most = 0
        for (let choice = 0; choice < 2 ** refused.length; choice++) {
          const chosen = refused.filter((_, index) => choice & (1 << index))
          const fits = chosen.every((one, index) =>
            chosen.every(
              (other, at) => at <= index || one.endsAt <= other.startsAt || other.endsAt <= one.startsAt,
            ),
          )
          if (fits) most = Math.max(most, chosen.length)
        }
        expect(heldByOneMore(refused)).toBe(most)
        expect(heldByOneMore([...refused].reverse())).toBe(most)
      }),
    )
  })
})
