import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LATE_AFTER_MINUTES, rosterStateOf } from './roster.ts'
import { addMinutes } from './time.ts'

const event = { startsAt: new Date('2026-11-24T09:00:00Z') }
const minute = fc.integer({ min: -90, max: 300 })
const at = (minutes: number) => addMinutes(event.startsAt, minutes)
const stays = fc.array(
  fc.record({ from: minute, stays: fc.option(fc.integer({ min: 0, max: 60 })) }).map((stay) => ({
    joinedAt: at(stay.from),
    leftAt: stay.stays === null ? null : at(stay.from + stay.stays),
  })),
)

it('takes a click for being in, and says late of more than five minutes after the start alone', () => {
  fc.assert(
    fc.property(fc.option(minute), minute, (entered, now) => {
      const firstEnteredAt = entered === null ? null : at(entered)
      const { state, isLate } = rosterStateOf(event, { firstEnteredAt, seen: undefined }, at(now))
      expect(state).toBe(entered !== null ? 'in' : now < 0 ? 'expected' : 'missing')
      expect(isLate).toBe(entered !== null && entered > LATE_AFTER_MINUTES)
    }),
  )
})

it('says left only of who was seen and is in no stay any more, and never of who only pressed Join', () => {
  fc.assert(
    fc.property(fc.option(minute), stays, minute, (entered, seen, now) => {
      const firstEnteredAt = entered === null ? null : at(entered)
      const { state, isLate } = rosterStateOf(event, { firstEnteredAt, seen }, at(now))
      if (seen.length === 0) expect(state).toBe(now < 0 ? 'expected' : 'missing')
      else expect(state).toBe(seen.some((stay) => stay.leftAt === null) ? 'in' : 'left')
      const first = Math.min(...seen.map((stay) => stay.joinedAt.getTime()))
      expect(isLate).toBe(seen.length > 0 && first > at(LATE_AFTER_MINUTES).getTime())
    }),
  )
})

it('does not depend on the order in which stays are told', () => {
  fc.assert(
    fc.property(stays, minute, (seen, now) => {
      const ask = (order: typeof seen) => rosterStateOf(event, { firstEnteredAt: null, seen: order }, at(now))
      expect(ask([...seen].reverse())).toEqual(ask(seen))
    }),
  )
})
