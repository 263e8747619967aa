import { describe, expect, it } from 'vitest'
import { messageCodes } from '../domain/message.ts'
import { en } from './en.ts'
import { it as italian } from './it.ts'
import { sentence, toMessage } from './messages.ts'

const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const reader = { language: 'en', timeZone: 'Europe/Rome' } as const

describe('the sentences', () => {
  it.each(messageCodes)('%s has the same places in both languages', (code) => {
    expect([...new Set(placesOf(italian[code].detail))]).toEqual([...new Set(placesOf(en[code].detail))])
  })

  it('fills its places, with instants in the zone of the reader, named', () => {
    const params = { opensAt: new Date('2026-11-24T08:45:00Z') }
    expect(sentence('join-too-early', params, reader)).toBe('The room opens Tue 24 Nov, 09:45 (Rome).')
    expect(sentence('join-too-early', params, { ...reader, language: 'it' })).toBe(
      'La room apre mar 24 nov, 09:45 (Rome).',
    )
  })

  it('tells a stored reason with its instants again', () => {
    const stored = JSON.parse(
      JSON.stringify({ code: 'join-too-late', params: { ends: new Date('2026-11-24T09:00:00Z') } }),
    )
    expect(toMessage(stored, reader)?.text).toBe('The event ended Tue 24 Nov, 10:00 (Rome).')
    expect(toMessage(null, reader)).toBeNull()
  })
})
