import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { prepared, type Values } from '../../../db/prepared.ts'
import { LIST_BITS, type RecallCause } from '../../../domain/certificate.ts'
import type { CertificateId, CourseId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'

/** A certificate, as it was when it was issued. */
export interface CertificateRow {
  readonly id: CertificateId
  readonly number: string
  readonly code: string
  readonly listIndex: number
  readonly sessionId: SessionId
  readonly courseId: CourseId
  readonly personId: PersonId
  readonly completionVersion: number | null
  readonly language: Language
  readonly personName: string
  readonly courseName: string
  readonly sessionName: string
  readonly issuerName: string
  /** In the zone of the event: `2026-11-29`. */
  readonly firstDay: string
  readonly lastDay: string
  /** Planned, without breaks. */
  readonly seconds: number
  readonly completedAt: Date
  readonly validUntil: Date | null
  readonly issuedAt: Date
  readonly issuedBy: PersonId | null
  readonly recalledAt: Date | null
  readonly recalledBy: PersonId | null
  readonly recallCause: RecallCause | null
  readonly recallReason: string | null
}

/** A certificate that is to be issued. */
export type NewCertificate = Omit<
  CertificateRow,
  'recalledAt' | 'recalledBy' | 'recallCause' | 'recallReason'
>

const columns = sql`id, number, code, list_index, session_id, course_id, person_id, completion_version, language, person_name,
  course_name, session_name, issuer_name, first_day, last_day, seconds, completed_at, valid_until, issued_at, issued_by,
  recalled_at, recalled_by, recall_cause, recall_reason`

/** Takes numbers that nobody else gets, in the order in which they are asked for. @returns the first of them */
export async function takeNumbers(
  trx: Trx,
  platformId: PlatformId,
  name: string,
  count: number,
): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into certificate_counters (platform_id, name, last) values (${platformId}, ${name}, ${count})
    on conflict (platform_id, name) do update set last = certificate_counters.last + ${count}
    returning last`.execute(trx)
  return (rows[0]?.last ?? count) - count + 1
}

export async function insertCertificates(
  trx: Trx,
  platformId: PlatformId,
  certificates: readonly NewCertificate[],
): Promise<void> {
  if (certificates.length === 0) return
  const rows = certificates.map((certificate) => ({ platformId, ...certificate }))
  await insertRows(trx, 'certificates', rows).execute()
}

/** Until the transaction ends, nobody else issues or recalls certificates of the platform. Comes before all other locks here. */
export async function lockIssuing(trx: Trx, platformId: PlatformId): Promise<void> {
  await takeNumbers(trx, platformId, 'list', 0)
}

/** Those of these people in a session that hold. */
export async function listStanding(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<CertificateRow[]> {
  const { rows } = await sql<CertificateRow>`
    select ${columns} from certificates
    where platform_id = ${platformId} and session_id = ${sessionId} and recalled_at is null
      and person_id = any(${[...personIds]})
    order by id`.execute(db)
  return rows
}

export async function recall(
  trx: Trx,
  platformId: PlatformId,
  ids: readonly CertificateId[],
  by: {
    readonly at: Date
    readonly personId: PersonId | null
    readonly cause: RecallCause
    readonly reason: string
  },
): Promise<void> {
  if (ids.length === 0) return
  await trx
    .updateTable('certificates')
    .set({ recalledAt: by.at, recalledBy: by.personId, recallCause: by.cause, recallReason: by.reason })
    .where('platformId', '=', platformId)
    .where('id', 'in', ids)
    .where('recalledAt', 'is', null)
    .execute()
}

/** Those of a duplicate that hold, of sessions of which the person who stays has one that holds. */
export async function listDoubled(
  trx: Trx,
  platformId: PlatformId,
  { id, formerId }: { readonly id: PersonId; readonly formerId: PersonId },
): Promise<CertificateRow[]> {
  const { rows } = await sql<CertificateRow>`
    select ${columns} from certificates
    where platform_id = ${platformId} and person_id = ${formerId} and recalled_at is null and session_id in (
      select session_id from certificates
      where platform_id = ${platformId} and person_id = ${id} and recalled_at is null)
    order by id`.execute(trx)
  return rows
}

export async function moveCertificates(
  trx: Trx,
  platformId: PlatformId,
  { from, to }: { readonly from: PersonId; readonly to: PersonId },
): Promise<void> {
  await trx
    .updateTable('certificates')
    .set({ personId: to })
    .where('platformId', '=', platformId)
    .where('personId', '=', from)
    .execute()
}

export async function findByCode(
  db: Db,
  platformId: PlatformId,
  code: string,
): Promise<CertificateRow | undefined> {
  const { rows } = await sql<CertificateRow>`
    select ${columns} from certificates where platform_id = ${platformId} and code = ${code}`.execute(db)
  return rows[0]
}

/** @param of a person or a session that it must belong to */
export async function findCertificate(
  db: Db | Trx,
  platformId: PlatformId,
  id: CertificateId,
  of: { readonly personId: PersonId } | { readonly sessionId: SessionId },
): Promise<CertificateRow | undefined> {
  const owner = 'personId' in of ? sql`person_id = ${of.personId}` : sql`session_id = ${of.sessionId}`
  const { rows } = await sql<CertificateRow>`
    select ${columns} from certificates
    where platform_id = ${platformId} and id = ${id} and ${owner}`.execute(db)
  return rows[0]
}

/** Newest first; those that were recalled too. */
export async function listOfPerson(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
): Promise<CertificateRow[]> {
  const { rows } = await sql<CertificateRow>`
    select ${columns} from certificates where platform_id = ${platformId} and person_id = ${personId}
    order by issued_at desc, id desc limit 500`.execute(db)
  return rows
}

export async function listStandingOf(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  sessionIds: readonly SessionId[],
): Promise<Pick<CertificateRow, 'id' | 'sessionId'>[]> {
  return sessionIds.length === 0 ? [] : standingOf(db, { platformId, personId, sessionIds })
}

const standingOf = prepared(
  (db, value: Values<{ platformId: PlatformId; personId: PersonId; sessionIds: readonly SessionId[] }>) =>
    db
      .selectFrom('certificates')
      .select(['id', 'sessionId'])
      .where('platformId', '=', value('platformId'))
      .where('personId', '=', value('personId'))
      .where('sessionId', '=', sql<SessionId>`any(${value('sessionIds')})`)
      .where('recalledAt', 'is', null),
)

/** By the name at the time; those that were recalled after those that hold. */
export async function listOfSession(
  db: Db,
  platformId: PlatformId,
  sessionId: SessionId,
): Promise<CertificateRow[]> {
  const { rows } = await sql<CertificateRow>`
    select ${columns} from certificates where platform_id = ${platformId} and session_id = ${sessionId}
    order by recalled_at is not null, person_name collate by_name, issued_at desc, id limit 5000`.execute(db)
  return rows
}

/** Places that are set in one of the lists of what is recalled. */
export async function listRecalledBits(db: Db, platformId: PlatformId, list: number): Promise<number[]> {
  const from = list * LIST_BITS
  const { rows } = await sql<{ listIndex: number }>`
    select list_index from certificates
    where platform_id = ${platformId} and recalled_at is not null
      and list_index >= ${from} and list_index < ${from + LIST_BITS}
    union all
    select list_index from gone_certificates
    where platform_id = ${platformId} and list_index >= ${from} and list_index < ${from + LIST_BITS}`.execute(
    db,
  )
  return rows.map(({ listIndex }) => listIndex - from)
}

/** The greatest place in the lists that was given; null = none yet. */
export async function findLastIndex(db: Db, platformId: PlatformId): Promise<number | null> {
  const { rows } = await sql<{ last: number | null }>`
    select greatest(
      (select max(list_index) from certificates where platform_id = ${platformId}),
      (select max(list_index) from gone_certificates where platform_id = ${platformId})) as last`.execute(db)
  return rows[0]?.last ?? null
}

export interface PersonToCertify {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly language: Language | null
}

export async function listPeople(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
): Promise<PersonToCertify[]> {
  return trx
    .selectFrom('people')
    .select(['id as personId', 'firstName', 'lastName', 'language'])
    .where('platformId', '=', platformId)
    .where('id', 'in', personIds)
    .where('mergedInto', 'is', null)
    .where('erasedAt', 'is', null)
    .orderBy(sql`last_name collate by_name`)
    .orderBy(sql`first_name collate by_name`)
    .orderBy('id')
    .execute()
}

export interface SessionToCertify {
  readonly courseId: CourseId
  readonly courseName: string
  readonly sessionName: string
  readonly firstDay: string | null
  readonly lastDay: string | null
  readonly seconds: number
}

/** What was held: days in the zone of each event, time without breaks. */
export async function findSession(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
): Promise<SessionToCertify | undefined> {
  const { rows } = await sql<SessionToCertify>`
    select s.course_id, c.name as course_name, s.name as session_name, e.first_day, e.last_day, e.seconds
    from sessions s
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id
    cross join lateral (
      select min(left(starts_wall, 10)) as first_day, max(left(ends_wall, 10)) as last_day,
        coalesce(sum(extract(epoch from ends_at - starts_at)), 0)::integer - coalesce(sum(paused), 0)::integer as seconds
      from (
        select starts_wall, ends_wall, starts_at, ends_at,
          (select sum(extract(epoch from (b ->> 'endsWall')::timestamp - (b ->> 'startsWall')::timestamp))
            from jsonb_array_elements(breaks) b) as paused
        from events
        where platform_id = s.platform_id and session_id = s.id and cancelled_at is null) held) e
    where s.platform_id = ${platformId} and s.id = ${sessionId}`.execute(trx)
  return rows[0]
}
