import { languages } from '@lectern/texts'
import { serverTexts } from '@lectern/texts/server'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { placesOf, routesOfApp, wrongValuesFor } from '../../test/wrong-values.ts'
import { labelKeyOf, labelOf } from '../messages/field-words.ts'
import { listProblems } from '../messages/messages.ts'
import { type Issue, pathOf, sayIssue, says, valueAt } from './wrong-shape.ts'

const reader = (language: (typeof languages)[number]) => ({ language, timeZone: 'UTC' })

/** What is said of everything that is wrong with a value. */
function saidOf(schema: z.core.$ZodType, value: unknown, language: (typeof languages)[number]): string[] {
  const { error } = z.safeParse(schema, value)
  return (error?.issues ?? []).map((issue) => sayIssue(issue, valueAt(value, issue.path), reader(language)))
}

const routes = await routesOfApp()
const places = routes.flatMap(({ name, parts }) =>
  parts.flatMap(({ part, schema }) => placesOf(schema, `${name} ${part}`)),
)
/** Each schema once, however many routes share it. */
const distinct = [...new Map(places.map((place) => [place.schema, place])).values()]

/** Signs and words of programs, which no sentence has beside what was sent. */
const OF_PROGRAMS =
  /[\^$\\|{}[\]<>]|\bzod\b|regex|pattern|\b(invalid|expected|received|string|boolean|integer|array|object|null|undefined|nan|enum|uuid|characters? to have)\b|ungültig|muster|erwartet|atteso|non valido/i

interface Told {
  readonly at: string
  readonly value: string
  /** In the order of `languages`. */
  readonly said: readonly string[]
}

/** Each wrong value of each schema, and what is said of it. Of many alike in a list, the first ones are enough. */
const told: readonly Told[] = distinct.flatMap(({ at, schema }) =>
  wrongValuesFor(schema).flatMap((value) =>
    (z.safeParse(schema, value).error?.issues ?? []).slice(0, 30).map((issue) => ({
      at,
      value: String(JSON.stringify(value)).slice(0, 80),
      said: languages.map((language) => sayIssue(issue, valueAt(value, issue.path), reader(language))),
    })),
  ),
)
const general = languages.map((language) => serverTexts(language)['field-form'])

describe('every schema of every route', () => {
  it('is walked: bodies, queries and parameters', () => {
    expect(routes.length).toBeGreaterThan(150)
    expect(new Set(routes.flatMap(({ parts }) => parts.map(({ part }) => part)))).toEqual(
      new Set(['body', 'querystring', 'params', 'headers']),
    )
    expect(distinct.length).toBeGreaterThan(300)
    expect(told.length).toBeGreaterThan(5_000)
  })

  it('says of every wrong value in every language what is wrong, in words of ours', () => {
    const wrong = told.filter(({ said }) =>
      said.some((sentence) => {
        const alone = sentence.replace(/[“„][^“”„]*[”“]/gu, '') // what was sent is repeated as it is
        return sentence.length < 10 || !sentence.endsWith('.') || OF_PROGRAMS.test(withoutChoices(alone))
      }),
    )
    expect(wrong.slice(0, 20)).toEqual([])
  })

  it('says something of its own for each pattern and rule, never that it is just not right', () => {
    expect(told.filter(({ said }) => said.some((one) => general.includes(one))).slice(0, 20)).toEqual([])
  })

  it('says it differently in each language', () => {
    expect(told.filter(({ said }) => new Set(said).size < languages.length).slice(0, 20)).toEqual([])
  })

  it('calls every field by words, in every language', () => {
    const names = new Set(places.flatMap(({ path }) => path.filter((part) => typeof part === 'string')))
    expect(names.size).toBeGreaterThan(150)
    expect([...names].filter((name) => labelKeyOf(name) === undefined)).toEqual([])
    const used = new Set<string | undefined>([...names].map((name) => labelKeyOf(name)))
    const labels = Object.keys(serverTexts('en')).filter((key) => key.startsWith('label-'))
    expect(labels.filter((key) => !used.has(key))).toEqual([])
    for (const name of names) {
      const labels = languages.map((language) => labelOf([name], reader(language)))
      expect(labels.every((label) => label && label.length > 1 && !/[a-z][A-Z]|_/.test(label))).toBe(true)
    }
  })
})

/** Values to choose from stand in the sentence as programs send them. */
function withoutChoices(said: string): string {
  return said.replace(/: [^:]*\.$/, '.').replace(/\b(true|false)\b/g, '')
}

describe('a sentence', () => {
  const shape = z.object({
    name: z.string().min(1).max(200),
    pin: z.string().min(12),
    count: z.int32().min(1).max(20),
    page: z.coerce.number().int().min(1),
    day: z.string().regex(/^\d+$/, says('field-date')),
    value: z.union([z.string().max(3), z.number(), z.boolean()]),
    kind: z.discriminatedUnion('is', [z.object({ is: z.literal('a') }), z.object({ is: z.literal('b') })]),
    weekday: z.union([z.literal(1), z.literal(2)]),
    ends: z.union([z.object({ count: z.number() }), z.object({ until: z.string().min(1) })]),
    marks: z.record(z.uuid(), z.enum(['yes', 'no'])),
  })
  const field = (name: keyof typeof shape.shape, value: unknown) => saidOf(shape.shape[name], value, 'en')[0]

  it.each([
    ['name', undefined, 'Fill this in.'],
    ['name', null, 'Fill this in.'],
    ['name', '', 'Fill this in.'],
    ['name', 5, 'Write a text here, not 5.'],
    ['name', ['x'], 'Write a text here, not a list.'],
    ['name', {}, 'Write a text here, not a group of fields.'],
    ['name', 'x'.repeat(203), 'At most 200 characters are possible here. Shorten this by 3 characters.'],
    ['name', 'x'.repeat(201), 'At most 200 characters are possible here. Shorten this by 1 character.'],
    ['pin', 'short', 'At least 12 characters are needed here. Write more.'],
    ['count', 0, '0 is too small: 1 or more is possible here.'],
    ['count', 21_000, '21,000 is too big: 20 or less is possible here.'],
    ['count', 1.5, 'Write a whole number here, such as 20, not 1.5.'],
    ['count', Number.NaN, 'Write a number here, such as 20, not “NaN”.'],
    ['count', true, 'Write a number here, such as 20, not “true”.'],
    ['page', 'many', 'Write a number here, such as 20, not “many”.'],
    ['day', '', 'Fill in a date of the calendar. Programs write it like 2026-11-24.'],
    ['value', 'four', 'At most 3 characters are possible here. Shorten this by 1 character.'],
    ['kind', { is: 'c' }, '“c” can’t be chosen here. Choose one: a or b.'],
    ['kind', {}, 'Choose one: a or b.'],
    ['weekday', 9, '9 can’t be chosen here. Choose one: 1 or 2.'],
    ['ends', { until: '' }, 'Fill this in.'],
    ['marks', { x: 'yes' }, '“x” is no id. Copy the id whole, from where it was shown.'],
  ] as const)('of %s says about %j: %s', (name, value, said) => {
    expect(field(name, value)).toBe(said)
  })

  it('repeats what was sent only so far that it can be read', () => {
    const said = field('kind', { is: 'x'.repeat(5_000) })
    expect(said?.length).toBeLessThan(150)
  })

  it('says of a field that is not known how it may be called', () => {
    expect(saidOf(z.strictObject({ name: z.string() }), { name: 'Ada', nmae: 'Ada' }, 'en')).toEqual([
      '“nmae” is not known here. Leave it out, or look for its right name in /api/docs.',
    ])
  })

  it('points into the shape that was meant, where several are possible', () => {
    const value = { until: '' }
    const [issue] = shape.shape.ends.safeParse(value).error?.issues ?? []
    expect(pathOf(issue as Issue, value)).toEqual(['until'])
  })

  it('is about a field that is called as on the screens, with its place in a list', () => {
    expect(labelOf(['breaks', 1, 'startsWall'], reader('en'))).toBe('Breaks 2, Start')
    expect(labelOf(['breaks', '0', 'endsWall'], reader('de'))).toBe('Pausen 1, Ende')
    expect(labelOf(['instructorIds', 2], reader('it'))).toBe('Istruttori 3')
    expect(labelOf(['accountId'], reader('en'))).toBe('Account')
    expect(labelOf([], reader('en'))).toBeUndefined()
    expect(labelOf(['additional', '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac'], reader('en'))).toBe(
      'Additional fields',
    )
  })

  it('is none that a problem is called by', () => {
    expect(listProblems().filter(({ code }) => code.startsWith('field-form'))).toEqual([])
  })
})
