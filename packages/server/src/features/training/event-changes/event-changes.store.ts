import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { EventSnapshot } from '../../../domain/event-snapshot.ts'
import type { ChangeId, EventChangeId, EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

export type ChangeAction = 'planned' | 'changed' | 'cancelled' | 'restored' | 'deleted'

/** What was done to some events at one moment. */
export interface Deed {
  readonly platformId: PlatformId
  /** Of each event the id of what is written down. */
  readonly events: readonly { readonly id: EventId; readonly entryId: EventChangeId }[]
  readonly changeId: ChangeId
  readonly action: ChangeAction
  readonly madeAt: Date
  readonly madeBy: PersonId | null
  readonly isQuiet: boolean
  readonly undoes: ChangeId | null
}

const present = sql`jsonb_build_object(
  'sessionId', e.session_id, 'courseId', e.course_id, 'name', e.name, 'description', e.description,
  'startsWall', e.starts_wall, 'endsWall', e.ends_wall, 'timeZone', e.time_zone, 'accountId', e.account_id,
  'spareAccountId', e.spare_account_id,   'place', e.place, 'breaks', e.breaks, 'joinOpensMinutes', e.join_opens_minutes,
  'showsRecording', e.shows_recording, 'roomOptions', e.room_options, 'seriesId', e.series_id,
  'instructorIds', coalesce((select jsonb_agg(i.person_id order by i.person_id) from event_instructors i
    where i.platform_id = e.platform_id and i.event_id = e.id), '[]'),
  'breakoutMembers', coalesce((select jsonb_agg(
      jsonb_build_object('personId', m.person_id, 'groupName', m.group_name) order by m.person_id)
    from breakout_members m where m.platform_id = e.platform_id and m.event_id = e.id), '[]'),
  'cancelled', case when e.cancelled_at is null then null else e.cancel_reason end,
  'version', e.version)`

/**
 * Writes down what was done to events that are there, one statement for all.
 *
 * @param was what differs of them before from what they are now; null = they were not there
 * @param isGoing they are there for the last time: what they are is what they were
 */
export async function insertChanges(
  trx: Trx,
  deed: Deed,
  { was, isGoing = false }: { was: Partial<EventSnapshot> | null; isGoing?: boolean },
): Promise<void> {
  const before = was === null ? sql`null` : sql`${present} || ${JSON.stringify(was)}::jsonb`
  await sql`
    insert into event_changes
      (platform_id, id, change_id, event_id, action, before, after, made_at, made_by, is_quiet, undoes)
    select e.platform_id, d.entry_id, ${deed.changeId}::uuid, e.id, ${deed.action}, ${before},
      ${isGoing ? sql`null` : present}, ${deed.madeAt}::timestamptz, ${deed.madeBy}::uuid, ${deed.isQuiet},
      ${deed.undoes}::uuid
    from unnest(${deed.events.map(({ id }) => id)}::uuid[], ${deed.events.map(({ entryId }) => entryId)}::uuid[])
      as d (event_id, entry_id)
    join events e on e.platform_id = ${deed.platformId} and e.id = d.event_id`.execute(trx)
}

/**
 * The same change made more of an event than what is written down of it.
 *
 * @param was what differs of it before from what it is now, besides what is known
 * @returns false when nothing is written down of it in this change
 */
export async function extendChange(trx: Trx, deed: Deed, was: Partial<EventSnapshot>): Promise<boolean> {
  const { rows } = await sql`
    update event_changes c set before = c.before || ${JSON.stringify(was)}::jsonb, after = ${present}
    from events e
    where c.platform_id = ${deed.platformId} and c.change_id = ${deed.changeId} and c.action = 'changed'
      and c.event_id = any(${deed.events.map(({ id }) => id)}::uuid[])
      and e.platform_id = c.platform_id and e.id = c.event_id
    returning c.id`.execute(trx)
  return rows.length > 0
}

/** What was done in one go, in its order; nobody undoes it meanwhile. */
export function lockChange(trx: Trx, platformId: PlatformId, changeId: ChangeId) {
  return trx
    .selectFrom('eventChanges')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('changeId', '=', changeId)
    .orderBy('id')
    .forUpdate()
    .execute()
}

export async function setUndone(
  trx: Trx,
  platformId: PlatformId,
  changeId: ChangeId,
  undoneBy: ChangeId,
): Promise<void> {
  await trx
    .updateTable('eventChanges')
    .set({ undoneBy })
    .where('platformId', '=', platformId)
    .where('changeId', '=', changeId)
    .execute()
}

/** What was done to an event, the newest first, with how many events the same change was about. */
export function listOfEvent(db: Db | Trx, platformId: PlatformId, eventId: EventId, limit: number) {
  return db
    .selectFrom('eventChanges')
    .leftJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'eventChanges.platformId')
        .onRef('people.id', '=', 'eventChanges.madeBy'),
    )
    .selectAll('eventChanges')
    .select(['people.firstName', 'people.lastName'])
    .select((eb) =>
      eb
        .selectFrom('eventChanges as same')
        .select((of) => of.fn.count<number>('same.eventId').distinct().as('events'))
        .whereRef('same.platformId', '=', 'eventChanges.platformId')
        .whereRef('same.changeId', '=', 'eventChanges.changeId')
        .as('events'),
    )
    .where('eventChanges.platformId', '=', platformId)
    .where('eventChanges.eventId', '=', eventId)
    .orderBy('eventChanges.madeAt', 'desc')
    .orderBy('eventChanges.id', 'desc')
    .limit(limit)
    .execute()
}

export async function deleteBefore(db: Db, platformId: PlatformId, before: Date): Promise<void> {
  await db
    .deleteFrom('eventChanges')
    .where('platformId', '=', platformId)
    .where('madeAt', '<', before)
    .execute()
}

/** Platforms with changes of before a moment. */
export function listPlatformsWithOld(db: Sweeping, before: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from event_changes where made_at < ${before}`)
}

/** The versions that events have now, of those that are there. */
export async function versionsOf(
  trx: Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<ReadonlyMap<EventId, number>> {
  if (eventIds.length === 0) return new Map()
  const rows = await trx
    .selectFrom('events')
    .select(['id', 'version'])
    .where('platformId', '=', platformId)
    .where('id', 'in', [...eventIds])
    .execute()
  return new Map(rows.map((row) => [row.id, row.version]))
}

/** What events were called that are not there any more, by id, as far back as changes are kept. */
export async function namesOfGone(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<ReadonlyMap<EventId, string>> {
  if (eventIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('eventChanges')
    .distinctOn('eventId')
    .select(['eventId', 'before'])
    .where('platformId', '=', platformId)
    .where('action', '=', 'deleted')
    .where('eventId', 'in', [...eventIds])
    .orderBy('eventId')
    .orderBy('madeAt', 'desc')
    .execute()
  return new Map(rows.map(({ eventId, before }) => [eventId, before?.name ?? '']))
}
