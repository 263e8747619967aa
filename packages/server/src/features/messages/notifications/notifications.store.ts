import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type {
  ChangeId,
  EventId,
  MailId,
  NotificationId,
  PersonId,
  PlatformId,
  SessionId,
} from '../../../domain/ids.ts'
import type { NotificationParams } from '../../../domain/notification.ts'
import type { NotificationKind } from '../../../domain/notification-rules.ts'

interface NewNotification {
  readonly platformId: PlatformId
  readonly kind: NotificationKind
  readonly sessionId: SessionId | null
  readonly eventIds: readonly EventId[]
  readonly params: NotificationParams
  readonly key: string
  readonly createdAt: Date
  readonly heldUntil: Date | null
  readonly changeId: ChangeId | null
}

/** One for each of these people; people who have one with the same key get no other. */
export async function insertNotifications(
  trx: Trx,
  notification: NewNotification,
  people: readonly { id: NotificationId; personId: PersonId }[],
): Promise<void> {
  if (people.length === 0) return
  const eventIds = [...notification.eventIds]
  const params = JSON.stringify(notification.params)
  const rows = people.map((person) => ({ ...notification, ...person, eventIds, params }))
  await insertRows(trx, 'notifications', rows, ['params'])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Learners with a place in a session, and instructors of these events; without events, of the session or any event of it. */
export async function listPeopleOfSession(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  eventIds: readonly EventId[],
): Promise<PersonId[]> {
  const { rows } = await sql<{ personId: PersonId }>`
    select person_id from enrollments
      where platform_id = ${platformId} and session_id = ${sessionId} and status = any(${[...enrolledStatuses]})
    union
    ${teachersOf(platformId, sessionId, eventIds)}`.execute(db)
  return rows.map((row) => row.personId)
}

/** Instructors of these events; without events, of the session or any event of it. */
export async function listTeachers(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  eventIds: readonly EventId[],
): Promise<PersonId[]> {
  const { rows } = await sql<{ personId: PersonId }>`${teachersOf(platformId, sessionId, eventIds)}`.execute(
    db,
  )
  return rows.map((row) => row.personId)
}

function teachersOf(platformId: PlatformId, sessionId: SessionId, eventIds: readonly EventId[]) {
  if (eventIds.length > 0) {
    return sql`select person_id from teaching
      where platform_id = ${platformId} and event_id = any(${[...eventIds]}::uuid[])`
  }
  return sql`
    select person_id from session_instructors where platform_id = ${platformId} and session_id = ${sessionId}
    union
    select person_id from teaching where platform_id = ${platformId} and session_id = ${sessionId}`
}

/**
 * Learners with a place in these sessions, and instructors of these or of any event of them; by session.
 *
 * @param withLine also people who wait, were offered a place or asked for one
 */
export async function listPeopleOfSessions(
  db: Db | Trx,
  platformId: PlatformId,
  sessionIds: readonly SessionId[],
  { withLine }: { withLine: boolean },
): Promise<{ personId: PersonId; sessionId: SessionId }[]> {
  const ofThese = sql`platform_id = ${platformId} and session_id = any(${[...sessionIds]}::uuid[])`
  const has = withLine ? sql`status <> 'cancelled'` : sql`status = any(${[...enrolledStatuses]})`
  const { rows } = await sql<{ personId: PersonId; sessionId: SessionId }>`
    select session_id, person_id from enrollments where ${ofThese} and ${has}
    union
    select session_id, person_id from session_instructors where ${ofThese}
    union
    select session_id, person_id from teaching where ${ofThese}
    order by session_id, person_id`.execute(db)
  return rows
}

/** Who has a place in a session. */
export async function listLearners(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
): Promise<PersonId[]> {
  const rows = await db
    .selectFrom('enrollments')
    .select('personId')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', [...enrolledStatuses])
    .execute()
  return rows.map((row) => row.personId)
}

export async function listSuperadmins(db: Db | Trx, platformId: PlatformId): Promise<PersonId[]> {
  const rows = await db
    .selectFrom('people')
    .select('id')
    .where('platformId', '=', platformId)
    .where('active', '=', true)
    .where(sql<boolean>`'superadmin' = any(roles)`)
    .execute()
  return rows.map((row) => row.id)
}

/** People for whom something waits to be written, by id. */
export async function listToWriteTo(
  db: Db,
  platformId: PlatformId,
  { now, after, limit }: { now: Date; after: PersonId | undefined; limit: number },
): Promise<PersonId[]> {
  const rows = await db
    .selectFrom('notifications')
    .select('personId')
    .distinct()
    .where('platformId', '=', platformId)
    .where('settledAt', 'is', null)
    .where((eb) => eb.or([eb('heldUntil', 'is', null), eb('heldUntil', '<=', now)]))
    .$if(after !== undefined, (query) => query.where('personId', '>', after as PersonId))
    .orderBy('personId')
    .limit(limit)
    .execute()
  return rows.map((row) => row.personId)
}

const shown = [
  'id',
  'kind',
  'sessionId',
  'eventIds',
  'params',
  'saveId',
  'createdAt',
  'readAt',
  'heldUntil',
] as const
export type NotificationRow = Awaited<ReturnType<typeof listUnsettled>>[number]

/**
 * What was told to a person, waits no more and is not settled yet, the oldest first. Nobody takes it back meanwhile.
 */
export function listUnsettled(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  { now, limit }: { now: Date; limit: number },
) {
  return trx
    .selectFrom('notifications')
    .select(shown)
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('settledAt', 'is', null)
    .where((eb) => eb.or([eb('heldUntil', 'is', null), eb('heldUntil', '<=', now)]))
    .orderBy('position')
    .limit(limit)
    .forUpdate()
    .execute()
}

/** Takes back what a change told and is not settled. @returns whom it would have been told */
export async function deleteHeld(trx: Trx, platformId: PlatformId, changeId: ChangeId): Promise<PersonId[]> {
  const rows = await trx
    .deleteFrom('notifications')
    .where('platformId', '=', platformId)
    .where('changeId', '=', changeId)
    .where('settledAt', 'is', null)
    .returning('personId')
    .execute()
  return rows.map((row) => row.personId)
}

/** What a mail was written from. */
export function listOfMail(trx: Trx, platformId: PlatformId, mailId: MailId) {
  return trx
    .selectFrom('notifications')
    .select([...shown, 'personId'])
    .where('platformId', '=', platformId)
    .where('mailId', '=', mailId)
    .orderBy('position')
    .execute()
}

export async function settle(
  trx: Trx,
  platformId: PlatformId,
  ids: readonly NotificationId[],
  settled: { settledAt: Date; outcome: 'mailed' | 'outdated' | 'unwanted'; mailId?: MailId | null },
): Promise<void> {
  if (ids.length === 0) return
  await trx
    .updateTable('notifications')
    .set(settled)
    .where('platformId', '=', platformId)
    .where('id', 'in', ids)
    .execute()
}

export type Addressee = NonNullable<Awaited<ReturnType<typeof findAddressee>>>

export function findAddressee(trx: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return trx
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName', 'language', 'timeZone', 'active'])
    .where('platformId', '=', platformId)
    .where('id', '=', personId)
    .executeTakeFirst()
}

export async function deleteOlder(db: Db, platformId: PlatformId, before: Date): Promise<void> {
  await db
    .deleteFrom('notifications')
    .where('platformId', '=', platformId)
    .where('createdAt', '<', before)
    .execute()
}

/** Platforms where something told is not settled, or what is older than a moment has not been forgotten. */
export function listPlatformsToSend(db: Sweeping, olderThan: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from notifications where settled_at is null
    union
    select platform_id from notifications where created_at < ${olderThan}
    union
    select platform_id from calendar_entries where ends_at < ${olderThan}`,
  )
}

/** What somebody is called, and who decides about what they ask for: their manager, and who stands in. */
export async function findDeciders(trx: Trx, platformId: PlatformId, personId: PersonId, now: Date) {
  const { rows } = await sql<{ name: string; deciders: PersonId[] }>`
    select trim(p.first_name || ' ' || p.last_name) as name, array(
      select m.id from people m where m.platform_id = p.platform_id and m.active and (m.id = p.manager_id
        or m.id in (select d.deputy_id from manager_deputies d where d.platform_id = p.platform_id
          and d.manager_id = p.manager_id and d.ends_at > ${now} and d.deputy_id <> p.id))
      order by m.id) as deciders
    from people p where p.platform_id = ${platformId} and p.id = ${personId}`.execute(trx)
  return rows[0] ?? { name: '', deciders: [] }
}
