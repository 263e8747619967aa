import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PlatformId, RecordingId, RoomId } from '../../../domain/ids.ts'

/** A recording of a room by the provider's key, unless somebody has deleted it. */
export function findByKey(
  trx: Trx,
  platformId: PlatformId,
  { eventId, roomId, providerKey }: { eventId: EventId; roomId: RoomId; providerKey: string },
) {
  return trx
    .selectFrom('recordings')
    .select(['id', 'copyState'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('roomId', '=', roomId)
    .where('providerKey', '=', providerKey)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
}

/** The newest link counts. */
export async function keepLink(
  trx: Trx,
  link: { platformId: PlatformId; recordingId: RecordingId; linkSealed: string; endsAt: Date },
): Promise<void> {
  const { linkSealed, endsAt } = link
  await trx
    .insertInto('recordingLinks')
    .values(link)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'recordingId']).doUpdateSet({ linkSealed, endsAt }),
    )
    .execute()
}

export function findLink(db: Db, platformId: PlatformId, recordingId: RecordingId) {
  return db
    .selectFrom('recordingLinks')
    .select(['linkSealed', 'endsAt'])
    .where('platformId', '=', platformId)
    .where('recordingId', '=', recordingId)
    .executeTakeFirst()
}

/** Links that have ended go, and with them what the provider had: a copy that is here stays. */
export async function endLinks(trx: Trx, platformId: PlatformId, now: Date): Promise<void> {
  await sql`
    with over as (
      delete from recording_links where platform_id = ${platformId} and ends_at <= ${now} returning recording_id
    )
    update recordings set gone_at = ${now}
    where platform_id = ${platformId} and gone_at is null and id in (select recording_id from over)`.execute(
    trx,
  )
}
