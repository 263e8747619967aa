import { describe, expect, it } from 'vitest'
import { afterLook, nextCopy, nextLook } from './recording.ts'
import { addMinutes } from './time.ts'

const ends = new Date('2026-11-26T10:00:00Z')
const at = (minutes: number) => addMinutes(ends, minutes)
const look = (found: Partial<Parameters<typeof afterLook>[1]>, minutes: number) =>
  afterLook(
    { endsAt: ends, state: 'waiting' },
    { known: 0, missing: undefined, isUnavailable: false, ...found },
    at(minutes),
  )

describe('recordings of an event', () => {
  it('are looked for soon after its end, more and more seldom, and for a week', () => {
    const looks: number[] = []
    for (let next = nextLook(ends, ends); next; next = nextLook(ends, next))
      looks.push((next.getTime() - ends.getTime()) / 60_000)
    expect(looks[0]).toBe(10)
    expect(looks.at(-1)).toBe(7 * 24 * 60)
    expect(looks.length).toBeLessThan(20)
    const gaps = looks.slice(1).map((minute, index) => minute - (looks[index] ?? 0))
    expect(gaps.slice(0, 8)).toEqual(gaps.slice(0, 8).toSorted((a, b) => a - b))
  })

  it.each([
    ['that are not out yet are waited for', {}, 10, 'waiting', null],
    ['that never come are given up after a week', {}, 10_080, 'given-up', 'recording-none'],
    ['that are there may be followed by others', { known: 1 }, 10, 'found', null],
    [
      'that the account may not have are withheld, and asked for again',
      { missing: 'recording-scope-missing' },
      10,
      'withheld',
      'recording-scope-missing',
    ],
    [
      'of a provider that does not answer are waited for',
      { missing: 'recording-unavailable', isUnavailable: true },
      10,
      'waiting',
      'recording-unavailable',
    ],
    [
      'of which one room’s are withheld are found all the same',
      { known: 1, missing: 'recording-forbidden' },
      10,
      'found',
      'recording-forbidden',
    ],
  ] as const)('%s', (_, found, minutes, state, reason) => {
    const after = look(found, minutes)
    expect(after).toMatchObject({ state, reason })
    expect(after.nextLookAt === null).toBe(minutes === 10_080)
  })
})

describe('a film that could not be copied', () => {
  /** Minutes after the end at which it is tried, when each try takes some of them. */
  const triesOf = (linkEndsAt: Date | undefined, tookMinutes: number) => {
    const tried: number[] = []
    for (let next: Date | undefined = ends; next; ) {
      tried.push(Math.round((next.getTime() - ends.getTime()) / 60_000))
      next = nextCopy(tried.length, linkEndsAt, addMinutes(next, tookMinutes))
    }
    return tried
  }

  it('is tried eight times, later and later, where a fresh link is there each time', () => {
    expect(triesOf(undefined, 0)).toEqual([0, 10, 30, 70, 150, 310, 630, 1270])
  })

  it.each([
    [24 * 60, 0],
    [24 * 60, 60],
    [180, 0],
    [15, 1],
  ])(
    'is tried until its link ends after %i minutes, also where each try takes %i',
    (minutes, tookMinutes) => {
      const tried = triesOf(at(minutes), tookMinutes)
      expect(tried[0]).toBe(0)
      expect(tried.at(-1)).toBeLessThanOrEqual(minutes)
      expect(tried.at(-1)).toBeGreaterThanOrEqual(minutes - tookMinutes - 2)
      expect(tried.length).toBeLessThan(25)
    },
  )
})
