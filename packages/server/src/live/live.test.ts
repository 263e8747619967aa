import { describe, expect, it } from 'vitest'
import type { PersonId, PlatformId } from '../domain/ids.ts'
import { toPayloads } from './live.ts'

const platformId = '0190aaaa-0000-7000-8000-000000000000' as PlatformId
const people = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `0190bbbb-0000-7000-8000-${String(index).padStart(12, '0')}` as PersonId,
  )

describe('a message for people', () => {
  it.each([1, 150, 180, 200, 1_000, 3_000])(
    'of %i names each once, in payloads that PostgreSQL takes',
    (count) => {
      const payloads = toPayloads(platformId, { type: 'enrollment', id: 's1', forPeople: people(count) })
      for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8_000)
      expect(payloads.flatMap((payload) => JSON.parse(payload).forPeople)).toEqual(people(count))
    },
  )

  it('of 20,000 is one for everybody', () => {
    const payloads = toPayloads(platformId, { type: 'notification', id: '', forPeople: people(20_000) })
    expect(payloads.map((payload) => JSON.parse(payload))).toEqual([
      { platformId, type: 'notification', id: '', forPeople: 'everybody' },
    ])
  })

  it('of nobody is none, and without people it is one', () => {
    expect(toPayloads(platformId, { type: 'notification', id: '', forPeople: [] })).toEqual([])
    expect(toPayloads(platformId, { type: 'event', id: 'e1' })).toHaveLength(1)
  })
})
