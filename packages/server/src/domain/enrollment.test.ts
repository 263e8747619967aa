import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  allot,
  type EnrollmentStatus,
  type PlaceRules,
  promote,
  promotionStopOf,
  type Queued,
} from './enrollment.ts'
import type { PersonId } from './ids.ts'

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
    personId: fc.uuid().map((id) => id as PersonId),
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

const had = fc.constantFrom<EnrollmentStatus | undefined>(
  undefined,
  'requested',
  'waiting',
  'offered',
  'enrolled',
  'cancelled',
)

it('gives places one after the other, never over the maximum, and takes none from who has one', () => {
  const how = fc.record({
    whenFull: fc.constantFrom('refuse' as const, 'wait' as const),
    queues: fc.boolean(),
  })
  fc.assert(
    fc.property(
      rules,
      fc.array(had, { maxLength: 20 }),
      fc.nat(10),
      fc.nat(5),
      how,
      (given, befores, more, line, way) => {
        const applicants = befores.map((before, index) => ({ personId: String(index) as PersonId, before }))
        const isHeld = (status: string | undefined) => status === 'offered' || status === 'enrolled'
        const held = befores.filter(isHeld).length
        const waiting = befores.filter((before) => before === 'waiting').length + line
        // What is true before: nobody has more than there is.
        fc.pre(given.maxEnrollment === null || held + more <= given.maxEnrollment)
        const allotments = allot(given, { taken: held + more, waiting }, applicants, way)
        const after = allotments.map((allotment, index) =>
          'to' in allotment ? allotment.to : befores[index],
        )
        const holding = after.filter(isHeld).length + more
        if (given.maxEnrollment !== null) expect(holding).toBeLessThanOrEqual(given.maxEnrollment)
        for (const [index, before] of befores.entries()) {
          if (isHeld(before)) expect(isHeld(after[index])).toBe(true)
          if (before === 'waiting') expect(['waiting', 'enrolled']).toContain(after[index])
        }
        // Who comes by themselves passes nobody in line.
        if (way.queues && line > 0)
          for (const [index, before] of befores.entries())
            if (!isHeld(before)) expect(after[index]).not.toBe('enrolled')
      },
    ),
  )
})
