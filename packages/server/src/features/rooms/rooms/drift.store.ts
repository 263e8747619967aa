import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PlatformId, RoomId } from '../../../domain/ids.ts'

/** Platforms with rooms whose comparison is due. */
export function listPlatformsToCompare(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`select distinct platform_id from rooms where state = 'ready' and compare_at <= ${now}`,
  )
}

/**
 * Says of each room that is due for a comparison and was not compared just now when it is due: some time before its
 * event, some time after its last comparison, or never again, as the event is over.
 */
export async function postponeComparisons(
  db: Db,
  platformId: PlatformId,
  span: { now: Date; until: Date; everyMinutes: number },
): Promise<void> {
  const ahead = sql`${span.until}::timestamptz - ${span.now}::timestamptz`
  await sql`
    update rooms set compare_at = case
      when events.ends_at <= ${span.now} then null
      when events.starts_at >= ${span.until} then events.starts_at - (${ahead})
      else compared_at + ${span.everyMinutes} * interval '1 minute' end
    from events
    where events.platform_id = rooms.platform_id and events.id = rooms.event_id
      and rooms.platform_id = ${platformId} and rooms.state = 'ready' and rooms.compare_at <= ${span.now}
      and (events.ends_at <= ${span.now} or events.starts_at >= ${span.until}
        or rooms.compared_at > ${span.now}::timestamptz - ${span.everyMinutes} * interval '1 minute')`.execute(
    db,
  )
}

/** Rooms of events to come that nobody has compared with the provider for a while. */
export function listToCompare(
  db: Db,
  platformId: PlatformId,
  span: { now: Date; until: Date; comparedBefore: Date; limit: number },
) {
  return db
    .selectFrom('rooms')
    .innerJoin('events', (join) =>
      join.onRef('events.platformId', '=', 'rooms.platformId').onRef('events.id', '=', 'rooms.eventId'),
    )
    .select('rooms.id')
    .where('rooms.platformId', '=', platformId)
    .where('rooms.state', '=', 'ready')
    .where((eb) => eb.or([eb('rooms.wanted', 'is not', null), eb('rooms.isSpare', '=', true)]))
    .where('events.endsAt', '>', span.now)
    .where('events.startsAt', '<', span.until)
    .where((eb) =>
      eb.or([eb('rooms.comparedAt', 'is', null), eb('rooms.comparedAt', '<', span.comparedBefore)]),
    )
    .orderBy('events.startsAt')
    .limit(span.limit)
    .execute()
}

export async function setCompared(
  db: Db,
  platformId: PlatformId,
  roomId: RoomId,
  { comparedAt, compareAt }: { comparedAt: Date; compareAt: Date },
): Promise<void> {
  await db
    .updateTable('rooms')
    .set({ comparedAt, compareAt })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .execute()
}

export async function setDrift(
  trx: Trx,
  platformId: PlatformId,
  roomId: RoomId,
  drift: string | null,
): Promise<void> {
  await trx
    .updateTable('rooms')
    .set({ drift })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .execute()
}
