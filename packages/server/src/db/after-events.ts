import { type Selectable, sql } from 'kysely'
import type { AccountId, EventId, PlatformId } from '../domain/ids.ts'
import type { Db, Sweeping, Trx } from './database.ts'
import { platformsOf } from './sweeping.ts'
import type { Tables } from './tables.ts'

/** An event that has ended, with its account. */
export interface Ended {
  readonly id: EventId
  readonly accountId: AccountId
  readonly startsAt: Date
  readonly endsAt: Date
}

interface Span {
  readonly endedSince: Date
  readonly now: Date
}

/** Tables of what tools are asked once an event has ended, again and again: a row for each event, and when it is asked next. */
const nextColumns = { attendanceReadings: 'nextReadAt', recordingSearches: 'nextLookAt' } as const
type AfterEvents = keyof typeof nextColumns

/** What such tables have in common: how a row begins, is found when it is due, and is taken by one node alone. */
export function afterEvents<Table extends AfterEvents>(table: Table) {
  type Row = Selectable<Tables[Table]>
  const rows = sql.table(table)
  const next = sql.ref(nextColumns[table])
  const isDue = (now: Date) => sql`${next} is not null and greatest(${next}, lease_until) <= ${now}`
  /** Events that ended within a span, whose row is not there, or is for another time. Of one platform or all. */
  const isToBegin = ({ endedSince, now }: Span) => sql`
    events.ends_at > ${endedSince} and events.ends_at <= ${now}
    and events.cancelled_at is null and events.account_id is not null
    and not exists (select from ${rows} r where r.platform_id = events.platform_id
      and r.event_id = events.id and r.starts_at = events.starts_at and r.ends_at = events.ends_at)`

  return {
    /** Platforms with events to begin with, or with rows that are due. */
    listPlatforms: (db: Sweeping, span: Span): Promise<PlatformId[]> =>
      platformsOf(
        db,
        sql`
        select distinct platform_id from events where ${isToBegin(span)}
        union
        select distinct platform_id from ${rows} where ${isDue(span.now)}`,
      ),

    async listToBegin(db: Db, platformId: PlatformId, span: Span & { limit: number }): Promise<Ended[]> {
      const found = await sql<Ended>`
        select events.id, events.account_id, events.starts_at, events.ends_at from events
        where events.platform_id = ${platformId} and ${isToBegin(span)}
        order by events.ends_at limit ${span.limit}`.execute(db)
      return found.rows
    },

    async listDue(db: Db, platformId: PlatformId, now: Date, limit: number): Promise<{ eventId: EventId }[]> {
      const found = await sql<{ eventId: EventId }>`
        select event_id from ${rows} where platform_id = ${platformId} and ${isDue(now)}
        order by ${next} limit ${limit}`.execute(db)
      return found.rows
    },

    async find(db: Db | Trx, platformId: PlatformId, eventId: EventId): Promise<Row | undefined> {
      const found = await sql<Row>`
        select * from ${rows} where platform_id = ${platformId} and event_id = ${eventId}`.execute(db)
      return found.rows[0]
    },

    /** Takes a row that is due, alone. @returns undefined when another has it, or there is none */
    async takeLease(
      db: Db,
      platformId: PlatformId,
      eventId: EventId,
      { now, until }: { now: Date; until: Date },
    ): Promise<Row | undefined> {
      const found = await sql<Row>`
        update ${rows} set lease_until = ${until}
        where platform_id = ${platformId} and event_id = ${eventId} and ${isDue(now)}
        returning *`.execute(db)
      return found.rows[0]
    },

    /** Makes a row due at a moment, unless it is before. @returns false when there is none */
    async hasten(trx: Trx, platformId: PlatformId, eventId: EventId, at: Date): Promise<boolean> {
      const found = await sql`
        update ${rows} set ${next} = least(${next}, ${at}::timestamptz)
        where platform_id = ${platformId} and event_id = ${eventId} returning event_id`.execute(trx)
      return found.rows.length > 0
    },

    /** Rows of an account's events that are withheld: what stood in the way may be mended. @returns their events */
    async hastenWithheld(
      trx: Trx,
      platformId: PlatformId,
      accountId: AccountId,
      { endedSince, now }: Span,
    ): Promise<EventId[]> {
      const found = await sql<{ eventId: EventId }>`
        update ${rows} r set ${next} = ${now}
        from events where events.platform_id = r.platform_id and events.id = r.event_id
          and r.platform_id = ${platformId} and r.state = 'withheld' and r.ends_at > ${endedSince}
          and (events.account_id = ${accountId} or exists (select from rooms
            where rooms.platform_id = r.platform_id and rooms.event_id = r.event_id and rooms.account_id = ${accountId}))
        returning r.event_id`.execute(trx)
      return found.rows.map((row) => row.eventId)
    },
  }
}

/** An event with a tool, for who has asked whether it has ended. */
export async function findEnded(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
): Promise<Ended | undefined> {
  const { rows } = await sql<Ended>`
    select id, account_id, starts_at, ends_at from events
    where platform_id = ${platformId} and id = ${eventId} and account_id is not null`.execute(trx)
  return rows[0]
}

/** Whether an event takes place at the time for which its row was begun. */
export async function isAsBegun(
  db: Db,
  {
    platformId,
    eventId,
    startsAt,
    endsAt,
  }: {
    readonly platformId: PlatformId
    readonly eventId: EventId
    readonly startsAt: Date
    readonly endsAt: Date
  },
): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .where('startsAt', '=', startsAt)
    .where('endsAt', '=', endsAt)
    .where('cancelledAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
