import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { AttendanceReadingsTable, AttendanceReportsTable } from '../../../db/tables.ts'
import type {
  AccountId,
  AttendanceReportId,
  EventId,
  PersonId,
  PlatformId,
  RoomId,
} from '../../../domain/ids.ts'

export type ReadingRow = Selectable<AttendanceReadingsTable>

/** Events that ended within a span, whose reading has not begun, or has begun for another time. Of one platform or all. */
const isNotBegun = sql`events.cancelled_at is null and events.account_id is not null
  and not exists (select from attendance_readings r where r.platform_id = events.platform_id
    and r.event_id = events.id and r.starts_at = events.starts_at and r.ends_at = events.ends_at)`

/** Platforms with events to begin with, or whose reading is due. */
export function listPlatformsToRead(
  db: Sweeping,
  span: { endedSince: Date; now: Date },
): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from events
    where events.ends_at > ${span.endedSince} and events.ends_at <= ${span.now} and ${isNotBegun}
    union
    select distinct platform_id from attendance_readings
    where next_read_at is not null and greatest(next_read_at, lease_until) <= ${span.now}`,
  )
}

export async function listToBegin(
  db: Db,
  platformId: PlatformId,
  span: { endedSince: Date; now: Date; limit: number },
) {
  const { rows } = await sql<{ id: EventId; accountId: AccountId; startsAt: Date; endsAt: Date }>`
    select events.id, events.account_id, events.starts_at, events.ends_at from events
    where events.platform_id = ${platformId} and events.ends_at > ${span.endedSince}
      and events.ends_at <= ${span.now} and ${isNotBegun}
    order by events.ends_at limit ${span.limit}`.execute(db)
  return rows
}

/** An event with a tool, for who has asked whether it has ended. */
export async function findEnded(trx: Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{ id: EventId; accountId: AccountId; startsAt: Date; endsAt: Date }>`
    select id, account_id, starts_at, ends_at from events
    where platform_id = ${platformId} and id = ${eventId} and account_id is not null`.execute(trx)
  return rows[0]
}

/** Begins a reading; one that was for another time of the event begins anew. @returns false when it goes on as it is */
export async function beginReading(
  db: Db | Trx,
  reading: Pick<Insertable<AttendanceReadingsTable>, 'platformId' | 'eventId' | 'identifies'> & {
    startsAt: Date
    endsAt: Date
    nextReadAt: Date | null
    state: ReadingRow['state']
    reason: string | null
  },
): Promise<boolean> {
  const { startsAt, endsAt, identifies, nextReadAt, state, reason } = reading
  const row = await db
    .insertInto('attendanceReadings')
    .values(reading)
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'eventId'])
        .doUpdateSet({
          ...{ startsAt, endsAt, identifies, nextReadAt, state, reason },
          ...{ readings: 0, settledAt: null, lastHash: null, unchangedSince: null, runs: 0 },
        })
        .where((eb) =>
          eb.or([
            eb('attendanceReadings.startsAt', '<>', startsAt),
            eb('attendanceReadings.endsAt', '<>', endsAt),
          ]),
        ),
    )
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}

export function listDue(db: Db, platformId: PlatformId, now: Date, limit: number) {
  return db
    .selectFrom('attendanceReadings')
    .select('eventId')
    .where('platformId', '=', platformId)
    .where('nextReadAt', 'is not', null)
    .where(sql<Date>`greatest(next_read_at, lease_until)`, '<=', now)
    .orderBy('nextReadAt')
    .limit(limit)
    .execute()
}

export function findReading(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('attendanceReadings')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .executeTakeFirst()
}

/** Takes a reading that is due, alone. @returns undefined when another has it, or there is none */
export function takeLease(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
  { now, until }: { now: Date; until: Date },
): Promise<ReadingRow | undefined> {
  return db
    .updateTable('attendanceReadings')
    .set({ leaseUntil: until })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('nextReadAt', 'is not', null)
    .where(sql<Date>`greatest(next_read_at, lease_until)`, '<=', now)
    .returningAll()
    .executeTakeFirst()
}

/** Whether the event takes place at the time for which its reading was begun. */
export async function isAsBegun(db: Db, reading: ReadingRow): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', reading.platformId)
    .where('id', '=', reading.eventId)
    .where('startsAt', '=', reading.startsAt)
    .where('endsAt', '=', reading.endsAt)
    .where('cancelledAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Writes what a reading found, if the lease is still its own. @returns false when it was lost */
export async function finishReading(
  trx: Db | Trx,
  reading: ReadingRow,
  change: Updateable<AttendanceReadingsTable>,
): Promise<boolean> {
  const row = await trx
    .updateTable('attendanceReadings')
    .set({ ...change, leaseUntil: null })
    .where('platformId', '=', reading.platformId)
    .where('eventId', '=', reading.eventId)
    .where('startsAt', '=', reading.startsAt)
    .where('endsAt', '=', reading.endsAt)
    .where('leaseUntil', '=', reading.leaseUntil)
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}

/** Makes a reading due at a moment, unless it is before. @returns false when there is none */
export async function hasten(trx: Trx, platformId: PlatformId, eventId: EventId, at: Date): Promise<boolean> {
  const row = await trx
    .updateTable('attendanceReadings')
    .set({ nextReadAt: sql<Date>`least(next_read_at, ${at}::timestamptz)` })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}

/** Readings of an account's events that are withheld: what stood in the way may be mended. @returns their events */
export async function hastenWithheld(
  trx: Trx,
  platformId: PlatformId,
  accountId: AccountId,
  span: { endedSince: Date; now: Date },
): Promise<EventId[]> {
  const { rows } = await sql<{ eventId: EventId }>`
    update attendance_readings r set next_read_at = ${span.now}
    from events where events.platform_id = r.platform_id and events.id = r.event_id
      and r.platform_id = ${platformId} and r.state = 'withheld' and r.ends_at > ${span.endedSince}
      and events.account_id = ${accountId}
    returning r.event_id`.execute(trx)
  return rows.map((row) => row.eventId)
}

/** Makes sure that there is a month for reports of a moment, and the next one. */
export async function makeMonths(db: Db, now: Date): Promise<void> {
  await sql`select make_attendance_months(${now})`.execute(db)
}

/** Hashes of the reports that were kept last, by room. */
export async function listLastHashes(trx: Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{ roomId: RoomId; hash: string }>`
    select distinct on (room_id) room_id, hash from attendance_reports
    where platform_id = ${platformId} and event_id = ${eventId}
    order by room_id, read_at desc, id desc`.execute(trx)
  return new Map(rows.map((row) => [row.roomId, row.hash]))
}

export async function insertReports(
  trx: Trx,
  platformId: PlatformId,
  reports: readonly Insertable<AttendanceReportsTable>[],
  now: Date,
): Promise<void> {
  if (reports.length === 0) return
  await trx.insertInto('attendanceReports').values(reports).execute()
  await sql`update platforms set attendance_forget_at = ${now}::timestamptz
      + make_interval(days => attendance_retention_days)
    where platform_id = ${platformId} and attendance_forget_at is null`.execute(trx)
}

/** Platforms with reports that are kept no longer. */
export function listPlatformsToForget(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select platform_id from platforms where attendance_forget_at < ${now}`)
}

/** Takes away what the platform keeps no longer. @returns how many reports went */
export async function forgetReports(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ gone: number }>`select forget_attendance_reports(${now})::int as gone`.execute(
    db,
  )
  return rows[0]?.gone ?? 0
}

/** What was kept of the reports of an event, the newest first, without their bodies. */
export function listReports(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('attendanceReports')
    .select([
      'id',
      'roomId',
      'appId',
      'sessionType',
      'readAt',
      'state',
      'reason',
      'hash',
      'runs',
      'participants',
    ])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .orderBy('readAt', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}

/** A report of an event, as it came. */
export function findReport(db: Db, platformId: PlatformId, eventId: EventId, id: AttendanceReportId) {
  return db
    .selectFrom('attendanceReports')
    .select(['body', 'hash'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Events with stays of a person. */
export async function listEventsOfStays(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
): Promise<EventId[]> {
  const rows = await trx
    .selectFrom('attendanceStays')
    .select('eventId')
    .distinct()
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .execute()
  return rows.map((row) => row.eventId)
}
