import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { RecordingsTable } from '../../../db/tables.ts'
import type { EventId, PlatformId, RecordingId, RoomId } from '../../../domain/ids.ts'

export type RecordingRow = Selectable<RecordingsTable>

/** What of a recording is read for lists: all but what was said in it, which can be long. */
const listed = [
  ...(['platformId', 'id', 'eventId', 'roomId', 'providerKey', 'name', 'recordedAt', 'sizeBytes'] as const),
  ...(['hasFile', 'hasTranscript', 'foundAt', 'goneAt', 'hiddenAt', 'deletedAt'] as const),
  ...(['copyState', 'copyReason', 'copyKey', 'copiedAt', 'copiedBytes', 'keepUntil', 'copyTries'] as const),
] as const
export type ListedRecording = Pick<RecordingRow, (typeof listed)[number]>

/** Those of an event that nobody has deleted, in the order in which they were made. */
export function listRecordings(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('recordings')
    .select(listed)
    .select((eb) =>
      eb
        .selectFrom('recordingLinks')
        .select('endsAt')
        .whereRef('recordingLinks.platformId', '=', 'recordings.platformId')
        .whereRef('recordingLinks.recordingId', '=', 'recordings.id')
        .as('linkEndsAt'),
    )
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('deletedAt', 'is', null)
    .orderBy(sql`coalesce(recorded_at, found_at)`)
    .orderBy('id')
    .limit(500)
    .execute()
}

/** How many an event has, also deleted ones. */
export async function countKnown(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<number> {
  const { count } = await trx
    .selectFrom('recordings')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export function findRecording(
  db: Db | Trx,
  platformId: PlatformId,
  { eventId, recordingId }: { eventId: EventId; recordingId: RecordingId },
) {
  return db
    .selectFrom('recordings')
    .select(listed)
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('id', '=', recordingId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
}

/** The same, locked. */
export function lockRecording(
  trx: Trx,
  platformId: PlatformId,
  { eventId, recordingId }: { eventId: EventId; recordingId: RecordingId },
) {
  return trx
    .selectFrom('recordings')
    .select(listed)
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('id', '=', recordingId)
    .where('deletedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** What was said, as it is kept; undefined = nobody has read it yet. */
export async function findTranscript(
  db: Db,
  platformId: PlatformId,
  recordingId: RecordingId,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('recordings')
    .select('transcript')
    .where('platformId', '=', platformId)
    .where('id', '=', recordingId)
    .executeTakeFirst()
  return row?.transcript ?? undefined
}

/**
 * Recordings that were found: new ones, and what is another of those that are known.
 *
 * @param copyAt when films are copied, unless they grow meanwhile; undefined = never
 * @returns ids of the new ones
 */
export async function keepFound(
  trx: Trx,
  found: readonly (Insertable<RecordingsTable> & { id: RecordingId })[],
  copyAt: Date | undefined,
): Promise<RecordingId[]> {
  if (found.length === 0) return []
  const copies = (hasFile: boolean) =>
    copyAt && hasFile ? { copyState: 'due' as const, copyDueAt: copyAt } : {}
  const rows = await trx
    .insertInto('recordings')
    .values(found.map((row) => ({ ...row, ...copies(row.hasFile) })))
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'eventId', 'roomId', 'providerKey']).doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        recordedAt: eb.ref('excluded.recordedAt'),
        sizeBytes: eb.ref('excluded.sizeBytes'),
        hasFile: eb.ref('excluded.hasFile'),
        hasTranscript: eb.ref('excluded.hasTranscript'),
        goneAt: null,
        copyState: sql<RecordingRow['copyState']>`case when recordings.copy_state = 'none'
          and recordings.deleted_at is null then excluded.copy_state else recordings.copy_state end`,
        copyDueAt: sql<Date | null>`case when recordings.deleted_at is not null then null
          when recordings.copy_state = 'none' or recordings.copy_state = 'due'
            and recordings.size_bytes is distinct from excluded.size_bytes then excluded.copy_due_at
          else recordings.copy_due_at end`,
      })),
    )
    .returning('id')
    .execute()
  const ids = new Set(rows.map(({ id }) => id))
  return found.map(({ id }) => id).filter((id) => ids.has(id))
}

/** Recordings of a room that a whole list of its provider has no longer. @returns how many */
export async function setGone(
  trx: Trx,
  platformId: PlatformId,
  { eventId, roomId, keys, at }: { eventId: EventId; roomId: RoomId; keys: readonly string[]; at: Date },
): Promise<number> {
  const rows = await trx
    .updateTable('recordings')
    .set({ goneAt: at })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('roomId', '=', roomId)
    .where('goneAt', 'is', null)
    .where('providerKey', '<>', sql<string>`all(${[...keys]}::text[])`)
    .returning('id')
    .execute()
  return rows.length
}

/** @returns false when it is deleted, or not there */
export async function updateRecording(
  db: Db | Trx,
  platformId: PlatformId,
  recordingId: RecordingId,
  change: Updateable<RecordingsTable>,
): Promise<boolean> {
  const row = await db
    .updateTable('recordings')
    .set(change)
    .where('platformId', '=', platformId)
    .where('id', '=', recordingId)
    .where('deletedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Deletes one for good; its copy is left to the sweep of copies. @returns false when somebody else did */
export async function deleteRecording(
  trx: Trx,
  recording: Pick<RecordingRow, 'platformId' | 'id' | 'copyKey'>,
  at: Date,
): Promise<boolean> {
  const isDone = await updateRecording(trx, recording.platformId, recording.id, {
    ...{ deletedAt: at, transcript: null, copyState: 'none' as const, copyKey: null, copyDueAt: null },
    keepUntil: null,
  })
  return isDone
}
