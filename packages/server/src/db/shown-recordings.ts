import { sql } from 'kysely'

/** Whether learners see recordings of an event of a query: as it says, as its course has it, or else the platform. */
export const showsRecordings = sql<boolean>`coalesce(events.shows_recording,
  (select shows_recordings from courses c where c.platform_id = events.platform_id and c.id = events.course_id),
  (select shows_recordings from platforms p where p.platform_id = events.platform_id))`
