import { expect, it } from 'vitest'
import { notTold, type Shown } from './watched.ts'

const parts = (...list: [number, number][]): Shown[] =>
  list.map(([fromSeconds, toSeconds]) => ({ fromSeconds, toSeconds }))

it('tells of what a player showed what was not told before, each piece once', () => {
  expect(notTold(parts([10, 20]), [])).toEqual(parts([10, 20]))
  expect(notTold(parts([10, 30]), parts([10, 20]))).toEqual(parts([20, 30]))
  expect(notTold(parts([10, 30]), parts([10, 30]))).toEqual([])
  // Gone back to before where it began, and over what was told in the middle.
  expect(notTold(parts([0, 40], [50, 60]), parts([10, 20], [30, 35], [50, 60]))).toEqual(
    parts([0, 10], [20, 30], [35, 40]),
  )
  expect(notTold([], parts([1, 2]))).toEqual([])
})
