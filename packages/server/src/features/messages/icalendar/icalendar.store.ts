import { type Insertable, type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { isOwn, learns, teaches } from '../../../db/own-events.ts'
import type { CalendarFeedsTable } from '../../../db/tables.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

export function findFeed(db: Db, platformId: PlatformId, personId: PersonId) {
  return db
    .selectFrom('calendarFeeds')
    .select(['createdAt', 'readAt'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .executeTakeFirst()
}

/** The active person behind a feed's token, with how they read. */
export function findReader(db: Db, platformId: PlatformId, tokenHash: Buffer) {
  return db
    .selectFrom('calendarFeeds')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'calendarFeeds.platformId')
        .onRef('people.id', '=', 'calendarFeeds.personId'),
    )
    .select(['people.id as personId', 'people.language', 'readAt'])
    .where('calendarFeeds.platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .where('people.active', '=', true)
    .executeTakeFirst()
}

/** A person has one feed: a new one takes the place of the old. */
export async function putFeed(db: Db, feed: Insertable<CalendarFeedsTable>): Promise<void> {
  const { tokenHash, createdAt } = feed
  await db
    .insertInto('calendarFeeds')
    .values(feed)
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'personId'])
        .doUpdateSet({ tokenHash, createdAt: createdAt as Date, readAt: null }),
    )
    .execute()
}

export async function setRead(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  readAt: Date,
): Promise<void> {
  await db
    .updateTable('calendarFeeds')
    .set({ readAt })
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .execute()
}

export async function deleteFeed(db: Db, platformId: PlatformId, personId: PersonId): Promise<void> {
  await db
    .deleteFrom('calendarFeeds')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .execute()
}

/** Events that a person has a place in, or teaches, also cancelled ones; by id also others. By start. */
export function listCalendarEvents(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  filter:
    | { eventIds: readonly EventId[] }
    | { eventId: EventId }
    | { from: Date; until: Date; limit: number },
) {
  const events = db
    .selectFrom('events')
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select([
      'events.id',
      'events.name',
      'events.description',
      'events.startsAt',
      'events.endsAt',
      'events.cancelledAt',
      'events.cancelReason',
      'events.calendarSequence',
      sequenceFor(platformId, personId).as('sequence'),
      'events.createdAt',
      'events.place',
      'events.accountId',
      'courses.name as courseName',
    ])
    .select(teaches(platformId, personId).as('teaches'))
    .select(sql<boolean>`(${learns(platformId, personId)} or ${teaches(platformId, personId)})`.as('isOwn'))
    .where('events.platformId', '=', platformId)
    .orderBy('startsAt')
    .orderBy('events.id')
  if ('eventIds' in filter) {
    return events.where('events.id', '=', sql<EventId>`any(${[...filter.eventIds]}::uuid[])`).execute()
  }
  return (
    'eventId' in filter
      ? events
          .where('events.id', '=', filter.eventId)
          .where(sql<boolean>`(${learns(platformId, personId)} or ${teaches(platformId, personId)})`)
      : events
          .where(isOwn(platformId, personId, 'mine', filter))
          .where('endsAt', '>', filter.from)
          .where('startsAt', '<', filter.until)
          .limit(filter.limit)
  ).execute()
}

/** What a person's calendar sees beside the mails: never lower than what was mailed, and higher once the event changed. */
function sequenceFor(platformId: PlatformId, personId: PersonId): RawBuilder<number> {
  return sql<number>`coalesce(
    (select said.sequence + greatest(0, events.calendar_sequence - said.event_sequence) from calendar_entries said
      where said.platform_id = ${platformId} and said.person_id = ${personId} and said.event_id = events.id),
    events.calendar_sequence)`
}
