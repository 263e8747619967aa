import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { migrate } from './migrate.ts'

/** As a reader looks for them. */
const names = [
  '2 Tage Brandschutz',
  '10 Tage Brandschutz',
  'Ada',
  'ähnlich',
  'Ärzte',
  'Bo',
  'élan',
  'Eve',
  'mara 1',
  'Mara 2',
  'Mara 10',
  'Mara 100 a',
  'Øre',
  'Ötzi',
  'Oz',
  'Zoë',
  'Zoey',
]

let test: TestApp
let platform: TestPlatform
let cookie: string
/** A session in which everybody is and its event, a course with many sessions, a group with everybody. */
let of: { session: string; course: string; group: string; event: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('order.example')
  const { email } = await platform.addActor(['superadmin'], 'zzz@order.example')
  cookie = await signedIn(test, platform, email)
  const make = async (url: string, payload: object) => {
    const answer = await call('POST', url, payload)
    expect([url, answer.statusCode]).toEqual([url, 201])
    return answer.json().id as string
  }
  // Made in an order that is neither the right one nor its reverse.
  const shuffled = names.map((_, at) => names[(at * 7 + 3) % names.length] as string)
  const people: string[] = []
  const courses: string[] = []
  const groups: string[] = []
  for (const [at, name] of shuffled.entries()) {
    const email = `p${at}@order.example`
    people.push(
      await make('/people', { email, firstName: 'Kim', lastName: name, roles: ['learner'], invite: false }),
    )
    courses.push(await make('/courses', { name, type: 'vilt', visibility: 'catalogue', categories: [name] }))
    groups.push(await make('/groups', { name }))
  }
  const course = courses[0] as string
  for (const name of shuffled) await make(`/courses/${course}/sessions`, { name })
  const group = groups[0] as string
  const session = await make(`/courses/${courses[1]}/sessions`, { name: 'With dates' })
  await call('POST', `/groups/${group}/members`, { personIds: people, save: true })
  for (const personId of people) await call('POST', `/sessions/${session}/enrollments`, { personId })
  const times = { startsWall: '2026-11-24T10:00', endsWall: '2026-11-24T11:00', timeZone: 'UTC' }
  const event = await make(`/sessions/${session}/events`, { name: 'Day', ...times })
  of = { session, course, group, event }
})
afterAll(() => test.close())

function call(method: 'GET' | 'POST', url: string, payload?: object) {
  const headers = { host: platform.host, cookie }
  return test.app.http.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) })
}

/** All items of a list, in pages of so many. */
async function pages(url: string, limit: number): Promise<Record<string, string>[]> {
  const items: Record<string, string>[] = []
  let cursor: string | null = null
  do {
    const at: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const answer = await call('GET', `${url}${url.includes('?') ? '&' : '?'}limit=${limit}${at}`)
    expect([answer.statusCode, answer.json().code]).toEqual([200, undefined])
    items.push(...answer.json().items)
    cursor = answer.json().nextCursor
  } while (cursor)
  return items
}

const nameIn = (item: Record<string, string>) =>
  (item.lastName ?? item.name ?? '').replace(/^Kim | Kim$/g, '')
const ours = (items: readonly Record<string, string>[]) =>
  items.map(nameIn).filter((name) => names.includes(name))

describe('names stand where readers look for them', () => {
  it.each([
    ['people', () => '/people?role=learner'],
    ['courses', () => '/courses'],
    ['the catalogue', () => '/catalogue'],
    ['groups', () => '/groups'],
    ['members of a group', () => `/groups/${of.group}/members`],
    ['learners of a session', () => `/sessions/${of.session}/enrollments`],
  ])('in %s, on one page and on many', async (_what, url) => {
    for (const limit of [100, 1, 4]) expect([limit, ours(await pages(url(), limit))]).toEqual([limit, names])
  })

  it.each([
    ['sessions of a course', () => `/courses/${of.course}/sessions`],
    ['categories', () => '/course-categories'],
  ])('in %s', async (_what, url) => {
    expect(ours((await call('GET', url())).json().items)).toEqual(names)
  })

  it('in the filter of the catalogue', async () => {
    expect((await call('GET', '/catalogue')).json().categories).toEqual(names)
  })

  it('in the roster of an event, and in the table of attendance', async () => {
    const roster = (await call('GET', `/events/${of.event}/roster`)).json()
    expect(ours(roster.learners)).toEqual(names)
    const attendance = (await call('GET', `/sessions/${of.session}/attendance`)).json()
    expect(ours(attendance.learners)).toEqual(names)
  })

  it('the same for who has the same name, and told apart by nothing but letters’ case', async () => {
    for (const [at, lastName] of ['Same', 'same', 'Same', 'SAME'].entries())
      await call('POST', '/people', {
        ...{ email: `same${at}@order.example`, firstName: 'Kim', lastName, roles: ['learner'] },
        invite: false,
      })
    const [all, single] = [await pages('/people?query=same', 100), await pages('/people?query=same', 1)]
    expect(single.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(all.map(nameIn)).toEqual(['same', 'Same', 'Same', 'SAME'])
  })

  it('finds them by an index', async () => {
    const client = new pg.Client(test.db.connection)
    await client.connect()
    try {
      await client.query('set enable_seqscan = off; set enable_sort = off')
      const plan = async (sql: string) => JSON.stringify((await client.query(`explain ${sql}`)).rows)
      const people = `select id from people where platform_id = '${platform.ctx.platform.id}'
        order by (last_name || ' ' || first_name) collate by_name, id limit 50`
      expect(await plan(people)).toContain('people_by_name')
      const courses = `select id from courses where platform_id = '${platform.ctx.platform.id}'
        order by name collate by_name, id limit 50`
      expect(await plan(courses)).toContain('courses_by_name')
    } finally {
      await client.end()
    }
  })
})

it('another ICU of the database makes the indexes over names anew at the next start', async () => {
  const client = new pg.Client(test.db.connection)
  await client.connect()
  const state = async () =>
    (
      await client.query(`select c.collversion = pg_collation_actual_version(c.oid) as fresh,
        pg_relation_filenode('people_by_name') as file from pg_collation c where collname = 'by_name'`)
    ).rows[0]
  try {
    const before = await state()
    expect(before.fresh).toBe(true)
    await migrate(test.db.connection)
    expect(await state()).toEqual(before)
    await client.query(`update pg_collation set collversion = '1' where collname = 'by_name'`)
    await migrate(test.db.connection)
    const after = await state()
    expect(after.fresh).toBe(true)
    expect(after.file).not.toBe(before.file)
  } finally {
    await client.end()
  }
})
