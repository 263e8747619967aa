import { languages } from '@lectern/texts'
import { describe, expect, it } from 'vitest'
import { addToTime, isDate, nextQuarter, readDate, readTime, writeDate } from './typed-dates.ts'

const TODAY = '2026-11-29'

describe('a date', () => {
  it.each([
    ['en', '24/11/2026', '2026-11-24'],
    ['en', '5/1/27', '2027-01-05'],
    ['en', '24 Nov 2026', '2026-11-24'],
    ['en', 'Tue, 24 November 2026', '2026-11-24'],
    ['en', 'March 3, 2027', '2027-03-03'],
    ['it', '24/11/2026', '2026-11-24'],
    ['it', '1 mag 2027', '2027-05-01'],
    ['it', '3 may 2027', '2027-05-03'],
    ['de', '24.11.2026', '2026-11-24'],
    ['de', '3. März 2027', '2027-03-03'],
    ['de', '1.2.', '2027-02-01'],
    ['de', '30.11.', '2026-11-30'],
    ['en', '29/11', '2026-11-29'],
    ['en', '28/11', '2027-11-28'],
    ['it', '2026-11-24', '2026-11-24'],
    ['en', '2026/11/24', '2026-11-24'],
    ['en', ' 2028-02-29 ', '2028-02-29'],
  ] as const)('is read in %s from “%s” as %s', (language, typed, date) => {
    expect(readDate(typed, language, TODAY)).toBe(date)
  })

  it.each([
    '',
    'x',
    '31/2/2026',
    '2026-02-30',
    '24/13/2026',
    '0/1/2026',
    '1/1/0999',
    '24',
    '1/2/3/4',
    '99/99',
  ])('is none in “%s”', (typed) => {
    for (const language of languages) expect(readDate(typed, language, TODAY)).toBeUndefined()
  })

  it.each(languages)('is read back in %s as it is written, on every day of two years', (language) => {
    for (let day = 0; day < 731; day++) {
      const date = new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10)
      expect(readDate(writeDate(date, language), language, TODAY)).toBe(date)
    }
  })

  it('is written as nothing when it is none', () => {
    expect(writeDate('', 'en')).toBe('')
    expect(isDate('2026-02-29')).toBe(false)
  })
})

describe('a time of day', () => {
  it.each([
    ['9', '09:00'],
    ['14', '14:00'],
    ['930', '09:30'],
    ['1405', '14:05'],
    ['9:5', '09:05'],
    ['09:07', '09:07'],
    ['14.30', '14:30'],
    ['14 30', '14:30'],
    ['2 pm', '14:00'],
    ['12am', '00:00'],
    ['12:15 p.m.', '12:15'],
    ['0', '00:00'],
  ])('is read from “%s” as %s', (typed, time) => {
    expect(readTime(typed)).toBe(time)
  })

  it.each(['', '25', '9:60', 'x', '13 pm', '24:00', '12345', '-1'])('is none in “%s”', (typed) => {
    expect(readTime(typed)).toBeUndefined()
  })

  it('goes on by minutes and by quarters, round the day', () => {
    expect(addToTime('23:50', 15)).toBe('00:05')
    expect(addToTime('00:00', -15)).toBe('23:45')
    expect([nextQuarter('10:07', 1), nextQuarter('10:07', -1)]).toEqual(['10:15', '10:00'])
    expect([nextQuarter('10:15', 1), nextQuarter('10:15', -1)]).toEqual(['10:30', '10:00'])
  })
})
