import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../../domain/ids.ts'
import { type Known, whoIs } from './matching.ts'
import { suggesterOf } from './suggestions.ts'

const [anna, bea, cy, dora, ines] = ['anna', 'bea', 'cy', 'dora', 'ines'] as unknown as PersonId[] as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
  PersonId,
]
const known: Known = {
  registrations: new Map([['7', anna]]),
  registeredEmails: new Map([['old@x.example', bea]]),
  people: new Map([
    ['cy', cy],
    ['cy as a duplicate', cy],
  ]),
  emails: new Map([
    ['anna@x.example', anna],
    ['bea@x.example', bea],
    ['dora@x.example', dora],
    ['ines@x.example', ines],
    ['old@x.example', cy], // it is somebody else's by now
  ]),
  kept: new Map(),
  aliases: new Map([
    ['home@y.example', dora],
    ['bea@x.example', cy], // taught before it was bea's own
  ]),
  instructors: new Set([ines]),
  hostEmails: new Set(['o@goto.example']),
}
const stay = (fields: Partial<Parameters<typeof whoIs>[0]>) => ({
  ...{ registrationKey: null, externalId: null, email: '', name: 'Anna Rossi', isHost: false },
  ...fields,
})

describe('a stay is somebody’s', () => {
  it.each<[string, Parameters<typeof stay>[0], PersonId | null, string | null, string]>([
    [
      'by a registration before all else',
      { registrationKey: '7', email: 'bea@x.example' },
      anna,
      'registration',
      'learner',
    ],
    ['by the address of a registration', { email: 'old@x.example' }, bea, 'registration', 'learner'],
    [
      'by what was in our link before an address',
      { externalId: 'cy', email: 'bea@x.example' },
      cy,
      'link',
      'learner',
    ],
    ['by the link of a duplicate', { externalId: 'cy as a duplicate' }, cy, 'link', 'learner'],
    ['by their address', { email: 'anna@x.example', name: 'Somebody' }, anna, 'email', 'learner'],
    [
      'by their own address before one that was remembered',
      { email: 'bea@x.example' },
      bea,
      'email',
      'learner',
    ],
    ['by a remembered address', { email: 'home@y.example' }, dora, 'alias', 'learner'],
    ['not by a key that nobody has', { registrationKey: '8' }, null, null, 'learner'],
    ['not by an id that is nobody’s', { externalId: 'w_123' }, null, null, 'learner'],
    ['never by a name', { name: 'Anna Rossi' }, null, null, 'learner'],
    ['as an instructor’s, who hosts', { email: 'ines@x.example' }, ines, 'email', 'host'],
    ['as nobody’s of the organizer’s side', { isHost: true }, null, null, 'host'],
    ['as nobody’s with the address of the account', { email: 'o@goto.example' }, null, null, 'host'],
    ['as a program’s', { name: 'Read.ai Notetaker' }, null, null, 'bot'],
    [
      'as a person’s whose name is like a program’s',
      { name: 'Notetaker', email: 'bea@x.example' },
      bea,
      'email',
      'learner',
    ],
  ])('%s', (_, fields, personId, matchedBy, role) =>
    expect(whoIs(stay(fields), known)).toEqual({ personId, matchedBy, role }),
  )
})

describe('suggestions', () => {
  const at = (time: string) => new Date(`2026-11-26T${time}Z`)
  const candidate = (personId: PersonId, name: string, ...pressed: string[]) => ({
    ...{ personId, name, isMatched: false },
    enteredAt: pressed.map(at),
  })
  const suggest = suggesterOf([
    candidate(anna, 'Anna Rossi', '09:00:10'),
    candidate(bea, 'Anna Rossi'),
    candidate(cy, 'Cyril Blanc', '09:01:30', '09:40:00'),
    candidate(dora, 'Dora Klein', '08:57:00'),
    { ...candidate(ines, 'Anna Rosso', '08:59:50'), isMatched: true },
  ])

  it('rank by the name and the press on Join; who is matched already comes later', () => {
    const found = suggest({ name: 'anna rossi', joinedAt: at('09:00:20') })
    expect(found.map(({ personId }) => personId)).toEqual([anna, ines, bea, cy])
    expect(found[0]).toEqual({ personId: anna, name: 'Anna Rossi', likeness: 100, joinedAfterSeconds: 10 })
    expect(found[2]?.joinedAfterSeconds).toBeNull()
    expect(found[3]?.joinedAfterSeconds).toBe(-70)
  })

  it('take presses within three minutes, before and after', () => {
    const names = (time: string) => suggest({ name: 'x', joinedAt: at(time) }).map(({ personId }) => personId)
    expect(names('09:43:00')).toEqual([cy])
    expect(names('09:43:01')).toEqual([])
    expect(names('09:37:00')).toEqual([cy])
    expect(names('09:00:00')).toContain(dora)
    expect(names('09:00:01')).not.toContain(dora)
  })

  it('are five at most, and none without a reason', () => {
    const many = suggesterOf(
      Array.from({ length: 40 }, (_, n) => candidate(`p${n}` as PersonId, 'Anna Rossi')),
    )
    expect(many({ name: 'Anna', joinedAt: at('09:00:00') })).toHaveLength(5)
    expect(many({ name: 'Bob', joinedAt: at('09:00:00') })).toEqual([])
  })
})
