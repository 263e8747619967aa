import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromCursor, toCursor, toPage } from './paging.ts'

it('takes back the cursors that it gave', () => {
  fc.assert(
    fc.property(fc.tuple(fc.string(), fc.string()), (key) => {
      expect(fromCursor(toCursor(key), 2)).toEqual(key)
    }),
  )
})

it('begins anew for a cursor that it did not make', () => {
  for (const cursor of [
    undefined,
    '',
    '%%%',
    'bnVsbA',
    toCursor(['one']),
    Buffer.from('[1,2]').toString('base64url'),
  ]) {
    expect(fromCursor(cursor, 2)).toBeUndefined()
  }
})

it('says that there is more only when there is', () => {
  expect(toPage([1, 2, 3], 2, (n) => [String(n)])).toEqual({ items: [1, 2], nextCursor: toCursor(['2']) })
  expect(toPage([1, 2], 2, (n) => [String(n)])).toEqual({ items: [1, 2], nextCursor: null })
  expect(toPage([], 2, String as never)).toEqual({ items: [], nextCursor: null })
})
