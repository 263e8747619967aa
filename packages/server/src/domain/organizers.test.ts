import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Booking, peakWithin } from './capacity.ts'
import type { EventId } from './ids.ts'
import { assignOrganizer, type HeldRoom, type OrganizerSlots } from './organizers.ts'

const hour = (h: number) => new Date(Date.UTC(2026, 10, 24, 0, 0) + h * 3_600_000)
const span = (from: number, to: number): Booking => ({ startsAt: hour(from), endsAt: hour(to) })
const one = (...ids: string[]): OrganizerSlots<string>[] => ids.map((id) => ({ id, rooms: 1 }))
const room = (eventId: string, organizerId: string, from: number, to: number): HeldRoom<string> => ({
  eventId: eventId as EventId,
  organizerId,
  ...span(from, to),
})
const NOW = hour(0)

describe('assignOrganizer', () => {
  it('takes the preferred organizer when they are free, else the one with the least to do', () => {
    const held = [room('a', 'ann', 1, 2)]
    expect(assignOrganizer({ ...span(5, 6), preferred: 'ann' }, one('ann', 'bob'), held, NOW)).toEqual({
      organizerId: 'ann',
      moves: [],
    })
    expect(assignOrganizer(span(5, 6), one('ann', 'bob'), held, NOW)?.organizerId).toBe('bob')
  })

  it('lets one room end as the next begins', () => {
    expect(assignOrganizer(span(2, 3), one('ann'), [room('a', 'ann', 1, 2)], NOW)?.organizerId).toBe('ann')
  })

  it('has no limit for an organizer without one, and none at all for nobody', () => {
    const many = Array.from({ length: 9 }, (_, n) => room(`e${n}`, 'ann', 1, 2))
    expect(assignOrganizer(span(1, 2), [{ id: 'ann', rooms: undefined }], many, NOW)?.organizerId).toBe('ann')
    expect(assignOrganizer(span(1, 2), one('ann'), many, NOW)).toBeUndefined()
    expect(assignOrganizer(span(1, 2), [], [], NOW)).toBeUndefined()
  })

  it('moves a room that is not near to make one for a long event', () => {
    // Ann is busy 1–2 and Bob 3–4: nobody has 1–4, until one of them takes both short ones.
    const held = [room('early', 'ann', 1, 2), room('late', 'bob', 3, 4)]
    const assignment = assignOrganizer(span(1, 4), one('ann', 'bob'), held, NOW)
    expect(assignment?.moves).toHaveLength(1)
    expect(assignOrganizer(span(1, 4), one('ann', 'bob'), held, hour(9))).toBeUndefined()
  })

  it('never gives anybody more rooms than they can hold, and moves nothing that is near', () => {
    const booking = fc
      .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 6 }))
      .map(([from, length]) => span(from, from + length))
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(booking, { maxLength: 14 }),
        fc.integer({ min: 0, max: 20 }),
        (count, wishes, near) => {
          const organizers = one(...['ann', 'bob', 'cid', 'dan'].slice(0, count))
          let held: HeldRoom<string>[] = []
          for (const [index, wish] of wishes.entries()) {
            const before = held
            const assignment = assignOrganizer(wish, organizers, held, hour(near))
            if (!assignment) continue
            const moved = new Map(assignment.moves.map((move) => [move.eventId, move.organizerId]))
            held = held.map((entry) => ({
              ...entry,
              organizerId: moved.get(entry.eventId) ?? entry.organizerId,
            }))
            held = [
              ...held,
              { eventId: String(index) as EventId, organizerId: assignment.organizerId, ...wish },
            ]
            for (const { id } of organizers) {
              const own = held.filter((entry) => entry.organizerId === id)
              for (const entry of own) expect(peakWithin(entry, own).rooms).toBeLessThanOrEqual(1)
            }
            for (const entry of before) {
              if (entry.startsAt < hour(near)) expect(moved.has(entry.eventId)).toBe(false)
            }
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
