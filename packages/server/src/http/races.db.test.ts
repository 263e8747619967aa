import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, buildEverything, signedIn } from '../../test/builders.ts'
import { listOperations, type Operation, urlOf } from '../../test/operations.ts'
import { present } from '../../test/present.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { bodiesToCarryOut, buildUntouched, type Ids, untouchedFor } from '../../test/untouched.ts'
import type { Actor } from '../http/actor.ts'

// Whatever changes something, asked for by several at the same moment. What one of them makes impossible for the
// others is said in a sentence, never by a 500, and what stands in the database after it is sound.

let test: TestApp
let platform: TestPlatform
let admin: Actor & { email: string }
let cookie: string
let shared: Record<string, string>

beforeAll(async () => {
  test = await createTestApp(undefined, { API_REQUESTS_PER_MINUTE: '1000000' })
  await begin('races.example')
})
afterAll(() => test.close())

/** Goes on with a platform that has one of everything. */
async function begin(host: string): Promise<void> {
  platform = await test.addPlatform(host)
  admin = await platform.addActor(['superadmin'])
  await signedIn(test, platform, admin.email)
  const other = await platform.ctx.db.selectFrom('logins').select('id').executeTakeFirstOrThrow()
  cookie = await signedIn(test, platform, admin.email)
  shared = { ...(await buildEverything(test, platform)), loginId: other.id }
}

const fresh = async (): Promise<Ids> => ({ ...shared, ...(await buildUntouched(platform, admin)) })

/** Sends an operation as it would be sent by somebody who has just looked at the thing. */
async function send(operation: Operation, ids: Ids): Promise<{ status: number; body: string }> {
  const { method } = operation
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const answer = await test.app.http.inject({
    method: method as 'GET',
    url: urlOf(operation, ids),
    headers: { host: platform.host, cookie, 'if-match': '"1"' },
    ...(hasBody ? { payload: bodiesToCarryOut(ids)[operation.name] ?? {} } : {}),
  })
  return { status: answer.statusCode, body: answer.body }
}

/** What was asked for last. */
let before = ''

/** Answers that say that somebody was faster, or that something is not as it must be. */
const isSaid = ({ status }: { status: number }) => status < 500 || status === 502 || status === 503

async function together(what: string, asked: readonly [Operation, Ids][]): Promise<number[]> {
  const answers = await Promise.all(asked.map(([operation, ids]) => send(operation, ids)))
  test.jobs.length = 0
  for (const answer of answers)
    expect([what, isSaid(answer), isSaid(answer) || answer.body]).toEqual([what, true, true])
  // Whatever ended the login of this test: everything after it would be refused, and show nothing.
  const isOut = answers.some(({ body }) => body.includes('"not-signed-in"'))
  expect([before, 'then', what, isOut]).toEqual([before, 'then', what, false])
  before = what
  return answers.map((answer) => answer.status)
}

const changing = () => listOperations(test.app).filter(({ method }) => method !== 'GET')
/** What ends the tests' own login, or is about who is not signed in. */
const isLeftOut = ({ name }: Operation) =>
  [
    'DELETE /logins/current',
    'DELETE /me/logins',
    'PUT /me/password',
    'DELETE /people/{personId}/logins',
  ].includes(name)
const isEnd = ({ method }: Operation) => method === 'DELETE'
const named = (name: string): Operation => {
  const found = changing().find((operation) => operation.name === name)
  if (!found) throw new Error(`there is no ${name}`)
  return found
}
const isDone = (status: number) => status < 300

/**
 * A tenth of a second each, and more for people: `npm test` asks two at once, and pairs each operation about a thing with one
 * that ends it, taken in turn; `npm run test:races` asks two and eight at once, and all pairs.
 */
const isAll = process.env.LECTERN_RACES === 'all'
const rounds = isAll ? 6 : 2

describe('the same, asked for', () => {
  for (const count of isAll ? [2, 8] : [2])
    it(`${count} times at once, is answered with a sentence by every operation`, async () => {
      await begin(`races${count}.example`)
      const done: string[] = []
      const idsFor = untouchedFor(() => buildUntouched(platform, admin))
      const asked = changing().filter((one) => !isLeftOut(one))
      for (const operation of asked.toSorted((a, b) => Number(isEnd(a)) - Number(isEnd(b)))) {
        const ids = await idsFor(operation, shared)
        const statuses = await together(
          `${operation.name} × ${count}`,
          Array.from({ length: count }, () => [operation, ids] as [Operation, Ids]),
        )
        if (statuses.some(isDone)) done.push(operation.name)
        // What is deleted once is deleted by one of them.
        const isOwn = /\{(courseId|sessionId|eventId|groupId)\}$/.test(operation.path)
        if (operation.method === 'DELETE' && isOwn)
          expect([operation.name, statuses.filter(isDone).length]).toEqual([operation.name, 1])
      }
      // Most are carried out for real: the others need what this test does not have, such as a room that runs.
      expect(done.length).toBeGreaterThan(65)
      await expectSound()
    })

  it('by its name is made by one alone', async () => {
    for (const name of ['POST /people', 'POST /groups']) {
      const ids = await fresh()
      const statuses = await together(
        name,
        Array.from({ length: 8 }, () => [named(name), ids]),
      )
      expect([name, statuses.filter(isDone).length]).toEqual([name, 1])
    }
  })
})

/** What takes away the ground from under others, by what it is about. */
const ends: Record<string, readonly string[]> = {
  '{eventId}': [
    'DELETE /events/{eventId}',
    'DELETE /sessions/{sessionId}',
    'POST /events/{eventId}/cancellation',
  ],
  '{sessionId}': [
    'DELETE /sessions/{sessionId}',
    'DELETE /courses/{courseId}',
    'POST /sessions/{sessionId}/cancellation',
    'POST /sessions/{sessionId}/merge',
  ],
  '{courseId}': ['DELETE /courses/{courseId}', 'POST /courses/{courseId}/cancellation'],
  '{personId}': [
    'POST /people/{personId}/merge',
    'PATCH /people/{personId}',
    'POST /people/{personId}/erasure',
  ],
  '{groupId}': ['DELETE /groups/{groupId}'],
}

describe('two that stand in each other’s way', () => {
  for (const [part, names] of Object.entries(ends)) {
    it(`about one ${part.slice(1, -3)}, are answered with sentences`, async () => {
      const others = changing().filter((one) => one.path.includes(part) && !isLeftOut(one))
      for (const [index, name] of names.entries())
        for (const [place, other] of others.entries()) {
          if (!isAll && (place + index) % names.length !== 0) continue
          const ids = await fresh()
          await together(`${name} and ${other.name}`, [
            [named(name), ids],
            [other, ids],
          ])
        }
      await expectSound()
    })
  }

  it('merge two people into each other, and one of both is left each time', async () => {
    const merge = named('POST /people/{personId}/merge')
    for (let round = 0; round < rounds; round++) {
      const ids = await fresh()
      const turned = { ...ids, personId: ids.otherPersonId ?? '', otherPersonId: present(ids.personId) }
      const statuses = await together('merge × merge', [
        [merge, ids],
        [merge, turned],
      ])
      expect(statuses.toSorted()).toEqual([200, 404])
    }
    await expectSound()
  })

  it('merge two sessions into each other, and one of both takes place', async () => {
    const merge = named('POST /sessions/{sessionId}/merge')
    for (let round = 0; round < rounds; round++) {
      const ids = await fresh()
      const turned = { ...ids, sessionId: ids.otherSessionId ?? '', otherSessionId: ids.sessionId ?? '' }
      const statuses = await together('merge × merge', [
        [merge, ids],
        [merge, turned],
      ])
      expect(statuses.filter(isDone)).toHaveLength(1)
    }
    await expectSound()
  })

  it('merge chains: of a into b, b into c and c into a one person is left', async () => {
    const merge = named('POST /people/{personId}/merge')
    for (let round = 0; round < rounds; round++) {
      const ids = await fresh()
      const [third] = await addPeople(platform, 1)
      const circle = [ids.personId, ids.otherPersonId, third?.personId] as string[]
      await together(
        'a circle of merges',
        circle.map((personId, index) => [
          merge,
          { ...ids, personId, otherPersonId: circle[(index + 1) % circle.length] ?? '' },
        ]),
      )
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from people where id = any(${circle}) and merged_into is null`.execute(
        platform.ctx.db,
      )
      expect(rows).toEqual([{ count: 1 }])
    }
    await expectSound()
  })

  it('restore and cancel in turn, and the event is one of both with the room that it needs', async () => {
    for (const [cancel, restore] of [
      ['POST /events/{eventId}/cancellation', 'DELETE /events/{eventId}/cancellation'],
      ['POST /sessions/{sessionId}/cancellation', 'DELETE /sessions/{sessionId}/cancellation'],
      ['POST /courses/{courseId}/cancellation', 'DELETE /courses/{courseId}/cancellation'],
    ] as const) {
      const ids = await fresh()
      await together(cancel, [[named(cancel), ids]])
      await together(`${cancel} and ${restore}`, [
        [named(cancel), ids],
        [named(restore), ids],
        [named(restore), ids],
        [named(cancel), ids],
      ])
    }
    await expectSound()
  })
})

/** Nothing stands in the database that no order of these changes could have left there. */
async function expectSound(): Promise<void> {
  const wrong: Record<string, ReturnType<typeof sql>> = {
    'a session over its maximum': sql`
      select s.id from sessions s join enrollments e on e.session_id = s.id and e.status in ('enrolled', 'offered')
      group by s.id, s.max_enrollment having count(*) > s.max_enrollment`,
    'an event that is and was deleted': sql`select e.id from events e join removed_events r on r.id = e.id`,
    'a room without an event': sql`
      select r.id from rooms r left join events e on e.id = r.event_id
      where r.wanted is not null and (e.id is null or e.cancelled_at is not null)`,
    'a coming event of a cancelled session': sql`
      select e.id from events e join sessions s on s.id = e.session_id where s.cancelled_at is not null and e.cancelled_at is null`,
    'a merged person with something': sql`
      select p.id from people p where p.merged_into is not null and (p.active
        or exists (select from enrollments e where e.person_id = p.id)
        or exists (select from group_members g where g.person_id = p.id)
        or exists (select from session_instructors i where i.person_id = p.id)
        or exists (select from logins l where l.person_id = p.id))`,
    'a person who was merged into a merged one': sql`
      select p.id from people p join people m on m.id = p.merged_into where m.merged_into is not null`,
    'a place of somebody who is not active': sql`
      select e.session_id from enrollments e join people p on p.id = e.person_id
      where not p.active and e.status in ('enrolled', 'offered')`,
    'a status that is not the last of its history': sql`
      select e.session_id from enrollments e join lateral (
        select status from enrollment_changes c where c.session_id = e.session_id and c.person_id = e.person_id
        order by changed_at desc, id desc limit 1) c on true where c.status <> e.status`,
  }
  for (const [what, query] of Object.entries(wrong))
    expect([what, (await query.execute(platform.ctx.db)).rows]).toEqual([what, []])
}
