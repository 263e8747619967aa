import { type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { RecordingSearchesTable } from '../../../db/tables.ts'
import type { AccountId, EventId, PlatformId } from '../../../domain/ids.ts'

export type SearchRow = Selectable<RecordingSearchesTable>

interface Span {
  readonly endedSince: Date
  readonly now: Date
}

/** Events that ended within a span, whose search has not begun, or has begun for another time. */
const isNotBegun = sql`events.cancelled_at is null and events.account_id is not null
  and not exists (select from recording_searches r where r.platform_id = events.platform_id
    and r.event_id = events.id and r.starts_at = events.starts_at and r.ends_at = events.ends_at)`

/** Platforms with events to begin with, or whose recordings are to be looked for. */
export function listPlatformsToSearch(db: Sweeping, { endedSince, now }: Span): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from events
    where events.ends_at > ${endedSince} and events.ends_at <= ${now} and ${isNotBegun}
    union
    select distinct platform_id from recording_searches
    where next_look_at is not null and greatest(next_look_at, lease_until) <= ${now}`,
  )
}

/** An event that has ended, with its account. */
export interface Ended {
  readonly id: EventId
  readonly accountId: AccountId
  readonly startsAt: Date
  readonly endsAt: Date
}

export async function listToBegin(db: Db, platformId: PlatformId, span: Span & { limit: number }) {
  const { rows } = await sql<Ended>`
    select events.id, events.account_id, events.starts_at, events.ends_at from events
    where events.platform_id = ${platformId} and events.ends_at > ${span.endedSince}
      and events.ends_at <= ${span.now} and ${isNotBegun}
    order by events.ends_at limit ${span.limit}`.execute(db)
  return rows
}

/** An event with a tool. */
export async function findEnded(trx: Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<Ended>`
    select id, account_id, starts_at, ends_at from events
    where platform_id = ${platformId} and id = ${eventId} and account_id is not null`.execute(trx)
  return rows[0]
}

/** What is said of an event whose recordings came. */
export function findNamed(trx: Trx, platformId: PlatformId, eventId: EventId) {
  return trx
    .selectFrom('events')
    .select(['id', 'sessionId', 'name', 'showsRecording'])
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

export function listDue(db: Db, platformId: PlatformId, now: Date, limit: number) {
  return db
    .selectFrom('recordingSearches')
    .select('eventId')
    .where('platformId', '=', platformId)
    .where('nextLookAt', 'is not', null)
    .where(sql<Date>`greatest(next_look_at, lease_until)`, '<=', now)
    .orderBy('nextLookAt')
    .limit(limit)
    .execute()
}

export function findSearch(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('recordingSearches')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .executeTakeFirst()
}

/** Takes a search that is due, alone. @returns undefined when another has it, or there is none */
export function takeLease(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
  { now, until }: { now: Date; until: Date },
): Promise<SearchRow | undefined> {
  return db
    .updateTable('recordingSearches')
    .set({ leaseUntil: until })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('nextLookAt', 'is not', null)
    .where(sql<Date>`greatest(next_look_at, lease_until)`, '<=', now)
    .returningAll()
    .executeTakeFirst()
}

/** Whether the event takes place at the time for which its search was begun. */
export async function isAsBegun(db: Db, search: SearchRow): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', search.platformId)
    .where('id', '=', search.eventId)
    .where('startsAt', '=', search.startsAt)
    .where('endsAt', '=', search.endsAt)
    .where('cancelledAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
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

/** Makes a search due at once. @returns false when there is none */
export async function hasten(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('recordingSearches')
    .set({ nextLookAt: now })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}

/** Searches of an account's events that are withheld: what stood in the way may be mended. @returns their events */
export async function hastenWithheld(
  trx: Trx,
  platformId: PlatformId,
  accountId: AccountId,
  { endedSince, now }: Span,
): Promise<EventId[]> {
  const { rows } = await sql<{ eventId: EventId }>`
    update recording_searches r set next_look_at = ${now}
    from events where events.platform_id = r.platform_id and events.id = r.event_id
      and r.platform_id = ${platformId} and r.state = 'withheld' and r.ends_at > ${endedSince}
      and events.account_id = ${accountId}
    returning r.event_id`.execute(trx)
  return rows.map((row) => row.eventId)
}
