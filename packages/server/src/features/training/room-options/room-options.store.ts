import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { recordsEvent } from '../../../db/shown-recordings.ts'
import type { AccountId, CourseId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { RoomOptions } from '../../../domain/room-options.ts'

/** What options of an event's room follow from. */
export interface OptionSources {
  readonly eventId: EventId
  readonly appId: string
  readonly sessionType: string
  readonly ofAccount: RoomOptions
  readonly ofCourse: RoomOptions
  readonly own: RoomOptions
  readonly isRecorded: boolean
  readonly instructorIds: PersonId[]
  readonly members: { groupName: string; personId: PersonId }[]
}

/** Of events that have an account. Who has no place any more is in no group. */
export async function readSources(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<OptionSources[]> {
  const { rows } = await sql<OptionSources>`
    select events.id as event_id, a.app_id, a.session_type, a.room_options as of_account, c.room_options as of_course,
      events.room_options as own, ${recordsEvent} as is_recorded,
      array(select t.person_id::text from teaching t
        where t.platform_id = events.platform_id and t.event_id = events.id order by t.person_id) as instructor_ids,
      coalesce((select json_agg(json_build_object('groupName', m.group_name, 'personId', m.person_id))
        from breakout_members m
        join enrollments n on n.platform_id = m.platform_id and n.session_id = events.session_id
          and n.person_id = m.person_id and n.status = 'enrolled'
        where m.platform_id = events.platform_id and m.event_id = events.id), '[]') as members
    from events
    join accounts a on a.platform_id = events.platform_id and a.id = events.account_id
    join courses c on c.platform_id = events.platform_id and c.id = events.course_id
    where events.platform_id = ${platformId} and events.id = any(${[...eventIds]}::uuid[])`.execute(db)
  return rows
}

/** The events whose options may be others now. */
export type OptionScope =
  | { readonly of: 'event'; readonly ids: readonly EventId[] }
  | { readonly of: 'session'; readonly ids: readonly SessionId[] }
  | { readonly of: 'course'; readonly ids: readonly CourseId[] }
  | { readonly of: 'account'; readonly ids: readonly AccountId[] }
  | { readonly of: 'person'; readonly ids: readonly PersonId[] }
  | { readonly of: 'platform'; readonly ids: readonly string[] }

function within({ of, ids }: OptionScope) {
  const some = sql`any(${[...ids]}::uuid[])`
  switch (of) {
    case 'event':
      return sql`events.id = ${some}`
    case 'session':
      return sql`events.session_id = ${some}`
    case 'course':
      return sql`events.course_id = ${some}`
    case 'account':
      return sql`events.account_id = ${some}`
    case 'person':
      return sql`events.id in (
        select t.event_id from teaching t where t.platform_id = events.platform_id and t.person_id = ${some}
        union all
        select m.event_id from breakout_members m where m.platform_id = events.platform_id and m.person_id = ${some})`
    case 'platform':
      return sql`true`
  }
}

/** Events to come with a room, by id; locked, so that nobody plans them meanwhile. */
export async function lockScope(
  trx: Trx,
  platformId: PlatformId,
  scope: OptionScope,
  page: { now: Date; after: EventId | undefined; limit: number },
): Promise<EventId[]> {
  const after = page.after ?? '00000000-0000-0000-0000-000000000000'
  const { rows } = await sql<{ id: EventId }>`
    select events.id from events
    where events.platform_id = ${platformId} and events.ends_at > ${page.now} and events.account_id is not null
      and events.cancelled_at is null and events.id > ${after}::uuid and ${within(scope)}
    order by events.id limit ${page.limit} for no key update`.execute(trx)
  return rows.map(({ id }) => id)
}

/** Whether some room of events to come names people, or follows what was said of recording: else nothing follows. */
export async function dependsOn(
  db: Db | Trx,
  platformId: PlatformId,
  scope: OptionScope,
  options: readonly ('recording' | 'alternativeHosts' | 'breakoutGroups')[],
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select from events
    join rooms on rooms.platform_id = events.platform_id and rooms.event_id = events.id and rooms.wanted is not null
    where events.platform_id = ${platformId} and events.ends_at > ${now} and events.cancelled_at is null
      and jsonb_exists_any(rooms.wanted -> 'options', ${[...options]}::text[]) and ${within(scope)}
    limit 1`.execute(db)
  return rows.length > 0
}
