import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { EventId, PlatformId, SessionId } from '../../../domain/ids.ts'

export interface UnstartedRow {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly startsAt: Date
  readonly appId: string
  readonly sessionType: string
}

/** No instructor pressed Start. Needs `events` in the query. */
const isUnstarted = sql`not exists (
  select from event_entries e where e.platform_id = events.platform_id and e.event_id = events.id
    and e.role = 'instructor')`

/** Running events with a tool that nobody has started, whose time came before a moment and without an alarm yet. */
export async function listUnstarted(
  db: Db,
  platformId: PlatformId,
  span: { startedBefore: Date; now: Date; limit: number },
): Promise<UnstartedRow[]> {
  const { rows } = await sql<UnstartedRow>`
    select events.id, events.session_id, events.starts_at, accounts.app_id,
      accounts.session_type
    from events
    join accounts on accounts.platform_id = events.platform_id and accounts.id = events.account_id
    where events.platform_id = ${platformId} and events.cancelled_at is null
      and events.starts_at <= ${span.startedBefore} and events.ends_at > ${span.now}
      and events.starts_at > ${span.now}::timestamptz - interval '25 hours' and ${isUnstarted}
      and not exists (select from event_alarms a where a.platform_id = events.platform_id
        and a.event_id = events.id and a.starts_at = events.starts_at)
    order by events.starts_at limit ${span.limit}`.execute(db)
  return rows
}

/** Platforms for which {@link listUnstarted} or {@link listAlarms} finds events. */
export function listPlatformsWithUnstarted(
  db: Sweeping,
  span: { startedBefore: Date; now: Date },
): Promise<PlatformId[]> {
  const isRecent = sql`> ${span.now}::timestamptz - interval '25 hours'` // longer than any event
  return platformsOf(
    db,
    sql`
    select distinct platform_id from events
    where cancelled_at is null and account_id is not null
      and starts_at <= ${span.startedBefore} and starts_at ${isRecent} and ends_at > ${span.now} and ${isUnstarted}
      and not exists (select from event_alarms a where a.platform_id = events.platform_id
        and a.event_id = events.id and a.starts_at = events.starts_at)
    union
    select events.platform_id from event_alarms a
    join events on events.platform_id = a.platform_id and events.id = a.event_id and events.starts_at = a.starts_at
    where a.cleared_at is null and a.starts_at ${isRecent} and events.cancelled_at is null
      and events.account_id is not null and events.ends_at > ${span.now} and ${isUnstarted}`,
  )
}

/** @returns false when there is one already */
export async function insertAlarm(
  trx: Trx,
  alarm: { platformId: PlatformId; eventId: EventId; startsAt: Date; raisedAt: Date; clearedAt: Date | null },
): Promise<boolean> {
  const row = await trx
    .insertInto('eventAlarms')
    .values(alarm)
    .onConflict((conflict) => conflict.doNothing())
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}

/** The room of an event runs, whoever started it. */
export async function clearAlarm(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
  clearedAt: Date,
): Promise<void> {
  await db
    .updateTable('eventAlarms')
    .set({ clearedAt })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('clearedAt', 'is', null)
    .execute()
}

/** Events with an alarm that still run and that nobody has started, the oldest first. */
export async function listAlarms(db: Db, platformId: PlatformId, now: Date) {
  const { rows } = await sql<{ eventId: EventId }>`
    select events.id as event_id from event_alarms a
    join events on events.platform_id = a.platform_id and events.id = a.event_id and events.starts_at = a.starts_at
    where a.platform_id = ${platformId} and a.cleared_at is null and events.cancelled_at is null and events.account_id is not null
      and events.ends_at > ${now} and ${isUnstarted}
    order by events.starts_at limit 50`.execute(db)
  return rows.map((row) => row.eventId)
}
