import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromCursor, toCursor, toPage } from './paging.ts'

it('takes back the cursors that it gave', () => {
  fc.assert(
    fc.property(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string()), (key) => {
      expect(fromCursor(toCursor(key), ['text', 'text'])).toEqual(key)
    }),
  )
})

it('begins with the first page without one', () => {
  expect(fromCursor(undefined, ['text'])).toBeUndefined()
  expect(fromCursor('', ['text'])).toBeUndefined()
})

const id = '019ac1f3-0000-7000-8000-000000000001'

it.each([
  [
    ['text', 'id'],
    ['a', 'b'],
  ],
  [
    ['text', 'id'],
    ['a', `${id}0`],
  ],
  [
    ['text', 'id'],
    ['a\0', id],
  ],
  [
    ['text', 'id'],
    ['\ud800', id],
  ],
  [['text', 'id'], ['a']],
  [
    ['text', 'id'],
    ['a', id, 'b'],
  ],
  [
    ['text', 'id'],
    [1, id],
  ],
  [['text', 'id'], { 0: 'a', 1: id, length: 2 }],
  [['text', 'id'], null],
  [
    ['instant', 'id'],
    ['yesterday', id],
  ],
  [
    ['instant', 'id'],
    ['2026-13-01T00:00:00.000Z', id],
  ],
  [
    ['instant', 'id'],
    ['0000-01-01T00:00:00.000Z', id],
  ],
  [['number'], ['1e9']],
  [['number'], ['99999999999999999999']],
  [['number'], ['']],
] as const)('refuses a cursor that the list did not give: %j %j', (parts, key) => {
  const cursor = Buffer.from(JSON.stringify(key)).toString('base64url')
  expect(() => fromCursor(cursor, parts)).toThrow(expect.objectContaining({ code: 'cursor-unknown' }))
})

it.each(['%%%', 'bnVsbA', '{', '\0'])('refuses a cursor that is none: %j', (cursor) => {
  expect(() => fromCursor(cursor, ['text'])).toThrow(expect.objectContaining({ code: 'cursor-unknown' }))
})

it('says that there is more only when there is', () => {
  expect(toPage([1, 2, 3], 2, (n) => [String(n)])).toEqual({ items: [1, 2], nextCursor: toCursor(['2']) })
  expect(toPage([1, 2], 2, (n) => [String(n)])).toEqual({ items: [1, 2], nextCursor: null })
  expect(toPage<never>([], 2, (row) => [String(row)])).toEqual({ items: [], nextCursor: null })
})
