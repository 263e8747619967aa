import type { Db } from '../../../db/database.ts'
import type { EventId, PlatformId } from '../../../domain/ids.ts'

/**
 * Chosen events that have not ended and are not cancelled, by start.
 *
 * @param choice.scope `following` adds those of the same series that come after, `series` all of it
 */
export async function listChosen(
  db: Db,
  platformId: PlatformId,
  choice: { eventIds: readonly EventId[]; scope: 'these' | 'following' | 'series'; now: Date },
): Promise<EventId[]> {
  const { eventIds, scope, now } = choice
  const rows = await db
    .selectFrom('events')
    .select('events.id')
    .where('events.platformId', '=', platformId)
    .where('events.endsAt', '>', now)
    .where('events.cancelledAt', 'is', null)
    .where((eb) => {
      const chosen = eb('events.id', 'in', eventIds)
      if (scope === 'these') return chosen
      let siblings = eb
        .selectFrom('events as chosen')
        .select('chosen.id')
        .whereRef('chosen.platformId', '=', 'events.platformId')
        .whereRef('chosen.seriesId', '=', 'events.seriesId')
        .where('chosen.id', 'in', eventIds)
      if (scope === 'following') siblings = siblings.whereRef('chosen.startsAt', '<=', 'events.startsAt')
      return eb.or([chosen, eb.exists(siblings)])
    })
    .orderBy('events.startsAt')
    .orderBy('events.id')
    .execute()
  return rows.map((row) => row.id)
}
