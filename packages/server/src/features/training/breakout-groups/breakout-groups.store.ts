import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { BreakoutMember } from '../../../domain/event-snapshot.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** Everybody who has a place, by name, with the group that they are in. */
export async function listPeople(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{
    id: PersonId
    firstName: string
    lastName: string
    groupName: string | null
  }>`
    select p.id, p.first_name, p.last_name, m.group_name
    from events
    join enrollments n on n.platform_id = events.platform_id and n.session_id = events.session_id
      and n.status = 'enrolled'
    join people p on p.platform_id = n.platform_id and p.id = n.person_id
    left join breakout_members m on m.platform_id = events.platform_id and m.event_id = events.id
      and m.person_id = n.person_id
    where events.platform_id = ${platformId} and events.id = ${eventId}
    order by p.last_name collate by_name, p.first_name collate by_name, p.id`.execute(db)
  return rows
}

/** Who is in a group, whether they have a place or not. */
export function listMembers(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<BreakoutMember[]> {
  return trx
    .selectFrom('breakoutMembers')
    .select(['personId', 'groupName'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .orderBy('personId')
    .execute()
}

/** Puts people into the groups of an event, and nobody else. */
export async function replaceMembers(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  members: readonly BreakoutMember[],
): Promise<void> {
  await trx
    .deleteFrom('breakoutMembers')
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .execute()
  await sql`
    insert into breakout_members (platform_id, event_id, person_id, group_name)
    select ${platformId}, ${eventId}, member.person_id, member.group_name
    from unnest(${members.map(({ personId }) => personId)}::uuid[],
      ${members.map(({ groupName }) => groupName)}::text[]) as member (person_id, group_name)`.execute(trx)
}
