import { sql } from 'kysely'
import pg from 'pg'
import { expect, it } from 'vitest'
import type { EventId } from '../packages/server/src/domain/ids.ts'
import { addMinutes } from '../packages/server/src/domain/time.ts'
import { readReports } from '../packages/server/src/features/training/stays/readings.service.ts'
import { listStays } from '../packages/server/src/features/training/stays/stays.service.ts'
import { judgeEvent } from '../packages/server/src/features/training/verdicts/verdicts.service.ts'
import type { ReportedStay } from '../packages/server/src/providers/report.ts'
import { addPeople, buildSession, pairedAccount, planEvent } from '../packages/server/test/builders.ts'
import { createTestApp, settleJobs, sweep } from '../packages/server/test/test-app.ts'
import { keep } from './results.ts'

const LEARNERS = Number(process.env.LECTERN_LEARNERS ?? 1000)
/** Each leaves and comes back so often. */
const STAYS = 3
const EVENTS = 5
/** Beside the service's own time: the one of the tests takes none. */
const GOAL_MS = 2000
const STARTS = new Date('2026-11-26T09:00:00Z')

it(`reads, matches, stores and judges the attendance of ${LEARNERS} people`, async () => {
  const test = await createTestApp()
  try {
    const platform = await test.addPlatform('bench.example')
    const { ctx } = platform
    const { id: platformId } = ctx.platform
    const superadmin = await platform.addActor(['superadmin'])
    const people = await addPeople(platform, LEARNERS)
    const reported = people.flatMap(({ email }) =>
      Array.from({ length: STAYS }, (_, at): ReportedStay => {
        const [joinedAt, leftAt] = [addMinutes(STARTS, at * 20), addMinutes(STARTS, at * 20 + 19)]
        const person = { registrationKey: undefined, externalId: undefined, name: 'Lea Learner', email }
        return { kind: 'main', isHost: false, ...person, joinedAt, leftAt }
      }),
    )
    /** As many rows by nothing but one statement. */
    const bare = () =>
      sql`
        with stays as (
          select gen_random_uuid(), 'learner' || n || '@x.example', now() as joined_at, now() as left_at
          from generate_series(1, ${LEARNERS * STAYS}::int) n)
        insert into bare_stays select * from stays`.execute(ctx.db)
    const owner = new pg.Client(test.db.connection)
    await owner.connect()
    await owner.query(
      `create table bare_stays (id uuid primary key, email text, joined_at timestamptz, left_at timestamptz);
       grant insert on bare_stays to public`,
    )
    await owner.end()
    const times: Record<'read' | 'judged' | 'bare', number[]> = { read: [], judged: [], bare: [] }
    for (let n = 0; n < EVENTS; n++) {
      test.clock.now = new Date('2026-11-24T08:00:00Z')
      const account = await pairedAccount(test, platform, superadmin, {
        ...{ sessionType: 'webinar', name: `Account ${n}` },
      })
      const session = await buildSession(platform, superadmin)
      const event = await planEvent(platform, superadmin, {
        ...{ sessionId: session.id, accountId: account.id, name: 'Launch', from: '10:00', to: '11:00' },
      })
      await settleJobs(test, ctx)
      await sql`
        insert into enrollments (platform_id, session_id, person_id, status)
        select ${platformId}, ${session.id}, id, 'enrolled'
        from unnest(${people.map(({ personId }) => personId)}::uuid[]) id`.execute(ctx.db)
      test.jobs.length = 0 // registrations are measured elsewhere
      const { rows } = await sql<{ key: string }>`
        select provider_key as key from rooms where event_id = ${event.id}`.execute(ctx.db)
      const run = { key: 'run', startedAt: STARTS, endedAt: addMinutes(STARTS, 60), stays: reported }
      test.fake.rooms.get(rows[0]?.key ?? '')?.runs.push(run)
      test.clock.now = addMinutes(STARTS, 70)
      await sweep(test, ctx, 'readings')
      times.read.push(await timeOf(() => readReports(ctx, event.id as EventId)))
      times.judged.push(await timeOf(() => judgeEvent(ctx, event.id as EventId)))
      test.jobs.length = 0 // and so are mails
      times.bare.push(await timeOf(bare))
      const { items } = await listStays(ctx, superadmin, event.id as EventId)
      expect(items.filter(({ person }) => person !== null)).toHaveLength(LEARNERS * STAYS)
      const marks = await sql<{ count: string }>`
        select count(*) from attendance_verdicts where event_id = ${event.id} and status = 'present'`.execute(
        ctx.db,
      )
      expect(Number(marks.rows[0]?.count)).toBe(LEARNERS)
    }
    const [readMs, judgedMs, bareMs] = [median(times.read), median(times.judged), median(times.bare)]
    const result = { learners: LEARNERS, stays: LEARNERS * STAYS, readMs, judgedMs, bareMs }
    console.table([result])
    keep('attendance', result, [
      {
        what: `attendance of ${LEARNERS} people read, matched, stored, judged`,
        value: readMs + judgedMs,
        unit: 'ms',
        goal: { atMost: GOAL_MS },
      },
    ])
  } finally {
    await test.close()
  }
}, 600_000)

async function timeOf(go: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await go()
  return Math.round(performance.now() - began)
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
