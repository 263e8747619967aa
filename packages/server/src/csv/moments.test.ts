import { describe, expect, it } from 'vitest'
import { AppError } from '../domain/errors.ts'
import { type DateOrders, orderOf, readDay, readMinutes, readMoment, readTime } from './moments.ts'

const codeOf = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return error instanceof AppError ? error.code : error
  }
}

describe('a day of a table', () => {
  it.each([
    '2027-01-15',
    '2027/01/15',
    '2027/1/15',
    '2027.01.15',
    '15.01.2027',
    '15.1.27',
    '15/01/2027',
    '1/15/2027',
    '01-15-2027',
    '15-01-2027',
    '15/1/27',
    '15-Jan-2027',
    '15 Jan 2027',
    '15 gennaio 2027',
    '15 gen. 2027',
    'January 15, 2027',
    'Jan 15 2027',
    'Jan. 15th, 2027',
    '15th January 2027',
    'Friday, January 15, 2027',
    'Fri 15 Jan 2027',
    'venerdì 15 gennaio 2027',
    'ven, 15 gen 2027',
    '15 Jan\u00A02027',
    '15° gennaio 2027',
    '15. Januar 2027',
    'Freitag, 15. Januar 2027',
    'Fr., 15. Jan. 2027',
  ])('is read: %s', (text) => expect(readDay(text, null)).toBe('2027-01-15'))

  it.each([
    'soon',
    '2027-02-30',
    '31/02/2027',
    '13/13/2027',
    '2027',
    '45000',
    '15 Foo 2027',
    '0/0/2027',
    '1/2',
    '',
  ])('is refused: %s', (text) => expect(codeOf(() => readDay(text, 'dmy'))).toBe('date-unknown'))

  it('that could be two is not guessed', () => {
    expect(codeOf(() => readDay('03/04/2027', null))).toBe('date-ambiguous')
    expect(codeOf(() => readDay('03-04-2027', 'unclear'))).toBe('date-ambiguous')
    expect(readDay('03/04/2027', 'dmy')).toBe('2027-04-03')
    expect(readDay('03/04/2027', 'mdy')).toBe('2027-03-04')
    expect(readDay('04/04/2027', null)).toBe('2027-04-04')
    expect(readDay('03.04.2027', 'mdy')).toBe('2027-04-03')
  })

  it.each<[DateOrders, string[]]>([
    ['dmy', ['03/04/2027', '25/04/2027 10:00']],
    ['mdy', ['3/4/2027', '4/25/2027 9:00:00 AM', '2027-01-01']],
    ['unclear', ['03/04/2027', '04/03/2027']],
    ['unclear', ['03/04/2027', '25/04/2027', '04/25/2027']],
    [null, ['2027-04-03', '03.04.2027', '05/05/2027', '', 'soon', 'T'.repeat(500_000)]],
  ])('has the order %s from %j', (order, cells) => expect(orderOf(cells)).toBe(order))
})

describe('a time of a table', () => {
  it.each([
    ['9:00', '09:00'],
    ['09:00:00', '09:00'],
    ['9.00', '09:00'],
    ['9:00 AM', '09:00'],
    ['9:00:00 AM', '09:00'],
    ['9:00:00\u202FAM', '09:00'],
    ['09:00 a.m.', '09:00'],
    ['9am', '09:00'],
    ['12:30 am', '00:30'],
    ['12:00 PM', '12:00'],
    ['1:05 p.m.', '13:05'],
    ['21h30', '21:30'],
    ['9h', '09:00'],
    ['23:59:59.999', '23:59'],
  ])('%s is %s', (text, time) => expect(readTime(text)).toBe(time))

  it.each(['10', '25:00', '9:60', '13:00 AM', '0:30 PM', 'noon', '', '9:0', '-1:00', '10:00 Uhr 3'])(
    'is refused: %s',
    (text) => expect(codeOf(() => readTime(text))).toBe('import-time-unknown'),
  )
})

describe('a moment of a table', () => {
  const rome = { order: 'mdy' as const, timeZone: 'Europe/Rome' }
  it.each([
    ['10:00', '2027-01-15'],
    ['2027-01-15 10:00', ''],
    ['2027-01-15T10:00:00', ''],
    ['15/01/2027 10.00', ''],
    ['1/15/2027 10:00:00 AM', ''],
    ['Jan 15, 2027 10:00 AM', ''],
    ['Jan 15, 2027, 10:00:00 AM', ''],
    ['Friday, January 15, 2027 10:00 AM', ''],
    ['2027-01-15T09:00:00Z', ''],
    ['2027-01-15T10:00:00+01:00', ''],
    ['2027-01-15 09:00:00 +0000', ''],
    ['10:00', '2027-01-15 00:00:00'],
    ['2027-01-15 10:00', '2027-01-15'],
  ])('%s beside %j', (time, day) => expect(readMoment(time, day, rome)).toBe('2027-01-15T10:00'))

  it('names no day', () => expect(readMoment('10:00', '', rome)).toBeUndefined())
})

it.each([
  ['90', 90],
  ['90 min', 90],
  ['1:30', 90],
  ['1:30:00', 90],
  ['1h 30m', 90],
  ['2 h', 120],
  ['2 ore', 120],
  ['long', undefined],
  ['', undefined],
])('a duration of %s is %s minutes', (text, minutes) => expect(readMinutes(text)).toBe(minutes))
