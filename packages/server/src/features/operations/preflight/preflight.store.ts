import { sql } from 'kysely'
import type { Db, Sweeping } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PreflightsTable } from '../../../db/tables.ts'
import type { EventId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'

type Stage = PreflightsTable['stage']

/** Events with a tool that begin before a moment and were not looked at in this stage since they were planned. */
export function listDue(
  db: Db,
  platformId: PlatformId,
  stage: Stage,
  span: { now: Date; startsBefore: Date },
): Promise<{ id: EventId }[]> {
  return db
    .selectFrom('events')
    .leftJoin('preflights', (join) =>
      join
        .onRef('preflights.platformId', '=', 'events.platformId')
        .onRef('preflights.eventId', '=', 'events.id')
        .on('preflights.stage', '=', stage),
    )
    .select('events.id')
    .where('events.platformId', '=', platformId)
    .where('events.accountId', 'is not', null)
    .where('events.cancelledAt', 'is', null)
    .where('events.startsAt', '>', span.now)
    .where('events.startsAt', '<=', span.startsBefore)
    .where('preflights.checkedAt', 'is', null)
    .limit(200)
    .execute()
}

/** Platforms for which {@link listDue} finds events. */
export function listPlatformsWithDue(
  db: Sweeping,
  now: Date,
  startsBefore: Readonly<Record<'day' | 'hour', Date>>,
): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select platform_id from events
    where cancelled_at is null and account_id is not null and not checked_day
      and starts_at > ${now} and starts_at <= ${startsBefore.day}
    union
    select platform_id from events
    where cancelled_at is null and account_id is not null and not checked_hour
      and starts_at > ${now} and starts_at <= ${startsBefore.hour}`,
  )
}

export async function upsertPreflight(
  db: Db,
  row: {
    platformId: PlatformId
    eventId: EventId
    stage: Stage
    checkedAt: Date
    isGreen: boolean
    findings: StoredMessage[]
  },
): Promise<void> {
  const { checkedAt, isGreen } = row
  const findings = JSON.stringify(row.findings)
  await db
    .insertInto('preflights')
    .values({ ...row, findings })
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'eventId', 'stage']).doUpdateSet({ checkedAt, isGreen, findings }),
    )
    .execute()
  if (row.stage === 'asked') return
  // By this the next round sees over all platforms that it is done.
  await db
    .updateTable('events')
    .set(row.stage === 'day' ? { checkedDay: true } : { checkedHour: true })
    .where('platformId', '=', row.platformId)
    .where('id', '=', row.eventId)
    .execute()
}

/** The newest look at each of some events. */
export function listNewest(db: Db, platformId: PlatformId, eventIds: readonly EventId[]) {
  if (eventIds.length === 0) return Promise.resolve([])
  return (
    db
      .selectFrom('preflights')
      .distinctOn('eventId')
      .select(['eventId', 'stage', 'checkedAt', 'isGreen', 'findings'])
      .where('platformId', '=', platformId)
      .where('eventId', 'in', eventIds)
      .orderBy('eventId')
      .orderBy('checkedAt', 'desc')
      // What somebody asked for in the same moment came after what was due.
      .orderBy((eb) => eb('stage', '=', 'asked'), 'desc')
      .execute()
  )
}

/** Events with a tool that begin within a stretch of time, by start. */
export function listSoon(
  db: Db,
  platformId: PlatformId,
  span: { from: Date; until: Date },
): Promise<{ id: EventId }[]> {
  return db
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', platformId)
    .where('accountId', 'is not', null)
    .where('cancelledAt', 'is', null)
    .where('endsAt', '>', span.from)
    .where('startsAt', '<=', span.until)
    .orderBy('startsAt')
    .limit(500)
    .execute()
}

export async function findSessionId(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
): Promise<SessionId | undefined> {
  const row = await db
    .selectFrom('events')
    .select('sessionId')
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .executeTakeFirst()
  return row?.sessionId
}

/** The name of the account at which an event has no spare, though its session or course wants one there. */
export async function findUnheldSpare(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    select accounts.name from events
    join sessions on sessions.platform_id = events.platform_id and sessions.id = events.session_id
    join courses on courses.platform_id = events.platform_id and courses.id = events.course_id
    join accounts on accounts.platform_id = events.platform_id and accounts.deleted_at is null
      and accounts.id = case when sessions.has_own_spare then sessions.spare_account_id else courses.spare_account_id end
    where events.platform_id = ${platformId} and events.id = ${eventId} and events.account_id is not null
      and events.spare_account_id is null and events.is_spare_unheld and accounts.id <> events.account_id`.execute(
    db,
  )
  return rows[0]?.name
}
