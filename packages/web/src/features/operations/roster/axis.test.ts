import { expect, it } from 'vitest'
import { placeOn, ticksOf } from './axis.ts'

const at = (minutes: number) => Date.parse('2026-11-24T09:00:00Z') + minutes * 60_000
const text = (minutes: number) => new Date(at(minutes)).toISOString()
const axis = (minutes: number) => ({ from: at(0), to: at(minutes) })

it.each([
  [20, [0, 5, 10, 15, 20]],
  [45, [0, 10, 20, 30, 40]],
  [60, [0, 15, 30, 45, 60]],
  [90, [0, 30, 60, 90]],
  [240, [0, 60, 120, 180, 240]],
  [1440, [0, 480, 960, 1440]],
])('an axis of %i minutes has few marks at whole steps', (minutes, marks) => {
  expect(ticksOf(axis(minutes)).map((tick) => (tick - at(0)) / 60_000)).toEqual(marks)
})

it('puts what is within an axis onto it, and nothing else', () => {
  const of = (from: number, to: number) => placeOn(axis(60), { startsAt: text(from), endsAt: text(to) })
  expect(of(15, 30)).toEqual({ start: 0.25, width: 0.25 })
  expect(of(-10, 70)).toEqual({ start: 0, width: 1 })
  expect(of(-10, 0)).toBeUndefined()
  expect(of(60, 70)).toBeUndefined()
  expect(of(30, 20)).toBeUndefined()
  expect(placeOn(axis(0), { startsAt: text(0), endsAt: text(1) })).toBeUndefined()
})
