import { describe, expect, it } from 'vitest'
import { assertBreaks, type Break, moveBreaks } from './breaks.ts'
import { planTimes } from './event.ts'

const now = new Date('2026-11-24T08:00:00Z')
const event = planTimes(
  { startsWall: '2026-11-26T09:00', endsWall: '2026-11-26T17:00', timeZone: 'Europe/Rome' },
  now,
)
const at = (from: string, until: string): Break => ({
  startsWall: `2026-11-26T${from}`,
  endsWall: `2026-11-26T${until}`,
})
const refusal = (breaks: Break[], of = event) => {
  try {
    assertBreaks(breaks, of)
    return undefined
  } catch (error) {
    const { code, fields } = error as { code: string; fields: { pointer: string }[] }
    return [code, fields[0]?.pointer]
  }
}

describe('breaks', () => {
  it('lie within their event, one after the other, also without a gap and at its ends', () => {
    expect(refusal([])).toBeUndefined()
    expect(refusal([at('09:00', '09:15'), at('09:15', '09:30'), at('16:00', '17:00')])).toBeUndefined()
  })

  it('are refused at the time that is wrong', () => {
    expect(refusal([at('08:45', '09:15')])).toEqual(['break-outside-event', '/breaks/0/startsWall'])
    expect(refusal([at('10:00', '10:15'), at('16:50', '17:10')])).toEqual([
      'break-outside-event',
      '/breaks/1/endsWall',
    ])
    expect(refusal([at('11:00', '11:00')])).toEqual(['break-ends-before-start', '/breaks/0/endsWall'])
    expect(refusal([at('11:00', '12:00'), at('11:30', '12:30')])).toEqual([
      'breaks-overlap',
      '/breaks/1/startsWall',
    ])
    expect(refusal([at('12:00', '12:30'), at('10:00', '10:30')])).toEqual([
      'breaks-overlap',
      '/breaks/1/startsWall',
    ])
  })

  it('are told by the clocks of the event’s zone: an hour that is skipped there is none', () => {
    const night = planTimes(
      { startsWall: '2027-03-28T01:00', endsWall: '2027-03-28T05:00', timeZone: 'Europe/Rome' },
      now,
    )
    const skipped = { startsWall: '2027-03-28T02:15', endsWall: '2027-03-28T03:15' }
    expect(refusal([skipped], night)).toEqual(['wall-time-skipped', '/breaks/0/startsWall'])
  })

  it('move along with their event, also over midnight', () => {
    expect(moveBreaks([at('10:00', '10:15')], event, { startsWall: '2026-11-30T23:30' })).toEqual([
      { startsWall: '2026-12-01T00:30', endsWall: '2026-12-01T00:45' },
    ])
  })
})
