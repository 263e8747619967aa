import { expect, it } from 'vitest'
import type { TimelineEntry } from '../../../api/client.ts'
import { isAbout, toSteps } from './timeline-steps.ts'

const entry = (
  at: string,
  kind: TimelineEntry['kind'],
  data: Record<string, unknown> = {},
): TimelineEntry => ({
  at: `2026-11-30T${at}.000Z`,
  kind,
  personName: kind === 'change' ? 'Ada Moretti' : null,
  details: [],
  data,
})
const change = entry('14:20:00', 'change', { action: 'event.change' })
const [first, second] = [entry('14:20:02', 'call'), entry('14:20:03', 'attempt')]
const look = entry('18:00:00', 'call')
const mail = entry('14:21:00', 'mail')

it('folds calls below what caused them, and lets later ones stand for themselves', () => {
  const steps = toSteps([look, mail, second, first, change])
  expect(steps.map((step) => [step.entry, step.calls])).toEqual([
    [undefined, [look]],
    [mail, []],
    [change, [second, first]],
  ])
})

it('keeps the keys of steps when newer ones come, so that an unfolded one stays so', () => {
  const old = [mail, second, first, change, { ...change, kind: 'mail' as const }]
  const keys = toSteps(old).map((step) => step.key)
  expect(new Set(keys).size).toBe(keys.length)
  expect(
    toSteps([look, ...old])
      .map((step) => step.key)
      .slice(1),
  ).toEqual(keys)
})

it('keeps calls together that follow each other, however long they take in all', () => {
  const calls = Array.from({ length: 30 }, (_, n) =>
    entry(`15:${String(29 - n).padStart(2, '0')}:00`, 'call'),
  )
  expect(toSteps(calls)).toHaveLength(1)
  expect(toSteps([])).toEqual([])
})

it('sorts what happened by what it is about', () => {
  const steps = toSteps([look, mail, second, first, change])
  const shown = (part: Parameters<typeof isAbout>[1]) => steps.filter((step) => isAbout(step, part)).length
  expect({
    all: shown('all'),
    people: shown('people'),
    rooms: shown('rooms'),
    mails: shown('mails'),
  }).toEqual({
    all: 3,
    people: 1,
    rooms: 2,
    mails: 1,
  })
})
