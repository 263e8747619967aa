import type { Selectable, Updateable } from 'kysely'
import { afterEvents } from '../../../db/after-events.ts'
import type { Db, Trx } from '../../../db/database.ts'
import { showsRecordings } from '../../../db/shown-recordings.ts'
import type { RecordingSearchesTable } from '../../../db/tables.ts'
import type { EventId, PlatformId } from '../../../domain/ids.ts'

export type SearchRow = Selectable<RecordingSearchesTable>

export const {
  listPlatforms: listPlatformsToSearch,
  listToBegin,
  listDue,
  find: findSearch,
  takeLease,
  hasten,
  hastenWithheld,
} = afterEvents('recordingSearches')

/** What is said of an event whose recordings came. */
export function findNamed(trx: Trx, platformId: PlatformId, eventId: EventId) {
  return trx
    .selectFrom('events')
    .select(['id', 'sessionId', 'name'])
    .select(showsRecordings.as('showsRecording'))
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .executeTakeFirst()
}

/** Begins a search; one that was for another time of the event begins anew. */
export async function beginSearch(
  trx: Trx,
  search: Pick<
    SearchRow,
    'platformId' | 'eventId' | 'startsAt' | 'endsAt' | 'state' | 'reason' | 'nextLookAt'
  >,
): Promise<void> {
  const { startsAt, endsAt, state, reason, nextLookAt } = search
  await trx
    .insertInto('recordingSearches')
    .values(search)
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'eventId'])
        .doUpdateSet({ startsAt, endsAt, state, reason, nextLookAt })
        .where((eb) =>
          eb.or([
            eb('recordingSearches.startsAt', '<>', startsAt),
            eb('recordingSearches.endsAt', '<>', endsAt),
          ]),
        ),
    )
    .execute()
}

/** Writes what a look found, if the lease is still its own. @returns false when it was lost */
export async function finishLook(
  db: Db | Trx,
  search: SearchRow,
  change: Updateable<RecordingSearchesTable>,
): Promise<boolean> {
  const row = await db
    .updateTable('recordingSearches')
    .set({ ...change, leaseUntil: null })
    .where('platformId', '=', search.platformId)
    .where('eventId', '=', search.eventId)
    .where('startsAt', '=', search.startsAt)
    .where('endsAt', '=', search.endsAt)
    .where('leaseUntil', '=', search.leaseUntil)
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}
