import { describe, expect, it } from 'vitest'
import { countedTo, inNoGroup, spreadEvenly, spreadRest } from './breakout-groups.ts'

const nameOf = (at: number) => `Group ${at}`
const people = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

describe('breakout groups', () => {
  it('are counted up and down; those that stay keep their name and people', () => {
    const [first] = countedTo([], 1, nameOf)
    expect(first).toEqual({ name: 'Group 1', personIds: [] })
    const own = [{ name: 'Group 2', personIds: ['a'] }]
    expect(countedTo(own, 3, nameOf).map(({ name }) => name)).toEqual(['Group 2', 'Group 3', 'Group 4'])
    expect(countedTo(countedTo(own, 3, nameOf), 1, nameOf)).toEqual(own)
    expect(countedTo(own, 50, nameOf).every(({ name }) => name !== '')).toBe(true)
    expect(countedTo(own, 0, nameOf)).toEqual([])
  })

  it('are filled evenly, everybody once', () => {
    const spread = spreadEvenly(countedTo([], 3, nameOf), people)
    expect(spread.map(({ personIds }) => personIds)).toEqual([
      ['a', 'd', 'g'],
      ['b', 'e'],
      ['c', 'f'],
    ])
    expect(spreadEvenly([], people)).toEqual([])
  })

  it('take in who came later, where there is most room, and leave all others where they are', () => {
    const groups = [
      { name: 'A', personIds: ['a', 'b', 'c'] },
      { name: 'B', personIds: ['d'] },
    ]
    expect(inNoGroup(groups, people)).toEqual(['e', 'f', 'g'])
    expect(spreadRest(groups, people).map(({ personIds }) => personIds)).toEqual([
      ['a', 'b', 'c', 'g'],
      ['d', 'e', 'f'],
    ])
  })
})
