import { describe, expect, it } from 'vitest'
import { isEqual, merge, type Part, type Parts, touchedOf, withChoice } from './merge.ts'

interface Values extends Record<string, unknown> {
  name: string
  places: number | string
  start: string
  end: string
  teachers: string[]
  choices: string[]
  own: Record<string, string | number | boolean>
  open: boolean
}

const when: Part<Values> = { label: 'When' }
const parts: Parts<Values> = {
  name: { label: 'Name' },
  places: { label: 'Places' },
  start: when,
  end: when,
  teachers: { label: 'Teachers', isSet: true },
  choices: { label: 'Choices' },
  own: { label: 'Own', each: (key) => `Own ${key}` },
  open: { label: 'Open' },
}
const opened: Values = {
  name: 'Excel',
  places: 10,
  start: '09:00',
  end: '10:00',
  teachers: ['ann', 'bob'],
  choices: ['a', 'b'],
  own: { room: 'blue' },
  open: false,
}

type Case = [
  said: string,
  mine: Partial<Values>,
  theirs: Partial<Values>,
  kept: Partial<Values>,
  conflicts: string[],
  taken: string[],
]
const cases: Case[] = [
  ['nobody changed anything', {}, {}, {}, [], []],
  ['only I did', { name: 'Word' }, {}, { name: 'Word' }, [], []],
  ['only they did', {}, { name: 'Word' }, { name: 'Word' }, [], ['Name']],
  ['each another field', { name: 'Word' }, { places: 12 }, { name: 'Word', places: 12 }, [], ['Places']],
  ['both made it the same', { name: 'Word' }, { name: 'Word' }, { name: 'Word' }, [], []],
  ['both differently', { name: 'Word' }, { name: 'Access' }, { name: 'Word' }, ['Name'], []],
  ['I emptied what they changed', { name: '' }, { name: 'Access' }, { name: '' }, ['Name'], []],
  ['they emptied what I changed', { name: 'Word' }, { name: '' }, { name: 'Word' }, ['Name'], []],
  ['they emptied what I left', {}, { name: '' }, { name: '' }, [], ['Name']],
  ['both emptied it', { places: '' }, { places: '' }, { places: '' }, [], []],
  ['I typed the number that they saved', { places: '12' }, { places: 12 }, { places: '12' }, [], []],
  ['I typed and took it back', { places: '10' }, { places: 12 }, { places: 12 }, [], ['Places']],
  ['0 is not empty', { places: 0 }, { places: '' }, { places: 0 }, ['Places'], []],
  ['I moved the start, they the end', { start: '08:00' }, { end: '11:00' }, { start: '08:00' }, ['When'], []],
  ['they moved the start alone', {}, { start: '08:00' }, { start: '08:00' }, [], ['When']],
  [
    'both moved both to the same',
    { start: '13:00', end: '14:00' },
    { start: '13:00', end: '14:00' },
    { start: '13:00', end: '14:00' },
    [],
    [],
  ],
  [
    'a set in another order is untouched',
    { teachers: ['bob', 'ann'] },
    { teachers: ['ann'] },
    { teachers: ['ann'] },
    [],
    ['Teachers'],
  ],
  [
    'each added somebody else',
    { teachers: ['ann', 'bob', 'eve'] },
    { teachers: ['ann', 'bob', 'joe'] },
    { teachers: ['ann', 'bob', 'eve'] },
    ['Teachers'],
    [],
  ],
  [
    'the order of a list counts',
    { choices: ['b', 'a'] },
    { choices: ['a'] },
    { choices: ['b', 'a'] },
    ['Choices'],
    [],
  ],
  [
    'each another own field',
    { own: { room: 'red' } },
    { own: { room: 'blue', floor: 2 } },
    { own: { room: 'red', floor: 2 } },
    [],
    ['Own floor'],
  ],
  [
    'the same own field',
    { own: { room: 'red' } },
    { own: { room: 'green' } },
    { own: { room: 'red' } },
    ['Own room'],
    [],
  ],
  [
    'an own field that they took away and I changed',
    { own: { room: 'red' } },
    { own: {} },
    { own: { room: 'red' } },
    ['Own room'],
    [],
  ],
  [
    'an own field that they took away',
    {},
    { own: {} },
    { own: { room: undefined as never } },
    [],
    ['Own room'],
  ],
  ['a switch', { open: true }, {}, { open: true }, [], []],
  ['a switch that they turned', {}, { open: true }, { open: true }, [], ['Open']],
  [
    'several at once',
    { name: 'Word', places: 5, open: true },
    { name: 'Access', places: 6, choices: [] },
    { name: 'Word', places: 5, open: true, choices: [] },
    ['Name', 'Places'],
    ['Choices'],
  ],
  [
    'hostile text is text',
    { name: '__proto__' },
    { own: { room: 'blue', constructor: 'x' } },
    { name: '__proto__', own: { room: 'blue', constructor: 'x' } },
    [],
    ['Own constructor'],
  ],
]

describe('two people who change one thing', () => {
  it.each(cases)('%s', (_said, mine, theirs, kept, conflicts, taken) => {
    const merged = merge(parts, opened, { ...opened, ...mine }, { ...opened, ...theirs })
    expect(merged.values).toEqual({ ...opened, ...kept })
    expect(merged.conflicts.map(({ label }) => label)).toEqual(conflicts)
    expect(merged.taken).toEqual(taken)
  })

  it.each(cases)(
    '%s: choosing everything of one side leaves it as that side had it',
    (_said, mine, theirs) => {
      const [own, their] = [
        { ...opened, ...mine },
        { ...opened, ...theirs },
      ]
      const { values, conflicts } = merge(parts, opened, own, their)
      const names = new Map(Object.entries(parts).map(([name, { label }]) => [label, name]))
      for (const side of ['mine', 'theirs'] as const) {
        let chosen = values
        for (const conflict of conflicts) chosen = withChoice(chosen, conflict, side)
        for (const { label, id } of conflicts) {
          const name = names.get(label) ?? id.split('.')[0] ?? ''
          const expected = (side === 'mine' ? own : their)[name]
          expect(isEqual(chosen[name], expected)).toBe(true)
        }
      }
    },
  )

  it('shows each conflict as it was, as it is, and as it was typed', () => {
    const { conflicts } = merge(
      parts,
      opened,
      { ...opened, start: '08:00' },
      { ...opened, start: '11:00', end: '12:00' },
    )
    expect(conflicts).toMatchObject([
      {
        id: 'start',
        before: { start: '09:00', end: '10:00' },
        mine: { start: '08:00', end: '10:00' },
        theirs: { start: '11:00', end: '12:00' },
      },
    ])
  })

  it('can be brought together again and again', () => {
    const first = merge(parts, opened, { ...opened, name: 'Word' }, { ...opened, places: 12 })
    const second = merge(parts, { ...opened, places: 12 }, first.values, {
      ...opened,
      places: 12,
      open: true,
    })
    expect(second.values).toEqual({ ...opened, name: 'Word', places: 12, open: true })
    expect(second.conflicts).toEqual([])
  })
})

describe('what is sent', () => {
  it.each<[string, object, object, object]>([
    ['nothing, when nothing was touched', { a: 1, b: [1] }, { a: 1, b: [1] }, {}],
    ['what was touched alone', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: 3 }],
    ['what was emptied', { a: 'x' }, { a: null }, { a: null }],
    ['a list that became empty', { a: ['x'] }, { a: [] }, { a: [] }],
    [
      'a whole group of which one was touched',
      { a: { x: 1, y: 2 } },
      { a: { x: 1, y: 3 } },
      { a: { x: 1, y: 3 } },
    ],
    ['what was not there before', {}, { a: 'x' }, { a: 'x' }],
    ['no field that is left out', { a: 'x' }, {}, {}],
    ['a switch that was turned off', { a: true }, { a: false }, { a: false }],
    ['nothing for a number that was typed again', { a: 5 }, { a: '5' }, {}],
    ['a zero', { a: null }, { a: 0 }, { a: 0 }],
  ])('is %s', (_said, unchanged, wanted, sent) => {
    expect(touchedOf(unchanged, wanted)).toEqual(sent)
  })
})
