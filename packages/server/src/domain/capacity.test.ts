import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Booking, nearestFree, peakWithin } from './capacity.ts'

const at = (minute: number) => new Date(minute * 60_000)
const booking = (from: number, to: number): Booking => ({ startsAt: at(from), endsAt: at(to) })

describe('peakWithin', () => {
  it('counts no room where nothing overlaps; an end that meets a start does not', () => {
    expect(peakWithin(booking(60, 120), [booking(0, 60), booking(120, 180)]).rooms).toBe(0)
  })

  it('counts rooms that are held at the same moment, not all that touch the span', () => {
    const one_after_the_other = [booking(0, 70), booking(70, 90), booking(90, 200)]
    expect(peakWithin(booking(60, 120), one_after_the_other).rooms).toBe(1)
    expect(peakWithin(booking(60, 120), [...one_after_the_other, booking(80, 95)])).toEqual({
      rooms: 2,
      at: at(80),
    })
  })

  it('finds what counting minute by minute finds', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 30 }))
      .map(([from, length]) => booking(from, from + length))
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 12 }), (wish, others) => {
        let most = 0
        for (let t = wish.startsAt.getTime(); t < wish.endsAt.getTime(); t += 60_000) {
          most = Math.max(
            most,
            others.filter((o) => o.startsAt.getTime() <= t && t < o.endsAt.getTime()).length,
          )
        }
        expect(peakWithin(wish, others).rooms).toBe(most)
      }),
    )
  })
})

describe('nearestFree', () => {
  const now = at(0)

  it('gives the time just before or just after what is in the way, whichever is nearer', () => {
    expect(nearestFree(booking(100, 130), [booking(90, 140)], 1, now)).toEqual(booking(140, 170))
    expect(nearestFree(booking(100, 130), [booking(120, 240)], 1, now)).toEqual(booking(90, 120))
  })

  it('gives what was asked when it is free, and nothing that has passed', () => {
    expect(nearestFree(booking(100, 130), [], 1, now)).toEqual(booking(100, 130))
    expect(nearestFree(booking(100, 130), [booking(120, 240)], 1, at(100))).toEqual(booking(240, 270))
  })

  it('looks for a time at which one of several rooms is free', () => {
    const two = [booking(90, 140), booking(100, 200)]
    expect(nearestFree(booking(100, 130), two, 2, now)).toEqual(booking(70, 100))
    expect(nearestFree(booking(100, 130), two, 1, now)).toEqual(booking(60, 90))
  })
})
