import { describe, expect, it } from 'vitest'
import { type ConflictType, findConflicts, type PlacedEvent, type Surroundings } from './conflicts.ts'
import type { AccountId, EventId, PersonId, SessionId } from './ids.ts'

const account = 'account' as AccountId
const ivo = 'ivo' as PersonId
const lia = 'lia' as PersonId
const at = (time: string) => new Date(`2026-12-01T${time}:00Z`)
const span = (from: string, to: string) => ({ startsAt: at(from), endsAt: at(to) })

let made = 0
/** Nothing is wrong with it. */
function event(from: string, to: string, other: Partial<PlacedEvent> = {}): PlacedEvent {
  const number = ++made
  return {
    id: `e${number}` as EventId,
    sessionId: `s${number}` as SessionId,
    accountId: account,
    place: '',
    instructorIds: [`p${number}` as PersonId],
    isOnline: true,
    roomState: 'ready',
    isHosted: true,
    ...span(from, to),
    ...other,
  }
}
const rooms = { rooms: 2, isUsable: true, marginBeforeMinutes: 0, marginAfterMinutes: 0 }
const none: Surroundings = {
  accounts: new Map([[account, rooms]]),
  absences: new Map(),
  outside: new Map(),
}
const typesOf = (events: PlacedEvent[], around: Partial<Surroundings> = {}) => {
  const found = findConflicts(events, { ...none, ...around })
  return events.map(({ id }) => (found.get(id) ?? []).map(({ type }) => type))
}

describe('an event', () => {
  it.each<[string, Partial<PlacedEvent>, ConflictType[]]>([
    ['has nothing wrong', {}, []],
    ['is held in a venue without a tool', { accountId: null, place: 'Hall B', roomState: null }, []],
    ['has neither', { accountId: null, roomState: null }, ['no-room']],
    ['has neither, and is not online', { accountId: null, roomState: null, isOnline: false }, []],
    ['is taught by nobody', { instructorIds: [] }, ['no-instructor']],
    ['has a room that failed', { roomState: 'failed' }, ['room-failed']],
    ['has a room that waits for somebody', { roomState: 'blocked' }, ['room-failed']],
    ['has a room that nobody hosts', { isHosted: false }, ['no-organizer']],
    ['has an account that is gone', { accountId: 'gone' as AccountId }, ['account-unusable']],
  ])('that %s', (_, other, types) => {
    expect(typesOf([event('09:00', '10:00', other)])).toEqual([types])
  })
})

describe('the rooms of an account', () => {
  it('are too few for whoever is there when more are held, and for nobody else', () => {
    const first = event('09:00', '12:00')
    const [second, third, apart] = [event('10:00', '11:00'), event('10:30', '13:00'), event('12:00', '13:00')]
    const found = findConflicts([apart, third, second, first], none)
    expect([first, second, third].map(({ id }) => found.get(id)?.map(({ type }) => type))).toEqual([
      ['account-full'],
      ['account-full'],
      ['account-full'],
    ])
    expect(found.get(apart.id)).toBeUndefined()
    expect(found.get(second.id)?.[0]?.eventIds).toEqual([first.id, third.id])
  })

  it('are held with their margins', () => {
    const events = [event('09:00', '10:00'), event('09:00', '10:00'), event('10:00', '11:00')]
    expect(typesOf(events)).toEqual([[], [], []])
    const accounts = new Map([[account, { ...rooms, marginAfterMinutes: 15 }]])
    expect(typesOf(events, { accounts })).toEqual([['account-full'], ['account-full'], ['account-full']])
  })

  it('may be any number, or none at all', () => {
    const many = Array.from({ length: 5 }, () => event('09:00', '10:00'))
    const of = (other: Partial<typeof rooms> & { rooms: number | undefined }) =>
      new Map([[account, { ...rooms, ...other }]])
    expect(typesOf(many, { accounts: of({ rooms: undefined }) }).flat()).toEqual([])
    expect(typesOf(many.slice(0, 1), { accounts: of({ rooms: 0 }) })).toEqual([['account-full']])
    expect(typesOf(many.slice(0, 1), { accounts: of({ rooms: 0, isUsable: false }) })).toEqual([
      ['account-unusable', 'account-full'],
    ])
  })
})

describe('an instructor', () => {
  const teaches = (from: string, to: string) => event(from, to, { instructorIds: [ivo] })

  it('is in one event at a time; the next may begin when one ends', () => {
    expect(typesOf([teaches('09:00', '10:00'), teaches('10:00', '11:00')])).toEqual([[], []])
    const both = [teaches('09:00', '10:01'), teaches('10:00', '11:00')]
    expect(typesOf(both)).toEqual([['instructor-busy'], ['instructor-busy']])
    expect(findConflicts(both, none).get(both[0]?.id as EventId)?.[0]).toMatchObject({ personId: ivo })
  })

  it('is away, or outside their hours, and it is said of whom', () => {
    const one = event('09:00', '10:00', { instructorIds: [ivo, lia] })
    const absences = new Map([[ivo, [span('08:00', '09:01')]]])
    const outside = new Map([
      [ivo, [span('09:00', '09:30')]],
      [lia, [span('09:59', '23:00')]],
    ])
    const found = findConflicts([one], { ...none, absences, outside }).get(one.id)
    expect(found?.map(({ type, personId }) => [type, personId])).toEqual([
      ['instructor-away', ivo],
      ['instructor-outside-hours', lia],
    ])
    expect(typesOf([one], { absences: new Map([[ivo, [span('10:00', '11:00')]]]) })).toEqual([[]])
  })
})

describe('two events at the same time', () => {
  it.each<[string, Partial<PlacedEvent>, Partial<PlacedEvent>, ConflictType[]]>([
    ['in one venue', { place: 'Hall  B' }, { place: ' hall b' }, ['place-busy']],
    ['in two venues', { place: 'Hall B' }, { place: 'Hall C' }, []],
    ['of one session', { sessionId: 's' as SessionId }, { sessionId: 's' as SessionId }, ['session-overlap']],
  ])('%s', (_, first, second, types) => {
    const events = [event('09:00', '10:00', first), event('09:30', '10:30', second)]
    expect(typesOf(events)).toEqual([types, types])
    expect(typesOf([event('09:00', '10:00', first), event('10:00', '10:30', second)])).toEqual([[], []])
  })
})
