import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PersonId, PlatformId, RoomId } from '../../../domain/ids.ts'

/** Keeps a passcode, unless the room has one. @returns the one that it has; undefined when the room is gone */
export async function keepPasscode(
  db: Db | Trx,
  platformId: PlatformId,
  roomId: RoomId,
  sealed: string,
): Promise<string | undefined> {
  const row = await db
    .updateTable('rooms')
    .set({ passcodeSealed: sql<string>`coalesce(passcode_sealed, ${sealed})` })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .returning('passcodeSealed')
    .executeTakeFirst()
  return row?.passcodeSealed ?? undefined
}

/** Active people as services get to know them, by id. */
export async function listOrderedPeople(db: Db | Trx, platformId: PlatformId, ids: readonly PersonId[]) {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: PersonId; email: string; firstName: string; lastName: string }>`
    select id, email, first_name, last_name from people
    where platform_id = ${platformId} and id = any(${ids}::uuid[]) and active and erased_at is null
    order by id`.execute(db)
  return rows
}

/** Who pressed Start of events as these are timed now: who did for a time that was given up is none of them. */
function starters(platformId: PlatformId, eventIds: readonly EventId[]) {
  return sql`
    event_entries n join events e on e.platform_id = n.platform_id and e.id = n.event_id
    where n.platform_id = ${platformId} and n.event_id = any(${[...eventIds]}::uuid[]) and n.role = 'instructor'
      and n.entered_at > e.starts_at - interval '1 day'`
}

/** They may start it still, or did on somebody else’s word. */
const maysStart = sql`(n.is_vouched
  or exists (select from event_instructors i
    where i.platform_id = n.platform_id and i.event_id = n.event_id and i.person_id = n.person_id)
  or exists (select from session_instructors i
    where i.platform_id = n.platform_id and i.session_id = e.session_id and i.person_id = n.person_id))`

/** Addresses of those who pressed Start of an event, and may still. */
export async function listStarters(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{ email: string }>`
    select email from people
    where platform_id = ${platformId} and active and erased_at is null
      and id in (select n.person_id from ${starters(platformId, [eventId])} and ${maysStart})
    order by email`.execute(db)
  return rows.map(({ email }) => email)
}

/** Events of some that somebody started who may no more. */
export async function listLeftByStarters(db: Db | Trx, platformId: PlatformId, eventIds: readonly EventId[]) {
  const { rows } = await sql<{ eventId: EventId }>`
    select distinct n.event_id from ${starters(platformId, eventIds)} and not ${maysStart}`.execute(db)
  return rows.map(({ eventId }) => eventId)
}
