import { sql } from 'kysely'
import type { Db, Sweeping } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { EventId, PlatformId } from '../../../domain/ids.ts'

/** The times of events to come, in the order of their ids. */
export function listComingTimes(
  db: Db,
  platformId: PlatformId,
  page: { now: Date; after: EventId | undefined; limit: number },
) {
  const events = comingEvents(db, platformId, page.now)
    .select(['id', 'startsWall', 'endsWall', 'timeZone', 'startsAt', 'endsAt', 'zoneDiffersSince'])
    .orderBy('id')
    .limit(page.limit)
  return (page.after ? events.where('id', '>', page.after) : events).execute()
}

/** Events to come whose zone was found to differ, by start. */
export function listDiffering(db: Db, platformId: PlatformId, now: Date, limit: number) {
  return withNames(comingEvents(db, platformId, now))
    .where('zoneDiffersSince', 'is not', null)
    .orderBy('startsAt')
    .limit(limit)
    .execute()
}

export function findComing(db: Db, platformId: PlatformId, eventId: EventId, now: Date) {
  return withNames(comingEvents(db, platformId, now))
    .where('events.id', '=', eventId)
    .executeTakeFirst()
}

export async function setDiffering(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
  zoneDiffersSince: Date | null,
): Promise<void> {
  await db
    .updateTable('events')
    .set({ zoneDiffersSince })
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .execute()
}

/** Platforms whose times were not compared with these rules or not for a while, or did not agree the last time. */
export function listPlatformsToCompare(db: Sweeping, now: Date, rules: string): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select platform_id from platforms where zones_due_at <= ${now}
    union
    select platform_id from platforms where zones_checked_with < ${rules}
    union
    select platform_id from platforms where zones_checked_with > ${rules}
    union
    select platform_id from events
    where zone_differs_since is not null and cancelled_at is null and starts_at > ${now}`,
  )
}

export async function setCompared(
  db: Db,
  platformId: PlatformId,
  next: { zonesDueAt: Date; zonesCheckedWith: string },
): Promise<void> {
  await db.updateTable('platforms').set(next).where('platformId', '=', platformId).execute()
}

function comingEvents(db: Db, platformId: PlatformId, now: Date) {
  return db
    .selectFrom('events')
    .where('events.platformId', '=', platformId)
    .where('events.startsAt', '>', now)
    .where('events.cancelledAt', 'is', null)
}

const withNames = (events: ReturnType<typeof comingEvents>) =>
  events
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select(['events.id', 'events.name', 'courses.name as courseName', 'events.version', 'zoneDiffersSince'])
    .select(['startsWall', 'endsWall', 'timeZone', 'startsAt', 'endsAt'])
