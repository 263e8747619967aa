import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OldDatabase, openOldDatabase } from '../../../../test/old-database.ts'

// What an earlier release said of completions is carried over by migration 51.

let database: OldDatabase
const id = (n: number) => `00000000-0000-7000-8000-${`${n}`.padStart(12, '0')}`
const [platform, course, other, byRule, byHand, score, actor, lea, ben, eva, tim] = Array.from(
  { length: 11 },
  (_, n) => id(n + 1),
)

beforeAll(async () => {
  database = await openOldDatabase('0051_completions.sql')
})
afterAll(() => database.close())

it('keeps who was completed with who said so and when, and takes back what was taken back', async () => {
  await database.query(`
    insert into platforms (platform_id, name) values ('${platform}', 'P');
    select set_config('lectern.platform_id', '${platform}', false);
    insert into people (platform_id, id, email, first_name, last_name, roles)
      select '${platform}', id::uuid, id || '@x.example', 'A', 'B', '{learner}'
      from unnest(array['${actor}', '${lea}', '${ben}', '${eva}', '${tim}']) id;
    insert into courses (platform_id, id, name, type) values ('${platform}', '${course}', 'C', 'vilt'), ('${platform}', '${other}', 'D', 'vilt');
    insert into sessions (platform_id, id, course_id, name, completion_rule, created_at) values
      ('${platform}', '${byRule}', '${course}', 'Old', 'attendance', '2026-01-01'),
      ('${platform}', '${byHand}', '${course}', 'New', 'manual', '2026-02-01'),
      ('${platform}', '${score}', '${other}', 'Older', 'score', '2026-01-01');
    insert into sessions (platform_id, id, course_id, name, created_at) values
      ('${platform}', gen_random_uuid(), '${other}', 'Newest', '2026-03-01');
    insert into enrollments (platform_id, session_id, person_id, status, enrolled_at) values
      ('${platform}', '${byHand}', '${lea}', 'completed', '2026-05-02'),
      ('${platform}', '${byHand}', '${ben}', 'enrolled', '2026-05-01'),
      ('${platform}', '${byHand}', '${eva}', 'completed', '2026-04-01'),
      ('${platform}', '${byRule}', '${tim}', 'enrolled', '2026-04-01');
    insert into enrollment_changes (platform_id, id, session_id, person_id, status, actor_id, changed_at, cause) values
      ('${platform}', gen_random_uuid(), '${byHand}', '${lea}', 'enrolled', '${actor}', '2026-05-01', 'enrolled'),
      ('${platform}', gen_random_uuid(), '${byHand}', '${lea}', 'completed', '${actor}', '2026-05-02', null),
      ('${platform}', gen_random_uuid(), '${byHand}', '${ben}', 'enrolled', '${actor}', '2026-05-01', 'enrolled'),
      ('${platform}', gen_random_uuid(), '${byHand}', '${ben}', 'completed', '${actor}', '2026-05-02', null),
      ('${platform}', gen_random_uuid(), '${byHand}', '${ben}', 'enrolled', '${actor}', '2026-05-03', null);`)
  await database.migrate()
  const { rows } = database
  expect(
    await rows(`select person_id, version, is_true, actor_id, entered_at::date::text from completion_entries
      where kind = 'decision' order by person_id, version`),
  ).toEqual([
    [lea, 1, true, actor, '2026-05-02'],
    [ben, 1, true, actor, '2026-05-02'],
    [ben, 2, null, actor, '2026-05-03'],
    [eva, 1, true, null, '2026-04-01'],
  ])
  expect(
    await rows(
      `select person_id, state, completed_at::date::text, superseded_at from completions order by person_id`,
    ),
  ).toEqual([
    [lea, 'completed', '2026-05-02', null],
    [eva, 'completed', '2026-04-01', null],
  ])
  expect(await rows(`select distinct status from enrollments`)).toEqual([['enrolled']])
  expect(await rows(`select person_id, status from enrollment_changes order by person_id`)).toEqual([
    [lea, 'enrolled'],
    [ben, 'enrolled'],
  ])
  // The newest session of a course says how it goes on.
  expect(await rows(`select course_id, requirements, made_by from completion_rules`)).toEqual([
    [course, [{ type: 'by-hand' }], null],
  ])
  expect(await rows(`select count(*)::int from completion_markings`)).toEqual([[4]])
  const forced = await rows(`select count(*)::int from pg_class where relforcerowsecurity is not true
    and relname in ('sessions', 'enrollments', 'enrollment_changes', 'completions', 'completion_entries', 'people')`)
  expect(forced).toEqual([[0]])
})
