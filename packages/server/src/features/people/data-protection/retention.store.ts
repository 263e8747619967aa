import { type RawBuilder, sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import type { RetentionDays, RetentionKind } from '../../../domain/retention.ts'

/** What a platform has said, with the two that have columns of their own. */
export async function findSettings(
  db: Db | Trx,
  platformId: PlatformId,
): Promise<{ days: RetentionDays; version: number } | undefined> {
  const row = await db
    .selectFrom('platforms')
    .select(['attendanceRetentionDays', 'recordingRetentionDays', 'retention', 'version'])
    .where('platformId', '=', platformId)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    version: row.version,
    days: {
      ...row.retention,
      'attendance-reports': row.attendanceRetentionDays,
      recordings: row.recordingRetentionDays,
    },
  }
}

/** Platforms on which is to be looked for what is kept no longer. */
export function listPlatformsToForget(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select platform_id from platforms where forget_at <= ${now}`)
}

export async function setForgetAt(trx: Trx, platformId: PlatformId, at: Date): Promise<void> {
  await trx.updateTable('platforms').set({ forgetAt: at }).where('platformId', '=', platformId).execute()
}

/** Kinds that are rows of which each is old on its own. */
export type KindOfRows = Exclude<
  RetentionKind,
  'attendance-reports' | 'recordings' | 'inactive-people' | 'evidence' | 'audit'
>

/** Rows of a table that are older than a moment. */
interface Old {
  readonly table: string
  /** Its primary key, beside the platform. */
  readonly key: readonly string[]
  readonly isOld: (before: Date) => RawBuilder<unknown>
}

const endedBefore = (before: Date) =>
  sql`select id from events where platform_id = current_platform() and ends_at < ${before}`

const oldRows: Readonly<Record<KindOfRows, readonly Old[]>> = {
  'join-clicks': [
    { table: 'event_entries', key: ['id'], isOld: (before) => sql`event_id in (${endedBefore(before)})` },
  ],
  registrations: [
    {
      table: 'registrations',
      key: ['room_id', 'person_id'],
      isOld: (before) => sql`room_id in (select id from rooms where platform_id = current_platform()
        and event_id in (${endedBefore(before)}))`,
    },
    // With all that was written down of them: nobody finds it any more once their event is deleted.
    {
      table: 'rooms',
      key: ['id'],
      isOld: (before) => sql`state = 'gone' and changed_at < ${before}
        and not exists (select from events where events.platform_id = rooms.platform_id and events.id = rooms.event_id)`,
    },
  ],
  mails: [
    // Also what was not sent: it is given up long before, and waits for good only where no mail server is.
    { table: 'mails', key: ['id'], isOld: (before) => sql`created_at < ${before}` },
    {
      table: 'notifications',
      key: ['id'],
      isOld: (before) => sql`created_at < ${before} and settled_at is not null`,
    },
  ],
  'sign-ins': [
    { table: 'logins', key: ['token_hash'], isOld: (before) => sql`expires_at < ${before}` },
    { table: 'password_links', key: ['token_hash'], isOld: (before) => sql`expires_at < ${before}` },
    { table: 'pairings', key: ['id'], isOld: (before) => sql`expires_at < ${before}` },
  ],
  webhooks: [{ table: 'webhook_events', key: ['id'], isOld: (before) => sql`occurred_at < ${before}` }],
  imports: [
    {
      table: 'person_imports',
      key: ['id'],
      isOld: (before) => sql`started_at < ${before} and finished_at is not null`,
    },
  ],
}

/** Takes away what is older, of each table so many rows at most. @returns how many went */
export async function forgetRows(
  db: Db,
  platformId: PlatformId,
  kind: KindOfRows,
  before: Date,
  most: number,
): Promise<number> {
  let gone = 0
  for (const { table, key, isOld } of oldRows[kind]) {
    const columns = sql.join(key.map((column) => sql.id(column)))
    const isSame = sql.join(
      key.map((column) => sql`gone.${sql.id(column)} = old.${sql.id(column)}`),
      sql` and `,
    )
    const { numAffectedRows } = await sql`
      with old as materialized (
        select ${columns} from ${sql.table(table)} where platform_id = ${platformId} and ${isOld(before)}
        limit ${most})
      delete from ${sql.table(table)} gone using old where gone.platform_id = ${platformId} and ${isSame}`.execute(
      db,
    )
    gone += Number(numAffectedRows ?? 0)
  }
  return gone
}

/** How many rows {@link forgetRows} would take away in all. */
export async function countRows(
  db: Db,
  platformId: PlatformId,
  kind: KindOfRows,
  before: Date,
): Promise<number> {
  let found = 0
  for (const { table, isOld } of oldRows[kind]) {
    const { rows } = await sql<{ rows: number }>`
      select count(*)::int as rows from ${sql.table(table)}
      where platform_id = ${platformId} and ${isOld(before)}`.execute(db)
    found += rows[0]?.rows ?? 0
  }
  return found
}

/** Takes away the evidence of so many sessions at most. @returns how many rows went */
export async function forgetEvidence(
  trx: Db | Trx,
  before: Date,
  now: Date,
  sessions: number,
): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    select forget_evidence(${before}, ${now}, ${sessions})::int as gone`.execute(trx)
  // What was answered goes when nothing is left that could ask whether it was.
  const old = sql`platform_id = current_platform() and event_id in (
    select e.id from events e where e.platform_id = current_platform()
      and (select max(own.ends_at) from events own where own.platform_id = e.platform_id and own.session_id = e.session_id) < ${before}
      and not exists (select from completions c where c.platform_id = e.platform_id and c.session_id = e.session_id))`
  const answers = await sql`delete from evaluation_answers where ${old}`.execute(trx)
  const participations = await sql`delete from evaluation_participations where ${old}`.execute(trx)
  const explanations = await sql`delete from absence_explanations where ${old}`.execute(trx)
  const more = [answers, participations, explanations].reduce(
    (sum, { numAffectedRows }) => sum + Number(numAffectedRows ?? 0),
    0,
  )
  return (rows[0]?.gone ?? 0) + more
}

export async function forgetAudit(db: Db, before: Date, most: number): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    select forget_audit_entries(${before}, ${most})::int as gone`.execute(db)
  return rows[0]?.gone ?? 0
}

export async function countAudit(db: Db, platformId: PlatformId, before: Date): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select count(*)::int as rows from audit_entries where platform_id = ${platformId} and at < ${before}`.execute(
    db,
  )
  return rows[0]?.rows ?? 0
}

export async function countReports(db: Db, platformId: PlatformId, before: Date): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select count(*)::int as rows from attendance_reports
    where platform_id = ${platformId} and read_at < ${before}`.execute(db)
  return rows[0]?.rows ?? 0
}

export async function countCopies(db: Db, platformId: PlatformId, before: Date): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select count(*)::int as rows from recordings
    where platform_id = ${platformId} and copy_state = 'copied' and copied_at < ${before}`.execute(db)
  return rows[0]?.rows ?? 0
}

/**
 * Learners who were not here since a moment: neither signed in, nor with a place in a session that ended later. So many
 * at most.
 */
export async function listInactive(
  db: Db,
  platformId: PlatformId,
  before: Date,
  most: number | null,
): Promise<PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`
    select p.id from people p
    where p.platform_id = ${platformId} and p.roles = '{learner}' and p.merged_into is null and p.erased_at is null
      and greatest(p.created_at, p.signed_in_at, p.invited_at) < ${before}
      and not exists (select from logins l where l.platform_id = p.platform_id and l.person_id = p.id
        and l.seen_at >= ${before})
      and not exists (select from enrollments n where n.platform_id = p.platform_id and n.person_id = p.id
        and n.status <> 'cancelled' and (n.enrolled_at >= ${before}
          or exists (select from events e where e.platform_id = n.platform_id and e.session_id = n.session_id
            and e.ends_at >= ${before})
          or not exists (select from events e where e.platform_id = n.platform_id and e.session_id = n.session_id)))
      and not exists (select from completions c where c.platform_id = p.platform_id and c.person_id = p.id
        and c.superseded_at is null and c.valid_until >= ${before})
    order by p.id ${most === null ? sql`` : sql`limit ${most}`}`.execute(db)
  return rows.map(({ id }) => id)
}
