import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { runSql } from '../../../../test/cluster.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Trx } from '../../../db/database.ts'
import type { AccountId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { sealedColumns } from '../../../sealed-columns.ts'
import { addWebhook } from '../../platform/webhooks/webhooks.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { changeEvent } from '../../training/events/events.service.ts'
import { checks, type FindingCode, type Look } from './doctor.checks.ts'
import { look, lookIn } from './doctor.store.ts'
import { examineServer, findFullness, queueChecks, serverChecks } from './server-checks.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let accountId: AccountId
let sessionId: SessionId
let eventId: EventId
let learners: PersonId[]

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('doctor.example')
  superadmin = await platform.addActor(['superadmin'])
  learners = (await addPeople(platform, 3)).map(({ personId }) => personId)
  const limits = { concurrentRooms: 1, totalSessions: 2 }
  accountId = (await pairedAccount(test, platform, superadmin, { limits })).id
  sessionId = (await buildSession(platform, superadmin, { maxEnrollment: 2 })).id
  for (const personId of learners.slice(0, 2)) await enroll(platform.ctx, superadmin, sessionId, personId)
  const day = { sessionId, accountId, name: 'Day' }
  eventId = (await planEvent(platform, superadmin, { ...day, from: '10:00', to: '11:00' })).id
  await planEvent(platform, superadmin, { ...day, from: '11:00', to: '12:00' })
  await addWebhook(platform.ctx, superadmin, {
    url: 'https://hooks.example/',
    description: '',
    eventTypes: null,
    active: true,
  })
  await settleJobs(test, platform.ctx)
})
afterAll(() => test.close())

const looking = (): Look => ({
  platformId: platform.ctx.platform.id,
  now: test.clock.now,
  keyIds: platform.ctx.vault.keyIds,
  sealedColumns,
  sendsMails: true,
})

/** What is found while something is broken that nothing in the product could break. It is taken back. */
async function foundWhile(breaks: readonly ReturnType<typeof sql>[], now = test.clock.now) {
  let found: Awaited<ReturnType<typeof lookIn>> = []
  const done = new Error('taken back')
  const trying = platform.ctx.db.transaction().execute(async (trx: Trx) => {
    await sql`set local role none`.execute(trx)
    await sql`set local session_replication_role = replica`.execute(trx) // no foreign keys, no triggers
    for (const statement of breaks) await statement.execute(trx)
    found = await lookIn(trx, checks, { ...looking(), now })
    throw done
  })
  await expect(trying).rejects.toBe(done)
  return found
}

const id = () => sql`${platform.ctx.newId()}`
const own = () => sql`${platform.ctx.platform.id}::uuid`
const later = () => new Date(test.clock.now.getTime() + 3 * 86_400_000)

/** Each invariant, broken in one or more ways. */
const broken: Record<
  FindingCode,
  readonly [string, () => readonly ReturnType<typeof sql>[], (() => Date)?][]
> = {
  'account-over-rooms': [
    [
      'two events at once, past the lock',
      () => [sql`update events set ends_at = ends_at + interval '5 minutes' where id = ${eventId}`],
    ],
    [
      'an account that opens its rooms longer',
      () => [
        sql`update accounts set max_concurrent_rooms = 1, margin_after_minutes = 1 where id = ${accountId}`,
      ],
    ],
    ['margins that grew', () => [sql`update accounts set margin_before_minutes = 5 where id = ${accountId}`]],
  ],
  'account-over-total': [
    ['events', () => [sql`update accounts set max_total_sessions = 1 where id = ${accountId}`]],
    [
      'events of one course',
      () => [sql`update accounts set max_sessions_per_course = 1 where id = ${accountId}`],
    ],
  ],
  'session-over-maximum': [
    ['one seat fewer', () => [sql`update sessions set max_enrollment = 1 where id = ${sessionId}`]],
    [
      'a third place that is only offered',
      () => [
        sql`insert into enrollments (platform_id, session_id, person_id, status)
          values (${own()}, ${sessionId}, ${learners[2]}, 'offered')`,
      ],
    ],
  ],
  'room-orphaned': [
    ['the event is gone', () => [sql`delete from events where id = ${eventId}`]],
    ['the event is cancelled', () => [sql`update events set cancelled_at = now() where id = ${eventId}`]],
    ['the event has no account', () => [sql`update events set account_id = null where id = ${eventId}`]],
  ],
  'room-missing': [['no room', () => [sql`update rooms set wanted = null where event_id = ${eventId}`]]],
  'room-doubled': [['two rooms, one key', () => [sql`update rooms set provider_key = 'same'`]]],
  'room-stuck': [
    [
      'a change that nobody carries out',
      () => [sql`update rooms set wanted_revision = wanted_revision + 1 where event_id = ${eventId}`],
      later,
    ],
    ['a failure that nobody tries again', () => [sql`update rooms set state = 'failed'`], later],
  ],
  'attempt-open': [
    [
      'an attempt without an end',
      () => [sql`update room_attempts set finished_at = null, outcome = null, started_at = '2026-11-20'`],
    ],
  ],
  'work-overdue': [
    [
      'verdicts',
      () => [sql`update attendance_judgings set judge_at = '2026-11-20' where event_id = ${eventId}`],
    ],
    [
      'completions',
      () => [
        sql`insert into completion_markings (platform_id, session_id, look_at) values (${own()}, ${sessionId}, '2026-11-20')
          on conflict (platform_id, session_id) do update set look_at = excluded.look_at`,
      ],
    ],
    ['a mail', () => [sql`update mails set sent_at = null, queued_at = '2026-11-20', withdrawn_at = null`]],
  ],
  'mark-without-history': [
    [
      'a mark that was written into the table',
      () => [
        sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
          values (${own()}, ${eventId}, ${learners[0]}, 'present', 1, ${superadmin.personId}, now())`,
      ],
    ],
    [
      'a mark that was changed in the table',
      () => [
        sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
          values (${own()}, ${eventId}, ${learners[0]}, 'present', 1, ${superadmin.personId}, now())`,
        sql`insert into attendance_changes (platform_id, event_id, person_id, status, version, actor_id, changed_at, change_id)
          values (${own()}, ${eventId}, ${learners[0]}, 'absent', 1, ${superadmin.personId}, now(), ${id()}::uuid)`,
      ],
    ],
  ],
  'decision-without-reason': [
    ['a decision', () => [entry('decision', '  ')]],
    ['a confirmation', () => [entry('confirmation', '')]],
  ],
  'verdict-without-rule': [
    ['a rule that is gone', () => [verdict(7, '{"code":"verdict-planned","params":{}}')]],
    ['no reason', () => [verdict(0, '{}')]],
  ],
  'completion-without-rule': [['a rule that is gone', () => [completion(9, 'completed')]]],
  'certificate-withdrawn': [
    ['no completion at all', () => [certificate()]],
    ['a completion that does not hold', () => [certificate(), completion(0, 'refused')]],
  ],
  'secret-unsealed': [
    ['a client secret', () => [sql`update accounts set client_secret_sealed = 'hunter2'`]],
    ['a token', () => [sql`update organizers set access_token_sealed = 'eyJhbGciOi.J9.x'`]],
    ['the secret of a webhook', () => [sql`update webhooks set secret_sealed = 'whsec_1'`]],
  ],
  'secret-key-missing': [
    ['a key of long ago', () => [sql`update accounts set client_secret_sealed = 'v1.k2019.aa.bb.cc'`]],
  ],
  'platform-without-host': [['no host', () => [sql`delete from platform_hosts`]]],
  'platform-without-superadmin': [
    ['deactivated', () => [sql`update people set active = false where roles @> '{superadmin}'`]],
  ],
}

function entry(kind: string, reason: string) {
  return sql`insert into completion_entries (platform_id, session_id, person_id, kind, version, change_id, is_true, reason,
      actor_id, entered_at)
    values (${own()}, ${sessionId}, ${learners[0]}, ${kind}, 1, ${id()}::uuid, true, ${reason}, ${superadmin.personId}, now())`
}

function verdict(rule: number, reason: string) {
  return sql`insert into attendance_verdicts (platform_id, event_id, person_id, version, status, is_late, window_seconds,
      reconnects, rule_version, reason, made_at)
    values (${own()}, ${eventId}, ${learners[0]}, 1, 'present', false, 60, 0, ${rule}::int, ${reason}::jsonb, now())`
}

function completion(rule: number, state: string) {
  return sql`insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence, inputs_hash,
      completed_at, made_at)
    values (${own()}, ${sessionId}, ${learners[0]}, 1, ${state}, ${rule}::int, '{}', '',
      case when ${state} = 'completed' then now() end, now())`
}

function certificate() {
  return sql`insert into certificates (platform_id, id, number, code, list_index, session_id, course_id, person_id,
      completion_version, language, person_name, course_name, session_name, issuer_name, first_day, last_day, seconds,
      completed_at, issued_at)
    select ${own()}, ${id()}::uuid, 'A-1', 'code', 0, id, course_id, ${learners[0]}::uuid, 1, 'en', 'Lea', 'C', 'S', 'I',
      '2026-11-26', '2026-11-26', 60, now(), now() from sessions where id = ${sessionId}`
}

describe('the doctor', () => {
  it('finds nothing where all is well', async () => {
    expect(await look(platform.ctx.db, checks, looking(), 20)).toEqual([])
  })

  const cases = Object.entries(broken).flatMap(([code, ways]) =>
    ways.map(([way, breaks, now]) => ({ code, way, breaks, now })),
  )
  it.each(cases)('names $code: $way', async ({ code, breaks, now }) => {
    const found = await foundWhile(breaks(), now?.())
    expect(found.map(({ check }) => check.code)).toContain(code)
    const one = found.find(({ check }) => check.code === code)
    expect(one?.count).toBeGreaterThan(0)
    expect(one?.first[0]?.id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('has a way to break every check', () => {
    expect(checks.map(({ code }) => code).sort()).toEqual(Object.keys(broken).sort())
  })

  it('counts all and names five', async () => {
    const many = sql`insert into completion_entries (platform_id, session_id, person_id, kind, version, change_id, is_true,
        reason, actor_id, entered_at)
      select ${own()}, gen_random_uuid(), gen_random_uuid(), 'decision', 1, gen_random_uuid(), true, '', gen_random_uuid(), now()
      from generate_series(1, 40)`
    const [found] = await foundWhile([many])
    expect(found).toMatchObject({ count: 40, check: { code: 'decision-without-reason' } })
    expect(found?.first).toHaveLength(5)
  })

  it('can’t write', async () => {
    const writing = {
      code: 'room-missing',
      level: 'error',
      find: () => sql`
      select 'event' as kind, setval(pg_get_serial_sequence('mails', 'position'), 1)::text as id`,
    } as const
    // biome-ignore lint/suspicious/noExplicitAny: a check that no honest one looks like
    const trying = look(platform.ctx.db, [writing as any], looking(), 20)
    await expect(trying).rejects.toThrow(/read-only|permission/)
  })

  it('shows superadmins their own platform alone, and others nothing', async () => {
    const other = await test.addPlatform('other-doctor.example')
    const asked = async (where: TestPlatform, email: string) =>
      test.app.http.inject({
        url: '/api/v1/examination',
        headers: {
          host: where.host,
          cookie: await signedIn(test, where, email),
        },
      })
    await runSql(test.db.connection, `update accounts set client_secret_sealed = 'hunter2'`)
    const answer = await asked(platform, superadmin.email)
    expect(answer.json().findings).toMatchObject([
      { code: 'secret-unsealed', level: 'error', count: 1, first: [{ kind: 'account', id: accountId }] },
    ])
    expect(answer.body).not.toContain('hunter2')
    const stranger = await other.addActor(['superadmin'])
    expect((await asked(other, stranger.email)).json()).toMatchObject({ findings: [], checks: checks.length })
    const instructor = await platform.addActor(['instructor'])
    expect((await asked(platform, instructor.email)).statusCode).toBe(403)
  })
})

it('finds nothing more where a platform got a host as the handbook says', async () => {
  const handbook = readFileSync(new URL('../../../../../../docs/operating.md', import.meta.url), 'utf8')
  const written = /^insert into platform_hosts .*$/m.exec(handbook)?.[0] ?? ''
  const insert = written.replaceAll('PLATFORM-ID', platform.ctx.platform.id)
  const withoutHost = [sql`delete from platform_hosts`]
  const codes = async (breaks: typeof withoutHost) =>
    (await foundWhile(breaks)).map(({ check }) => check.code)
  expect(await codes(withoutHost)).toContain('platform-without-host')
  expect(await codes([...withoutHost, sql.raw(insert)])).not.toContain('platform-without-host')
})

describe('a room that no event wants', () => {
  const handbook = readFileSync(new URL('../../../../../../docs/operating.md', import.meta.url), 'utf8')
  const written = /^update rooms set .*$/m.exec(handbook)?.[0] ?? ''
  const orphaned = async () =>
    (await look(platform.ctx.db, checks, looking(), 20)).map(({ check }) => check.code)
  const asOwner = (statement: string) =>
    runSql(
      test.db.connection,
      `begin; set local app.platform = '${platform.ctx.platform.id}'; ${statement}; commit`,
    )
  const planned = async (name: string) => {
    const { id: own } = await buildSession(platform, superadmin)
    const account = await pairedAccount(test, platform, superadmin, { name })
    const day = { sessionId: own, accountId: account.id, from: '15:00', to: '16:00' }
    const event = await planEvent(platform, superadmin, { ...day, name })
    await settleJobs(test, platform.ctx)
    return event
  }

  it.each([
    ['is gone', 'delete from events where'],
    ['is cancelled', 'update events set cancelled_at = now() where'],
  ])('goes at its tool as the handbook says when its event %s', async (name, breaks) => {
    const event = await planned(name)
    await asOwner(`${breaks} id = '${event.id}'`)
    expect(await orphaned()).toContain('room-orphaned')
    const { providerKey } = await platform.ctx.db
      .selectFrom('rooms')
      .select('providerKey')
      .where('eventId', '=', event.id)
      .executeTakeFirstOrThrow()
    expect(test.fake.rooms.has(String(providerKey))).toBe(true)
    await asOwner(written.replace('EVENT-ID', event.id))
    expect(await orphaned()).not.toContain('room-orphaned')
    const { now } = test.clock
    test.clock.now = new Date(Date.now() + 120_000) // the handbook's statement goes by the clock of the database
    await sweep(test, platform.ctx, 'rooms')
    await settleJobs(test, platform.ctx)
    test.clock.now = now
    expect(test.fake.rooms.has(String(providerKey))).toBe(false)
  })

  it('goes when its event, which has no account any more, is saved again', async () => {
    const event = await planned('without account')
    await asOwner(`update events set account_id = null where id = '${event.id}'`)
    expect(await orphaned()).toContain('room-orphaned')
    await changeEvent(platform.ctx, superadmin, { eventId: event.id, expectedVersion: event.version }, {})
    expect(await orphaned()).not.toContain('room-orphaned')
  })
})

describe('the whole server', () => {
  const examined = () => examineServer({ connection: test.db.connection, now: () => new Date(), folders: [] })
  const codes = async () => (await examined()).map(({ code }) => code)
  const asOwner = (statement: string) => runSql(test.db.connection, statement)
  /** None of its months is there. */
  const year = new Date().getFullYear() + 4

  it('is well as it was made', async () => {
    expect(await codes()).toEqual([])
  })

  it.each([
    [
      'table-unprotected',
      'alter table people no force row level security',
      'alter table people force row level security',
    ],
    ['table-unprotected', 'create table notes (platform_id uuid)', 'drop table notes'],
    [
      'trigger-off',
      'alter table events disable trigger judge_after_end_planned',
      'alter table events enable trigger judge_after_end_planned',
    ],
    [
      'constraint-not-valid',
      'alter table people add constraint odd check (length(email) > 0) not valid',
      'alter table people drop constraint odd',
    ],
    [
      'migration-missing',
      "delete from lectern_migrations where name = '0058_report_exports.sql'",
      "insert into lectern_migrations (name, checksum) values ('0058_report_exports.sql', '')",
    ],
    [
      'migration-changed',
      '',
      "update lectern_migrations set checksum = '' where name = '0001_platforms.sql'",
    ],
    [
      'migration-newer',
      "insert into lectern_migrations values ('9999_later.sql', '')",
      "delete from lectern_migrations where name = '9999_later.sql'",
    ],
    [
      'partition-missing',
      `select make_attendance_months('${year}-01-10'); insert into attendance_reports (platform_id, id, event_id, room_id, app_id,
        session_type, read_at, state, hash, body, runs, participants)
        select platform_id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'fake', 'meeting', '${year}-01-10', 'read',
          '', '', 0, 0 from platforms limit 1; drop table attendance_reports_${year}_02`,
      `drop table attendance_reports_${year}_01`,
    ],
  ])('names %s', async (code, breaks, mends) => {
    if (code === 'migration-changed') await asOwner(mends)
    else await asOwner(breaks)
    expect(await codes()).toContain(code)
    if (code !== 'migration-changed') await asOwner(mends)
  })

  it.each([
    [
      'index-not-valid',
      'update pg_index set indisvalid = %s where indexrelid = $$people_by_name$$::regclass',
      'false',
      'true',
    ],
    [
      'index-not-valid',
      'update pg_index set indisready = %s where indexrelid = $$people_by_name$$::regclass',
      'false',
      'true',
    ],
    [
      'collation-changed',
      `update pg_collation set collversion = %s where collname = 'by_name'`,
      `'0.1'`,
      'pg_collation_actual_version(oid)',
    ],
  ])('names %s, of what PostgreSQL keeps itself', async (code, change, broken, whole) => {
    await asOwner(change.replace('%s', broken))
    expect(await codes()).toContain(code)
    await asOwner(change.replace('%s', whole))
    expect(await codes()).not.toContain(code)
  })

  const activity = 'create table fake.pg_stat_activity (pid int, datname text, xact_start timestamptz)'
  const archiver =
    'create table fake.pg_stat_archiver (last_failed_wal text, last_failed_time timestamptz, last_archived_time timestamptz)'
  const frozen = `create table fake.pg_database (datname text, datfrozenxid bigint);
    create function fake.age(bigint) returns bigint return $1`
  const roles =
    'create table fake.pg_roles (rolname text, rolsuper bool, rolbypassrls bool, rolcanlogin bool)'

  // Of the whole cluster, in which other tests are: what the check reads stands in its place, for one transaction.
  it.each([
    ['role-too-strong', roles, `('lectern_app', false, false, false), ('postgres', true, true, true)`, []],
    ['role-too-strong', roles, `('lectern_app', true, false, false)`, ['lectern_app']],
    ['role-too-strong', roles, `('lectern_sweep', false, true, false)`, ['lectern_sweep']],
    ['role-too-strong', roles, `('lectern_app', false, false, true)`, ['lectern_app']],
    ['transaction-old', activity, `(17, current_database(), now() - interval '59 minutes')`, []],
    ['transaction-old', activity, `(17, 'another', now() - interval '3 hours')`, []],
    ['transaction-old', activity, `(17, current_database(), now() - interval '61 minutes')`, ['process 17']],
    ['connections-nearly-used-up', activity, many(0.9), []],
    ['connections-nearly-used-up', activity, many(0.95), [expect.stringMatching(/^\d+ of \d+$/)]],
    [
      'transaction-ids-nearly-used-up',
      frozen,
      `(current_database(), 1500000000), ('another', 2000000000)`,
      [],
    ],
    ['transaction-ids-nearly-used-up', frozen, `(current_database(), 1500000001)`, ['1500000001']],
    ['archiving-failed', archiver, `(null, null, null)`, []],
    ['archiving-failed', archiver, `('0001', now() - interval '1 minute', now())`, []],
    ['archiving-failed', archiver, `('0001', now(), now() - interval '1 minute')`, ['0001']],
    ['archiving-failed', archiver, `('0001', now(), null)`, ['0001']],
  ])('%s: what is in %s with %s gives %j', async (code, made, rows, named) => {
    const check = serverChecks.find((one) => one.code === code)
    const table = /fake\.(pg_\w+)/.exec(made)?.[1]
    const client = new pg.Client(test.db.connection)
    await client.connect()
    try {
      await client.query(`begin; create schema fake; ${made};
        insert into fake.${table} ${rows.startsWith('(') ? `values ${rows}` : rows};
        set local search_path = fake, pg_catalog, public`)
      const found = await client.query<{ name: string }>(check?.sql ?? '')
      expect(found.rows.map(({ name }) => name)).toEqual(named)
    } finally {
      await client.end()
    }
  })

  it('has a case for each check', () => {
    const source = readFileSync(new URL(import.meta.url), 'utf8')
    const without = [...serverChecks, ...queueChecks].filter(({ code }) => !source.includes(`'${code}'`))
    expect(without).toEqual([])
  })

  it('names a disk that is nearly full, and none that is not there yet', async () => {
    const disk = { blocks: 1_000, bsize: 1e6, bavail: 0 }
    const full = async (bavail: number) =>
      (await findFullness('/data', async () => ({ ...disk, bavail }))).map(({ level }) => level)
    expect(await full(999)).toEqual(['warning']) // less than 2 GB
    expect(await full(199)).toEqual(['error'])
    expect(await findFullness('/nowhere', () => Promise.reject(new Error('ENOENT')))).toEqual([])
    const large = (share: number) =>
      findFullness('/data', async () => ({ blocks: 100_000, bsize: 1e6, bavail: 100_000 * share }))
    expect((await large(0.5)).map(({ level }) => level)).toEqual([])
    expect((await large(0.09)).map(({ level }) => level)).toEqual(['warning'])
    expect((await large(0.019)).map(({ level }) => level)).toEqual(['error'])
  })

  it('names clocks that are apart', async () => {
    const wrong = () => new Date(Date.now() + 45_000)
    const found = await examineServer({ connection: test.db.connection, now: wrong, folders: [] })
    expect(found).toContainEqual(expect.objectContaining({ code: 'clock-skew', level: 'error' }))
  })

  it('names jobs that failed, are stuck and wait', async () => {
    await asOwner(`create schema pgboss; create table pgboss.job (name text, state text, start_after timestamptz,
      started_on timestamptz, heartbeat_on timestamptz);
      insert into pgboss.job values ('mail.send', 'failed', now(), now(), null),
        ('room.reconcile', 'active', now() - interval '1 hour', now() - interval '1 hour', null),
        ('room.compare', 'created', now() - interval '1 hour', null, null)`)
    expect(await codes()).toEqual(expect.arrayContaining(['jobs-failed', 'jobs-stuck', 'jobs-waiting']))
    await asOwner('drop schema pgboss cascade')
  })

  it('asks only what both versions of PostgreSQL and an owner without more rights can answer', () => {
    for (const { sql: statement } of [...serverChecks, ...queueChecks])
      expect(statement).toMatch(/^\s*(select|with)/)
  })
})

/** So many rows of `pg_stat_activity` that they are a share of all connections that may be. */
function many(share: number): string {
  return `select n, current_database(), null from generate_series(1, (${share} * current_setting('max_connections')::int)::int) n`
}
