import { expect, it } from 'vitest'
import { createKeyRate } from './key-rate.ts'

it('counts each key by itself, in minutes that begin with its first request', () => {
  const rate = createKeyRate(2)
  const at = (second: number) => new Date(Date.UTC(2026, 11, 1, 9, 0, second))
  expect(rate.count('a', at(10))).toMatchObject({ isOver: false, resetSeconds: 60 })
  expect(rate.count('a', at(40)).headers).toMatchObject({
    'ratelimit-remaining': '0',
    'ratelimit-reset': '30',
  })
  expect(rate.count('a', at(50))).toMatchObject({ isOver: true, resetSeconds: 20 })
  expect(rate.count('b', at(50)).isOver).toBe(false)
  expect(rate.count('a', at(70)).isOver).toBe(false)
})
