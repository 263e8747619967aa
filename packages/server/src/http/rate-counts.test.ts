import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RateCounts } from './rate-counts.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function count(counts: RateCounts, key: string, windowMs = 1000) {
  let found: { current: number; ttl: number } | undefined
  counts.incr(key, (_, result) => (found = result), windowMs)
  return found
}

it('says of each request how many there were by then, also later', () => {
  const counts = new RateCounts()
  const found = [1, 2, 3].map(() => count(counts, 'a'))
  expect(found).toEqual([1, 2, 3].map((current) => ({ current, ttl: 1000 })))
  expect(count(counts, 'b')).toEqual({ current: 1, ttl: 1000 })
})

it('begins anew when the time is over, which requests do not put off', () => {
  const counts = new RateCounts()
  count(counts, 'a')
  vi.advanceTimersByTime(999)
  expect(count(counts, 'a')).toEqual({ current: 2, ttl: 1 })
  vi.advanceTimersByTime(1)
  expect(count(counts, 'a')).toEqual({ current: 1, ttl: 1000 })
})

it('forgets who was not seen for longest when there are too many', () => {
  const counts = new RateCounts()
  count(counts, 'first', 1e9)
  count(counts, 'second', 1e9)
  count(counts, 'first', 1e9)
  for (let n = 0; n < 49_999; n++) count(counts, `other ${n}`, 1e9)
  expect(count(counts, 'first', 1e9)?.current).toBe(3)
  expect(count(counts, 'second', 1e9)?.current).toBe(1)
})

it('counts routes apart that have a rate of their own', () => {
  const counts = new RateCounts()
  count(counts, 'a')
  expect(count(counts.child(), 'a')?.current).toBe(1)
})
