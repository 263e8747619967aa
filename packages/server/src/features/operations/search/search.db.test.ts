import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planEvent, signedIn } from '../../../../test/builders.ts'
import { buildWorld, type Relation, relations, type World } from '../../../../test/relations.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { createGroup } from '../../people/groups/groups.service.ts'
import { createCourse } from '../../training/courses/courses.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { createSession } from '../../training/sessions/sessions.service.ts'

interface Hit {
  readonly kind: string
  readonly id: string
  readonly name: string
  readonly detail: string
  readonly hue: number | null
  readonly startsAt: string | null
  readonly isOff: boolean
  readonly path: string
}

describe('among a few things', () => {
  let test: TestApp
  let one: TestPlatform
  let other: TestPlatform
  let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
  let learner: Awaited<ReturnType<TestPlatform['addActor']>>
  const cookies: Record<string, string> = {}
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    test = await createTestApp()
    one = await test.addPlatform('search.example')
    other = await test.addPlatform('elsewhere.example')
    superadmin = await one.addActor(['superadmin'])
    learner = await one.addActor(['learner'])
    const foreigner = await other.addActor(['superadmin'])
    await createCourse(other.ctx, foreigner, { name: 'Fire drill elsewhere', type: 'vilt' })
    const { ctx } = one
    const make = (name: string, code = '') => createCourse(ctx, superadmin, { name, type: 'vilt', code })
    const fire = await make('Fire safety', 'FS-1')
    await make('Advanced fire safety')
    await make('Campfire songs')
    await make('Ångström für Größen')
    await make('100 % of it')
    const session = await createSession(ctx, superadmin, { courseId: fire.id, name: 'Winter edition' })
    await enroll(ctx, superadmin, session.id, learner.personId)
    const at = { sessionId: session.id, accountId: null, from: '10:00', to: '11:00' }
    await planEvent(one, superadmin, { ...at, name: 'Night shift', day: '2026-12-20' })
    ids.event = (await planEvent(one, superadmin, { ...at, name: 'Night shift', day: '2026-12-01' })).id
    await createGroup(ctx, superadmin, 'Fire wardens')
    for (const person of [superadmin, learner])
      cookies[person.personId] = await signedIn(test, one, person.email)
  })
  afterAll(() => test.close())

  const ask = (q: string, person = superadmin) =>
    test.app.http.inject({
      url: `/api/v1/search?${new URLSearchParams({ q })}`,
      headers: { host: 'search.example', cookie: cookies[person.personId] ?? '' },
    })
  const find = async (q: string, person = superadmin) => {
    const answer = await ask(q, person)
    expect([q, answer.statusCode]).toEqual([q, 200])
    return answer.json().items as Hit[]
  }
  const names = async (q: string, person = superadmin) =>
    (await find(q, person)).map(({ kind, name }) => `${kind} ${name}`)

  it('puts what begins so first, then words that do, then what has it, and last what belongs to it', async () => {
    expect(await names('fire')).toEqual([
      'course Fire safety',
      'group Fire wardens',
      'course Advanced fire safety',
      'course Campfire songs',
      'session Winter edition',
      'event Night shift',
      'event Night shift',
    ])
  })

  it('finds with all words, in any order, wherever they stand: in the event, its session, its course', async () => {
    expect(await names('safety fire')).toEqual([
      'course Advanced fire safety',
      'course Fire safety',
      'session Winter edition',
      'event Night shift',
      'event Night shift',
    ])
    expect(await names('night winter fire')).toEqual(['event Night shift', 'event Night shift'])
    expect(await names('fire nothing')).toEqual([])
  })

  it('tells the color of the course with all that belongs to it, and when events begin', async () => {
    const hits = await find('fire winter')
    expect(hits.map(({ kind, hue, startsAt }) => [kind, typeof hue, startsAt])).toEqual([
      ['session', 'number', null],
      ['event', 'number', '2026-12-01T09:00:00.000Z'],
      ['event', 'number', '2026-12-20T09:00:00.000Z'],
    ])
    expect(new Set(hits.map(({ hue }) => hue)).size).toBe(1)
    expect((await find('wardens'))[0]).toMatchObject({ hue: null, courseId: null })
  })

  it('shows first what comes next', async () => {
    expect((await find('night'))[0]?.id).toBe(ids.event)
  })

  it.each(['angstrom', 'ÅNGSTRÖM', 'A\u030angstro\u0308m', 'grossen', 'GRÖSSEN', 'größen'])(
    'finds Ångström für Größen by %s',
    async (q) => expect(await names(q)).toEqual(['course Ångström für Größen']),
  )

  it('finds by codes and addresses of people', async () => {
    expect(await names('fs-1')).toContain('course Fire safety')
    expect((await find(learner.email))[0]).toMatchObject({
      kind: 'person',
      detail: learner.email,
      path: `/admin/people/${learner.personId}`,
    })
  })

  it.each([
    ['%', ['course 100 % of it']],
    ['％', ['course 100 % of it']],
    ['100 ％', ['course 100 % of it']],
    ['_', []],
    ['\\', []],
    ['\\%', []],
    ['f_re', []],
  ])('takes %s as it is written, not as a pattern', async (q, found) => {
    expect(await names(q)).toEqual(found)
  })

  it.each(['', ' ', "'", '’ ‘', '\u200b', '\u0301', '\u00ad', '\t\n'])(
    'finds nothing by what nobody sees: %j',
    async (q) => expect(await names(q)).toEqual([]),
  )

  it.each([
    "'; drop table people; --",
    '{"a":1}',
    '<script>alert(1)</script>',
    'a'.repeat(200),
    'a '.repeat(100),
    '(((((',
    '[[[',
    '🔥🔥',
    '\ud800',
    '١٢٣',
  ])('answers %j', async (q) => {
    expect((await ask(q)).statusCode).toBe(200)
  })

  it('refuses more than anybody types, and asks for something', async () => {
    expect((await ask('a'.repeat(201))).statusCode).toBe(400)
    expect((await ask('\u0000fire')).statusCode).toBe(422)
    const nothing = await test.app.http.inject({
      url: '/api/v1/search',
      headers: { host: 'search.example', cookie: cookies[superadmin.personId] ?? '' },
    })
    expect(nothing.statusCode).toBe(400)
  })

  it('never goes beyond a platform', async () => {
    expect(await names('elsewhere')).toEqual([])
  })

  it('shows a learner what they learn, and nobody else', async () => {
    expect(await names('fire', learner)).toEqual([
      'course Fire safety',
      'session Winter edition',
      'event Night shift',
      'event Night shift',
    ])
    expect(await names('example', learner)).toEqual([])
  })
})

describe('who sees what', () => {
  let world: World
  beforeAll(async () => {
    world = await buildWorld()
  })
  afterAll(() => world.close())

  const get = (relation: Relation, url: string) =>
    world.test.app.http.inject({ url, headers: world.as(relation) })
  /** Where what is found can be read. */
  const readAt: Record<string, (id: string) => string> = {
    course: (id) => `/api/v1/courses/${id}`,
    session: (id) => `/api/v1/sessions/${id}`,
    event: (id) => `/api/v1/events/${id}`,
    person: (id) => `/api/v1/people/${id}`,
    group: (id) => `/api/v1/groups/${id}`,
    account: (id) => `/api/v1/accounts/${id}`,
  }
  const kindsFor: Record<string, string[]> = {
    learner: [],
    enrolled: ['course', 'event', 'session'],
    former: [],
    registrar: [],
    manager: [],
    powerUser: [],
    superadmin: ['account', 'course', 'event', 'group', 'person', 'session'],
  }

  it.each(relations)('shows %s nothing that they cannot open', async (relation) => {
    const found = new Set<string>()
    for (const q of ['s', 'e', 'shared', 'day', 'example', 'g', 'a', 'o']) {
      const answer = await get(relation, `/api/v1/search?q=${q}`)
      if (relation === 'anonymous') {
        expect(answer.statusCode).toBe(401)
        continue
      }
      for (const { kind, id, name } of answer.json().items as Hit[]) {
        found.add(kind)
        const read = await get(relation, readAt[kind]?.(id) ?? '')
        expect([kind, name, read.statusCode]).toEqual([kind, name, 200])
      }
    }
    if (relation === 'anonymous') return
    const wanted = kindsFor[relation] ?? ['course', 'event', 'session']
    expect([...found].filter((kind) => !wanted.includes(kind))).toEqual([])
    expect(wanted.filter((kind) => !found.has(kind))).toEqual([])
  })
})
