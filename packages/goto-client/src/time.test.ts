import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant, parseInstant } from './time.ts'

describe('parseInstant', () => {
  test.each([
    ['2012-12-01T09:00:00.+0000', '2012-12-01T09:00:00.000Z'],
    ['2024-04-10T18:24:05.+0000', '2024-04-10T18:24:05.000Z'],
    ['2020-03-13T10:00:00Z', '2020-03-13T10:00:00.000Z'],
    ['2020-03-13T10:00:00.123Z', '2020-03-13T10:00:00.123Z'],
    ['2020-03-13T10:00:00.1234567Z', '2020-03-13T10:00:00.123Z'],
    ['2016-03-31T17:07:49+02:00', '2016-03-31T15:07:49.000Z'],
    ['2016-03-31T17:07:49-0730', '2016-04-01T00:37:49.000Z'],
    ['2025-4-3T9:5:0Z', '2025-04-03T09:05:00.000Z'],
    ['2025-04-03T09:05Z', '2025-04-03T09:05:00.000Z'],
    ['2025-04-03T09:05:00', '2025-04-03T09:05:00.000Z'],
    [1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
  ])('reads %j', (text, instant) => {
    expect(parseInstant(text)?.toISOString()).toBe(instant)
  })

  test.each([
    '',
    'soon',
    '2025-02-30T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-01-01T25:00:00Z',
    '2025-01-01T00:00:00+99:00',
    null,
    undefined,
    {},
    Number.NaN,
    1e300,
  ])('gives nothing for %j', (value) => {
    expect(parseInstant(value)).toBeUndefined()
  })

  test('reads what formatInstant writes', () => {
    const seconds = fc.date({
      min: new Date('0000-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(seconds, (date) => {
        expect(parseInstant(formatInstant(date))?.getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000)
      }),
    )
  })
})
