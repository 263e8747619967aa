import { sql } from 'kysely'
import type { Trx } from '../../../db/database.ts'
import type { EnrollmentStatus } from '../../../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId, RoomId, SessionId } from '../../../domain/ids.ts'
import type { NotificationParams } from '../../../domain/notification.ts'
import type { NotificationKind } from '../../../domain/notification-rules.ts'

export interface Told {
  readonly kind: NotificationKind
  readonly sessionId: SessionId
  readonly eventIds: readonly EventId[]
  readonly params: NotificationParams
  readonly hasComing: boolean
  readonly firstName: string
  readonly lastName: string
}

/** What active people are told by these notifications, with what decides about calendar updates. */
export async function listTold(trx: Trx, platformId: PlatformId, ids: readonly string[]): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select n.kind, n.session_id, n.event_ids, n.params, p.first_name, p.last_name,
      exists (select from events v where v.platform_id = n.platform_id and v.session_id = n.session_id
        and v.cancelled_at is null and v.ends_at > n.created_at) as has_coming
    from notifications n
    join people p on p.platform_id = n.platform_id and p.id = n.person_id and p.active
    where n.platform_id = ${platformId} and n.id = any(${[...ids]}::uuid[])
    order by p.last_name collate by_name, p.first_name collate by_name`.execute(trx)
  return rows
}

/** Rooms with the name of their event, also of one that is deleted. */
export function listRooms(trx: Trx, platformId: PlatformId, ids: readonly RoomId[]) {
  if (ids.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('rooms')
    .leftJoin('events', (join) =>
      join.onRef('events.platformId', '=', 'rooms.platformId').onRef('events.id', '=', 'rooms.eventId'),
    )
    .leftJoin('removedEvents', (join) =>
      join
        .onRef('removedEvents.platformId', '=', 'rooms.platformId')
        .onRef('removedEvents.id', '=', 'rooms.eventId'),
    )
    .select(['rooms.id', 'rooms.eventId'])
    .select((eb) => [
      eb('rooms.wanted', 'is not', null).as('isWanted'),
      eb.fn.coalesce('events.name', 'removedEvents.name').as('name'),
    ])
    .where('rooms.platformId', '=', platformId)
    .where('rooms.id', 'in', [...ids])
    .orderBy('events.startsAt')
    .execute()
}

export interface PlaceChange {
  readonly personId: PersonId
  readonly sessionId: SessionId
  readonly status: EnrollmentStatus
  readonly actorId: PersonId | null
  readonly firstName: string
  readonly lastName: string
}

/** Changes of enrollments, in the order in which they were made. */
export async function listPlaceChanges(
  trx: Trx,
  platformId: PlatformId,
  ids: readonly string[],
): Promise<PlaceChange[]> {
  const { rows } = await sql<PlaceChange>`
    select c.person_id, c.session_id, c.status, c.actor_id, p.first_name, p.last_name
    from enrollment_changes c
    join people p on p.platform_id = c.platform_id and p.id = c.person_id
    where c.platform_id = ${platformId} and c.id = any(${[...ids]}::uuid[])
    order by c.id`.execute(trx)
  return rows
}
