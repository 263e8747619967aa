import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
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
