import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import type { CourseId, PlatformId } from '../domain/ids.ts'
import { createPlatform } from '../features/platform/platforms/create-platform.ts'

let db: TestDb
const one = randomUUIDv7() as PlatformId
const other = randomUUIDv7() as PlatformId

beforeAll(async () => {
  db = await createTestDb(2)
  await createPlatform(db.connection, { id: one, name: 'One', hosts: ['one.example'] })
  await createPlatform(db.connection, { id: other, name: 'Other', hosts: ['other.example'] })
})
afterAll(() => db.drop())

describe('tenants', () => {
  it('has row-level security forced on every table with a platform_id, and keys that begin with it', async () => {
    const client = new pg.Client(db.connection)
    await client.connect()
    try {
      const { rows } = await client.query<{
        table: string
        forced: boolean
        policies: number
        first: string
      }>(`
        select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced,
          (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
          (select a2.attname from pg_index i join pg_attribute a2
             on a2.attrelid = c.oid and a2.attnum = i.indkey[0] where i.indrelid = c.oid and i.indisprimary) as first
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'platform_id'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'platform_hosts'`)
      expect(rows.length).toBeGreaterThan(10)
      expect(rows.filter((row) => !row.forced || row.policies === 0 || row.first !== 'platform_id')).toEqual(
        [],
      )
    } finally {
      await client.end()
    }
  })

  it('works under a role that owns nothing and is no superuser', async () => {
    const { rows } = await sql<{ owned: number; superuser: boolean }>`
      select (select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)) as owned,
        (select rolsuper from pg_roles where rolname = current_user) as superuser`.execute(
      db.database.forPlatform(one),
    )
    expect(rows[0]).toEqual({ owned: 0, superuser: false })
  })

  it('shows a platform its own rows only, also to a query that names another', async () => {
    const mine = await db.database.forPlatform(one).selectFrom('platforms').select('name').execute()
    expect(mine).toEqual([{ name: 'One' }])
    const foreign = await db.database
      .forPlatform(one)
      .selectFrom('platforms')
      .select('name')
      .where('platformId', '=', other)
      .execute()
    expect(foreign).toEqual([])
  })

  it('refuses to write a row of another platform', async () => {
    const course = {
      platformId: other,
      id: randomUUIDv7() as CourseId,
      name: 'Smuggled',
      type: 'vilt' as const,
    }
    await expect(db.database.forPlatform(one).insertInto('courses').values(course).execute()).rejects.toThrow(
      /row-level security/,
    )
  })

  it('shows no rows where no platform is set, and keeps platforms apart on the same connections', async () => {
    const routing = db.database.routing as unknown as ReturnType<typeof db.database.forPlatform>
    const names = await Promise.all(
      Array.from({ length: 60 }, async (_, turn) => {
        const source = [db.database.forPlatform(one), db.database.forPlatform(other), routing][turn % 3]
        const rows = await source?.selectFrom('platforms').select('name').execute()
        return rows?.map((row) => row.name).join()
      }),
    )
    expect(names).toEqual(Array.from({ length: 60 }, (_, turn) => ['One', 'Other', ''][turn % 3]))
  })

  it('stays on its platform after an error in a transaction', async () => {
    const mine = db.database.forPlatform(one)
    for (let round = 0; round < 4; round++) {
      await expect(mine.transaction().execute((trx) => sql`select 1 / 0`.execute(trx))).rejects.toThrow(
        /division/,
      )
    }
    expect(await mine.selectFrom('platforms').select('name').execute()).toEqual([{ name: 'One' }])
  })

  it('finds a platform by its host before any is known', async () => {
    const host = await db.database.routing
      .selectFrom('platformHosts')
      .select('platformId')
      .where('host', '=', 'other.example')
      .executeTakeFirst()
    expect(host?.platformId).toBe(other)
  })
})

describe('sweeps', () => {
  const owned = () => ownerOf(db.connection)

  it('see these columns of all platforms, and no others', async () => {
    const columns = await owned()<{ seen: string }>(`
      select c.relname || '.' || a.attname as seen
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'S')
        and case when c.relkind = 'S' then has_sequence_privilege('lectern_sweep', c.oid, 'usage')
          else has_column_privilege('lectern_sweep', c.oid, a.attnum, 'select') end
      order by 1`)
    const byTable = Map.groupBy(columns, ({ seen }) => seen.split('.')[0])
    expect(
      Object.fromEntries(
        [...byTable].map(([table, seen]) => [table, seen.map((one) => one.seen.split('.')[1]).join(' ')]),
      ),
    ).toEqual({
      accounts: 'check_at platform_id',
      attendance_fact_marks: 'id platform_id',
      attendance_judgings: 'event_id judge_at platform_id',
      attendance_readings: 'ends_at event_id lease_until next_read_at platform_id starts_at',
      calendar_entries: 'ends_at platform_id',
      completion_markings: 'look_at platform_id session_id',
      enrollment_rules: 'look_at platform_id',
      completions: 'platform_id superseded_at valid_until',
      courses: 'cancelled_at id platform_id',
      enrollments: 'offer_expires_at platform_id session_id status',
      event_alarms: 'cleared_at event_id platform_id starts_at',
      event_changes: 'made_at platform_id',
      event_entries: 'event_id platform_id role',
      event_reminders: 'event_id minutes platform_id starts_at',
      events:
        'account_id cancelled_at checked_day checked_hour ends_at id platform_id starts_at zone_differs_since',
      idempotency_keys: 'created_at platform_id',
      lti_launches: 'expires_at platform_id',
      lti_links: 'platform_id roster_due_at scores_due_at',
      lti_logins: 'expires_at platform_id',
      mail_lanes: 'lease_until person_id platform_id retry_at',
      mails: 'failed_at person_id platform_id queued_at sent_at withdrawn_at',
      notifications: 'created_at platform_id settled_at',
      organizers: 'has_tokens platform_id refreshed_at state',
      person_imports: 'finished_at platform_id started_at',
      recording_leftovers: 'left_at platform_id',
      recording_searches: 'ends_at event_id lease_until next_look_at platform_id starts_at',
      inbound_calls: 'heard_at platform_id received_at',
      recording_links: 'ends_at platform_id',
      told_runs: 'platform_id told_at',
      recordings: 'copy_due_at copy_lease_until copy_state keep_until platform_id room_id',
      platforms:
        'attendance_forget_at forget_at platform_id reminder_minutes zones_checked_with zones_due_at',
      report_exports: 'expires_at platform_id',
      report_mailing_people: 'next_at platform_id',
      registrations: 'changed_at platform_id retry_at room_id state',
      room_attempts: 'finished_at platform_id room_id',
      presence_checks: 'opens_at platform_id told_at',
      saml_answers: 'answer_until expires_at platform_id',
      saml_providers: 'last_test_until platform_id',
      presence_plans: 'draw_at platform_id',
      provider_hooks: 'check_at lease_until platform_id',
      record_stores: 'is_active next_try_at platform_id',
      rooms:
        'applied_revision changed_at compare_at event_id id is_spare lease_until platform_id registrations_lease_until replaced_at retry_at state wanted_revision',
      sessions: 'cancelled_at decided_at decides_at id min_enrollment platform_id course_id'
        .split(' ')
        .sort()
        .join(' '),
      sweep_marks: 'platform_id sweep',
      webhook_deliveries: 'lease_until next_try_at platform_id state',
      webhook_events: 'occurred_at platform_id',
    })
  })

  it('write nothing, run nothing of ours with rights of others, and are no one else', async () => {
    const [role] = await owned()<Record<string, unknown>>(`
      select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb,
        (select count(*)::int from pg_class where relowner = r.oid) as owned,
        (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
        pg_has_role('lectern_app', 'lectern_sweep', 'member') as "isApp",
        (select count(*)::int from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
          and has_table_privilege('lectern_sweep', c.oid, 'insert, update, delete, truncate, references, trigger')) as written,
        (select count(*)::int from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
          and has_function_privilege('lectern_sweep', p.oid, 'execute')) as "secdef",
        has_schema_privilege('lectern_sweep', 'public', 'create') as "mayCreate"
      from pg_roles r where rolname = 'lectern_sweep'`)
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcanlogin: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owned: 0,
      memberships: 0,
      isApp: false,
      written: 0,
      secdef: 0,
      mayCreate: false,
    })
    const { sweeping } = db.database
    expect(await sweeping.selectFrom('platforms').select('platformId').execute()).toHaveLength(2)
    for (const forbidden of [
      'name from platforms',
      'email from people',
      '* from events',
      'name from courses',
      'refresh_token_sealed from organizers',
      'body from mails',
      'params from notifications',
    ])
      await expect(sql`select ${sql.raw(forbidden)}`.execute(sweeping)).rejects.toThrow('permission denied')
    for (const forbidden of [
      'update events set starts_at = now()',
      'delete from sweep_marks',
      "insert into sweep_marks (platform_id, sweep) values (gen_random_uuid(), 'places')",
    ])
      await expect(sql.raw(forbidden).execute(sweeping)).rejects.toThrow('permission denied')
  })

  it('let no one else see more than before: a request sees its platform’s marks and events alone', async () => {
    for (const id of [one, other]) {
      await sql`insert into sweep_marks (platform_id, sweep) values (${id}, 'places')`.execute(
        db.database.forPlatform(id),
      )
      const { rows } = await sql<{
        platformId: string
      }>`select distinct platform_id from sweep_marks`.execute(db.database.forPlatform(id))
      expect(rows).toEqual([{ platformId: id }])
    }
    await expect(
      sql`insert into sweep_marks (platform_id, sweep) values (${other}, 'places')`.execute(
        db.database.forPlatform(one),
      ),
    ).rejects.toThrow('row-level security')
    const policies = await owned()<{ policy: string }>(`
      select distinct polname || ' ' || coalesce((select string_agg(rolname, ',') from pg_roles where oid = any(polroles)), 'all') as policy
      from pg_policy where polrelid <> 'platform_hosts'::regclass order by 1`)
    expect(policies.map(({ policy }) => policy)).toEqual(['one_platform all', 'sweeps lectern_sweep'])
  })
})

function ownerOf(connection: pg.ClientConfig) {
  return async <Row extends object>(text: string): Promise<Row[]> => {
    const client = new pg.Client(connection)
    await client.connect()
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }
}
