import fc from 'fast-check'
import { expect, it } from 'vitest'
import { allowanceOf, allowedOf, FIRST_SECONDS, missedOf, secondsOf, toClass, toFilm } from './make-up.ts'

const startsAt = new Date('2026-11-26T09:00:00Z')
const at = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000)
const span = (from: number, to: number) => ({ from: at(from).getTime(), to: at(to).getTime() })
const film = (from: number, to: number) => ({ from: from * 60, to: to * 60 })

it('takes away of a class the time that somebody was there, and its breaks', () => {
  expect(missedOf(span(0, 90), [span(40, 50)], [span(0, 20), span(34, 90)])).toEqual([span(20, 34)])
  expect(missedOf(span(0, 90), [], [])).toEqual([span(0, 90)])
})

it('finds what was missed in a film whose clock is three minutes off', () => {
  const clock = { beginsAt: at(3), pauses: [] }
  expect(toFilm(clock, [span(20, 34)])).toEqual([film(17, 31)])
  // What was said before it began is in no film.
  expect(toFilm(clock, [span(0, 5)])).toEqual([film(0, 2)])
})

it('finds what was missed in a film that was paused', () => {
  const clock = { beginsAt: at(0), pauses: [{ filmSeconds: 30 * 60, pausedSeconds: 10 * 60 }] }
  expect(toFilm(clock, [span(25, 45)])).toEqual([film(25, 30), film(30, 35)])
  expect(toClass(clock, [film(25, 35)])).toEqual([span(25, 30), span(40, 45)])
  // In the pause nothing was recorded, and nothing is seen of it.
  expect(toFilm(clock, [span(32, 38)])).toEqual([])
})

it('leads from a class to its film and back, whatever was paused', () => {
  const minutes = fc.integer({ min: 0, max: 120 })
  const pauses = fc.array(
    fc.record({
      filmSeconds: fc.integer({ min: 0, max: 7200 }),
      pausedSeconds: fc.integer({ min: 1, max: 1200 }),
    }),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(minutes, minutes, pauses, fc.integer({ min: -10, max: 10 }), (one, other, paused, off) => {
      const clock = { beginsAt: at(off), pauses: paused }
      const asked = [{ from: one * 60, to: other * 60 }]
      const seen = toClass(clock, asked)
      const back = toFilm(clock, seen).reduce((sum, { from, to }) => sum + to - from, 0)
      expect(Math.round(back)).toBe(Math.max(0, (other - one) * 60))
      expect(secondsOf(seen)).toBe(Math.max(0, (other - one) * 60))
    }),
  )
})

it('takes no more than time has passed, at the speed of the player and twice at most', () => {
  const beat = (sinceMs: number, rate = 1, known: { from: number; to: number }[] = []) =>
    allowedOf([{ from: 100, to: 200 }], { known, seconds: allowanceOf(0, { rate, sinceMs }) }).parts
  expect(beat(0)).toEqual([])
  expect(beat(10_000)).toEqual([{ from: 100, to: 110 }])
  expect(beat(10_000, 2)).toEqual([{ from: 100, to: 120 }])
  expect(beat(10_000, 16)).toEqual([{ from: 100, to: 120 }])
  // Who was asleep has seen nothing.
  expect(beat(3_600_000)).toEqual([{ from: 100, to: 160 }])
  // What counts already is not new, and has cost its time.
  expect(beat(10_000, 1, [{ from: 100, to: 108 }])).toEqual([{ from: 108, to: 110 }])
  expect(beat(-5)).toEqual([])
})

it('gives however many beats no more than the time that they took', () => {
  const beats = fc.array(
    fc.record({ sinceMs: fc.integer({ min: 0, max: 30_000 }), from: fc.integer({ min: 0, max: 600 }) }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(beats, (told) => {
      let left = FIRST_SECONDS
      let known: { from: number; to: number }[] = []
      for (const { sinceMs, from } of told) {
        const asked = [{ from, to: from + 100 }]
        const seconds = allowanceOf(left, { rate: 1, sinceMs })
        const answer = allowedOf(asked, { known, seconds })
        left = answer.left
        known = [...known, ...answer.parts]
      }
      const passed = told.reduce((sum, { sinceMs }) => sum + sinceMs / 1000, 0)
      const sum = known.reduce((all, { from, to }) => all + to - from, 0)
      expect(sum).toBeLessThanOrEqual(passed + FIRST_SECONDS + 1e-6)
    }),
  )
})
