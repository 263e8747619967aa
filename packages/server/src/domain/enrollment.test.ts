import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type PlaceRules, promote, promotionStopOf, type Queued } from './enrollment.ts'

const now = new Date('2026-11-24T08:00:00Z')
const minutes = (count: number) => new Date(now.getTime() + count * 60_000)

const rules = fc.record<PlaceRules>({
  maxEnrollment: fc.option(fc.integer({ min: 1, max: 20 })),
  waitingList: fc.constantFrom('off', 'automatic', 'offer'),
  offerHours: fc.integer({ min: 1, max: 72 }),
  promotionStopsAt: fc.option(fc.integer({ min: -600, max: 6000 }).map(minutes)),
})
const queue = fc.uniqueArray(
  fc.record<Queued>({
    personId: fc.uuid(),
    status: fc.constantFrom('waiting', 'offered'),
    waitingSince: fc.integer({ min: -500, max: 0 }).map(minutes),
    offerExpiresAt: fc.integer({ min: -100, max: 100 }).map(minutes),
    active: fc.boolean(),
  }),
  { selector: (entry) => entry.personId, maxLength: 30 },
)

it('gives no more places than there are, to the first in line, and none too late', () => {
  fc.assert(
    fc.property(rules, queue, fc.nat(20), (given, entries, enrolled) => {
      const offered = entries.filter((entry) => entry.status === 'offered').length
      const steps = promote(given, enrolled + offered, entries, now)
      const promoted = steps.filter((step) => step.to !== 'cancelled')
      const ended = steps.filter((step) => step.to === 'cancelled')
      const holding = enrolled + offered - ended.length + promoted.length
      if (given.maxEnrollment !== null && promoted.length > 0)
        expect(holding).toBeLessThanOrEqual(given.maxEnrollment)
      if (given.promotionStopsAt && given.promotionStopsAt <= now) expect(promoted).toEqual([])
      // Nobody who waits longer than somebody promoted is left behind.
      const isPromoted = new Set(promoted.map((step) => step.personId))
      const waiting = entries.filter((entry) => entry.status === 'waiting' && entry.active)
      const left = waiting.filter((entry) => !isPromoted.has(entry.personId))
      const taken = waiting.filter((entry) => isPromoted.has(entry.personId))
      for (const one of taken)
        for (const other of left)
          expect(one.waitingSince.getTime()).toBeLessThanOrEqual(other.waitingSince.getTime())
      // And no place stays free while somebody waits.
      const isOpen = !given.promotionStopsAt || given.promotionStopsAt > now
      if (isOpen && left.length > 0) expect(holding).toBeGreaterThanOrEqual(given.maxEnrollment ?? Infinity)
      for (const step of promoted)
        if (step.to === 'offered') {
          expect(step.offerExpiresAt > now).toBe(true)
          if (given.promotionStopsAt)
            expect(step.offerExpiresAt.getTime()).toBeLessThanOrEqual(given.promotionStopsAt.getTime())
        }
    }),
  )
})

it('does nothing a second time', () => {
  fc.assert(
    fc.property(rules, queue, fc.nat(20), (given, entries, enrolled) => {
      const offered = entries.filter((entry) => entry.status === 'offered').length
      const steps = new Map(
        promote(given, enrolled + offered, entries, now).map((step) => [step.personId, step]),
      )
      const after = entries.flatMap((entry): Queued[] => {
        const step = steps.get(entry.personId)
        if (!step) return [entry]
        return step.to === 'offered'
          ? [{ ...entry, status: 'offered', offerExpiresAt: step.offerExpiresAt }]
          : []
      })
      const seated = [...steps.values()].filter((step) => step.to === 'enrolled').length
      const held = enrolled + seated + after.filter((entry) => entry.status === 'offered').length
      expect(promote(given, held, after, now)).toEqual([])
    }),
  )
})

it('stops some hours before the first event, or with the last', () => {
  const dates = { firstStartsAt: minutes(600), lastEndsAt: minutes(6000) }
  expect(promotionStopOf({ promotionStopHours: 2 }, dates)).toEqual(minutes(480))
  expect(promotionStopOf({ promotionStopHours: null }, dates)).toEqual(minutes(6000))
  expect(promotionStopOf({ promotionStopHours: 2 }, { firstStartsAt: null, lastEndsAt: null })).toBeNull()
})
