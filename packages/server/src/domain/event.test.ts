import { describe, expect, it } from 'vitest'
import { joinWindow, phaseOf, planTimes, startWindow } from './event.ts'

const now = new Date('2026-11-24T08:00:00Z')
const plan = (startsWall: string, endsWall: string, timeZone = 'Europe/Rome') =>
  planTimes({ startsWall, endsWall, timeZone }, now)

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'accepted'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('planTimes', () => {
  it('keeps the wall-clock intent beside the instants', () => {
    expect(plan('2026-11-24T10:00', '2026-11-24T11:30')).toEqual({
      startsWall: '2026-11-24T10:00',
      endsWall: '2026-11-24T11:30',
      timeZone: 'Europe/Rome',
      startsAt: new Date('2026-11-24T09:00:00Z'),
      endsAt: new Date('2026-11-24T10:30:00Z'),
    })
  })

  it('takes an event over midnight and one that runs now', () => {
    expect(codeOf(() => plan('2026-11-24T23:00', '2026-11-25T01:00'))).toBe('accepted')
    expect(codeOf(() => plan('2026-11-24T08:30', '2026-11-24T09:30'))).toBe('accepted')
  })

  it('counts real time across a change of the clocks', () => {
    const { startsAt, endsAt } = plan('2027-03-28T01:00', '2027-03-28T04:00')
    expect(endsAt.getTime() - startsAt.getTime()).toBe(2 * 3_600_000)
  })

  it('refuses an end before the start, more than a day, and what is over', () => {
    expect(codeOf(() => plan('2026-11-24T10:00', '2026-11-24T09:00'))).toBe('event-ends-before-start')
    expect(codeOf(() => plan('2026-11-24T10:00', '2026-11-24T10:00'))).toBe('event-ends-before-start')
    expect(codeOf(() => plan('2026-11-24T10:00', '2026-11-25T10:01'))).toBe('event-too-long')
    expect(codeOf(() => plan('2026-11-23T10:00', '2026-11-23T11:00'))).toBe('event-in-past')
  })
})

describe('the windows of an event', () => {
  const event = {
    startsAt: new Date('2026-11-24T09:00:00Z'),
    endsAt: new Date('2026-11-24T10:00:00Z'),
    joinOpensMinutes: null,
  }

  it('opens Join a quarter of an hour before the start and closes it at the end', () => {
    const window = joinWindow(event)
    expect(phaseOf(window, new Date('2026-11-24T08:44:59Z'))).toBe('before')
    expect(phaseOf(window, new Date('2026-11-24T08:45:00Z'))).toBe('open')
    expect(phaseOf(window, new Date('2026-11-24T09:59:59Z'))).toBe('open')
    expect(phaseOf(window, new Date('2026-11-24T10:00:00Z'))).toBe('after')
  })

  it('opens Join when the event says so, also at the start itself', () => {
    const opensAt = (joinOpensMinutes: number) => joinWindow({ ...event, joinOpensMinutes }).opensAt
    expect(opensAt(0)).toEqual(event.startsAt)
    expect(opensAt(120)).toEqual(new Date('2026-11-24T07:00:00Z'))
  })

  it('lets instructors start an hour before, and never later than learners join', () => {
    expect(phaseOf(startWindow(event), new Date('2026-11-24T08:00:00Z'))).toBe('open')
    const early = startWindow({ ...event, joinOpensMinutes: 120 })
    expect(early.opensAt).toEqual(new Date('2026-11-24T07:00:00Z'))
  })
})
