import { describe, expect, it } from 'vitest'
import { inOrder, outsideHours } from './availability.ts'
import type { AppError } from './errors.ts'

const stretch = (weekday: number, starts: string, ends: string) => ({ weekday, starts, ends })
const at = (text: string) => new Date(`2026-${text}Z`)
const told = (spans: readonly { startsAt: Date; endsAt: Date }[]) =>
  spans.map(({ startsAt, endsAt }) =>
    [startsAt, endsAt].map((instant) => instant.toISOString().slice(5, 16)).join(' – '),
  )

describe('weekly hours', () => {
  it('are kept in order, joined where they touch', () => {
    const hours = [stretch(2, '09:00', '12:00'), stretch(1, '13:00', '17:00'), stretch(1, '09:00', '13:00')]
    expect(inOrder([...hours, stretch(2, '11:00', '11:30')])).toEqual([
      stretch(1, '09:00', '17:00'),
      stretch(2, '09:00', '12:00'),
    ])
  })

  it.each([
    ['17:00', '09:00'],
    ['09:00', '09:00'],
  ])('are refused from %s to %s', (starts, ends) => {
    const refused = (() => {
      try {
        return inOrder([stretch(1, '08:00', '09:00'), stretch(1, starts, ends)])
      } catch (error) {
        return error as AppError
      }
    })()
    expect(refused).toMatchObject({ code: 'hours-end-before-start', fields: [{ pointer: '/hours/1/ends' }] })
  })

  it('leave all other times outside, by the clocks of their zone', () => {
    // 1 December 2026 is a Tuesday.
    const hours = {
      timeZone: 'Europe/Rome',
      hours: [stretch(2, '09:00', '12:00'), stretch(2, '13:00', '24:00')],
    }
    const span = { startsAt: at('12-01T00:00:00'), endsAt: at('12-02T10:00:00') }
    expect(told(outsideHours(hours, span))).toEqual([
      '12-01T00:00 – 12-01T08:00',
      '12-01T11:00 – 12-01T12:00',
      '12-01T23:00 – 12-02T10:00',
    ])
    expect(told(outsideHours({ ...hours, hours: [] }, span))).toEqual(['12-01T00:00 – 12-02T10:00'])
  })

  it('follow the clocks when those change, and are not parted at midnight', () => {
    // Clocks in Rome go back on Sunday, 25 October 2026.
    const hours = {
      timeZone: 'Europe/Rome',
      hours: [stretch(6, '00:00', '24:00'), stretch(7, '00:00', '24:00'), stretch(1, '00:00', '02:30')],
    }
    const span = { startsAt: at('10-23T22:00:00'), endsAt: at('10-26T05:00:00') }
    expect(told(outsideHours(hours, span))).toEqual(['10-26T01:30 – 10-26T05:00'])
    const skipped = { timeZone: 'Europe/Rome', hours: [stretch(7, '02:30', '10:00')] }
    const spring = { startsAt: at('03-29T00:00:00'), endsAt: at('03-29T08:00:00') }
    expect(told(outsideHours(skipped, spring))).toEqual(['03-29T00:00 – 03-29T01:30'])
  })
})
