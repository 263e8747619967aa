import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PersonId, PlatformId, RecordingId } from '../../../domain/ids.ts'
import type { FilmRange, RecordingPause } from '../../../domain/make-up.ts'

interface Watcher {
  readonly platformId: PlatformId
  readonly eventId: EventId
  readonly personId: PersonId
}

/** When somebody's players told last, and what they have left; locked, as several tabs share it. The first time it begins now. */
export async function lockBeat(
  trx: Trx,
  { platformId, eventId, personId }: Watcher,
  first: { readonly beatAt: Date; readonly leftSeconds: number },
): Promise<{ beatAt: Date; leftSeconds: number }> {
  await trx
    .insertInto('makeUps')
    .values({ platformId, eventId, personId, ...first })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return trx
    .selectFrom('makeUps')
    .select(['beatAt', 'leftSeconds'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('personId', '=', personId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export async function setBeat(
  trx: Trx,
  { platformId, eventId, personId }: Watcher,
  beat: { readonly beatAt: Date; readonly leftSeconds: number },
): Promise<void> {
  await trx
    .updateTable('makeUps')
    .set(beat)
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('personId', '=', personId)
    .execute()
}

/** What somebody watched of the films of an event. */
export function listParts(db: Db | Trx, { platformId, eventId, personId }: Watcher) {
  return db
    .selectFrom('makeUpParts')
    .select(['recordingId', 'fromSeconds', 'toSeconds'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('personId', '=', personId)
    .orderBy('fromSeconds')
    .execute()
}

export async function insertParts(
  trx: Trx,
  { platformId, eventId, personId }: Watcher,
  recordingId: RecordingId,
  parts: readonly (FilmRange & { readonly id: string })[],
  watchedAt: Date,
): Promise<void> {
  if (parts.length === 0) return
  await trx
    .insertInto('makeUpParts')
    .values(
      parts.map(({ id, from, to }) => ({
        ...{ platformId, id, eventId, personId, recordingId, fromSeconds: from, toSeconds: to, watchedAt },
      })),
    )
    .execute()
}

/** Every part that anybody watched, by name and in order. */
export async function listEveryPart(db: Db, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{
    firstName: string
    lastName: string
    email: string
    recordingId: RecordingId
    fromSeconds: number
    toSeconds: number
    watchedAt: Date
  }>`
    select p.first_name, p.last_name, p.email, m.recording_id, m.from_seconds, m.to_seconds, m.watched_at
    from make_up_parts m
    join evidence_people p on p.platform_id = m.platform_id and p.id = m.person_id
    where m.platform_id = ${platformId} and m.event_id = ${eventId}
    order by p.last_name collate by_name, p.first_name collate by_name, p.id, m.watched_at, m.from_seconds`.execute(
    db,
  )
  return rows
}

/** @returns undefined when somebody else has set it meanwhile */
export async function setClock(
  trx: Trx,
  platformId: PlatformId,
  recordingId: RecordingId,
  clock: {
    readonly beginsAt: Date
    readonly pauses: readonly RecordingPause[]
    readonly version: number
    readonly setBy: PersonId
    readonly setAt: Date
  },
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    insert into recording_clocks (platform_id, recording_id, begins_at, pauses, version, set_by, set_at)
    select ${platformId}, ${recordingId}, ${clock.beginsAt}::timestamptz, ${JSON.stringify(clock.pauses)}::jsonb, 1,
      ${clock.setBy}, ${clock.setAt}::timestamptz
    where ${clock.version}::int = 0 or exists (select from recording_clocks
      where platform_id = ${platformId} and recording_id = ${recordingId})
    on conflict (platform_id, recording_id) do update set begins_at = excluded.begins_at, pauses = excluded.pauses,
      version = recording_clocks.version + 1, set_by = excluded.set_by, set_at = excluded.set_at
      where recording_clocks.version = ${clock.version}::int
    returning version`.execute(trx)
  return rows[0]?.version
}
