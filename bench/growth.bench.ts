import pg from 'pg'
import { expect, it } from 'vitest'
import type { AccountId, EventId, SessionId } from '../packages/server/src/domain/ids.ts'
import { carryOutPlan } from '../packages/server/src/features/training/plans/plan-work.service.ts'
import { NewPlan } from '../packages/server/src/features/training/plans/plans.schemas.ts'
import { beginPlan, tryPlan } from '../packages/server/src/features/training/plans/plans.service.ts'
import type { Actor } from '../packages/server/src/http/actor.ts'
import { buildSession, pairedAccount, planEvent, signedIn } from '../packages/server/test/builders.ts'
import { importPeople } from '../packages/server/test/import-people.ts'
import {
  createTestApp,
  settleJobs,
  type TestApp,
  type TestPlatform,
} from '../packages/server/test/test-app.ts'
import { keep } from './results.ts'

/** Past events of a platform and of its account, where there are the fewest. */
const BASE = Number(process.env.LECTERN_GROWTH ?? 1_000)
const TIMES = [1, 10, 100, 1000]
const EVENTS_OF_SESSION = 10
/** For so many past events there is one to come in the same account: 10,000 among the most. */
const PAST_OF_ONE_TO_COME = 100
const TRIES = 31
const PEOPLE = 20_000
const PLAN_ROWS = 5_000
/** What is asked among the most takes at most so many times as long as among the fewest. */
const GOAL_TIMES = 1.3

interface Grown {
  readonly platform: TestPlatform
  readonly superadmin: Actor
  readonly accountId: AccountId
  readonly sessionId: SessionId
  readonly eventId: EventId
  readonly cookie: string
  planned: number
}

it(`is as quick among ${(BASE * 1000).toLocaleString('en')} past events as among ${BASE.toLocaleString('en')}`, async () => {
  const test = await createTestApp()
  const client = new pg.Client(test.db.connection)
  await client.connect()
  try {
    const sizes: Grown[] = []
    for (const times of TIMES) sizes.push(await grow(test, client, times))
    await client.query('analyze')
    const asks: Record<string, (grown: Grown) => Promise<unknown>> = {
      'plan an event': (grown) => planOne(grown),
      'an event': (grown) => get(test, grown, `/events/${grown.eventId}`),
      'events of a session': (grown) => get(test, grown, `/sessions/${grown.sessionId}/events`),
      'own calendar month': (grown) =>
        get(test, grown, `/calendar/events?from=2026-11-15T00:00:00Z&until=2026-12-15T00:00:00Z&scope=mine`),
      'home of a learner': (grown) => get(test, grown, '/home'),
    }
    const rows: { what: string; grows: number }[] = []
    for (const [what, ask] of Object.entries(asks)) {
      const times = sizes.map((): number[] => [])
      // In turn, so that what else the machine does hits all alike.
      for (let n = -5; n < TRIES; n++)
        for (const [at, grown] of sizes.entries()) {
          const began = performance.now()
          await ask(grown)
          if (n >= 0) times[at]?.push(performance.now() - began)
        }
      const medians = times.map((some) => some.sort((a, b) => a - b)[some.length >> 1] ?? 0)
      const cells = TIMES.map((factor, at) => [`× ${factor}, ms`, Number(medians[at]?.toFixed(1))])
      const grows = Number(((medians.at(-1) ?? 0) / (medians[0] ?? 1)).toFixed(2))
      rows.push({ what, ...Object.fromEntries(cells), grows, goal: GOAL_TIMES })
    }
    console.table(rows)
    const many = await changeMany(sizes[0] as Grown)
    console.table(many)
    keep(
      'growth',
      { base: BASE, rows, many },
      rows.map(({ what, grows }) => ({
        what: `${what} among ${(BASE * 1000).toLocaleString('en')} past events, beside ${BASE.toLocaleString('en')}`,
        value: grows,
        unit: 'times',
        goal: { atMost: GOAL_TIMES },
      })),
    )
    expect(rows).toHaveLength(Object.keys(asks).length)
  } finally {
    await client.end()
    await test.close()
  }
}, 1_800_000)

/** A platform with so many past events in one account, some to come, and a learner who has a place in a session to come. */
async function grow(test: TestApp, client: pg.Client, times: number): Promise<Grown> {
  const platform = await test.addPlatform(`times-${times}.example`)
  const superadmin = await platform.addActor(['superadmin'])
  const account = await pairedAccount(test, platform, superadmin, {
    limits: { concurrentRooms: 1, sessionsPerCourse: 100_000, totalSessions: 100_000 },
  })
  const session = await buildSession(platform, superadmin)
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId: session.id, accountId: account.id, name: 'To come', from: '10:00', to: '11:00' },
  })
  await settleJobs(test, platform.ctx)
  const { id: platformId } = platform.ctx.platform
  const email = 'learner@growth.example'
  const { personId } = await platform.addActor(['learner'], email)
  await client.query('set session_replication_role = replica')
  const count = BASE * times
  await client.query(
    `insert into sessions (platform_id, id, course_id, name)
      select $1, gen_random_uuid(), $2, 'Session ' || n from generate_series(1, $3::int) n`,
    [platformId, session.courseId, Math.ceil(count / EVENTS_OF_SESSION)],
  )
  await client.query(
    `with numbered as (
        select id, row_number() over () - 1 as n from sessions where platform_id = $1 and id <> $5)
      insert into events (platform_id, id, session_id, course_id, account_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
      select $1, gen_random_uuid(), numbered.id, $2, $3, 'Event ' || n, '', '', 'UTC', at, at + interval '4 minutes'
      from numbered, generate_series(0, ${EVENTS_OF_SESSION - 1}) k,
        lateral (select timestamptz '2026-11-20' - (numbered.n * ${EVENTS_OF_SESSION} + k) * interval '5 minutes' as at) times
      limit $4`,
    [platformId, session.courseId, account.id, count, session.id],
  )
  await client.query(
    `insert into events (platform_id, id, session_id, course_id, account_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
      select $1, gen_random_uuid(), (select id from sessions where platform_id = $1 and name = 'Session ' || (1 + n / ${EVENTS_OF_SESSION})), $2, $3,
        'Coming ' || n, '', '', 'UTC', at, at + interval '4 minutes'
      from generate_series(0, $4::int - 1) n, lateral (select timestamptz '2028-01-01' + n * interval '5 minutes' as at) times`,
    [platformId, session.courseId, account.id, count / PAST_OF_ONE_TO_COME],
  )
  await client.query(
    `insert into enrollments (platform_id, session_id, person_id, status) values ($1, $2, $3, 'enrolled')`,
    [platformId, session.id, personId],
  )
  await client.query('set session_replication_role = origin')
  const cookie = await signedIn(test, platform, email)
  return {
    platform,
    superadmin,
    accountId: account.id,
    sessionId: session.id,
    eventId: event.id,
    cookie,
    planned: 0,
  }
}

/** Plans one more event, each on a day of its own. */
async function planOne(grown: Grown): Promise<void> {
  const day = new Date(Date.UTC(2027, 0, 1 + grown.planned++)).toISOString().slice(0, 10)
  const { platform, superadmin, sessionId, accountId } = grown
  await planEvent(platform, superadmin, {
    sessionId,
    accountId,
    name: 'One more',
    from: '10:00',
    to: '11:00',
    day,
  })
}

async function get(test: TestApp, { platform, cookie }: Grown, path: string): Promise<void> {
  const headers = { host: platform.host, cookie }
  const answer = await test.app.http.inject({ url: `/api/v1${path}`, headers })
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
}

/** What is done in one go, in seconds. */
async function changeMany({ platform, superadmin }: Grown) {
  const { ctx } = platform
  const people = Array.from({ length: PEOPLE }, (_, n) => `many${n}@growth.example,Many ${n}`)
  const text = `email,first_name\n${people.join('\n')}`
  const imported = await seconds(() => importPeople(platform, superadmin, { text }))
  const session = await buildSession(platform, superadmin)
  const rows = Array.from({ length: PLAN_ROWS }, (_, n) => {
    const day = new Date(Date.UTC(2027, 5, 1 + Math.floor(n / 20))).toISOString().slice(0, 10)
    const at = (half: number) => `${String(8 + (half >> 1)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`
    return `,${session.id},Row ${n},${day},${at(n % 20)},${at((n % 20) + 1)},UTC`
  })
  const plan = ['course,session_id,event,date,start,end,time_zone', ...rows].join('\n')
  const foreseen = await seconds(() => tryPlan(ctx, superadmin, NewPlan.parse({ text: plan })))
  const carriedOut = await seconds(async () => {
    const { id } = await beginPlan(ctx, superadmin, NewPlan.parse({ text: plan, save: true }))
    await carryOutPlan(ctx, id)
  })
  return [
    { what: `import ${PEOPLE} people`, seconds: imported },
    { what: `foresee a plan of ${PLAN_ROWS} rows`, seconds: foreseen },
    { what: `carry out a plan of ${PLAN_ROWS} rows`, seconds: carriedOut },
  ]
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return Number(((performance.now() - began) / 1000).toFixed(1))
}
