import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isTouched, liveKeys, quietKeys, toAskedFor, topicsOf } from './live-topics.ts'

const E = 'e1'
const event = { id: E, sessionId: 's1', courseId: 'c1' }
const list = { items: [event, { ...event, id: 'e2' }] }
const [ofEvent, ofSession, ofCourse] = ['event', 'session', 'course'].map((type) => ({
  type,
  topics: [type, `${type}/${E}`, `${type}/s1`, `${type}/c1`],
}))
const enrollment = { type: 'enrollment', topics: ['enrollment', 'enrollment/s1', 'enrollment/c1'] }
const attendance = { type: 'attendance', topics: ['attendance', 'attendance/e1', 'attendance/s1'] }
const myPlace = { type: 'enrollment', mine: true }
const myNews = { type: 'notification', mine: true }
const messages = { ofEvent, ofSession, ofCourse, enrollment, attendance, myPlace, myNews }
type MessageName = keyof typeof messages

/** What each query of the pages is told of: everything else passes it by. */
const table: [key: unknown[], data: unknown, touchedBy: MessageName[]][] = [
  [['events', E], event, ['ofEvent', 'ofSession', 'ofCourse', 'myPlace']],
  [['events', E], undefined, ['ofEvent', 'myPlace']],
  [['events', 'e9'], { id: 'e9', sessionId: 's9', courseId: 'c9' }, ['myPlace']],
  [['events', E, 'timeline'], undefined, ['ofEvent', 'myPlace']],
  [['events', 'of-session', 's1'], undefined, ['ofEvent', 'ofSession']],
  [['events', 'of-session', 's9'], undefined, []],
  [['events', 'calendar', { scope: 'mine' }], list, ['ofEvent', 'ofSession', 'ofCourse', 'myPlace']],
  [['events', 'calendar', { scope: 'mine' }], { items: [] }, ['myPlace']],
  [['events', 'calendar', { scope: 'all' }], { items: [] }, ['ofEvent', 'ofSession', 'myPlace']],
  [['home'], undefined, ['myPlace']],
  [
    ['home'],
    { learning: { events: [event], places: [] }, planning: null },
    ['ofEvent', 'ofSession', 'ofCourse', 'myPlace'],
  ],
  [
    ['home'],
    { learning: { events: [], places: [{ sessionId: 's9', courseId: 'c9' }] }, planning: null },
    ['myPlace'],
  ],
  [
    ['home'],
    { learning: null, planning: { todos: [] } },
    ['ofEvent', 'ofSession', 'ofCourse', 'enrollment', 'attendance', 'myPlace'],
  ],
  [
    ['sessions', 's1'],
    { id: 's1', courseId: 'c1' },
    ['ofEvent', 'ofSession', 'ofCourse', 'enrollment', 'myPlace'],
  ],
  [['sessions', 's9'], { id: 's9', courseId: 'c9' }, ['myPlace']],
  [['sessions', 's1', 'own-place'], undefined, ['ofSession', 'myPlace']],
  [['sessions', 'of-course', 'c1'], undefined, ['ofEvent', 'ofSession', 'ofCourse', 'enrollment']],
  [['sessions', 'own-places', 'c1'], undefined, ['ofSession', 'ofCourse', 'myPlace']],
  [['courses', 'list', '', ''], { pages: [] }, ['ofSession', 'ofCourse', 'myPlace']],
  [
    ['courses', 'catalogue', '', ''],
    { pages: [{ items: [{ id: 'c1' }] }] },
    ['ofSession', 'ofCourse', 'myPlace'],
  ],
  [['courses', 'c1'], undefined, ['ofSession', 'ofCourse', 'myPlace']],
  [['courses', 'choices', ''], undefined, []],
  [['enrollments', 's1', 'list', '', ''], undefined, ['ofSession', 'enrollment']],
  [['enrollments', 's9', 'list', '', ''], undefined, []],
  [['enrollments', 's1', 'lifecycle'], undefined, ['ofEvent', 'ofSession', 'enrollment']],
  [['enrollments', 'own', 'current'], { pages: [list] }, ['ofEvent', 'ofSession', 'ofCourse', 'myPlace']],
  [['decisions', 's1'], undefined, ['ofSession', 'enrollment']],
  [['attendance', 'roster', E], { eventId: E, sessionId: 's1' }, ['ofEvent', 'enrollment', 'attendance']],
  [['attendance', 'roster', 'e9'], { eventId: 'e9', sessionId: 's9' }, []],
  [['attendance', 'of-session', 's1'], undefined, ['ofEvent', 'enrollment', 'attendance']],
  [['attendance', 'own', E], undefined, []],
  [['notifications', 'unread'], undefined, ['myNews']],
  [['notifications', 'list', false], undefined, ['myNews']],
  [['teaching', 'own'], undefined, ['ofEvent']],
  [['people', 'list', '', '', 'active'], undefined, []],
  [['previews', '{}'], undefined, []],
]

describe('a query', () => {
  it.each(table)('%j with %j is read again after %j alone', (key, data, touchedBy) => {
    const wanted = topicsOf(key, data)
    const touched = Object.entries(messages).filter(([, message]) => message && isTouched(wanted, message))
    expect(touched.map(([name]) => name)).toEqual(touchedBy)
  })

  it('of one person, plan or list hears of its own kind', () => {
    const person = '0190aaaa-0000-7000-8000-000000000000'
    expect(topicsOf(['people', person], undefined)).toEqual([`person/${person}`])
    expect(topicsOf(['people', 'instructors', ''], undefined)).toEqual(['person'])
    expect(topicsOf(['plans'], undefined)).toEqual(['plan'])
    expect(topicsOf(['plans', 'p1', 'failed'], undefined)).toEqual(['plan/p1'])
    expect(topicsOf(['notifications', 'settings'], undefined)).toEqual(['notification'])
  })

  it('has a key of which is known whether it is live', () => {
    const root = join(import.meta.dirname, '..')
    const keys = globSync('**/*.{ts,tsx}', { cwd: root })
      .filter((name) => !name.includes('.test.'))
      .flatMap((name) => {
        const source = readFileSync(join(root, name), 'utf8')
        return [
          ...[...source.matchAll(/queryKey: \['([\w-]+)'/g)].map(([, key]) => key ?? ''),
          ...[...source.matchAll(/[kK]ey = \['([\w-]+)'/g)].map(([, key]) => key ?? ''),
        ]
      })
    expect(keys.length).toBeGreaterThan(50)
    const known = new Set([...liveKeys, ...quietKeys])
    expect([...new Set(keys)].filter((key) => !known.has(key))).toEqual([])
  })
})

describe('what a stream asks for', () => {
  it('leaves out what waits for an id: one of no thing is refused, with all the others', () => {
    for (const key of [
      ['courses', ''],
      ['sessions', 'of-course', ''],
      ['events', 'of-session', undefined],
    ])
      expect(toAskedFor(topicsOf(key, undefined))).toEqual([])
    expect(toAskedFor(topicsOf(['courses', 'c1'], undefined))).toEqual(['course/c1', 'session/c1'])
  })

  it('is each topic once, and nothing that comes unasked', () => {
    expect(toAskedFor(['event/e1', 'me/enrollment', 'event/e1', 'course'])).toEqual(['course', 'event/e1'])
  })

  it('is the whole kind, and some of it, where there is too much of one', () => {
    const many = Array.from({ length: 500 }, (_, index) => `event/${index}`)
    const asked = toAskedFor([...many, 'session/s1'])
    expect(asked).toContain('event')
    expect(asked).toContain('session/s1')
    expect(asked.length).toBeLessThanOrEqual(20)
  })

  it('fits into an address, whatever is shown', () => {
    const id = (index: number) => `0190aaaa-0000-7000-8000-${String(index).padStart(12, '0')}`
    const many = ['event', 'session', 'course', 'enrollment', 'attendance', 'person'].flatMap((kind) =>
      Array.from({ length: 300 }, (_, index) => `${kind}/${id(index)}`),
    )
    const asked = toAskedFor(many)
    expect(asked.length).toBeLessThanOrEqual(100)
    expect(asked.join().length).toBeLessThan(8_000)
  })
})
