import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PersonId, PlatformId, RecordingId } from '../../../domain/ids.ts'
import { type RecordingClock, type RecordingPause, toClass } from '../../../domain/make-up.ts'
import { type Interval, union } from '../../../domain/presence.ts'

/** When of its class each film of an event was recorded: as somebody has set it, as the tool tells, or from the start on. */
export async function listClocks(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
): Promise<Map<RecordingId, RecordingClock & { readonly version: number }>> {
  const { rows } = await sql<{
    id: RecordingId
    beginsAt: Date
    pauses: RecordingPause[]
    version: number
  }>`
    select r.id, coalesce(c.begins_at, r.recorded_at, e.starts_at) as begins_at, coalesce(c.pauses, '[]') as pauses,
      coalesce(c.version, 0) as version
    from recordings r
    join events e on e.platform_id = r.platform_id and e.id = r.event_id
    left join recording_clocks c on c.platform_id = r.platform_id and c.recording_id = r.id
    where r.platform_id = ${platformId} and r.event_id = ${eventId}`.execute(db)
  return new Map(rows.map(({ id, ...clock }) => [id, clock]))
}

/** Which parts of a class people watched in its films, by person. */
export async function listMadeUp(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
): Promise<Map<PersonId, Interval[]>> {
  const { rows } = await sql<{
    personId: PersonId
    recordingId: RecordingId
    fromSeconds: number
    toSeconds: number
  }>`
    select person_id, recording_id, from_seconds, to_seconds from make_up_parts
    where platform_id = ${platformId} and event_id = ${eventId}`.execute(db)
  if (rows.length === 0) return new Map()
  const clocks = await listClocks(db, platformId, eventId)
  const byPerson = Map.groupBy(rows, ({ personId }) => personId)
  return new Map(
    [...byPerson].map(([personId, own]) => [
      personId,
      union(
        own.flatMap(({ recordingId, fromSeconds, toSeconds }) => {
          const clock = clocks.get(recordingId)
          return clock ? toClass(clock, [{ from: fromSeconds, to: toSeconds }]) : []
        }),
      ),
    ]),
  )
}
