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

/** Addresses of those who pressed Start of an event as it is timed now: who did for a time that was given up is none of them. */
export async function listStarters(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{ email: string }>`
    select distinct p.email from event_entries n
    join events e on e.platform_id = n.platform_id and e.id = n.event_id
    join people p on p.platform_id = n.platform_id and p.id = n.person_id
    where n.platform_id = ${platformId} and n.event_id = ${eventId} and n.role = 'instructor'
      and n.entered_at > e.starts_at - interval '1 day' and p.active and p.erased_at is null
    order by p.email`.execute(db)
  return rows.map(({ email }) => email)
}
