import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import type { CourseId, EventId, PersonId, PlatformId, SessionId, StatementId } from '../../../domain/ids.ts'
import type { StatementBody } from '../../../domain/statement.ts'

export interface StoreRow {
  readonly url: string
  readonly username: string
  readonly secretSealed: string
  readonly isActive: boolean
  readonly version: number
  readonly tries: number
  readonly nextTryAt: Date | null
  readonly failingSince: Date | null
  readonly error: string
}

export async function findStore(db: Db | Trx, platformId: PlatformId): Promise<StoreRow | undefined> {
  const { rows } = await sql<StoreRow>`
    select url, username, secret_sealed, is_active, version, tries, next_try_at, failing_since, error
    from record_stores where platform_id = ${platformId}`.execute(db)
  return rows[0]
}

/** @returns undefined when the version is another one than was expected; 0 = there is none */
export async function upsertStore(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly expectedVersion: number },
  store: Pick<StoreRow, 'url' | 'username' | 'secretSealed' | 'isActive' | 'nextTryAt'>,
): Promise<number | undefined> {
  const { platformId, expectedVersion } = target
  const { url, username, secretSealed, isActive, nextTryAt } = store
  const { rows } =
    expectedVersion === 0
      ? await sql<{ version: number }>`
          insert into record_stores (platform_id, url, username, secret_sealed, is_active, next_try_at)
          values (${platformId}, ${url}, ${username}, ${secretSealed}, ${isActive}, ${nextTryAt})
          on conflict do nothing returning version`.execute(trx)
      : await sql<{ version: number }>`
          update record_stores set url = ${url}, username = ${username}, secret_sealed = ${secretSealed},
            is_active = ${isActive}, tries = 0, failing_since = null, error = '', next_try_at = ${nextTryAt}, version = version + 1
          where platform_id = ${platformId} and version = ${expectedVersion} returning version`.execute(trx)
  return rows[0]?.version
}

/** With all that it was told: another store knows nothing of it. */
export async function deleteStore(trx: Trx, platformId: PlatformId): Promise<boolean> {
  await sql`delete from statements where platform_id = ${platformId}`.execute(trx)
  const { rows } =
    await sql`delete from record_stores where platform_id = ${platformId} returning platform_id`.execute(trx)
  return rows.length > 0
}

export async function countStatements(db: Db, platformId: PlatformId) {
  const { rows } = await sql<{ waiting: number; refused: number; sent: number; refusal: string | null }>`
    select (count(*) filter (where state = 'waiting'))::int as waiting, (count(*) filter (where state = 'refused'))::int as refused,
      (count(*) filter (where state = 'sent'))::int as sent,
      (select error from statements where platform_id = ${platformId} and state = 'refused' order by sequence desc limit 1) as refusal
    from statements where platform_id = ${platformId}`.execute(db)
  return rows[0] ?? { waiting: 0, refused: 0, sent: 0, refusal: null }
}

/** One after the other writes statements of a platform, so that their serials are right. */
export async function holdStatements(trx: Trx, platformId: PlatformId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('statements' || ${platformId}::text, 0))`.execute(
    trx,
  )
}

export interface NewestRow {
  readonly id: StatementId
  readonly subject: string
  readonly serial: number
  readonly voids: StatementId | null
  readonly contentHash: string
}

/** The newest statement on each of these subjects. */
export async function listNewest(
  trx: Trx,
  platformId: PlatformId,
  subjects: readonly string[],
): Promise<Map<string, NewestRow>> {
  const { rows } = await sql<NewestRow>`
    select distinct on (subject) id, subject, serial, voids, content_hash from statements
    where platform_id = ${platformId} and subject = any(${[...subjects]}) order by subject, serial desc`.execute(
    trx,
  )
  return new Map(rows.map((row) => [row.subject, row]))
}

export interface NewStatement {
  readonly id: StatementId
  readonly subject: string
  readonly serial: number
  readonly personId: PersonId
  readonly voids: StatementId | null
  readonly contentHash: string
  readonly body: StatementBody
}

export async function insertStatements(
  trx: Trx,
  platformId: PlatformId,
  statements: readonly NewStatement[],
  at: Date,
): Promise<void> {
  const json = JSON.stringify(
    statements.map((one) => ({
      ...{ id: one.id, subject: one.subject, serial: one.serial, person_id: one.personId, voids: one.voids },
      ...{ content_hash: one.contentHash, body: one.body },
    })),
  )
  await sql`
    insert into statements (platform_id, id, subject, serial, person_id, voids, content_hash, body, state, made_at)
    select ${platformId}, id, subject, serial, person_id, voids, content_hash, body, 'waiting', ${at}
    from jsonb_to_recordset(${json}::jsonb) as new(id uuid, subject text, serial int, person_id uuid, voids uuid,
      content_hash text, body jsonb)
    order by subject, serial`.execute(trx)
  await sql`
    update record_stores set next_try_at = coalesce(next_try_at, ${at}) where platform_id = ${platformId}`.execute(
    trx,
  )
}

export interface AttendedRow {
  readonly personId: PersonId
  readonly status: string
  readonly seconds: number | null
  readonly windowSeconds: number | null
}

/** What holds of these people in an event. */
export async function listAttended(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  personIds: readonly PersonId[],
): Promise<AttendedRow[]> {
  const { rows } = await sql<AttendedRow>`
    select a.person_id, a.status, a.seconds, v.window_seconds from effective_attendance a
    left join attendance_verdicts v on v.platform_id = a.platform_id and v.event_id = a.event_id and v.person_id = a.person_id
      and v.superseded_at is null
    where a.platform_id = ${platformId} and a.event_id = ${eventId} and a.person_id = any(${[...personIds]}::uuid[])`.execute(
    trx,
  )
  return rows
}

export interface PlaceRow {
  readonly courseId: CourseId
  readonly courseName: string
  readonly sessionId: SessionId
  readonly sessionName: string
}

export async function findEventPlace(trx: Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<PlaceRow & { name: string; endsAt: Date; hasTool: boolean }>`
    select e.name, e.ends_at, e.account_id is not null as has_tool, e.session_id, s.name as session_name, e.course_id,
      c.name as course_name
    from events e
    join sessions s on s.platform_id = e.platform_id and s.id = e.session_id
    join courses c on c.platform_id = e.platform_id and c.id = e.course_id
    where e.platform_id = ${platformId} and e.id = ${eventId}`.execute(trx)
  return rows[0]
}

export async function findSessionPlace(trx: Trx, platformId: PlatformId, sessionId: SessionId) {
  const { rows } = await sql<PlaceRow>`
    select s.id as session_id, s.name as session_name, s.course_id, c.name as course_name
    from sessions s join courses c on c.platform_id = s.platform_id and c.id = s.course_id
    where s.platform_id = ${platformId} and s.id = ${sessionId}`.execute(trx)
  return rows[0]
}

export async function listPlatformsWaiting(db: Sweeping, now: Date): Promise<PlatformId[]> {
  const { rows } = await sql<{ platformId: PlatformId }>`
    select platform_id from record_stores where is_active and next_try_at <= ${now}`.execute(db)
  return rows.map(({ platformId }) => platformId)
}

/** @returns the store when this worker has it now: what waits is due, and no other is at it */
export async function takeStore(
  db: Db,
  platformId: PlatformId,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: Date },
): Promise<StoreRow | undefined> {
  const { rows } = await sql<StoreRow>`
    update record_stores set lease_until = ${leaseUntil}
    where platform_id = ${platformId} and is_active and next_try_at <= ${now} and (lease_until is null or lease_until <= ${now})
    returning url, username, secret_sealed, is_active, version, tries, next_try_at, failing_since, error`.execute(
    db,
  )
  return rows[0]
}

export interface WaitingRow {
  readonly id: StatementId
  readonly body: StatementBody
}

export async function listWaiting(db: Db, platformId: PlatformId, most: number): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select id, body from statements where platform_id = ${platformId} and state = 'waiting' order by sequence limit ${most}`.execute(
    db,
  )
  return rows
}

export async function setSent(
  db: Db,
  platformId: PlatformId,
  ids: readonly StatementId[],
  at: Date,
): Promise<void> {
  await sql`update statements set state = 'sent', sent_at = ${at}, error = ''
    where platform_id = ${platformId} and id = any(${[...ids]}::uuid[])`.execute(db)
}

export async function setRefused(
  db: Db,
  platformId: PlatformId,
  id: StatementId,
  error: string,
): Promise<void> {
  await sql`update statements set state = 'refused', error = ${error}
    where platform_id = ${platformId} and id = ${id}`.execute(db)
}

/** Lets go of the store after a round, where it is still held by it. What came meanwhile is due at once. */
export async function endRound(
  db: Db,
  platformId: PlatformId,
  round: {
    readonly now: Date
    readonly leaseUntil: Date
    readonly tries: number
    readonly nextTryAt: Date | null
    readonly error: string
  },
): Promise<void> {
  const { now, leaseUntil, tries, nextTryAt, error } = round
  await sql`
    update record_stores set lease_until = null, tries = ${tries}, error = ${error},
      failing_since = case when ${error} = '' then null else coalesce(failing_since, ${now}) end,
      next_try_at = coalesce(${nextTryAt}::timestamptz, case when exists (select from statements s
        where s.platform_id = ${platformId} and s.state = 'waiting') then ${now}::timestamptz end)
    where platform_id = ${platformId} and lease_until = ${leaseUntil}`.execute(db)
}
