import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peakWithin } from './capacity.ts'
import { planTimes } from './event.ts'
import { type ForecastAccount, type ForecastWish, forecast, type Held } from './forecast.ts'
import type { PersonId } from './ids.ts'

const now = new Date('2026-11-24T08:00:00Z')
const account = (id: string, fields: Partial<ForecastAccount> = {}): ForecastAccount => ({
  id,
  appId: 'app',
  name: id.toUpperCase(),
  rooms: 1,
  maxTotal: undefined,
  maxPerCourse: undefined,
  marginBeforeMinutes: 0,
  marginAfterMinutes: 0,
  total: 0,
  ofCourse: new Map(),
  ...fields,
})
const wish = (start: string, end: string, fields: Partial<ForecastWish> = {}): ForecastWish => {
  const day = fields.startsWall?.slice(0, 10) ?? '2026-12-01' // a Tuesday
  const times = { startsWall: `${day}T${start}`, endsWall: `${day}T${end}`, timeZone: 'Europe/Rome' }
  const others = { name: 'E', courseId: 'c', courseName: 'C', accountId: 'a', instructors: [] }
  return { ...others, ...fields, ...planTimes(times, now) }
}
const held = (start: string, end: string, name = 'Held'): Held => {
  const { startsAt, endsAt } = wish(start, end)
  return { name, courseName: 'Other', startsAt, endsAt }
}
const see = (
  accounts: ForecastAccount[],
  rooms: Record<string, Held[]> = {},
  busy: Record<string, Held[]> = {},
) => forecast(accounts, new Map(Object.entries(rooms)), new Map(Object.entries(busy)), now)

describe('a forecast', () => {
  it('refuses what an account has no room for, and names who holds it', () => {
    const future = see([account('a')], { a: [held('10:00', '11:00', 'Fire drill')] })
    expect(future.refusal(wish('11:00', '12:00'))).toBeUndefined()
    expect(future.refusal(wish('10:30', '11:30'))).toMatchObject({
      code: 'capacity-concurrent-rooms',
      params: { account: 'A', limit: 1, events: { first: ['Fire drill'], more: 0 } },
    })
  })

  it('counts wishes against each other, with margins', () => {
    const future = see([account('a', { marginBeforeMinutes: 10, marginAfterMinutes: 10 })])
    future.reserve(wish('10:00', '11:00'))
    expect(future.refusal(wish('11:15', '12:00'))?.code).toBe('capacity-concurrent-rooms')
    expect(future.refusal(wish('11:20', '12:00'))).toBeUndefined()
  })

  it('knows the limits of sessions, in all and per course', () => {
    const future = see([account('a', { rooms: undefined, maxTotal: 2, total: 1, maxPerCourse: 1 })])
    future.reserve(wish('10:00', '11:00'))
    expect(future.refusal(wish('15:00', '16:00'))?.code).toBe('capacity-sessions-per-course')
    expect(future.refusal(wish('15:00', '16:00', { courseId: 'd' }))?.code).toBe('capacity-total-sessions')
    expect(future.propose(wish('15:00', '16:00', { courseId: 'd' }))).toBeUndefined()
  })

  it('counts the spare of a wish at its account, and plans without one where that has no room', () => {
    const future = see([account('a', { rooms: undefined }), account('b', { maxTotal: 2 })])
    future.reserve(wish('10:00', '11:00', { spareAccountId: 'b' }))
    const atSpare = wish('10:30', '11:30', { accountId: 'b' })
    expect(future.refusal(atSpare)?.code).toBe('capacity-concurrent-rooms')
    expect(future.refusal(wish('10:30', '11:30', { spareAccountId: 'b' }))).toBeUndefined()
    future.reserve(wish('10:30', '11:30', { spareAccountId: 'b' })) // without its spare
    future.reserve(wish('12:00', '13:00', { accountId: 'b' }))
    expect(future.refusal(wish('15:00', '16:00', { accountId: 'b' }))?.code).toBe('capacity-total-sessions')
  })

  it('lets an instructor teach one event at a time', () => {
    const instructors = [{ id: 'p' as PersonId, name: 'Ada' }]
    const future = see([account('a')], {}, { p: [held('10:00', '11:00', 'Elsewhere')] })
    const busy = wish('10:30', '11:30', { instructors, accountId: null })
    expect(future.refusal(busy)).toMatchObject({
      code: 'instructor-busy',
      params: { name: 'Ada', event: 'Elsewhere', course: 'Other' },
    })
    expect(future.propose(busy)?.startsWall).toBe('2026-12-01T11:00')
  })

  it('proposes another account of the same app first, and leaves the time', () => {
    const accounts = [account('a'), account('x', { appId: 'other' }), account('b')]
    const future = see(accounts, { a: [held('10:00', '11:00')] })
    expect(future.propose(wish('10:00', '11:00'))).toMatchObject({
      accountId: 'b',
      startsWall: '2026-12-01T10:00',
    })
  })

  it('proposes the nearest time of the day, else of the week', () => {
    const future = see([account('a')], { a: [held('09:00', '12:00')] })
    expect(future.propose(wish('11:00', '12:00'))?.startsWall).toBe('2026-12-01T12:00')
    const full = see([account('a')], { a: [held('00:00', '23:59')] })
    expect(full.propose(wish('11:00', '12:00'))?.startsWall).toBe('2026-12-02T11:00')
  })

  it('proposes nothing in the past', () => {
    const today = { startsWall: '2026-11-24T12:00' }
    const { startsAt, endsAt } = wish('09:15', '23:59', today)
    const future = see([account('a')], { a: [{ name: 'All day', startsAt, endsAt }] })
    expect(future.propose(wish('10:00', '11:00', today))?.startsWall).toBe('2026-11-25T10:00')
  })
})

describe('whatever is wished', () => {
  it('no account and no instructor is ever over the limit with all that was taken and proposed', () => {
    const one = fc.record({
      start: fc.integer({ min: 28, max: 70 }),
      length: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 4 }),
      accountId: fc.constantFrom('a', 'b', null),
      person: fc.constantFrom('p', 'q'),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (wishes) => {
        const future = see([account('a'), account('b', { rooms: 2 })])
        const taken: ForecastWish[] = []
        for (const { start, length, day, accountId, person } of wishes) {
          const time = (quarters: number) =>
            `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`
          const asked = wish(time(start), time(start + length), {
            startsWall: `2026-12-0${day}T00:00`,
            accountId,
            instructors: [{ id: person as PersonId, name: person }],
          })
          const found = future.refusal(asked) ? future.propose(asked) : asked
          if (!found) continue
          const planned = { ...asked, ...found }
          expect(future.refusal(planned)).toBeUndefined()
          future.reserve(planned)
          taken.push(planned)
        }
        const most = (some: ForecastWish[]) =>
          Math.max(0, ...some.map((event) => peakWithin(event, some).rooms))
        expect(most(taken.filter((event) => event.accountId === 'a'))).toBeLessThanOrEqual(1)
        expect(most(taken.filter((event) => event.accountId === 'b'))).toBeLessThanOrEqual(2)
        for (const person of ['p', 'q'])
          expect(most(taken.filter((event) => event.instructors[0]?.id === person))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 60 },
    )
  })
})
