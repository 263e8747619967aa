import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { EventId, PlatformId } from '../../../domain/ids.ts'

export interface TimelineRow {
  readonly at: Date
  readonly kind: 'change' | 'call' | 'attempt' | 'registrations' | 'entry' | 'state' | 'preflight' | 'mail'
  readonly personName: string | null
  readonly data: Record<string, unknown>
}

/** Everything that happened around an event, newest first. */
export async function listTimeline(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
  limit: number,
): Promise<TimelineRow[]> {
  const { rows } = await sql<TimelineRow>`
    select at, kind, person_name, data from (
      select audit_entries.at, 'change' as kind,
        nullif(concat_ws(' ', people.first_name, people.last_name), '') as person_name,
        jsonb_build_object('action', action, 'changes', changes, 'was', was) as data
      from audit_entries
      left join people on people.platform_id = audit_entries.platform_id and people.id = audit_entries.actor_id
      where audit_entries.platform_id = ${platformId} and object_type = 'event' and object_id = ${eventId}
      union all
      select at, case when data ? 'isGreen' then 'preflight' else kind end, null, data from room_log where platform_id = ${platformId} and event_id = ${eventId}
      union all
      select room_attempts.started_at, 'attempt', null,
        jsonb_build_object('marker', room_attempts.marker, 'outcome', outcome)
      from room_attempts join rooms on rooms.platform_id = room_attempts.platform_id and rooms.id = room_id
      where room_attempts.platform_id = ${platformId} and rooms.event_id = ${eventId}
      union all
      select created_at, 'mail', null, jsonb_build_object('subject', subject, 'sent', sent_at is not null)
      from mails where platform_id = ${platformId} and key like ${`preflight ${eventId} %`}
      union all
      select mails.created_at, 'mail', null, jsonb_build_object('subject', subject, 'sent', sent_at is not null)
      from notifications
      join mails on mails.platform_id = notifications.platform_id and mails.id = notifications.mail_id
      where notifications.platform_id = ${platformId} and kind in ('room-not-ready', 'not-started')
        and session_id = (select session_id from events where platform_id = ${platformId} and id = ${eventId})
        and ${eventId} = any(event_ids)
      union all
      select entered_at, 'entry', concat_ws(' ', first_name, last_name), jsonb_build_object('role', role)
      from event_entries join people on people.platform_id = event_entries.platform_id and people.id = person_id
      where event_entries.platform_id = ${platformId} and event_id = ${eventId}
    ) everything
    order by at desc
    limit ${limit}`.execute(db)
  return rows
}

/** The rooms that an event has and had, without links. */
export function listRooms(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('rooms')
    .select(['id', 'accountId', 'organizerId', 'wanted', 'wantedRevision', 'applied', 'appliedRevision'])
    .select([
      'state',
      'reason',
      'drift',
      'providerKey',
      'marker',
      'failures',
      'retryAt',
      'changedAt',
      'createdAt',
    ])
    .select(['registers', 'seats', 'replacedAt', 'comparedAt'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .orderBy('createdAt')
    .execute()
}

/** How far registrations are, without people. */
export function countRegistrations(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('registrations')
    .innerJoin('rooms', (join) =>
      join
        .onRef('rooms.platformId', '=', 'registrations.platformId')
        .onRef('rooms.id', '=', 'registrations.roomId'),
    )
    .select(['registrations.roomId', 'registrations.state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('registrations.platformId', '=', platformId)
    .where('rooms.eventId', '=', eventId)
    .groupBy(['registrations.roomId', 'registrations.state'])
    .execute()
}
