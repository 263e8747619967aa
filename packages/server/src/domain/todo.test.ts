import { describe, expect, it } from 'vitest'
import { byUrgency, todoKinds, urgencyOf, type Waiting } from './todo.ts'

const now = new Date('2026-11-24T08:00:00Z')
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const todo = (kind: Waiting['kind'], hours: number | null = null): Waiting => ({
  kind,
  at: hours === null ? null : inHours(hours),
})

describe('what waits for somebody who plans', () => {
  it.each([
    ['not-started', -0.2, 'now'],
    ['room', 48, 'now'],
    ['room', 48.1, 'soon'],
    ['check', 1, 'now'],
    ['no-instructor', 200, 'soon'],
    ['no-room', 47, 'now'],
    ['pairing-ended', -500, 'now'],
    ['pairing-ends', 3, 'soon'],
    ['secret-ends', 3, 'soon'],
    ['decision', -5, 'soon'],
    ['requests', -500, 'later'],
    ['explained', -500, 'later'],
    ['erasure', 169, 'later'],
    ['erasure', 168, 'soon'],
    ['erasure', -5, 'soon'],
    ['mails', null, 'later'],
  ] as const)('is, as %s in %s hours, for %s', (kind, hours, urgency) => {
    expect(urgencyOf(todo(kind, hours), now)).toBe(urgency)
  })

  it('stands with the most urgent first, then by time, those without one last, then by kind', () => {
    const given = [
      todo('mails'),
      todo('requests', -50),
      todo('decision', 20),
      todo('no-instructor', 100),
      todo('check', 5),
      todo('room', 5),
      todo('not-started', -1),
      todo('waiting', 30),
    ]
    const names = given.toSorted(byUrgency(now)).map(({ kind }) => kind)
    expect(names).toEqual([
      'not-started',
      'room',
      'check',
      'decision',
      'no-instructor',
      'requests',
      'waiting',
      'mails',
    ])
    expect(
      given
        .toReversed()
        .toSorted(byUrgency(now))
        .map(({ kind }) => kind),
    ).toEqual(names)
  })

  it('has an urgency for every kind', () => {
    for (const kind of todoKinds) expect(urgencyOf(todo(kind, 1), now)).toMatch(/^(now|soon|later)$/)
  })
})
