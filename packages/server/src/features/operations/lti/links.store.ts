import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { LtiLinksTable } from '../../../db/tables.ts'
import type {
  AccountId,
  CourseId,
  EventId,
  LmsId,
  LmsLinkId,
  PersonId,
  PlatformId,
  SessionId,
} from '../../../domain/ids.ts'

const MOST_SHOWN = 500

export interface Target {
  readonly courseId: CourseId | null
  readonly sessionId: SessionId | null
  readonly eventId: EventId | null
}

/** What is done with a link by itself; what is left out stays. */
interface Wishes {
  readonly sends?: readonly ('attendance' | 'completion')[] | undefined
  readonly roster?: { readonly isRead: boolean; readonly dueAt: Date | null } | undefined
}

export type LinkRow = NonNullable<Awaited<ReturnType<typeof findLink>>>

const withTarget = (db: Db | Trx, platformId: PlatformId) =>
  db
    .selectFrom('ltiLinks')
    .innerJoin('ltiRegistrations', (join) =>
      join
        .onRef('ltiRegistrations.platformId', '=', 'ltiLinks.platformId')
        .onRef('ltiRegistrations.id', '=', 'ltiLinks.registrationId'),
    )
    .leftJoin('events', (join) =>
      join.onRef('events.platformId', '=', 'ltiLinks.platformId').onRef('events.id', '=', 'ltiLinks.eventId'),
    )
    .leftJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'ltiLinks.platformId')
        .on('sessions.id', '=', sql<SessionId>`coalesce(lti_links.session_id, events.session_id)`),
    )
    .leftJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'ltiLinks.platformId')
        .on('courses.id', '=', sql<CourseId>`coalesce(lti_links.course_id, sessions.course_id)`),
    )
    .selectAll('ltiLinks')
    .select([
      'ltiRegistrations.name as lmsName',
      'ltiRegistrations.issuer',
      'events.name as eventName',
      'sessions.id as inSessionId',
      'sessions.name as sessionName',
      'courses.name as courseName',
    ])
    .where('ltiLinks.platformId', '=', platformId)

/** The ones seen last first. */
export function listLinks(db: Db, platformId: PlatformId) {
  return withTarget(db, platformId)
    .orderBy('ltiLinks.seenAt', 'desc')
    .orderBy('ltiLinks.id')
    .limit(MOST_SHOWN)
    .execute()
}

export function findLink(db: Db | Trx, platformId: PlatformId, id: LmsLinkId) {
  return withTarget(db, platformId).where('ltiLinks.id', '=', id).executeTakeFirst()
}

/** Sessions that somebody teaches and that are not over, the next one first. */
export async function listTaught(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  now: Date,
  limit: number,
) {
  const { rows } = await sql<{ id: SessionId; name: string; courseName: string; firstStartsAt: Date | null }>`
    select s.id, s.name, c.name as course_name, min(e.starts_at) filter (where e.ends_at > ${now}) as first_starts_at
    from session_instructors i
    join sessions s on s.platform_id = i.platform_id and s.id = i.session_id
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id
    left join events e on e.platform_id = s.platform_id and e.session_id = s.id
    where i.platform_id = ${platformId} and i.person_id = ${personId}
      and s.cancelled_at is null and c.cancelled_at is null
    group by s.platform_id, s.id, c.name
    having count(e.id) = 0 or max(e.ends_at) > ${now}
    order by first_starts_at nulls last, s.id
    limit ${limit}`.execute(db)
  return rows
}

/** Events of these sessions that are still to come, the next one first. */
export function listComingEvents(
  db: Db,
  platformId: PlatformId,
  sessionIds: readonly SessionId[],
  now: Date,
  limit: number,
) {
  if (sessionIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('events')
    .select(['id', 'sessionId', 'name', 'startsAt'])
    .where('platformId', '=', platformId)
    .where('sessionId', 'in', sessionIds)
    .where('endsAt', '>', now)
    .where('cancelledAt', 'is', null)
    .orderBy('startsAt')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Courses of which somebody teaches a session, or that they made. */
export async function listCoursesOf(db: Db, platformId: PlatformId, personId: PersonId) {
  const { rows } = await sql<{ id: CourseId; name: string }>`
    select c.id, c.name from courses c
    where c.platform_id = ${platformId} and c.cancelled_at is null
      and (
        c.created_by = ${personId}
        or exists (
          select from sessions s
          join session_instructors i on i.platform_id = s.platform_id and i.session_id = s.id
          where s.platform_id = c.platform_id and s.course_id = c.id and i.person_id = ${personId}
        )
      )
    order by c.name collate by_name, c.id
    limit 200`.execute(db)
  return rows
}

/** The account of the course's latest event that has one. */
export async function findUsualAccount(
  db: Db,
  platformId: PlatformId,
  courseId: CourseId,
): Promise<AccountId | null> {
  const row = await db
    .selectFrom('events')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'events.platformId')
        .onRef('sessions.id', '=', 'events.sessionId'),
    )
    .select('events.accountId')
    .where('events.platformId', '=', platformId)
    .where('sessions.courseId', '=', courseId)
    .where('events.accountId', 'is not', null)
    .orderBy('events.startsAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.accountId ?? null
}

/** Keeps what an LMS says of a course or a link in it. @returns its id */
export async function meetLink(trx: Trx, link: Insertable<LtiLinksTable>): Promise<LmsLinkId> {
  const row = await trx
    .insertInto('ltiLinks')
    .values(link)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'registrationId', 'deploymentId', 'contextId', 'linkKey']).doUpdateSet({
        seenAt: link.seenAt,
        contextTitle: link.contextTitle ?? '',
        title: sql`coalesce(nullif(excluded.title, ''), lti_links.title)`,
        membershipsUrl: sql`coalesce(excluded.memberships_url, lti_links.memberships_url)`,
        lineItemsUrl: sql`coalesce(excluded.line_items_url, lti_links.line_items_url)`,
        lineItemUrl: sql`coalesce(lti_links.line_item_url, excluded.line_item_url)`,
        scopes: link.scopes ?? [],
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** What goes to the LMS by this link is looked at. */
export async function setScoresDue(trx: Trx, platformId: PlatformId, id: LmsLinkId, at: Date): Promise<void> {
  await trx
    .updateTable('ltiLinks')
    .set({ scoresDueAt: at })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** The link that was made by choosing here and has this key, in whatever course of the LMS. */
export function findByKey(db: Db | Trx, platformId: PlatformId, registrationId: LmsId, linkKey: string) {
  return db
    .selectFrom('ltiLinks')
    .select(['id', 'contextId', 'deploymentId'])
    .where('platformId', '=', platformId)
    .where('registrationId', '=', registrationId)
    .where('linkKey', '=', linkKey)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

export function setTarget(
  trx: Trx,
  platformId: PlatformId,
  { id, expectedVersion }: { id: LmsLinkId; expectedVersion?: number },
  { sends, roster, ...target }: Target & Wishes,
) {
  return trx
    .updateTable('ltiLinks')
    .set((eb) => ({
      ...target,
      ...(sends ? { sends: [...sends] } : {}),
      ...(roster ? { readsRoster: roster.isRead, rosterDueAt: roster.dueAt, rosterProblem: null } : {}),
      version: eb('version', '+', 1),
    }))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .$if(expectedVersion !== undefined, (query) => query.where('version', '=', expectedVersion ?? 0))
    .returning('id')
    .executeTakeFirst()
}

export function listWithRosterDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from lti_links where roster_due_at <= ${now}`)
}

/** Links whose roster is due, of LMSes that are let in. */
export async function listRostersDue(
  db: Db,
  platformId: PlatformId,
  now: Date,
  limit: number,
): Promise<LmsLinkId[]> {
  const rows = await withTarget(db, platformId)
    .clearSelect()
    .select('ltiLinks.id')
    .where('ltiLinks.readsRoster', '=', true)
    .where('ltiLinks.rosterDueAt', '<=', now)
    .where('ltiRegistrations.active', '=', true)
    .orderBy('ltiLinks.rosterDueAt')
    .orderBy('ltiLinks.id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Takes the reading of a roster for some minutes: another worker passes it by until then. @returns false when one has it */
export async function takeRosterDue(
  db: Db,
  platformId: PlatformId,
  id: LmsLinkId,
  { now, until }: { now: Date; until: Date },
): Promise<boolean> {
  const row = await db
    .updateTable('ltiLinks')
    .set({ rosterDueAt: until })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('rosterDueAt', '<=', now)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps what came of it. Whoever has switched it off meanwhile has the last word. */
export async function endRosterDue(
  db: Db,
  platformId: PlatformId,
  id: LmsLinkId,
  change: Pick<Updateable<LtiLinksTable>, 'rosterDueAt' | 'rosterReadAt' | 'rosterChange' | 'rosterProblem'>,
): Promise<void> {
  await db
    .updateTable('ltiLinks')
    .set(change)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('readsRoster', '=', true)
    .execute()
}
