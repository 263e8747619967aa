import { expect, it } from 'vitest'
import { risingIds } from './new-id.ts'

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it('ids rise in the order in which they are made, many in one millisecond', () => {
  const next = risingIds()
  const ids = Array.from({ length: 50_000 }, () => next())
  expect(ids.filter((id, index) => index > 0 && id <= (ids[index - 1] ?? ''))).toEqual([])
  expect(ids.filter((id) => !V7.test(id))).toEqual([])
})

it('a clock that goes back makes none twice', () => {
  const made = ['019d36a7-9b66-7272-9ac2-c2b8a06627ff', '019d36a7-9b65-7000-8000-000000000000']
  const next = risingIds(() => made.shift() ?? '019d36a7-9b64-7000-8000-000000000000')
  expect([next(), next(), next()]).toEqual([
    '019d36a7-9b66-7272-9ac2-c2b8a06627ff',
    '019d36a7-9b66-7272-9ac2-c2b8a0662800',
    '019d36a7-9b66-7272-9ac2-c2b8a0662801',
  ])
})
