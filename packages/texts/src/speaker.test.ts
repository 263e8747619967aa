import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpeaker, type Trouble } from './speaker.ts'

const hostile = fc.constantFrom(
  '{',
  '}',
  "'",
  '’',
  '<',
  '>',
  '#',
  '|',
  'name',
  ',',
  'plural',
  '$&',
  '\\',
  '\u0000',
)
const texts: Record<string, string> = {
  hello: 'Hello {name}, {name}!',
  events: '{count, plural, one {# event} other {# events}} of {total, number}',
  by: 'Taken by: {events}.',
  broken: 'Hello {name',
  who: '{role, select, learner {You learn} other {You are {role}}} <b>here</b>',
}
const inTests = ({ cause }: Trouble) => {
  throw cause
}
const english = createSpeaker('en', (key: string) => texts[key], inTests)
const italian = createSpeaker('it', (key: string) => texts[key], inTests)

describe('a speaker', () => {
  it.each([
    [1, '1 event of 12,000'],
    [0, '0 events of 12,000'],
    [1200, '1,200 events of 12,000'],
  ])('says %i by the rules of its language', (count, said) => {
    expect(english('events', { count, total: 12_000 })).toBe(said)
  })

  it('says numbers and lists as its readers write them', () => {
    expect(italian('events', { count: 12_000, total: 1 })).toBe('12.000 events of 1')
    expect(english('by', { events: ['A', 'B', 'C'] })).toBe('Taken by: A, B and C.')
    expect(italian('by', { events: ['A', 'B', 'C'] })).toBe('Taken by: A, B e C.')
    expect(english('by', { events: { anyOf: ['A', 'B', 'C'] } })).toBe('Taken by: A, B or C.')
    expect(english('by', { events: ['A'] })).toBe('Taken by: A.')
  })

  it('says words from outside as they are, whatever they look like', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: hostile })), (name) => {
        expect(english('hello', { name })).toBe(`Hello ${name}, ${name}!`)
        const dot = name.endsWith('.') && !name.endsWith('..') ? '' : '.'
        expect(english('by', { events: [name] })).toBe(`Taken by: ${name}${dot}`)
        expect(english('who', { role: name === 'learner' ? 'x' : name })).toContain('<b>here</b>')
      }),
    )
  })

  it.each([
    ['29. Dez.', 'Taken by: 29. Dez.'],
    ['Acme Inc.', 'Taken by: Acme Inc.'],
    ['29 Dec', 'Taken by: 29 Dec.'],
    ['and so on...', 'Taken by: and so on....'],
    ['.', 'Taken by: .'],
    ['', 'Taken by: .'],
  ])('ends a sentence with one dot after “%s”', (name, said) => {
    expect(english('by', { events: name })).toBe(said)
    expect(english('by', { events: [name] })).toBe(said)
    expect(english('hello', { name })).toBe(`Hello ${name}, ${name}!`)
  })

  it.each([
    ['a parameter', 'hello', {}, 'Hello …, …!'],
    ['a number', 'events', {}, '… events of …'],
    ['one of two', 'events', { total: 2 }, '… events of 2'],
    ['a choice', 'who', {}, 'You are … <b>here</b>'],
    ['a list', 'by', {}, 'Taken by: ….'],
    ['the text', 'nowhere', {}, 'nowhere'],
    ['a brace', 'broken', { name: 'Ada' }, 'broken'],
  ])('throws in tests and stays readable in production when %s is missing', (_what, key, params, said) => {
    expect(() => english(key, params)).toThrow()
    const heard: Trouble[] = []
    const forgiving = createSpeaker(
      'en',
      (name: string) => texts[name],
      (trouble) => heard.push(trouble),
    )
    expect(forgiving(key, params)).toBe(said)
    expect(heard).toEqual([{ language: 'en', key, cause: expect.any(Error) }])
  })

  it('reads a text once, and only when it is said', () => {
    let reads = 0
    const say = createSpeaker('en', () => ['{n, number}'][reads++], inTests)
    expect(reads).toBe(0)
    expect([say('x', { n: 1 }), say('x', { n: 2 })]).toEqual(['1', '2'])
    expect(reads).toBe(1)
  })
})
