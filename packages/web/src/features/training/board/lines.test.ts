import { expect, it } from 'vitest'
import { linesFor } from './lines.ts'

const all = { conflict: true, facts: true, own: true }
const names = (height: number | undefined, wanted = all) => {
  const { what, ...lines } = linesFor(height, wanted)
  return [what, ...Object.entries(lines).flatMap(([name, isShown]) => (isShown ? [name] : []))]
}

it.each([
  [24, [1]],
  [36, [2]],
  [46, [2]],
  [54, [2, 'conflict']],
  [70, [2, 'conflict', 'facts']],
  [94, [2, 'conflict', 'facts', 'own']],
  [120, [4, 'conflict', 'facts', 'own']],
])('a card of %i pixels has whole lines, its time and name before all else', (height, lines) => {
  expect(names(height)).toEqual(lines)
  expect(Number(lines[0]) + lines.length - 1).toBeLessThanOrEqual((height - 4) / 16)
})

it('what there is not takes no room', () => {
  expect(names(70, { conflict: false, facts: true, own: false })).toEqual([3, 'facts'])
})

it('a card as high as it needs has all its lines', () => {
  expect(names(undefined)).toEqual([2, 'conflict', 'facts', 'own'])
})
