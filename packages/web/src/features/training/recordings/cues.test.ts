import { expect, it } from 'vitest'
import { cuesWith, formatSeconds } from './cues.ts'

const cues = [
  { fromSeconds: 0, text: 'Welcome to ladders' },
  { fromSeconds: 65, text: 'Perché la scala è alta' },
]

it.each([
  ['', [0, 65]],
  ['ladders', [0]],
  ['scala perche', [65]],
  ['roof', []],
])('finds %j in what was said, whatever its accents and order', (wanted, found) => {
  expect(cuesWith(cues, wanted).map(({ fromSeconds }) => fromSeconds)).toEqual(found)
})

it.each([
  [0, '0:00'],
  [65.9, '1:05'],
  [3845, '1:04:05'],
])('says %s seconds as %s', (seconds, said) => {
  expect(formatSeconds(seconds)).toBe(said)
})
