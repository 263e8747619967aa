import { expect, it } from 'vitest'
import { methodsOf, placeOutcomes, roomOutcomes } from './effects.ts'
import type { PlaceChange, Told } from './previews.store.ts'

const change = (personId: string, sessionId: string, status: string, actorId: string | null = 'a') =>
  ({ personId, sessionId, status, actorId, firstName: '', lastName: '' }) as unknown as PlaceChange
const outcomesOf = (...changes: PlaceChange[]) => placeOutcomes(changes).map(({ outcome }) => outcome)

it('says who moves up by itself, who is given a place, who moves and who leaves', () => {
  expect(outcomesOf(change('p', 's', 'enrolled', null))).toEqual(['promoted'])
  expect(outcomesOf(change('p', 's', 'enrolled'))).toEqual(['enrolled'])
  expect(outcomesOf(change('p', 's', 'offered', null))).toEqual(['offered'])
  expect(outcomesOf(change('p', 's', 'cancelled'))).toEqual(['removed'])
  expect(outcomesOf(change('p', 'other', 'enrolled'), change('p', 's', 'cancelled'))).toEqual(['moved'])
  expect(outcomesOf(change('p', 'other', 'waiting'), change('p', 's', 'cancelled'))).toEqual(['waiting'])
  expect(outcomesOf(change('p', 's', 'waiting'), change('p', 's', 'enrolled', null))).toEqual(['promoted'])
})

it('tells a room that changes from one that is made anew, and counts none that was never there', () => {
  const room = (id: string, isWanted: boolean) => ({ id, eventId: 'e', isWanted })
  const of = (rooms: ReturnType<typeof room>[], ...made: string[]) =>
    roomOutcomes(rooms, new Set(made)).map(({ outcome }) => outcome)
  expect(of([room('1', true)])).toEqual(['changed'])
  expect(of([room('1', true)], '1')).toEqual(['created'])
  expect(of([room('1', false), room('2', true)], '2')).toEqual(['made-anew'])
  expect(of([room('1', false)])).toEqual(['deleted'])
  expect(of([room('1', false)], '1')).toEqual([])
})

it('knows which calendar updates go with a mail', () => {
  const told = (fields: object) =>
    methodsOf({
      kind: 'changed',
      eventIds: [],
      params: {},
      hasComing: true,
      ...fields,
    } as unknown as Told)
  expect(told({ eventIds: ['e'] })).toEqual(['REQUEST'])
  expect(told({ kind: 'enrolled' })).toEqual(['REQUEST'])
  expect(told({ kind: 'enrolled', hasComing: false })).toEqual([])
  expect(told({ kind: 'waiting' })).toEqual([])
  expect(told({ kind: 'session-cancelled' })).toEqual([])
  const gone = [{}]
  expect(told({ kind: 'moved', params: { gone } })).toEqual(['CANCEL', 'REQUEST'])
  expect(told({ kind: 'moved-to-waiting', params: { gone } })).toEqual(['CANCEL'])
})
