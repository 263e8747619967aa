import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { EventId, PlatformId, SessionId } from '../../../domain/ids.ts'

export interface DueReminder {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly startsAt: Date
}

/** Events whose reminder is due and was not told yet: they start in this span. */
export function listToRemind(
  db: Db,
  platformId: PlatformId,
  span: { from: Date; until: Date; minutes: number },
  limit: number,
): Promise<DueReminder[]> {
  return db
    .selectFrom('events')
    .select(['id', 'sessionId', 'startsAt'])
    .where('platformId', '=', platformId)
    .where('cancelledAt', 'is', null)
    .where('startsAt', '>', span.from)
    .where('startsAt', '<=', span.until)
    .where(
      sql<boolean>`not exists (select from event_reminders told where told.platform_id = ${platformId}
        and told.event_id = events.id and told.starts_at = events.starts_at and told.minutes = ${span.minutes})`,
    )
    .orderBy('startsAt')
    .limit(limit)
    .execute()
}

/** A reminder may come so late, and no later than this part of its time before the start. */
export const LATE = { minutes: 60, part: 0.75 }

/**
 * Platforms for which {@link listToRemind} finds events: of each number of minutes that some platform has chosen, only
 * the events of the stretch in which its reminder goes out are looked at.
 */
export function listPlatformsToRemind(db: Sweeping, now: Date): Promise<PlatformId[]> {
  const minutesFromNow = (minutes: ReturnType<typeof sql>) =>
    sql`${now}::timestamptz + ${minutes} * interval '1 minute'`
  return platformsOf(
    db,
    sql`
    with recursive choices (minutes) as (
      (select reminder_minutes from platforms order by reminder_minutes limit 1)
      union all
      select (select next.reminder_minutes from platforms next where next.reminder_minutes > choices.minutes
        order by next.reminder_minutes limit 1) from choices where choices.minutes is not null
    ), offsets as (
      select distinct unnest(minutes)::float8 as minutes from choices
    )
    select distinct events.platform_id from offsets
    join events on events.cancelled_at is null
      and events.starts_at > ${minutesFromNow(sql`(offsets.minutes - least(${LATE.minutes}::float8, offsets.minutes * ${LATE.part}::float8))`)}
      and events.starts_at <= ${minutesFromNow(sql`offsets.minutes`)}
    join platforms on platforms.platform_id = events.platform_id
      and offsets.minutes = any(platforms.reminder_minutes)
    where not exists (select from unnest(platforms.reminder_minutes) as nearer (minutes)
        where nearer.minutes < offsets.minutes and events.starts_at <= ${minutesFromNow(sql`nearer.minutes`)})
      and not exists (select from event_reminders told where told.platform_id = events.platform_id
        and told.event_id = events.id and told.starts_at = events.starts_at and told.minutes = offsets.minutes)`,
  )
}

/** @returns false when somebody told it already */
export async function insertReminder(
  trx: Trx,
  platformId: PlatformId,
  reminder: DueReminder & { minutes: number },
): Promise<boolean> {
  const { id: eventId, startsAt, minutes } = reminder
  const row = await trx
    .insertInto('eventReminders')
    .values({ platformId, eventId, startsAt, minutes })
    .onConflict((conflict) => conflict.doNothing())
    .returning('eventId')
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
