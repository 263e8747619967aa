import fc from 'fast-check'
import { expect, it } from 'vitest'
import { halfDaysOf } from './half-days.ts'
import {
  asHeard,
  CODE_STEP_MS,
  drawTimes,
  LATE_HOURS,
  momentOf,
  refusalOf,
  stepsAt,
} from './presence-check.ts'

const day = (time: string) => new Date(`2026-11-26T${time}:00Z`)
const check = { way: 'button', opensAt: day('09:00'), closesAt: day('09:05'), isWithdrawn: false } as const
const answer = (at: Date, receivedAt = at, isProven = true) => refusalOf(check, { at, receivedAt, isProven })

it('reckons by how long a phone counted, whatever its clock shows', () => {
  const receivedAt = day('09:24')
  for (const wrong of [0, -3_600_000, 86_400_000 * 400]) {
    const [phoneAt, sentAt] = [day('09:04'), day('09:24')].map((at) => new Date(at.getTime() + wrong))
    expect(momentOf({ phoneAt, sentAt } as { phoneAt: Date; sentAt: Date }, receivedAt)).toEqual(day('09:04'))
  }
  // A clock that was put back in between says of nothing that it is to come.
  expect(momentOf({ phoneAt: day('10:00'), sentAt: day('08:00') }, receivedAt)).toEqual(receivedAt)
})

it('takes an answer of the time in which a check was open, for a day', () => {
  expect(answer(day('09:00'))).toBeUndefined()
  expect(answer(day('09:04'), day('09:24'))).toBeUndefined()
  expect(answer(new Date(day('09:05').getTime() + 10_000))).toBeUndefined()
  expect(answer(new Date(day('09:05').getTime() + 10_001))).toBe('presence-closed')
  expect(answer(day('08:59'))).toBe('presence-not-open')
  const tomorrow = new Date(check.closesAt.getTime() + LATE_HOURS * 3_600_000)
  expect(answer(day('09:01'), tomorrow)).toBeUndefined()
  expect(answer(day('09:01'), new Date(tomorrow.getTime() + 1))).toBe('presence-too-late')
  expect(answer(day('09:01'), day('09:01'), false)).toBe('presence-wrong-code')
  const taken = { at: day('09:01'), receivedAt: day('09:01'), isProven: true }
  expect(refusalOf({ ...check, isWithdrawn: true }, taken)).toBe('presence-withdrawn')
})

it('knows the codes of the last minute, and the next one for a clock that is ahead', () => {
  const now = Math.floor(day('09:00').getTime() / CODE_STEP_MS)
  expect(stepsAt(day('09:00'))).toEqual([now + 1, now, now - 1, now - 2, now - 3])
})

it('hears words as people say them', () => {
  expect(asHeard(' Löwe 47. ')).toBe(asHeard('lowe47'))
  expect(asHeard('Brücke 12')).not.toBe(asHeard('Brücke 13'))
})

it('draws as many times as an hour of class has, each where people can answer', () => {
  const minute = 60_000
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 12, max: 600 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 90 })), { maxLength: 3 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (perHour, length, pauses, random) => {
        const window = { from: 0, to: length * minute }
        const breaks = pauses.map(([from, long]) => ({ from: from * minute, to: (from + long) * minute }))
        const times = drawTimes({ window, breaks }, perHour, () => random).map((at) => at.getTime())
        expect([...times].sort((a, b) => a - b)).toEqual(times)
        for (const at of times) {
          expect(at).toBeGreaterThanOrEqual(5 * minute)
          expect(at).toBeLessThanOrEqual(window.to - 5 * minute)
          expect(breaks.some(({ from, to }) => at > from && at < to)).toBe(false)
        }
        if (perHour === 0) expect(times).toEqual([])
        else if (pauses.length === 0)
          expect(times).toHaveLength(Math.max(1, Math.round((length / 60) * perHour)))
      },
    ),
  )
})

it('parts a day at its break around noon, and leaves a short class whole', () => {
  const rome = (from: string, to: string, breaks: [string, string][] = [], days = 0) =>
    halfDaysOf({
      startsAt: day(from),
      endsAt: new Date(day(to).getTime() + days * 86_400_000),
      timeZone: 'Europe/Rome', // an hour ahead of UTC
      breaks: breaks.map(([begins, ends]) => ({ from: day(begins).getTime(), to: day(ends).getTime() })),
    }).map((one) => [one.from, one.to].map((at) => new Date(at).toISOString().slice(11, 16)))
  expect(
    rome('08:00', '16:00', [
      ['11:30', '12:15'],
      ['09:30', '09:45'],
    ]),
  ).toEqual([
    ['08:00', '11:30'],
    ['11:30', '16:00'],
  ])
  expect(rome('08:00', '16:00')).toEqual([
    ['08:00', '12:00'],
    ['12:00', '16:00'],
  ])
  expect(rome('11:00', '14:00')).toEqual([['11:00', '14:00']])
  // Half an hour in the afternoon is signed with the morning.
  expect(rome('07:00', '12:30')).toEqual([['07:00', '12:30']])
  expect(rome('08:00', '11:00', [], 1)).toHaveLength(3)
})
