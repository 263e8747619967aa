import { describe, expect, it } from 'vitest'
import { toDetailFields, toDetailValues } from './event-details.ts'

const breaksOf = (startTime: string, breaks: [string, string][]) =>
  toDetailFields(
    { ...toDetailValues(), breaks: breaks.map(([start, end]) => ({ startTime: start, endTime: end })) },
    { date: '2026-11-26', startTime },
  ).breaks

describe('breaks of an event', () => {
  it('are on its day', () => {
    expect(breaksOf('09:00', [['10:00', '10:15']])).toEqual([
      { startsWall: '2026-11-26T10:00', endsWall: '2026-11-26T10:15' },
    ])
  })

  it('are on the next day when the event goes over midnight', () => {
    expect(
      breaksOf('22:00', [
        ['23:50', '00:10'],
        ['01:00', '01:15'],
      ]),
    ).toEqual([
      { startsWall: '2026-11-26T23:50', endsWall: '2026-11-27T00:10' },
      { startsWall: '2026-11-27T01:00', endsWall: '2026-11-27T01:15' },
    ])
  })
})
