import { expect, it } from 'vitest'
import { addDays, barsOf, mondayOf } from './week.ts'

const held = (from: string, until: string) => ({
  heldFrom: new Date(`2026-11-24T${from}:00`).toISOString(),
  heldUntil: new Date(`2026-11-24T${until}:00`).toISOString(),
})

it('counts the most rooms at the same moment, not all of an hour', () => {
  const day = barsOf(new Date(2026, 10, 24), { days: 1, hoursPerBar: 1 }, [
    held('10:00', '10:30'),
    held('10:30', '11:30'),
    held('10:45', '11:00'),
  ])[0]
  expect(day?.map((hour) => hour.rooms).slice(9, 13)).toEqual([0, 2, 1, 0])
  expect(day?.[10]?.held).toHaveLength(3)
})

it('begins weeks on Monday and keeps midnight over changes of clocks', () => {
  expect(mondayOf(new Date(2026, 10, 29, 15)).getDate()).toBe(23)
  expect(mondayOf(new Date(2026, 10, 23)).getDate()).toBe(23)
  expect(addDays(new Date(2026, 9, 24), 1).getHours()).toBe(0)
  const week = barsOf(new Date(2026, 9, 19), { days: 7, hoursPerBar: 1 }, [])
  const hours = week.flat().length
  expect([167, 168, 169]).toContain(hours)
})

it('puts hours together where there is little room', () => {
  const day = barsOf(new Date(2026, 10, 24), { days: 1, hoursPerBar: 3 }, [held('10:00', '11:00')])[0]
  expect(day?.map((bar) => bar.rooms)).toEqual([0, 0, 0, 1, 0, 0, 0, 0])
})
