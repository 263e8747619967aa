import { isLanguage, languages } from '@lectern/texts'
import { serverTexts } from '@lectern/texts/server'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstOf, inEachLanguage, type MessageParams } from '../domain/message.ts'
import {
  formatInstant,
  isMessageCode,
  listProblems,
  localized,
  sentence,
  titleOf,
  toMessage,
} from './messages.ts'

const reader = { language: 'en', timeZone: 'Europe/Rome' } as const
const italian = { ...reader, language: 'it' } as const

describe('the sentences', () => {
  it('fills its places, with instants in the zone of the reader, named', () => {
    const params = { opensAt: new Date('2026-11-24T08:45:00Z') }
    expect(sentence('join-too-early', params, reader)).toBe('The room opens Tue 24 Nov, 09:45 (Rome).')
    expect(sentence('join-too-early', params, italian)).toBe('La room apre mar 24 nov, 09:45 (Rome).')
  })

  it('tells a stored reason with its instants again', () => {
    const stored = JSON.parse(
      JSON.stringify({ code: 'join-too-late', params: { ends: new Date('2026-11-24T09:00:00Z') } }),
    )
    expect(toMessage(stored, reader)?.text).toBe('The event ended Tue 24 Nov, 10:00 (Rome).')
    expect(toMessage(null, reader)).toBeNull()
  })

  it.each([
    [1, 'The account “A” has 1 event that has not ended: Day 1. Delete it or give it another account first.'],
    [
      1200,
      'The account “A” has 1,200 events that have not ended: Day 1 and 1,199 more. Delete them or give them another account first.',
    ],
  ])('counts %i as people count', (count, said) => {
    const params = { account: 'A', count, events: firstOf(['Day 1', 'Day 2'], 1, count) }
    expect(sentence('account-has-coming-events', params, reader)).toBe(said)
    // As it was stored and read again.
    const stored = JSON.parse(JSON.stringify({ code: 'account-has-coming-events', params }))
    expect(toMessage(stored, reader)?.text).toBe(said)
  })

  it('names two things of three, and what they are in the reader’s language', () => {
    const params = { account: 'A', limit: 2, at: new Date('2026-11-24T09:00:00Z') }
    const names = ['Uno', 'Due', 'Tre']
    const said = (most: number) =>
      sentence('capacity-concurrent-rooms', { ...params, events: firstOf(names, most) }, italian)
    expect(said(3)).toContain('da: Uno, Due e Tre.')
    expect(said(2)).toContain('da: Uno, Due e un altro.')
    expect(said(1)).toContain('da: Uno e altri 2.')
    const parts = [localized('room-times'), 'x']
    expect(sentence('preflight-changed', { provider: 'GoTo', parts }, italian)).toContain('(orari e x)')
    const app = localized('goto1-name')
    expect(sentence('app-not-active', { app }, italian)).toContain('“GoToMeeting versione 1”')
    expect(sentence('app-not-active', { app: { en: 'Old' } as typeof app }, italian)).toContain('“Old”')
  })

  it('says words from outside as they are', () => {
    const unit = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3 }), fc.constantFrom(...'{}<>#|,’\'"$&'))
    fc.assert(
      fc.property(fc.array(unit), fc.constantFrom(...languages), (parts, language) => {
        const name = parts.join('')
        const told = { ...reader, language }
        expect(sentence('api-key-revoked', { name }, told)).toContain(name)
        expect(sentence('app-has-events', { count: 2, events: [name, name] }, told)).toContain(name)
        const stored = { code: 'group-name-taken', params: { name } } as const
        expect(toMessage(stored, told)?.text).toContain(name)
      }),
    )
  })

  it('never forgives a parameter that a test forgot', () => {
    expect(() => sentence('api-key-revoked', {}, reader)).toThrow(
      '“api-key-revoked.detail” can’t be said in en',
    )
  })

  it.each(languages)('says everything in %s, whatever it is told', (language) => {
    const anything = new Proxy({} as MessageParams, {
      ownKeys: () => [...words],
      getOwnPropertyDescriptor: () => ({ value: '7', enumerable: true, configurable: true }),
      get: () => '7',
    })
    const words = argumentNames()
    for (const { code } of listProblems()) {
      expect(titleOf(code, { language })).not.toMatch(/[{}]/)
      expect(sentence(code, anything, { ...reader, language })).not.toMatch(/[{}…]|undefined|NaN/)
    }
  })
})

/** Every name that any text of the server gives to what it is told. */
function argumentNames(): Set<string> {
  const texts = Object.values(serverTexts('en')).join('\n')
  return new Set(Array.from(texts.matchAll(/\{(\w+)[,}]/g), ([, name = '']) => name))
}

describe('codes', () => {
  it('are known by their sentences', () => {
    expect(['course-not-found', 'suggest-time'].every(isMessageCode)).toBe(true)
    expect(['notify-open', 'course-not-found.title', 'toString', ''].some(isMessageCode)).toBe(false)
  })

  it('has one value for each language', () => {
    expect(Object.keys(inEachLanguage(() => 1)).every(isLanguage)).toBe(true)
    expect(Object.keys(inEachLanguage(() => 1))).toHaveLength(languages.length)
  })
})

it.each([
  ['en', 'Thu 26 Nov 2026, 09:00'],
  ['it', 'gio 26 nov 2026, 09:00'],
  ['de', 'Do., 26. Nov. 2026, 09:00'],
] as const)('writes times of clocks in %s as its readers do, whatever their zone', (language, said) => {
  const params = { starts: { wall: '2026-11-26T10:00' }, ends: { wall: '2026-11-26T09:00' } }
  for (const timeZone of ['Asia/Tokyo', 'America/New_York'])
    expect(sentence('event-ends-before-start', params, { language, timeZone })).toContain(said)
})

it.each(languages)('writes dates in %s with the year when that is another one', (language) => {
  const at = new Date('2026-12-31T23:30:00Z')
  const said = (now: string) => formatInstant(at, { ...reader, language, now: new Date(now) })
  expect(said('2027-01-02T00:00:00Z')).not.toContain('2027')
  expect(said('2026-01-02T00:00:00Z')).toContain('2027')
  expect(said('2026-01-02T00:00:00Z')).toMatch(/00:30 \(Rome\)$/)
})
