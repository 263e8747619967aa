import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { afterEvents } from '../../../db/after-events.ts'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { AttendanceReadingsTable, AttendanceReportsTable } from '../../../db/tables.ts'
import type { AttendanceReportId, EventId, PersonId, PlatformId, RoomId } from '../../../domain/ids.ts'

export type ReadingRow = Selectable<AttendanceReadingsTable>

export const {
  listPlatforms: listPlatformsToRead,
  listToBegin,
  listDue,
  find: findReading,
  takeLease,
  hasten,
  hastenWithheld,
} = afterEvents('attendanceReadings')

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

/** Makes sure that there is a month for reports of a moment, and the next one. */
export async function makeMonths(db: Db | Trx, now: Date): Promise<void> {
  await sql`select make_attendance_months(${now})`.execute(db)
}

/** Hashes of the reports that were kept last, by room. */
export async function listLastHashes(trx: Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{ roomId: RoomId; hash: string }>`
    select distinct on (room_id) room_id, hash from attendance_reports
    where platform_id = ${platformId} and event_id = ${eventId} and not is_told
    order by room_id, read_at desc, id desc`.execute(trx)
  return new Map(rows.map((row) => [row.roomId, row.hash]))
}

/** Whoever keeps something that was told of a room does so alone: it may come twice at the same moment. */
export async function lockTold(trx: Trx, platformId: PlatformId, roomId: RoomId): Promise<void> {
  await sql`select 1 from rooms where platform_id = ${platformId} and id = ${roomId} for update`.execute(trx)
}

/** What the provider told of a room by itself, or we saw in it, in the order in which it came. */
export async function listTold(db: Db | Trx, platformId: PlatformId, roomId: RoomId) {
  return db
    .selectFrom('attendanceReports')
    .select(['hash', 'body'])
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .where('isTold', '=', true)
    .orderBy('readAt')
    .orderBy('id')
    .execute()
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
