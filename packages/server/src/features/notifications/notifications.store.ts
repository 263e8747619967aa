import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import { enrolledStatuses } from '../../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../domain/ids.ts'
import type { NotificationKind, NotificationParams } from '../../domain/notification.ts'

interface NewNotification {
  readonly platformId: PlatformId
  readonly kind: NotificationKind
  readonly sessionId: SessionId
  readonly eventIds: readonly EventId[]
  readonly params: NotificationParams
  readonly key: string
  readonly createdAt: Date
}

/** One for each of these people; who has one with the same key gets no other. */
export async function insertNotifications(
  trx: Trx,
  notification: NewNotification,
  people: readonly { id: string; personId: PersonId }[],
): Promise<void> {
  if (people.length === 0) return
  await trx
    .insertInto('notifications')
    .values(
      people.map((person) => ({
        ...notification,
        ...person,
        eventIds: [...notification.eventIds],
        params: JSON.stringify(notification.params),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Who has a place in a session or teaches it. */
export async function listPeopleOfSession(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
): Promise<PersonId[]> {
  const { rows } = await sql<{ personId: PersonId }>`
    select person_id from enrollments
      where platform_id = ${platformId} and session_id = ${sessionId} and status = any(${[...enrolledStatuses]})
    union
    select person_id from session_instructors where platform_id = ${platformId} and session_id = ${sessionId}`.execute(
    db,
  )
  return rows.map((row) => row.personId)
}

/** The oldest that nobody works on, with who they are for. They stay locked until the transaction ends. */
export function takeUnsettled(trx: Trx, platformId: PlatformId, limit: number) {
  return trx
    .selectFrom('notifications')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'notifications.platformId')
        .onRef('people.id', '=', 'notifications.personId'),
    )
    .select(['notifications.id', 'kind', 'sessionId', 'eventIds', 'params', 'personId'])
    .select(['email', 'firstName', 'lastName', 'language', 'timeZone', 'active', 'wantsReminders'])
    .where('notifications.platformId', '=', platformId)
    .where('settledAt', 'is', null)
    .orderBy('notifications.createdAt')
    .orderBy('notifications.id')
    .limit(limit)
    .forUpdate('notifications')
    .skipLocked()
    .execute()
}

export async function settle(
  trx: Trx,
  platformId: PlatformId,
  id: string,
  settled: { settledAt: Date; outcome: 'mailed' | 'outdated' | 'unwanted' },
): Promise<void> {
  await trx
    .updateTable('notifications')
    .set(settled)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** A session with what a person has in it. */
export async function findSituation(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personId: PersonId,
) {
  return db
    .selectFrom('sessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .leftJoin('enrollments', (join) =>
      join
        .onRef('enrollments.platformId', '=', 'sessions.platformId')
        .onRef('enrollments.sessionId', '=', 'sessions.id')
        .on('enrollments.personId', '=', personId),
    )
    .leftJoin('sessionInstructors', (join) =>
      join
        .onRef('sessionInstructors.platformId', '=', 'sessions.platformId')
        .onRef('sessionInstructors.sessionId', '=', 'sessions.id')
        .on('sessionInstructors.personId', '=', personId),
    )
    .select(['sessions.name as sessionName', 'courses.name as courseName'])
    .select(['enrollments.status', 'enrollments.offerExpiresAt', 'sessionInstructors.personId as teachingId'])
    .where('sessions.platformId', '=', platformId)
    .where('sessions.id', '=', sessionId)
    .executeTakeFirst()
}

/** Events of a session that have not ended, as calendars show them. */
export function listEvents(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  filter: { eventIds: readonly EventId[] | undefined; now: Date; limit: number },
) {
  const events = db
    .selectFrom('events')
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select(['events.id', 'events.name', 'events.description', 'events.startsAt', 'events.endsAt'])
    .select(['events.cancelledAt', 'events.cancelReason', 'events.calendarSequence', 'events.createdAt'])
    .select('courses.name as courseName')
    .where('events.platformId', '=', platformId)
    .where('events.sessionId', '=', sessionId)
    .where('events.endsAt', '>', filter.now)
    .orderBy('events.startsAt')
    .limit(filter.limit)
  return (filter.eventIds ? events.where('events.id', 'in', [...filter.eventIds]) : events).execute()
}

/** Events whose reminder is due: they begin within so many minutes, and later than the moment of the next one. */
export function listToRemind(
  db: Db,
  platformId: PlatformId,
  span: { from: Date; until: Date },
  limit: number,
) {
  return db
    .selectFrom('events')
    .select(['id', 'sessionId', 'startsAt'])
    .where('platformId', '=', platformId)
    .where('cancelledAt', 'is', null)
    .where('startsAt', '>', span.from)
    .where('startsAt', '<=', span.until)
    .orderBy('startsAt')
    .limit(limit)
    .execute()
}

export async function hasReminder(db: Db, platformId: PlatformId, key: string): Promise<boolean> {
  const row = await db
    .selectFrom('notifications')
    .select('id')
    .where('platformId', '=', platformId)
    .where('key', '=', key)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function reminderMinutes(db: Db | Trx, platformId: PlatformId): Promise<number[]> {
  const row = await db
    .selectFrom('platforms')
    .select('reminderMinutes')
    .where('platformId', '=', platformId)
    .executeTakeFirstOrThrow()
  return row.reminderMinutes
}

export async function setReminderMinutes(trx: Trx, platformId: PlatformId, minutes: number[]): Promise<void> {
  await trx
    .updateTable('platforms')
    .set({ reminderMinutes: minutes })
    .where('platformId', '=', platformId)
    .execute()
}

export async function findWish(db: Db, platformId: PlatformId, personId: PersonId): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('wantsReminders')
    .where('platformId', '=', platformId)
    .where('id', '=', personId)
    .executeTakeFirst()
  return row?.wantsReminders ?? false
}

export async function setWish(db: Db, platformId: PlatformId, personId: PersonId, wantsReminders: boolean) {
  await db
    .updateTable('people')
    .set({ wantsReminders })
    .where('platformId', '=', platformId)
    .where('id', '=', personId)
    .execute()
}
