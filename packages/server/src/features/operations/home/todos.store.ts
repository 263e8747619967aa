import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { AccountId, CourseId, EventId, PlatformId, SessionId, WebhookId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { isPlanned, type Planned } from './troubles.store.ts'

// What waits beside events that are not as they should be. Each list is read by a partial index of what is unusual, so
// that it costs as much as there is to do, and not as much as there is.

interface OfSession {
  /** Of all, listed or not. */
  readonly total: number
  readonly sessionId: SessionId
  readonly name: string
  readonly courseId: CourseId
  readonly courseName: string
  readonly ownHue: number | null
}

interface Page {
  readonly now: Date
  readonly limit: number
}

const takesPlace = sql`sessions.cancelled_at is null and courses.cancelled_at is null`
const ofCourse = sql`join courses on courses.platform_id = sessions.platform_id and courses.id = sessions.course_id`
/** Something of it is still to come, or nothing is planned yet. */
const isOpenAt = (now: Date) => sql`(
  exists (select from events e where e.platform_id = sessions.platform_id and e.session_id = sessions.id
    and e.cancelled_at is null and e.ends_at > ${now})
  or not exists (select from events e where e.platform_id = sessions.platform_id and e.session_id = sessions.id))`

/** Sessions below their minimum whose date of decision is near, or has come and asked for a person; the next first. */
export async function listToDecide(
  db: Db,
  platformId: PlatformId,
  planner: Planned,
  { now, limit, until }: Page & { until: Date },
) {
  const { rows } = await sql<OfSession & { decidesAt: Date; missing: number; min: number }>`
    select count(*) over ()::int as total, sessions.id as session_id, sessions.name, course_id, courses.name as course_name, courses.hue as own_hue,
      decides_at, min_enrollment as min, min_enrollment - taken.places as missing
    from sessions ${ofCourse}
    cross join lateral (select count(*)::int as places from enrollments n where n.platform_id = sessions.platform_id
      and n.session_id = sessions.id and n.status = 'enrolled') taken
    where sessions.platform_id = ${platformId} and min_enrollment is not null and decides_at <= ${until}
      and (decided_at is null or decided_at < decides_at or decision = 'warned')
      and taken.places < min_enrollment and ${takesPlace} and ${isOpenAt(now)}
      and ${isPlanned(platformId, planner, 'sessions.id')}
    order by decides_at, sessions.id limit ${limit}`.execute(db)
  return rows
}

/** Sessions with requests for a place, that of the oldest first. */
export async function listRequested(db: Db, platformId: PlatformId, planner: Planned, { now, limit }: Page) {
  const { rows } = await sql<OfSession & { requests: number; since: Date; person: string }>`
    select count(*) over ()::int as total, sessions.id as session_id, sessions.name, course_id, courses.name as course_name, courses.hue as own_hue,
      asked.requests, asked.since, trim(people.first_name || ' ' || people.last_name) as person
    from (
      select session_id, count(*)::int as requests, min(enrolled_at) as since,
        (array_agg(person_id order by enrolled_at, person_id))[1] as person_id
      from enrollments where platform_id = ${platformId} and status = 'requested' group by session_id
    ) asked
    join sessions on sessions.platform_id = ${platformId} and sessions.id = asked.session_id ${ofCourse}
    join people on people.platform_id = ${platformId} and people.id = asked.person_id
    where ${takesPlace} and ${isOpenAt(now)} and ${isPlanned(platformId, planner, 'sessions.id')}
    order by asked.since, sessions.id limit ${limit}`.execute(db)
  return rows
}

/**
 * Sessions where people wait although they need not: there are free places that nobody is promoted into, or all rooms
 * that are still to come hold more people than the session's maximum. That of the next event first.
 */
export async function listWaiting(db: Db, platformId: PlatformId, planner: Planned, { now, limit }: Page) {
  const isWaiting = sql`n.platform_id = ${platformId} and n.status = 'waiting'`
  const isActive = sql`exists (select from people where people.platform_id = n.platform_id and people.id = n.person_id
    and people.active)`
  const { rows } = await sql<OfSession & { waiting: number; possible: number; startsAt: Date | null }>`
    with line as materialized (
      select distinct session_id from enrollments n where ${isWaiting}
    ), found as (
      select sessions.platform_id, sessions.id as session_id, sessions.name, course_id, courses.name as course_name, courses.hue as own_hue,
        greatest(max_enrollment, coming.seats) - taken.places as possible, coming.starts_at
      from line
      join sessions on sessions.platform_id = ${platformId} and sessions.id = line.session_id ${ofCourse}
      join lateral (
        select min(e.starts_at) as starts_at,
          case when bool_and(rooms.seats is not null) then min(rooms.seats) end as seats
        from events e left join rooms on rooms.platform_id = e.platform_id and rooms.event_id = e.id
          and rooms.wanted is not null
        where e.platform_id = sessions.platform_id and e.session_id = sessions.id and e.cancelled_at is null
          and e.ends_at > ${now}
      ) coming on coming.starts_at is not null
      cross join lateral (select count(*)::int as places from enrollments n
        where n.platform_id = sessions.platform_id and n.session_id = sessions.id
          and n.status in ('offered', 'enrolled')) taken
      where max_enrollment is not null and greatest(max_enrollment, coming.seats) > taken.places
        and ${takesPlace} and ${isPlanned(platformId, planner, 'sessions.id')}
        and exists (select from enrollments n where ${isWaiting} and n.session_id = sessions.id and ${isActive})
    ), first as (
      select *, count(*) over ()::int as total from found order by starts_at, session_id limit ${limit}
    )
    select total, session_id, name, course_id, course_name, own_hue, possible, starts_at,
      (select count(*)::int from enrollments n where ${isWaiting} and n.session_id = first.session_id
        and ${isActive}) as waiting
    from first order by starts_at, session_id`.execute(db)
  return rows
}

/** Events of which people say why they could not come, and nobody has decided; that of the oldest explanation first. */
export async function listExplained(
  db: Db,
  platformId: PlatformId,
  planner: Planned,
  { now, since, limit }: Page & { since: Date },
) {
  const { rows } = await sql<
    OfSession & {
      eventId: EventId
      startsAt: Date
      endsAt: Date
      timeZone: string
      people: number
      since: Date
      person: string
    }
  >`
    with asked as (
      select event_id, count(*)::int as people, min(said_at) as since,
        (array_agg(person_id order by said_at, person_id))[1] as person_id
      from open_explanations where platform_id = ${platformId} and said_at > ${since} and said_at <= ${now}
      group by event_id
    )
    select count(*) over ()::int as total, events.id as event_id, events.name, events.session_id, events.course_id,
      courses.name as course_name, courses.hue as own_hue, events.starts_at, events.ends_at, events.time_zone,
      asked.people, asked.since, trim(people.first_name || ' ' || people.last_name) as person
    from asked
    join events on events.platform_id = ${platformId} and events.id = asked.event_id and events.cancelled_at is null
    join courses on courses.platform_id = events.platform_id and courses.id = events.course_id
    join people on people.platform_id = ${platformId} and people.id = asked.person_id
    where ${isPlanned(platformId, planner, 'events.session_id')}
    order by asked.since, events.id limit ${limit}`.execute(db)
  return rows
}

/** Accounts whose pairing has ended, with how many coming events need them. */
export async function listUnpaired(db: Db, platformId: PlatformId, { now, limit }: Page) {
  const { rows } = await sql<{
    total: number
    accountId: AccountId
    appId: string
    name: string
    events: number
    reason: StoredMessage | null
  }>`
    select count(*) over ()::int as total, id as account_id, app_id, name, pairing_reason as reason,
      (select count(*)::int from events e where e.platform_id = accounts.platform_id and e.account_id = accounts.id
        and e.cancelled_at is null and e.ends_at > ${now}) as events
    from accounts
    where platform_id = ${platformId} and deleted_at is null and pairing_state = 'needs-pairing'
    order by lower(name) collate by_name, id limit ${limit}`.execute(db)
  return rows
}

/** Mails that failed since a moment: how many, and the newest. */
export async function findFailedMails(db: Db, platformId: PlatformId, since: Date) {
  const { rows } = await sql<{
    total: number
    failedAt: Date
    recipient: string
    error: StoredMessage | null
  }>`
    select count(*) over ()::int as total, failed_at, recipient, error from mails
    where platform_id = ${platformId} and failed_at > ${since}
    order by failed_at desc, id limit 1`.execute(db)
  return rows[0]
}

/** Webhooks that were switched off because nobody took what they sent. */
export async function listSilentWebhooks(db: Db, platformId: PlatformId, limit: number) {
  const { rows } = await sql<{ total: number; webhookId: WebhookId; url: string; switchedOffAt: Date }>`
    select count(*) over ()::int as total, id as webhook_id, url, switched_off_at from webhooks
    where platform_id = ${platformId} and not active and switched_off_at is not null
    order by switched_off_at, id limit ${limit}`.execute(db)
  return rows
}

/** Coming events that new rules of their zone would shift. */
export async function findZoneChanges(db: Db, platformId: PlatformId, now: Date) {
  const { rows } = await sql<{ events: number; startsAt: Date | null }>`
    select count(*)::int as events, min(starts_at) as starts_at from events
    where platform_id = ${platformId} and zone_differs_since is not null and cancelled_at is null
      and ends_at > ${now}`.execute(db)
  return rows[0]
}
