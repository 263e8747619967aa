import { describe, expect, it } from 'vitest'
import { cornersOf } from './corners.ts'

const drawn = (values: (number | null)[], isStepped = true) =>
  cornersOf(values, isStepped).map(({ at, value }) => [at, value])

describe('the line of a chart', () => {
  it('holds each value of steps until the next one, and the last one to the edge', () => {
    expect(drawn([2, 5])).toEqual([
      [0, 2],
      [1, 5],
      [2, 5],
      [2, null],
    ])
  })

  it('gives the last month before months of which nothing is known its width, and those none', () => {
    expect(drawn([null, 86, 84, null, null, 70, null])).toEqual([
      [1, 86],
      [2, 84],
      [3, 84],
      [3, null],
      [5, 70],
      [6, 70],
      [6, null],
    ])
  })

  it('joins what is known where values are no steps', () => {
    expect(drawn([1, null, 3], false)).toEqual([
      [0, 1],
      [2, 3],
    ])
  })
})
