import { describe, expect, it } from 'vitest'
import { type DraftedOperation, draftedWith, isOnlyDrafted, withDraft } from './draft.ts'
import type { Board, BoardChange, BoardEvent } from './types.ts'

const moved = (eventId: string, startsWall: string, more: object = {}): DraftedOperation => ({
  op: 'change',
  eventId,
  version: 1,
  startsWall,
  endsWall: '2026-12-01T18:00',
  ...more,
})
const cancelled = (eventId: string): DraftedOperation => ({ op: 'cancel', eventId, version: 1, reason: '' })
const planned: DraftedOperation = {
  ...{ op: 'plan', sessionId: 's', name: 'Ropes', description: '', accountId: null, place: 'Hall' },
  ...{ startsWall: '2026-12-01T08:00', endsWall: '2026-12-01T09:00', timeZone: 'UTC' },
}

describe('a draft', () => {
  it.each<[string, DraftedOperation[], DraftedOperation[], object[]]>([
    ['takes a first change', [], [moved('a', '2026-12-01T09:00')], [{ eventId: 'a', op: 'change' }]],
    [
      'keeps what was changed of an event before and is not changed anew',
      [moved('a', '2026-12-01T09:00', { accountId: 'x' }), cancelled('b')],
      [moved('a', '2026-12-01T10:00', { version: 2 })],
      [{ eventId: 'a', accountId: 'x', startsWall: '2026-12-01T10:00', version: 2 }, { eventId: 'b' }],
    ],
    [
      'forgets a move of what is then cancelled',
      [moved('a', '2026-12-01T09:00')],
      [cancelled('a')],
      [{ op: 'cancel', eventId: 'a' }],
    ],
    ['plans the same twice where that is asked', [planned], [planned], [{ op: 'plan' }, { op: 'plan' }]],
  ])('%s', (_, drafted, added, expected) => {
    const operations = draftedWith(drafted, added)
    expect(operations).toHaveLength(expected.length)
    expect(operations).toMatchObject(expected)
  })
})

describe('a board with a draft', () => {
  const event = (id: string, hour: string) =>
    ({
      ...{ id, version: 3, name: id, courseId: 'c', sessionId: 's', accountId: 'x', instructorIds: ['i'] },
      ...{ startsAt: `2026-12-01T${hour}:00Z`, endsAt: `2026-12-01T${hour}:30Z`, timeZone: 'UTC', place: '' },
      ...{ state: 'coming', conflicts: [], mayEdit: true },
    }) as unknown as BoardEvent
  const board = {
    events: [event('a', '09'), event('b', '10'), event('c', '11')],
    sessions: [{ id: 's', courseId: 'c' }],
    unplaced: { sessions: [], events: [] },
  } as unknown as Board
  const item = (startsAt: string | null, conflicts: object[] = []) =>
    ({
      ...{ name: '', startsAt, endsAt: startsAt?.replace(':00Z', ':45Z'), conflicts },
      ...{
        startsWall: startsAt?.slice(0, 16) ?? null,
        endsWall: startsAt?.slice(0, 16) ?? null,
        timeZone: 'UTC',
      },
    }) as BoardChange['items'][number]
  const conflict = { type: 'place-busy', severity: 'warns', text: 'busy', eventIds: [], personId: null }

  it('shows each event where it would stand, with what would be wrong, and the others as they are', () => {
    const operations = [moved('a', '2026-12-01T12:00', { accountId: null }), cancelled('b'), planned]
    const items = [
      item('2026-12-01T12:00Z', [conflict]),
      item('2026-12-01T10:00Z'),
      item('2026-12-01T08:00Z'),
    ]
    const shown = withDraft(board, operations, items)
    expect(shown.board.events.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'Ropes coming',
      'b cancelled',
      'c coming',
      'a coming',
    ])
    expect(shown.board.events[3]).toMatchObject({ version: 3, accountId: null, conflicts: [conflict] })
    expect([...shown.drafted].filter(isOnlyDrafted)).toHaveLength(1)
    expect(shown.drafted.has('c')).toBe(false)
  })

  it('leaves out what has no time, no event or no answer yet', () => {
    const operations = [moved('a', '2026-03-29T02:30'), moved('gone', '2026-12-01T12:00'), planned, planned]
    const items = [item(null), item('2026-12-01T12:00Z'), item(null)]
    const shown = withDraft(board, operations, items)
    expect(shown.board.events.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(shown.board.events[0]?.startsAt).toBe('2026-12-01T09:00Z')
  })
})
