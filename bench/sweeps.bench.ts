import pg from 'pg'
import pino from 'pino'
import { expect, it } from 'vitest'
import { uncounted } from '../packages/server/src/counts.ts'
import type { Ctx } from '../packages/server/src/ctx.ts'
import type { PlatformId } from '../packages/server/src/domain/ids.ts'
import { addMinutes } from '../packages/server/src/domain/time.ts'
import { enroll } from '../packages/server/src/features/training/enrollments/enrollments.service.ts'
import type { Actor } from '../packages/server/src/http/actor.ts'
import { findDue, sweepPlatform } from '../packages/server/src/jobs/sweep.ts'
import { workOf } from '../packages/server/src/worker.ts'
import { addPeople, buildSession, pairedAccount, planEvent } from '../packages/server/test/builders.ts'
import { statementsOf } from '../packages/server/test/statements.ts'
import { createTestApp, settleJobs, type TestApp } from '../packages/server/test/test-app.ts'
import { keep } from './results.ts'

const PLATFORMS = Number(process.env.LECTERN_PLATFORMS ?? 10_000)
const BUSY = 10
const ROUNDS = 9
/** Walking over all of them takes minutes: so many stand for the rest. */
const WALKED = 300

const settings = { sendMail: async () => {}, checkMinutes: { day: 1440, hour: 60 } }
const sweeps = workOf(settings).flatMap((work) => work.sweeps ?? [])
const log = pino({ level: 'silent' })

interface Busy {
  readonly ctx: Ctx
  readonly superadmin: Actor
  readonly sessionId: never
  readonly learners: readonly Actor[]
}

interface House {
  readonly test: TestApp
  readonly busy: readonly Busy[]
}

/** A server with the platforms that have work, each round some more. */
async function build(): Promise<House> {
  const test = await createTestApp()
  const busy: Busy[] = []
  for (let index = 0; index < BUSY; index++) {
    const platform = await test.addPlatform(`busy${index}.example`)
    const { ctx } = platform
    const [superadmin] = await addPeople(platform, 1, 'superadmin')
    if (!superadmin) throw new Error('no one was added')
    const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
    const session = await buildSession(platform, superadmin)
    const times = { name: 'Day', from: '12:00', to: '13:00', day: '2026-12-20' }
    await planEvent(platform, superadmin, { sessionId: session.id, accountId: account.id, ...times })
    busy.push({
      ctx,
      superadmin,
      sessionId: session.id as never,
      learners: await addPeople(platform, ROUNDS + 3),
    })
  }
  for (const { ctx } of busy) await settleJobs(test, ctx)
  return { test, busy }
}

/** Platforms with people, courses, rooms and a past, on which nothing is to be done at this moment. */
async function addIdle({ test }: House, count: number): Promise<void> {
  const client = new pg.Client(test.db.connection)
  await client.connect()
  const now = test.clock.now.toISOString()
  try {
    await client.query(`
      create temporary table idle as select gen_random_uuid() as p, gen_random_uuid() as account,
        gen_random_uuid() as organizer, gen_random_uuid() as course, gen_random_uuid() as session, n
        from generate_series(1, ${count}) n;
      insert into platforms (platform_id, name, zones_due_at, zones_checked_with)
        select p, 'Idle ' || n, '${now}'::timestamptz + interval '6 hours', '${process.versions.tz}' from idle;
      insert into platform_hosts (host, platform_id, is_primary, is_default)
        select 'idle' || n || '.example', p, true, true from idle;
      insert into people (platform_id, id, email, first_name, last_name)
        select p, gen_random_uuid(), 'person' || k || '@idle.example', 'Pat', 'Person ' || k
        from idle, generate_series(1, 10) k;
      insert into courses (platform_id, id, name, type) select p, course, 'Safety', 'vilt' from idle;
      insert into sessions (platform_id, id, course_id, name, max_enrollment, waiting_list, min_enrollment, decides_at, decided_at, decision)
        select p, session, course, 'Winter', 8, 'automatic', 2, '${now}'::timestamptz - interval '5 days',
          '${now}'::timestamptz - interval '5 days', 'confirmed' from idle;
      -- Eight have a place and two wait.
      insert into enrollments (platform_id, session_id, person_id, status, enrolled_at, waiting_since)
        select people.platform_id, session, id, case when email < 'person8' then 'enrolled' else 'waiting' end, '${now}', '${now}'
        from people join idle on p = people.platform_id;
      insert into accounts (platform_id, id, app_id, name, client_id, client_secret_sealed, session_type, pairing_state)
        select p, account, 'fake', 'Rooms', 'c', '', 'webinar', 'paired' from idle;
      insert into organizers (platform_id, id, account_id, provider_user_key, email, display_name, access_token_sealed,
          access_token_expires_at, refresh_token_sealed, refreshed_at)
        select p, organizer, account, 'u', 'o@idle.example', 'O', 's', '${now}', 's', '${now}' from idle;
      -- One long ago, one some hours ago, one of tomorrow morning that was looked at and told, and one in a month.
      insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at,
          account_id, checked_day, checked_hour)
        select p, gen_random_uuid(), session, course, 'Day', '2026-11-24T10:00', '2026-11-24T11:00', 'UTC',
          '${now}'::timestamptz + at, '${now}'::timestamptz + at + interval '1 hour', account,
          at < interval '1 day', at < interval '0'
        from idle, unnest('{-30 days,-6 hours,20 hours,30 days}'::interval[]) at;
      insert into event_reminders (platform_id, event_id, starts_at, minutes)
        select platform_id, id, starts_at, 1440 from events where checked_day and platform_id in (select p from idle);
      insert into rooms (platform_id, id, event_id, account_id, organizer_id, wanted, applied, applied_revision, state,
          provider_key, registers, compare_at, compared_at)
        select platform_id, gen_random_uuid(), id, account_id, organizer, '{}', '{}', 1, 'ready', id::text, true,
          case when ends_at > '${now}' then '${now}'::timestamptz + interval '3 hours' end, '${now}'
        from events join idle on p = platform_id;
      insert into registrations (platform_id, room_id, person_id, room_key, state, email, first_name, last_name)
        select rooms.platform_id, rooms.id, person_id, provider_key, 'ready', email, first_name, last_name
        from rooms join idle on p = rooms.platform_id
        join enrollments e on e.platform_id = rooms.platform_id and e.status = 'enrolled'
        join people on people.platform_id = e.platform_id and people.id = person_id;
      insert into notifications (platform_id, id, person_id, kind, key, created_at, settled_at, outcome)
        select platform_id, gen_random_uuid(), id, 'enrolled', k::text, '${now}', '${now}', 'mailed'
        from people, generate_series(1, 2) k where platform_id in (select p from idle);
      insert into mails (platform_id, id, key, person_id, recipient, subject, body, sent_at)
        select platform_id, gen_random_uuid(), key, person_id, 'p@idle.example', 'S', 'B', '${now}'
        from notifications where platform_id in (select p from idle);
      delete from sweep_marks where platform_id in (select p from idle);
      analyze;`)
  } finally {
    await client.end()
  }
}

/** What a minute finds: on each platform somebody was enrolled, and all jobs for it were lost. */
async function makeWork({ test, busy }: House, round: number): Promise<void> {
  test.clock.now = addMinutes(test.clock.now, 1)
  for (const { ctx, superadmin, sessionId, learners } of busy) {
    await enroll(ctx, superadmin, sessionId, (learners[round] as Actor).personId)
  }
  test.jobs.length = 0
}

async function minute({ test, busy }: House) {
  const all = new Map(busy.map(({ ctx }) => [ctx.platform.id, ctx]))
  const parts = { log, counts: uncounted, ctxFor: async (id: PlatformId) => all.get(id) }
  const now = test.clock.now
  const finding = performance.now()
  const { due, failures } = await findDue(sweeps, { ...parts, db: test.db.database.sweeping, now })
  const findingMs = performance.now() - finding
  expect(failures).toBe(0)
  for (const { platformId, sweep } of due) {
    const found = sweeps.find(({ name }) => name === sweep)
    if (found) expect(await sweepPlatform(found, platformId, parts)).toBe(true)
  }
  return { findingMs, platforms: new Set(due.map(({ platformId }) => platformId)).size }
}

async function measure(house: House, round: number) {
  await makeWork(house, round)
  const began = performance.now()
  const { result, statements } = await statementsOf(() => minute(house))
  const ms = performance.now() - began
  for (const { ctx } of house.busy) await settleJobs(house.test, ctx)
  return { ms, statements: statements.length, ...result }
}

/** As it was done before: each sweep on each platform. @returns for one platform */
async function walk({ test }: House, count: number) {
  const ids = (await test.app.platforms.listIds()).slice(0, count)
  const began = performance.now()
  const { statements } = await statementsOf(async () => {
    for (const id of ids) {
      const platform = await test.app.platforms.find(id)
      if (!platform) continue
      const ctx = test.app.ctxFor(platform)
      for (const { every, run } of sweeps) if (every === 'minute') await run(ctx)
    }
  })
  return { ms: (performance.now() - began) / ids.length, statements: statements.length / ids.length }
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

it(`a minute of ${PLATFORMS} platforms, ${BUSY} of them with work, costs what ${BUSY} cost`, async () => {
  const houses = { few: await build(), many: await build() }
  try {
    await addIdle(houses.many, PLATFORMS - BUSY)
    const before = {
      few: await walk(houses.few, BUSY),
      many: await walk(houses.many, Math.min(WALKED, PLATFORMS)),
    }
    const measured: Record<keyof typeof houses, Awaited<ReturnType<typeof measure>>[]> = { few: [], many: [] }
    for (const house of Object.values(houses)) for (const warm of [0, 1]) await measure(house, warm)
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of ['few', 'many'] as const) measured[name].push(await measure(houses[name], round + 2))
    }
    const of = (name: keyof typeof houses, what: 'ms' | 'findingMs' | 'statements' | 'platforms') =>
      Math.round(median(measured[name].map((entry) => entry[what])) * 10) / 10
    const rowOf = (name: keyof typeof houses, platforms: number) => ({
      platforms,
      withWork: of(name, 'platforms'),
      statements: of(name, 'statements'),
      ms: of(name, 'ms'),
      findingMs: of(name, 'findingMs'),
      walkStatements: Math.round(before[name].statements * platforms),
      walkMs: Math.round(before[name].ms * platforms),
    })
    const rows = [rowOf('few', BUSY), rowOf('many', PLATFORMS)]
    const [few, many] = rows as [(typeof rows)[number], (typeof rows)[number]]
    const ratio = Math.round((many.ms / few.ms) * 100) / 100
    console.table(rows)
    console.log(`a minute: ${ratio} times that of ${BUSY} platforms alone`)
    expect([few.withWork, many.withWork]).toEqual([BUSY, BUSY])
    keep('sweeps', { ratio, rows })
  } finally {
    await houses.few.test.close()
    await houses.many.test.close()
  }
}, 900_000)
