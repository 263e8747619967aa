import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PersonId, PlatformId, ReportExportId } from '../../../domain/ids.ts'
import type { NewReportExport } from './exports.schemas.ts'
import type { ReportFilter } from './reports.store.ts'

export interface ExportRow {
  readonly id: ReportExportId
  readonly ownerId: PersonId
  readonly kind: NewReportExport['kind']
  readonly format: 'csv' | 'xlsx'
  readonly query: NewReportExport['query']
  readonly state: 'waiting' | 'running' | 'ready' | 'failed'
  readonly rowsDone: number
  readonly rowsExpected: number
  readonly bytes: number
  readonly attempt: number
  readonly createdAt: Date
  readonly expiresAt: Date
}

const columns = sql`id, owner_id, kind, format, query, state, rows_done, rows_expected, bytes::float8 as bytes, attempt,
  created_at, expires_at`

export async function insertExport(
  trx: Trx,
  platformId: PlatformId,
  row: Pick<ExportRow, 'id' | 'ownerId' | 'kind' | 'format' | 'query' | 'createdAt' | 'expiresAt'>,
): Promise<void> {
  const { id, ownerId, kind, format, query, createdAt, expiresAt } = row
  await sql`
    insert into report_exports (platform_id, id, owner_id, kind, format, query, created_at, expires_at)
    values (${platformId}, ${id}, ${ownerId}, ${kind}, ${format}, ${JSON.stringify(query)}::jsonb, ${createdAt},
      ${expiresAt})`.execute(trx)
}

/** Somebody's exports, the newest first. */
export async function listExports(
  db: Db | Trx,
  platformId: PlatformId,
  ownerId: PersonId,
  now: Date,
): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    select ${columns} from report_exports
    where platform_id = ${platformId} and owner_id = ${ownerId} and expires_at > ${now}
    order by created_at desc, id desc limit 50`.execute(db)
  return rows
}

export async function findExport(
  db: Db | Trx,
  platformId: PlatformId,
  id: ReportExportId,
): Promise<ExportRow | undefined> {
  const { rows } = await sql<ExportRow>`
    select ${columns} from report_exports where platform_id = ${platformId} and id = ${id}`.execute(db)
  return rows[0]
}

/** Exports of one person are begun one after the other. */
export async function holdExportsOf(trx: Trx, platformId: PlatformId, ownerId: PersonId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('exports' || ${platformId}::text || ${ownerId}::text, 0))`.execute(
    trx,
  )
}

export async function deleteExport(
  trx: Trx,
  platformId: PlatformId,
  ownerId: PersonId,
  id: ReportExportId,
): Promise<boolean> {
  const { rows } = await sql`
    delete from report_exports where platform_id = ${platformId} and owner_id = ${ownerId} and id = ${id}
    returning id`.execute(trx)
  return rows.length > 0
}

/** Begins an export, or begins it anew after a node that died. @returns undefined when it is gone, or made */
export async function beginAttempt(
  trx: Trx,
  platformId: PlatformId,
  id: ReportExportId,
): Promise<ExportRow | undefined> {
  const { rows } = await sql<ExportRow>`
    update report_exports set state = 'running', attempt = attempt + 1, rows_done = 0, bytes = 0
    where platform_id = ${platformId} and id = ${id} and state in ('waiting', 'running')
    returning ${columns}`.execute(trx)
  await sql`delete from report_export_parts where platform_id = ${platformId} and export_id = ${id}`.execute(
    trx,
  )
  return rows[0]
}

interface Attempt {
  readonly platformId: PlatformId
  readonly id: ReportExportId
  readonly attempt: number
}

export async function setExpected(db: Db, { platformId, id, attempt }: Attempt, rows: number): Promise<void> {
  await sql`update report_exports set rows_expected = ${rows}
    where platform_id = ${platformId} and id = ${id} and attempt = ${attempt}`.execute(db)
}

/** Adds a part to a file. @returns false when it is cancelled, or somebody else makes it by now */
export async function addPart(
  trx: Trx,
  { platformId, id, attempt }: Attempt,
  part: { readonly number: number; readonly bytes: Buffer; readonly rowsDone: number },
): Promise<boolean> {
  const { rows } = await sql`
    update report_exports set rows_done = ${part.rowsDone}, bytes = bytes + ${part.bytes.length}
    where platform_id = ${platformId} and id = ${id} and attempt = ${attempt} and state = 'running'
    returning id`.execute(trx)
  if (rows.length === 0) return false
  await sql`insert into report_export_parts (platform_id, export_id, number, bytes)
    values (${platformId}, ${id}, ${part.number}, ${part.bytes})`.execute(trx)
  return true
}

export async function finish(
  db: Db,
  { platformId, id, attempt }: Attempt,
  done: { readonly state: 'ready' | 'failed'; readonly at: Date },
): Promise<void> {
  await sql`update report_exports set state = ${done.state}, finished_at = ${done.at},
      rows_expected = case when ${done.state} = 'ready' then rows_done else rows_expected end
    where platform_id = ${platformId} and id = ${id} and attempt = ${attempt}`.execute(db)
}

export async function findPart(
  db: Db,
  platformId: PlatformId,
  id: ReportExportId,
  number: number,
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from report_export_parts where platform_id = ${platformId} and export_id = ${id} and number = ${number}`.execute(
    db,
  )
  return rows[0]?.bytes
}

export function listPlatformsWithExpired(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from report_exports where expires_at <= ${now}`)
}

export async function deleteExpired(db: Db, platformId: PlatformId, now: Date): Promise<void> {
  await sql`delete from report_exports where platform_id = ${platformId} and expires_at <= ${now}`.execute(db)
}

export interface LearnerRow {
  readonly startsAt: Date
  readonly eventId: string
  readonly personId: string
  readonly course: string | null
  readonly session: string | null
  readonly event: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly seat: string
  readonly status: string
  readonly isLate: boolean
  readonly seconds: number | null
  readonly plannedSeconds: number
}

/** Facts of learners in the order of the events, after one of them: a page that is as quick at the end as at the beginning. */
export async function listLearners(
  db: Db,
  platformId: PlatformId,
  filter: ReportFilter,
  { after, limit }: { after: LearnerRow | undefined; limit: number },
): Promise<LearnerRow[]> {
  const { from, to, courseId, sessionId, instructorId, groupId, accountId } = filter
  const { rows } = await sql<LearnerRow>`
    select f.starts_at, f.event_id, f.person_id, f.seat, f.status, f.is_late, f.seconds, f.planned_seconds, c.name as course,
      s.name as session, e.name as event, p.first_name, p.last_name, p.email
    from (
      select * from attendance_facts f
      where f.platform_id = ${platformId} and f.month between ${from} and ${to}
        and f.starts_at >= (${from} || '-01')::timestamptz - interval '1 day'
        ${after ? sql`and (f.starts_at, f.event_id, f.person_id) > (${after.startsAt}, ${after.eventId}::uuid, ${after.personId}::uuid)` : sql``}
        ${courseId ? sql`and f.course_id = ${courseId}` : sql``}
        ${sessionId ? sql`and f.session_id = ${sessionId}` : sql``}
        ${accountId ? sql`and f.account_id = ${accountId}` : sql``}
        ${groupId ? sql`and exists (select from group_members g where g.platform_id = f.platform_id and g.group_id = ${groupId} and g.person_id = f.person_id)` : sql``}
        ${instructorId ? sql`and exists (select from event_facts t where t.platform_id = f.platform_id and t.event_id = f.event_id and t.instructor_ids @> array[${instructorId}::uuid])` : sql``}
      order by f.starts_at, f.event_id, f.person_id limit ${limit}
    ) f
    left join courses c on c.platform_id = f.platform_id and c.id = f.course_id
    left join sessions s on s.platform_id = f.platform_id and s.id = f.session_id
    left join events e on e.platform_id = f.platform_id and e.id = f.event_id
    left join evidence_people p on p.platform_id = f.platform_id and p.id = f.person_id
    order by f.starts_at, f.event_id, f.person_id`.execute(db)
  return rows
}
