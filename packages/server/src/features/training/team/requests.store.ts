import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { decidesAbout } from '../../../db/parts.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

export interface RequestRow {
  readonly sessionId: SessionId
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly courseName: string
  readonly sessionName: string
  readonly firstStartsAt: Date | null
  readonly lastEndsAt: Date | null
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly maxEnrollment: number | null
  readonly taken: number
  /** For whom they decide; null = it is their own team. */
  readonly insteadOf: string | null
}

/** Requests about which somebody decides at a moment, the one that ends first first; one of them, where one is named. */
export async function listRequests(
  db: Db | Trx,
  platformId: PlatformId,
  deciderId: PersonId,
  {
    now,
    of,
  }: { readonly now: Date; readonly of?: { readonly sessionId: SessionId; readonly personId: PersonId } },
): Promise<RequestRow[]> {
  const { rows } = await sql<RequestRow>`
    select n.session_id, n.person_id, people.first_name, people.last_name, c.name as course_name, s.name as session_name,
      n.enrolled_at as requested_at, n.offer_expires_at as expires_at, s.max_enrollment,
      (select count(*)::int from enrollments t where t.platform_id = n.platform_id and t.session_id = n.session_id
        and t.status in ('offered', 'enrolled')) as taken,
      case when people.manager_id <> ${deciderId} then trim(m.first_name || ' ' || m.last_name) end as instead_of,
      dates.*
    from enrollments n
    join people on people.platform_id = n.platform_id and people.id = n.person_id
      and ${decidesAbout(deciderId, 'people', now)}
    join people m on m.platform_id = people.platform_id and m.id = people.manager_id
    join sessions s on s.platform_id = n.platform_id and s.id = n.session_id and s.cancelled_at is null
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id and c.cancelled_at is null
    cross join lateral (
      select min(e.starts_at) as first_starts_at, max(e.ends_at) as last_ends_at
      from events e where e.platform_id = s.platform_id and e.session_id = s.id and e.cancelled_at is null
    ) dates
    where n.platform_id = ${platformId} and n.status = 'requested' and n.offer_expires_at > ${now}
      ${of ? sql`and n.session_id = ${of.sessionId} and n.person_id = ${of.personId}` : sql``}
    order by n.offer_expires_at, people.last_name collate by_name, people.id, n.session_id
    limit 500`.execute(db)
  return rows
}

/** What the request of a person of one's own, or of somebody for whom one stands in, has become. */
export async function findDecided(
  db: Db | Trx,
  platformId: PlatformId,
  deciderId: PersonId,
  {
    now,
    sessionId,
    personId,
  }: { readonly now: Date; readonly sessionId: SessionId; readonly personId: PersonId },
) {
  const { rows } = await sql<{ status: string; actorName: string | null }>`
    select n.status, (
      select trim(a.first_name || ' ' || a.last_name) from enrollment_changes h
      join people a on a.platform_id = h.platform_id and a.id = h.actor_id
      where h.platform_id = n.platform_id and h.session_id = n.session_id and h.person_id = n.person_id
      order by h.changed_at desc, h.id desc limit 1) as actor_name
    from enrollments n
    join people on people.platform_id = n.platform_id and people.id = n.person_id
      and ${decidesAbout(deciderId, 'people', now)}
    where n.platform_id = ${platformId} and n.session_id = ${sessionId} and n.person_id = ${personId}
      and exists (select from enrollment_changes asked where asked.platform_id = n.platform_id
        and asked.session_id = n.session_id and asked.person_id = n.person_id and asked.cause = 'requested')`.execute(
    db,
  )
  return rows[0]
}

export function findDeputy(db: Db | Trx, platformId: PlatformId, managerId: PersonId) {
  return db
    .selectFrom('managerDeputies as d')
    .innerJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'd.platformId').onRef('people.id', '=', 'd.deputyId'),
    )
    .select(['d.deputyId', 'd.endsAt', 'people.firstName', 'people.lastName', 'people.email'])
    .where('d.platformId', '=', platformId)
    .where('d.managerId', '=', managerId)
    .executeTakeFirst()
}

export async function putDeputy(
  trx: Trx,
  platformId: PlatformId,
  { managerId, deputyId, endsAt }: { managerId: PersonId; deputyId: PersonId; endsAt: Date },
): Promise<void> {
  await trx
    .insertInto('managerDeputies')
    .values({ platformId, managerId, deputyId, endsAt })
    .onConflict((conflict) => conflict.columns(['platformId', 'managerId']).doUpdateSet({ deputyId, endsAt }))
    .execute()
}

export async function deleteDeputy(trx: Trx, platformId: PlatformId, managerId: PersonId): Promise<boolean> {
  const row = await trx
    .deleteFrom('managerDeputies')
    .where('platformId', '=', platformId)
    .where('managerId', '=', managerId)
    .returning('deputyId')
    .executeTakeFirst()
  return row !== undefined
}

/** Platforms with requests that nobody decided about in time. */
export function listPlatformsWithExpired(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`select distinct platform_id from enrollments where status = 'requested' and offer_expires_at <= ${now}`,
  )
}

/** Requests that nobody decided about in time, by session. */
export async function listExpired(db: Db, platformId: PlatformId, now: Date): Promise<SessionId[]> {
  const { rows } = await sql<{ sessionId: SessionId }>`
    select distinct session_id from enrollments
    where platform_id = ${platformId} and status = 'requested' and offer_expires_at <= ${now} limit 500`.execute(
    db,
  )
  return rows.map(({ sessionId }) => sessionId)
}

/** The same of a session that is locked. */
export async function listExpiredOf(trx: Trx, platformId: PlatformId, sessionId: SessionId, now: Date) {
  const { rows } = await sql<{ personId: PersonId }>`
    select person_id from enrollments where platform_id = ${platformId} and session_id = ${sessionId}
      and status = 'requested' and offer_expires_at <= ${now} order by person_id`.execute(trx)
  return rows.map(({ personId }) => personId)
}
