import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EffectiveStatus } from './attendance.ts'
import {
  type CompletingPerson,
  type CountedEvent,
  complete,
  type HeldAttendance,
  percentOf,
  progressOf,
  validUntilOf,
} from './completion.ts'
import {
  assertCompletionRule,
  type CompletionRule,
  completionPresets,
  type Requirement,
  usualCompletionRule,
} from './completion-rule.ts'
import type { EventId } from './ids.ts'

const DAY = 86_400_000
const first = Date.parse('2026-11-02T09:00:00Z')
const now = new Date('2026-12-01T00:00:00Z')
/** Events of so many minutes, a day apart. */
const days = (...minutes: number[]): CountedEvent[] =>
  minutes.map((length, index) => ({
    id: `e${index}` as EventId,
    name: `Day ${index + 1}`,
    startsAt: new Date(first + index * DAY),
    endsAt: new Date(first + index * DAY + length * 60_000),
    plannedSeconds: length * 60,
    makeUpUntil: null,
  }))

type Held = [EffectiveStatus, (number | null)?, ('mark' | 'verdict')?]
const verdict = (status: EffectiveStatus, minutes: number | null = null): Held => [status, minutes, 'verdict']
const mark = (status: EffectiveStatus, minutes: number | null = null): Held => [status, minutes, 'mark']

const person = (held: (Held | null)[], said: Partial<CompletingPerson> = {}): CompletingPerson => ({
  attendance: new Map(
    held.flatMap((one, index): [EventId, HeldAttendance][] => {
      if (!one) return []
      const [status, minutes = null, source = 'verdict'] = one
      return [[`e${index}` as EventId, { status, source, seconds: minutes === null ? null : minutes * 60 }]]
    }),
  ),
  evaluated: new Map(),
  score: null,
  confirmation: null,
  decision: null,
  ...said,
})
const rule = (...requirements: Requirement[]) => ({ requirements })
const percent = (of: number): Requirement => ({ type: 'minutes', percent: of })
const all: Requirement = { type: 'events', atLeast: null }
const some = (atLeast: number): Requirement => ({ type: 'events', atLeast })

describe('a completion', () => {
  type Case = [string, Requirement[], CountedEvent[], CompletingPerson, string]
  const cases: Case[] = [
    [
      'all events',
      [all],
      days(60, 60),
      person([verdict('present', 60), verdict('present', 50)]),
      'completed',
    ],
    [
      'all but one',
      [all],
      days(60, 60),
      person([verdict('present', 60), verdict('absent', 0)]),
      'out-of-reach',
    ],
    [
      'all but one partly',
      [all],
      days(60, 60),
      person([verdict('present', 60), verdict('partly', 30)]),
      'out-of-reach',
    ],
    [
      'all but one excused',
      [all],
      days(60, 60),
      person([verdict('present'), mark('excused')]),
      'out-of-reach',
    ],
    ['one is not known', [all], days(60, 60), person([verdict('present'), verdict('unknown')]), 'open'],
    ['one is not judged', [all], days(60, 60), person([verdict('present'), null]), 'open'],
    ['one is not set', [all], days(60, 60), person([verdict('present'), mark('not-set')]), 'open'],
    ['no events', [all], [], person([]), 'open'],
    [
      'two of three',
      [some(2)],
      days(60, 60, 60),
      person([mark('absent'), mark('present'), mark('present')]),
      'completed',
    ],
    [
      'one of three, one open',
      [some(2)],
      days(60, 60, 60),
      person([mark('absent'), mark('present'), null]),
      'open',
    ],
    [
      'two of three missed',
      [some(2)],
      days(60, 60, 60),
      person([mark('absent'), mark('absent'), null]),
      'out-of-reach',
    ],
    [
      'five of three that are planned',
      [some(5)],
      days(60, 60, 60),
      person([mark('absent'), null, null]),
      'open',
    ],
    [
      'exactly the percent',
      [percent(80)],
      days(60, 60),
      person([verdict('present', 60), verdict('partly', 36)]),
      'completed',
    ],
    [
      'a minute less',
      [percent(80)],
      days(60, 60),
      person([verdict('present', 60), verdict('partly', 35)]),
      'out-of-reach',
    ],
    [
      'of a sum, not a mean',
      [percent(80)],
      days(420, 60),
      person([verdict('present', 420), verdict('absent', 0)]),
      'completed',
    ],
    [
      'of a sum, though the mean would do',
      [percent(80)],
      days(420, 60),
      person([verdict('partly', 260), verdict('present', 60)]),
      'out-of-reach',
    ],
    [
      '90 % of 16 hours',
      [percent(90)],
      days(240, 240, 480),
      person([verdict('present', 240), verdict('present', 144), verdict('present', 480)]),
      'completed',
    ],
    [
      'a mark without minutes is the whole event',
      [percent(100)],
      days(60),
      person([mark('present')]),
      'completed',
    ],
    ['a click on Join tells no minutes', [percent(50)], days(60), person([verdict('present')]), 'open'],
    ['a mark partly without minutes', [percent(50)], days(60), person([mark('partly')]), 'open'],
    [
      'more minutes than planned',
      [percent(80)],
      days(60, 60),
      person([mark('present', 600), mark('absent')]),
      'out-of-reach',
    ],
    [
      'what was certain of an unknown',
      [percent(50)],
      days(60),
      person([verdict('unknown', 40)]),
      'completed',
    ],
    ['no time is planned', [percent(80)], [], person([]), 'open'],
    [
      'a score',
      [{ type: 'score', atLeast: 60 }],
      [],
      person([], { score: { value: 60, at: now } }),
      'completed',
    ],
    [
      'a score too low',
      [{ type: 'score', atLeast: 60 }],
      [],
      person([], { score: { value: 59.9, at: now } }),
      'open',
    ],
    ['no score', [{ type: 'score', atLeast: 0 }], [], person([]), 'open'],
    [
      'by hand',
      [{ type: 'by-hand' }],
      [],
      person([], { confirmation: { value: true, at: now } }),
      'completed',
    ],
    [
      'by hand refused',
      [{ type: 'by-hand' }],
      [],
      person([], { confirmation: { value: false, at: now } }),
      'open',
    ],
    [
      'both',
      [percent(90), { type: 'by-hand' }],
      days(60),
      person([mark('present')], { confirmation: { value: true, at: now } }),
      'completed',
    ],
    ['one of both', [percent(90), { type: 'by-hand' }], days(60), person([mark('present')]), 'open'],
    [
      'one missed, whatever the other',
      [percent(90), { type: 'by-hand' }],
      days(60),
      person([mark('absent')], { confirmation: { value: true, at: now } }),
      'out-of-reach',
    ],
    [
      'a person’s word against the rule',
      [all],
      days(60),
      person([mark('absent')], { decision: { value: true, at: now } }),
      'completed',
    ],
    [
      'a person’s refusal',
      [all],
      days(60),
      person([mark('present')], { decision: { value: false, at: now } }),
      'refused',
    ],
  ]
  it.each(cases)('%s', (_, requirements, events, who, state) => {
    expect(complete({ requirements }, events, who, now).state).toBe(state)
  })

  it('counts nothing of an event that is not over', () => {
    const events = days(60, 60)
    const early = new Date(first + DAY + 60_000)
    const who = person([mark('present'), mark('present')])
    expect(complete(rule(all), events, who, early).state).toBe('open')
    expect(complete(rule(all), events, person([mark('present'), mark('absent')]), early).state).toBe('open')
  })

  it('is completed when the last of what was needed was there, whenever it is found', () => {
    const events = days(60, 60, 60)
    const present = [mark('present'), mark('present'), mark('present')]
    const at = (...requirements: Requirement[]) =>
      complete(rule(...requirements), events, person(present), now).completedAt
    expect(at(all)).toEqual(events[2]?.endsAt)
    expect(at(some(2))).toEqual(events[1]?.endsAt)
    expect(at(percent(60))).toEqual(events[1]?.endsAt)
    const score = { value: 90, at: now }
    const both = complete(rule(all, { type: 'score', atLeast: 60 }), events, person(present, { score }), now)
    expect(both.completedAt).toEqual(now)
  })

  it('is as far as its requirements on the mean, and at 100 only when it is completed', () => {
    const progress = (requirements: Requirement[], who: CompletingPerson) =>
      progressOf(complete({ requirements }, days(60, 60), who, now))
    expect(progress([percent(80)], person([mark('present'), null]))).toBe(62)
    expect(progress([percent(80), { type: 'by-hand' }], person([mark('present'), mark('present')]))).toBe(50)
    expect(progress([all], person([mark('present'), mark('present')]))).toBe(100)
    expect(progress([some(2)], person([mark('absent')], { decision: { value: true, at: now } }))).toBe(100)
  })
})

describe('properties', () => {
  const status = fc.constantFrom<EffectiveStatus>(
    'present',
    'partly',
    'absent',
    'excused',
    'unknown',
    'not-set',
  )
  const held = fc.option(
    fc.tuple(
      status,
      fc.option(fc.nat(130), { nil: null }),
      fc.constantFrom('mark' as const, 'verdict' as const),
    ),
    { nil: null },
  )
  const requirement = fc.oneof(
    fc.record({
      type: fc.constant('events' as const),
      atLeast: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
    }),
    fc.record({ type: fc.constant('minutes' as const), percent: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ type: fc.constant('score' as const), atLeast: fc.nat(100) }),
    fc.constant({ type: 'by-hand' as const }),
  )
  const requirements = fc.uniqueArray(requirement, {
    minLength: 1,
    maxLength: 4,
    selector: ({ type }) => type,
  })
  const lengths = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 })
  const said = fc.record({
    score: fc.option(
      fc.nat(100).map((value) => ({ value, at: now })),
      { nil: null },
    ),
    confirmation: fc.option(
      fc.boolean().map((value) => ({ value, at: now })),
      { nil: null },
    ),
  })
  const situation = fc.record({
    requirements,
    lengths,
    said,
    helds: fc.array(held, { minLength: 5, maxLength: 5 }),
  })

  it('is the same in any order of events and requirements, and again', () => {
    fc.assert(
      fc.property(situation, ({ requirements: wanted, lengths: of, said: words, helds }) => {
        const [events, who] = [days(...of), person(helds as Held[], words)]
        const one = complete({ requirements: wanted }, events, who, now)
        const turned = complete({ requirements: [...wanted].reverse() }, [...events].reverse(), who, now)
        expect({
          ...turned,
          evidence: { ...turned.evidence, requirements: [...turned.evidence.requirements].reverse() },
        }).toEqual(one)
        expect(complete({ requirements: wanted }, events, who, now)).toEqual(one)
      }),
    )
  })

  const rank = { 'out-of-reach': 0, refused: 0, open: 1, completed: 2 } as const

  it.each<[string, Requirement[], CompletingPerson, Date, string]>([
    ['absent by a report', [all], person([verdict('absent', 0)]), new Date(now.getTime() + 1), 'open'],
    ['the last moment is over', [all], person([verdict('absent', 0)]), now, 'out-of-reach'],
    ['too few minutes', [percent(80)], person([verdict('partly', 20)]), new Date(now.getTime() + 1), 'open'],
    ['absent by a word', [all], person([mark('absent')]), new Date(now.getTime() + 1), 'out-of-reach'],
  ])('is open while what was missed can be made up: %s', (_, requirements, held, makeUpUntil, expected) => {
    const events = days(60).map((event) => ({ ...event, makeUpUntil }))
    expect(complete({ requirements }, events, held, now).state).toBe(expected)
  })

  it('never becomes less by more attendance, by a score that is higher, or by a word more', () => {
    fc.assert(
      fc.property(
        situation,
        fc.nat(4),
        ({ requirements: wanted, lengths: of, said: words, helds }, index) => {
          const events = days(...of)
          const before = complete({ requirements: wanted }, events, person(helds as Held[], words), now)
          const more = helds.map((one, at) => (at === index ? mark('present') : one))
          const after = complete({ requirements: wanted }, events, person(more as Held[], words), now)
          expect(rank[after.state]).toBeGreaterThanOrEqual(rank[before.state])
          const best = { score: { value: 100, at: now }, confirmation: { value: true, at: now } }
          const better = complete({ requirements: wanted }, events, person(helds as Held[], best), now)
          expect(rank[better.state]).toBeGreaterThanOrEqual(rank[before.state])
        },
      ),
    )
  })

  it('is out of reach exactly when nothing that can still become known would complete it', () => {
    fc.assert(
      fc.property(situation, ({ requirements: wanted, lengths: of, helds }) => {
        const events = days(...of)
        // Rules that ask for more events than there are wait for dates: nothing is missed there.
        fc.pre(
          wanted.every((one) => one.type !== 'events' || one.atLeast === null || one.atLeast <= of.length),
        )
        fc.pre(of.length > 0)
        const { state } = complete({ requirements: wanted }, events, person(helds as Held[]), now)
        const isOpen = ([what, minutes, source]: Held) => {
          if (what === 'unknown' || what === 'not-set') return 'anything'
          if (minutes !== null) return 'nothing'
          return what === 'partly' || (what === 'present' && source === 'verdict') ? 'minutes' : 'nothing'
        }
        const best = helds.map((one, at): Held => {
          if (!one || isOpen(one as Held) === 'anything') return mark('present')
          if (isOpen(one as Held) === 'minutes') return [one[0], of[at] ?? 0, one[2]]
          return one as Held
        })
        const hopes = { score: { value: 100, at: now }, confirmation: { value: true, at: now } }
        const hoped = complete({ requirements: wanted }, events, person(best, hopes), now)
        expect(state === 'out-of-reach').toBe(hoped.state !== 'completed')
      }),
      { numRuns: 500 },
    )
  })

  it('says as many percent as are met, and 100 of what is met alone', () => {
    fc.assert(
      fc.property(situation, ({ requirements: wanted, lengths: of, said: words, helds }) => {
        const { evidence } = complete(
          { requirements: wanted },
          days(...of),
          person(helds as Held[], words),
          now,
        )
        for (const result of evidence.requirements) {
          expect(percentOf(result) === 100).toBe(result.state === 'met')
          expect(percentOf(result)).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})

describe('a validity', () => {
  const until = (
    from: string,
    validMonths: number | null,
    validTo: CompletionRule['validTo'],
    zone = 'Europe/Rome',
  ) => validUntilOf({ validMonths, validTo }, new Date(from), zone)?.toISOString()
  it.each([
    ['for good', '2026-11-26T10:00:00Z', null, 'day', undefined],
    ['the same day a year later', '2026-11-26T10:00:00Z', 12, 'day', '2027-11-26T22:59:59.000Z'],
    ['the end of that month', '2026-11-26T10:00:00Z', 12, 'end-of-month', '2027-11-30T22:59:59.000Z'],
    ['31 January and a month', '2026-01-31T10:00:00Z', 1, 'day', '2026-02-28T22:59:59.000Z'],
    ['29 February and five years', '2028-02-29T10:00:00Z', 60, 'day', '2033-02-28T22:59:59.000Z'],
    [
      '29 February to the end of the month',
      '2028-02-29T10:00:00Z',
      12,
      'end-of-month',
      '2029-02-28T22:59:59.000Z',
    ],
    [
      'late in the evening it is the next day there',
      '2026-11-26T23:30:00Z',
      1,
      'day',
      '2026-12-27T22:59:59.000Z',
    ],
    ['over the change of clocks', '2026-11-26T10:00:00Z', 6, 'day', '2027-05-26T21:59:59.000Z'],
    ['a century', '2026-11-26T10:00:00Z', 1200, 'day', '2126-11-26T22:59:59.000Z'],
  ] as const)('%s', (_, from, months, to, expected) => {
    expect(until(from, months, to)).toBe(expected)
  })
})

describe('a rule', () => {
  it('asks for nothing twice, and reminds of nothing twice', () => {
    const refused = (own: Partial<CompletionRule>) => () =>
      assertCompletionRule({ ...usualCompletionRule, ...own })
    expect(refused({ requirements: [all, some(2)] })).toThrow(
      expect.objectContaining({ code: 'requirement-twice' }),
    )
    expect(refused({ reminderDays: [30, 7, 30] })).toThrow(
      expect.objectContaining({ code: 'reminder-twice' }),
    )
    for (const preset of Object.values(completionPresets))
      expect(() => assertCompletionRule(preset)).not.toThrow()
  })
})
