import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession } from '../../../../test/builders.ts'
import { sized } from '../../../../test/sized.ts'
import { statementsOf } from '../../../../test/statements.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { completeByHand } from './entries.service.ts'
import { lookAtSession } from './looking.service.ts'
import { exportCompletions, getSessionCompletions } from './session-completions.service.ts'

/** Learners and events of a large session. */
const [LEARNERS, EVENTS] = sized([60, 10], [300, 20])

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  test.clock.now = new Date('2026-12-31T08:00:00Z')
  platform = await test.addPlatform('many.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** A session with so many learners, of whom every third missed the last of its events. */
async function build(learners: number): Promise<SessionId> {
  const { id } = await buildSession(platform, superadmin)
  const platformId = platform.ctx.platform.id
  const { db } = platform.ctx
  await sql`insert into events (platform_id, id, session_id, course_id, name, starts_at, ends_at, time_zone, starts_wall, ends_wall)
    select s.platform_id, gen_random_uuid(), s.id, s.course_id, 'Day ' || n, '2026-12-01T09:00:00Z'::timestamptz + n * interval '1 day',
      '2026-12-01T10:00:00Z'::timestamptz + n * interval '1 day', 'UTC', '2026-12-01T09:00', '2026-12-01T10:00'
    from sessions s, generate_series(1, ${EVENTS}) n where s.id = ${id}`.execute(db)
  await sql`with more as (
      insert into people (platform_id, id, email, first_name, last_name, roles)
      select ${platformId}, gen_random_uuid(), ${id} || n || '@x.example', 'N', 'L' || n, '{learner}'
      from generate_series(1, ${learners}) n returning id)
    insert into enrollments (platform_id, session_id, person_id, status) select ${platformId}, ${id}, id, 'enrolled' from more`.execute(
    db,
  )
  await sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
    select e.platform_id, e.id, n.person_id,
      case when e.name = ${`Day ${EVENTS}`} and substr(p.last_name, 2)::int % 3 = 0 then 'absent' else 'present' end, 1,
      ${superadmin.personId}, now()
    from events e join enrollments n on n.session_id = e.session_id join people p on p.id = n.person_id
    where e.session_id = ${id}`.execute(db)
  return id
}

const statements = async (work: () => Promise<unknown>) => (await statementsOf(work)).statements.length

it('looks at a large session in as few statements as at a small one, and shows it so', async () => {
  const { ctx } = platform
  const [small, large] = [await build(3), await build(LEARNERS)]
  const began = performance.now()
  const of = {
    small: await statements(() => lookAtSession(ctx, small)),
    large: await statements(() => lookAtSession(ctx, large)),
  }
  expect(of.large).toBe(of.small)
  expect(of.large).toBeLessThanOrEqual(40)
  expect(await statements(() => getSessionCompletions(ctx, superadmin, large))).toBeLessThanOrEqual(14)
  const { learners } = await getSessionCompletions(ctx, superadmin, large)
  const counts = Map.groupBy(learners, ({ state }) => state)
  expect([counts.get('completed')?.length, counts.get('out-of-reach')?.length]).toEqual([
    (LEARNERS / 3) * 2,
    LEARNERS / 3,
  ])
  expect((await exportCompletions(ctx, superadmin, large)).rows).toHaveLength(LEARNERS)
  const people = learners.map(({ personId }) => personId)
  const decide = { personIds: people, kind: 'decision', isCompleted: true, reason: 'Seen' } as const
  expect(await statements(() => completeByHand(ctx, superadmin, large, decide))).toBeLessThanOrEqual(20)
  await lookAtSession(ctx, large)
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from completions
    where session_id = ${large} and superseded_at is null and state = 'completed'`.execute(ctx.db)
  expect(rows[0]?.count).toBe(LEARNERS)
  // Far more than it takes, and far less than a statement for each of 6,000 marks would.
  expect(performance.now() - began).toBeLessThan(20_000)
})
