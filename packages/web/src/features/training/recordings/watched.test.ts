import { expect, it } from 'vitest'
import { addStep } from './watched.ts'

it('adds the steps of a player to one stretch, and begins another one after a leap', () => {
  let shown = addStep([], 10, 10.25, 1)
  shown = addStep(shown, 10.25, 10.5, 1)
  expect(shown).toEqual([{ fromSeconds: 10, toSeconds: 10.5 }])
  // Dragged forward, and back.
  expect(addStep(shown, 10.5, 60, 1)).toEqual(shown)
  expect(addStep(shown, 10.5, 3, 1)).toEqual(shown)
  expect(addStep(shown, 60, 60.25, 1)).toHaveLength(2)
  // At twice the speed a step is twice as long.
  expect(addStep([], 0, 2, 2)).toEqual([{ fromSeconds: 0, toSeconds: 2 }])
  expect(addStep([], 0, 2, 1)).toEqual([])
})
