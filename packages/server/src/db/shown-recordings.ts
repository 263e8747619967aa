import { type RawBuilder, sql } from 'kysely'
import type { PlatformId } from '../domain/ids.ts'

/** Whether learners see recordings of an event of a query: as it says, as its course has it, or else the platform. */
export const showsRecordings = sql<boolean>`coalesce(events.shows_recording,
  (select shows_recordings from courses c where c.platform_id = events.platform_id and c.id = events.course_id),
  (select shows_recordings from platforms p where p.platform_id = events.platform_id))`

/** The same in a query that has the course of each event: what the platform says is read once for all of them. */
export function showsRecordingsOfCourse(platformId: PlatformId): RawBuilder<boolean> {
  return sql<boolean>`coalesce(events.shows_recording, courses.shows_recordings,
    (select shows_recordings from platforms p where p.platform_id = ${platformId}))`
}

/** Whether an event of a query is recorded: as was said of it last, or its course has it, or else the platform. */
export const recordsEvent = sql<boolean>`coalesce(
  (select n.is_recorded from recording_notices n
    where n.platform_id = events.platform_id and n.event_id = events.id order by n.version desc limit 1),
  (select records_events from courses c where c.platform_id = events.platform_id and c.id = events.course_id),
  (select records_events from platforms p where p.platform_id = events.platform_id))`
