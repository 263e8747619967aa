import { describe, expect, it } from 'vitest'
import { bytesOf, readRange, shortened, writeRange } from './byte-ranges.ts'

describe('a part of a file', () => {
  it.each([
    ['bytes=0-', { from: 0, to: undefined }],
    ['bytes=5-9', { from: 5, to: 9 }],
    ['bytes=-500', { last: 500 }],
    [undefined, undefined],
    ['', undefined],
    ['bytes=-', undefined],
    ['bytes=9-5', undefined],
    ['bytes=0-1,5-6', undefined],
    ['items=0-5', undefined],
    ['bytes=a-b', undefined],
    ['bytes=99999999999999999999-', undefined],
  ] as const)('is read: %s', (header, range) => {
    expect(readRange(header)).toEqual(range)
    if (range && header) expect(writeRange(range)).toBe(header)
  })

  it.each([
    [
      { from: 0, to: undefined },
      { from: 0, to: 9 },
    ],
    [
      { from: 5, to: 6 },
      { from: 5, to: 6 },
    ],
    [
      { from: 5, to: 100 },
      { from: 5, to: 14 },
    ],
    [{ last: 500 }, { last: 500 }],
  ] as const)('is no longer than it may be', (range, short) => {
    expect(shortened(range, 10)).toEqual(short)
  })

  it.each([
    [
      { from: 0, to: undefined },
      { from: 0, to: 99 },
    ],
    [
      { from: 90, to: 200 },
      { from: 90, to: 99 },
    ],
    [{ last: 10 }, { from: 90, to: 99 }],
    [{ last: 500 }, { from: 0, to: 99 }],
    [{ from: 100, to: undefined }, undefined],
    [{ last: 0 }, undefined],
  ] as const)('of a file of 100 bytes: %j', (range, bytes) => {
    expect(bytesOf(range, 100)).toEqual(bytes)
  })

  it('of an empty file is none', () => {
    expect(bytesOf({ from: 0, to: undefined }, 0)).toBeUndefined()
  })
})
