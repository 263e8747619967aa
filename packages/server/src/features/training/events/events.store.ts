import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { eventsOfPerson, mayStart } from '../../../db/own-events.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import { showsRecordingsOfCourse } from '../../../db/shown-recordings.ts'
import type { EventsTable } from '../../../db/tables.ts'
import type { AccountId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import type { RoomState } from '../../../domain/room.ts'
import type { RoomOptions } from '../../../domain/room-options.ts'

/** The room that is held ready; few events have one, and others ask for none. */
const spare = sql<SpareRow | null>`case when events.spare_account_id is null then null else (
  select json_build_object('accountId', a.id, 'accountName', a.name, 'appId', a.app_id, 'state', r.state,
    'reason', r.reason, 'providerKey', r.provider_key, 'replacedAt', r.replaced_at)
  from rooms r join accounts a on a.platform_id = r.platform_id and a.id = r.account_id
  where r.platform_id = events.platform_id and r.event_id = events.id and r.is_spare) end`

/** Where whoever asks works in the room; few events have groups, and others ask for none. */
const ownGroup = sql<string | null>`case when events.room_options -> 'breakoutGroups' is null then null else (
  select m.group_name from breakout_members m
  where m.platform_id = events.platform_id and m.event_id = events.id and m.person_id = enrollments.person_id) end`

/** Whose sign-in the room may ask for; who does not start it is not told. */
const organizerEmail = sql<string | null>`case when ${mayStart} is null then null else (
  select o.email from organizers o
  where o.platform_id = events.platform_id and o.id = rooms.organizer_id) end`

interface SpareRow {
  readonly accountId: AccountId
  readonly accountName: string
  readonly appId: string
  readonly state: RoomState
  readonly reason: StoredMessage | null
  readonly providerKey: string | null
  readonly replacedAt: string | null
}

/** Events with the names around them, and what the person has to do with each. */
function eventsFor(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return eventsOfPerson(db, personId)
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'events.platformId')
        .onRef('sessions.id', '=', 'events.sessionId'),
    )
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .leftJoin('accounts', (join) =>
      join
        .onRef('accounts.platformId', '=', 'events.platformId')
        .onRef('accounts.id', '=', 'events.accountId'),
    )
    .select([
      'events.id',
      'events.sessionId',
      'events.courseId',
      'events.name',
      'events.description',
      'events.startsWall',
      'events.endsWall',
      'events.timeZone',
      'events.startsAt',
      'events.endsAt',
      'events.accountId',
      'events.version',
      'events.cancelledAt',
      'events.cancelReason',
      'events.cancelledWith',
      'events.calendarSequence',
      'events.place',
      'events.breaks',
      'events.joinOpensMinutes',
      'events.showsRecording',
      'events.seriesId',
      'events.roomOptions',
      'events.spareAccountId',
      'events.isSpareUnheld',
    ])
    .select([
      'sessions.name as sessionName',
      'courses.name as courseName',
      'courses.hue as courseOwnHue',
      'accounts.appId',
      'accounts.name as accountName',
      'accounts.sessionType',
      'accounts.roomOptions as accountRoomOptions',
      'courses.roomOptions as courseRoomOptions',
      'courses.evidenceProfile',
      'enrollments.personId as enrolledPersonId',
      'sessionInstructors.personId as planningPersonId',
      'rooms.state as roomState',
      'rooms.reason as roomReason',
      'rooms.drift as roomDrift',
      'rooms.changedAt as roomChangedAt',
      'rooms.providerKey as roomKey',
    ])
    .select(showsRecordingsOfCourse(platformId).as('showsRecordings'))
    .select([spare.as('spare'), ownGroup.as('ownGroup'), organizerEmail.as('organizerEmail')])
    .select(mayStart.as('teachingPersonId'))
    .where('events.platformId', '=', platformId)
}

/** The same, and whether they have instructors of their own. */
function eventsOf(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return eventsFor(db, platformId, personId).select((eb) =>
    eb
      .exists(
        eb
          .selectFrom('eventInstructors as own')
          .select('own.personId')
          .whereRef('own.platformId', '=', 'events.platformId')
          .whereRef('own.eventId', '=', 'events.id'),
      )
      .$castTo<boolean>()
      .as('hasOwnInstructors'),
  )
}

export type EventRow = Awaited<ReturnType<typeof listEventsByIds>>[number]

interface Named {
  readonly id: PersonId
  readonly firstName: string
  readonly lastName: string
}

/** Who stands in a list of instructors, by name; nobody = null. */
const namedIn = (platformId: PlatformId, table: string, id: string, whose: string) =>
  sql<{ people: readonly Named[] | null }>`(select json_agg(
      json_build_object('id', people.id, 'firstName', people.first_name, 'lastName', people.last_name)
      order by people.last_name collate by_name, people.first_name collate by_name) as people
    from ${sql.table(table)} list
    join people on people.platform_id = list.platform_id and people.id = list.person_id
    where list.platform_id = ${platformId} and list.${sql.ref(id)} = ${sql.ref(whose)})`

/** The same with who teaches each, by name: its own instructors, or else those of its session. */
export function eventsWithInstructors(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return eventsFor(db, platformId, personId)
    .leftJoinLateral(namedIn(platformId, 'event_instructors', 'event_id', 'events.id').as('own'), (join) =>
      join.onTrue(),
    )
    .leftJoinLateral(
      namedIn(platformId, 'session_instructors', 'session_id', 'sessions.id').as('usual'),
      (join) => join.on('own.people', 'is', null),
    )
    .select(sql<boolean>`own.people is not null`.as('hasOwnInstructors'))
    .select(sql<readonly Named[]>`coalesce(own.people, usual.people, '[]')`.as('instructors'))
}

export interface ForPerson {
  readonly platformId: PlatformId
  readonly personId: PersonId
}

const eventById = readTogether(
  { personId: 'uuid', eventId: 'uuid' },
  (db, value: Values<ForPerson & { eventId: EventId }>) =>
    eventsWithInstructors(db, value('platformId'), value('personId')).where(
      'events.id',
      '=',
      value('eventId'),
    ),
)

export async function findEvent(db: Db | Trx, platformId: PlatformId, personId: PersonId, eventId: EventId) {
  const [event] = await eventById(db, { platformId, personId, eventId })
  return event
}

export function listEventsByIds(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
) {
  if (eventIds.length === 0) return Promise.resolve([])
  return eventsOf(db, platformId, personId)
    .where('events.id', 'in', eventIds)
    .orderBy('events.startsAt')
    .orderBy('events.id')
    .execute()
}

const MOST_OF_SESSION = 1000

/** Sorted by whoever asks: to have them by start, all events of the platform might be walked over. */
const eventsOfSession = readTogether(
  { personId: 'uuid', sessionId: 'uuid' },
  (db, value: Values<ForPerson & { sessionId: SessionId }>) =>
    eventsWithInstructors(db, value('platformId'), value('personId')).where(
      'events.sessionId',
      '=',
      value('sessionId'),
    ),
)

/** By start. */
export async function listEventsOfSession(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  sessionId: SessionId,
) {
  const events = await eventsOfSession(db, { platformId, personId, sessionId })
  return events
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_OF_SESSION)
}

export async function insertEvent(trx: Trx, event: Insertable<EventsTable>): Promise<void> {
  await trx.insertInto('events').values(event).execute()
}

/** @returns as it is now, with what is said of rooms around it */
export function updateEvent(
  trx: Trx,
  platformId: PlatformId,
  target: { eventId: EventId; expectedVersion: number },
  change: Updateable<EventsTable>,
) {
  return trx
    .updateTable('events')
    .set((eb) => ({ ...change, version: eb('version', '+', 1), calendarSequence: sequenceAfter(change) }))
    .where('platformId', '=', platformId)
    .where('id', '=', target.eventId)
    .where('version', '=', target.expectedVersion)
    .returningAll()
    .returning([
      sql<RoomOptions | null>`(select a.room_options from accounts a
        where a.platform_id = events.platform_id and a.id = events.account_id)`.as('accountRoomOptions'),
      sql<RoomOptions>`(select c.room_options from courses c
        where c.platform_id = events.platform_id and c.id = events.course_id)`.as('courseRoomOptions'),
    ])
    .executeTakeFirst()
}

/** Calendar programs take a new time or place only with a higher number; for anything else it stays. */
function sequenceAfter({ startsAt, endsAt, place }: Updateable<EventsTable>) {
  const changed = [
    ...(startsAt && endsAt ? [sql<boolean>`starts_at <> ${startsAt} or ends_at <> ${endsAt}`] : []),
    ...(place === undefined ? [] : [sql<boolean>`place <> ${place}`]),
  ]
  if (changed.length === 0) return sql<number>`calendar_sequence`
  return sql<number>`calendar_sequence + (${sql.join(changed, sql` or `)})::int`
}

/** An event that people of the same session can't change meanwhile. */
export function lockEvent(trx: Trx, platformId: PlatformId, eventId: EventId) {
  return trx
    .selectFrom('events')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .forUpdate()
    .executeTakeFirst()
}

/** Somebody else teaches it: what people see of it is another. */
export async function raiseVersion(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<void> {
  await trx
    .updateTable('events')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .execute()
}

/** Lets events hold nothing, or hold again what they stand for, within a transaction. */
export async function setLifted(
  trx: Trx,
  platformId: PlatformId,
  ids: readonly EventId[],
  isLifted: boolean,
): Promise<void> {
  if (ids.length === 0) return
  await trx
    .updateTable('events')
    .set({ cancelledAt: isLifted ? sql<Date>`'epoch'` : null })
    .where('platformId', '=', platformId)
    .where('id', 'in', [...ids])
    .execute()
}

/** Where events of a session hold a spare: as it says itself, or its course. */
export async function findInheritedSpare(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
): Promise<AccountId | undefined> {
  const { rows } = await sql<{ accountId: AccountId | null }>`
    select case when sessions.has_own_spare then sessions.spare_account_id else courses.spare_account_id end as account_id
    from sessions join courses on courses.platform_id = sessions.platform_id and courses.id = sessions.course_id
    where sessions.platform_id = ${platformId} and sessions.id = ${sessionId}`.execute(trx)
  return rows[0]?.accountId ?? undefined
}

/** It is there again. */
export async function forgetRemoved(trx: Trx, platformId: PlatformId, id: EventId): Promise<void> {
  await trx.deleteFrom('removedEvents').where('platformId', '=', platformId).where('id', '=', id).execute()
}

/** People of whom evidence would go with these events: they were marked, were found to be there, or were in a room. */
export async function countWithEvidence(
  trx: Trx,
  platformId: PlatformId,
  ids: readonly EventId[],
): Promise<number> {
  const of = sql`platform_id = ${platformId} and event_id = any(${[...ids]}::uuid[])`
  const { rows } = await sql<{ people: number }>`
    select count(*)::int as people from (
      select person_id from attendance_marks where ${of} and status <> 'not-set'
      union
      select person_id from attendance_verdicts where ${of} and superseded_at is null and status in ('present', 'partly')
      union
      select person_id from attendance_stays where ${of} and person_id is not null and role = 'learner') known`.execute(
    trx,
  )
  return rows[0]?.people ?? 0
}

export async function removeEvents(
  trx: Trx,
  platformId: PlatformId,
  ids: readonly EventId[],
  removedAt: Date,
): Promise<void> {
  await trx
    .insertInto('removedEvents')
    .columns(['platformId', 'id', 'name', 'removedAt', 'sessionId', 'courseId'])
    .expression((eb) =>
      eb
        .selectFrom('events')
        .select(['platformId', 'id', 'name', sql<Date>`${removedAt}::timestamptz`.as('removedAt')])
        .select(['sessionId', 'courseId'])
        .where('platformId', '=', platformId)
        .where('id', 'in', [...ids]),
    )
    .execute()
  await trx
    .deleteFrom('events')
    .where('platformId', '=', platformId)
    .where('id', 'in', [...ids])
    .execute()
}
