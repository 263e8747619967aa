import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PersonId, PlatformId, RoomId, SessionId, StayId } from '../../../domain/ids.ts'
import type { StayKind } from '../../../domain/stay.ts'
import { isUuid } from '../../../new-id.ts'
import type { Known } from './matching.ts'

export interface StayRow {
  readonly id: StayId
  readonly roomId: RoomId
  readonly runKey: string
  readonly runStartedAt: Date
  readonly runEndedAt: Date | null
  readonly sourceKey: string
  readonly kind: StayKind
  readonly role: 'learner' | 'host' | 'bot' | 'guest'
  readonly name: string
  readonly email: string
  readonly registrationKey: string | null
  readonly externalId: string | null
  readonly joinedAt: Date
  readonly leftAt: Date | null
  readonly personId: PersonId | null
  readonly matchedBy: 'registration' | 'link' | 'email' | 'alias' | 'hand' | null
}

/** What stays can be matched by. @param who what the stays say */
export async function loadKnown(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  who: { keys: readonly string[]; emails: readonly string[]; externalIds: readonly string[] },
): Promise<Omit<Known, 'instructors'>> {
  const registered = await sql<{ personId: PersonId; email: string; key: string | null }>`
    select coalesce(people.merged_into, people.id) as person_id, registrations.email,
      registrations.provider_key as key
    from rooms
    join registrations on registrations.platform_id = rooms.platform_id and registrations.room_id = rooms.id
      and registrations.room_key = coalesce(rooms.provider_key, rooms.gone_key)
    join people on people.platform_id = registrations.platform_id and people.id = registrations.person_id
    where rooms.platform_id = ${platformId} and rooms.event_id = ${eventId}
      and (registrations.provider_key = any(${[...who.keys]}) or lower(registrations.email) = any(${[...who.emails]}))
    order by registrations.changed_at`.execute(trx)
  const people = await sql<{ id: PersonId; own: PersonId; email: string; isId: boolean; isEmail: boolean }>`
    select coalesce(merged_into, id) as id, id as own, email, id::text = any(${[...who.externalIds]}) as is_id,
      email = any(${[...who.emails]}) as is_email
    from people where platform_id = ${platformId}
      and (email = any(${[...who.emails]}) or id = any(${who.externalIds.filter(isUuid)}::uuid[]))`.execute(
    trx,
  )
  const aliases = await sql<{ email: string; personId: PersonId }>`
    select email, person_id from person_addresses
    where platform_id = ${platformId} and email = any(${[...who.emails]})`.execute(trx)
  const kept = await sql<{ email: string; personId: PersonId }>`
    select unnest(k.emails) as email, k.person_id from kept_identities k
    join events e on e.platform_id = k.platform_id and e.id = ${eventId} and e.starts_at <= k.erased_at
    where k.platform_id = ${platformId} and k.emails && ${[...who.emails]}::text[]
    order by k.erased_at`.execute(trx)
  const hosts = await sql<{ email: string }>`
    select lower(organizers.email) as email from rooms
    join organizers on organizers.platform_id = rooms.platform_id and organizers.id = rooms.organizer_id
    where rooms.platform_id = ${platformId} and rooms.event_id = ${eventId}`.execute(trx)
  return {
    registrations: new Map(registered.rows.flatMap(({ key, personId }) => (key ? [[key, personId]] : []))),
    registeredEmails: new Map(registered.rows.map(({ email, personId }) => [email.toLowerCase(), personId])),
    people: new Map(people.rows.filter(({ isId }) => isId).map(({ own, id }) => [own, id])),
    emails: new Map(people.rows.filter(({ isEmail }) => isEmail).map(({ email, id }) => [email, id])),
    kept: new Map(kept.rows.map(({ email, personId }) => [email, personId])),
    aliases: new Map(aliases.rows.map(({ email, personId }) => [email, personId])),
    hostEmails: new Set(hosts.rows.map(({ email }) => email).filter(Boolean)),
  }
}

/**
 * Writes the stays of some rooms as the newest reports have them. What somebody has matched by hand stays theirs; what
 * the reports have no longer is marked as gone.
 *
 * @returns how many rows are others than before
 */
export async function writeStays(
  trx: Trx,
  target: { platformId: PlatformId; eventId: EventId; roomIds: readonly RoomId[]; at: Date },
  stays: readonly StayRow[],
): Promise<number> {
  const { platformId, eventId, roomIds, at } = target
  const rows = stays.map((stay) => ({
    platform_id: platformId,
    id: stay.id,
    event_id: eventId,
    room_id: stay.roomId,
    run_key: stay.runKey,
    run_started_at: stay.runStartedAt,
    run_ended_at: stay.runEndedAt,
    source_key: stay.sourceKey,
    kind: stay.kind,
    role: stay.role,
    name: stay.name,
    email: stay.email,
    registration_key: stay.registrationKey,
    external_id: stay.externalId,
    joined_at: stay.joinedAt,
    left_at: stay.leftAt,
    person_id: stay.personId,
    matched_by: stay.matchedBy,
    matched_at: stay.personId ? at : null,
  }))
  // In one order, so that two never wait for each other.
  const written = await sql`
    insert into attendance_stays as s (platform_id, id, event_id, room_id, run_key, run_started_at, run_ended_at,
      source_key, kind, role, name, email, registration_key, external_id, joined_at, left_at, person_id, matched_by,
      matched_at)
    select platform_id, id, event_id, room_id, run_key, run_started_at, run_ended_at, source_key, kind, role, name,
      email, registration_key, external_id, joined_at, left_at, person_id, matched_by, matched_at
    from jsonb_populate_recordset(null::attendance_stays, ${JSON.stringify(rows)}::jsonb)
    order by source_key
    on conflict (platform_id, event_id, source_key) do update set
      run_started_at = excluded.run_started_at, run_ended_at = excluded.run_ended_at, name = excluded.name,
      email = excluded.email, left_at = excluded.left_at, gone_at = null,
      role = case when s.matched_by = 'hand' then s.role else excluded.role end,
      person_id = case when s.matched_by = 'hand' then s.person_id else excluded.person_id end,
      matched_at = case when s.matched_by = 'hand' or s.person_id = excluded.person_id then s.matched_at
        else excluded.matched_at end,
      matched_by = case when s.matched_by = 'hand' then s.matched_by else excluded.matched_by end
    where s.gone_at is not null
      or (s.run_started_at, s.run_ended_at, s.name, s.email, s.left_at) is distinct from
        (excluded.run_started_at, excluded.run_ended_at, excluded.name, excluded.email, excluded.left_at)
      or (s.matched_by is distinct from 'hand' and (s.role, s.person_id, s.matched_by) is distinct from
        (excluded.role, excluded.person_id, excluded.matched_by))
    returning 1`.execute(trx)
  const gone = await sql`
    update attendance_stays set gone_at = ${at}
    where platform_id = ${platformId} and event_id = ${eventId} and room_id = any(${[...roomIds]}) and gone_at is null
      and source_key <> all(${stays.map((stay) => stay.sourceKey)})
    returning 1`.execute(trx)
  return written.rows.length + gone.rows.length
}

/** Holds whoever else would write stays of an event. @returns false when nothing was ever read of it */
export async function lockStays(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<boolean> {
  const row = await trx
    .selectFrom('attendanceReadings')
    .select('eventId')
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** The stays of an event as the newest reports have them, by when they began, with who matched them. */
export async function listStays(db: Db | Trx, platformId: PlatformId, eventId: EventId, limit: number) {
  const { rows } = await sql<
    StayRow & {
      firstName: string | null
      lastName: string | null
      matcherFirstName: string | null
      matcherLastName: string | null
      matchedAt: Date | null
    }
  >`
    select s.id, s.room_id, s.run_key, s.run_started_at, s.run_ended_at, s.source_key, s.kind, s.role, s.name,
      s.email, s.registration_key, s.external_id, s.joined_at, s.left_at, s.person_id, s.matched_by, s.matched_at,
      people.first_name, people.last_name, matcher.first_name as matcher_first_name,
      matcher.last_name as matcher_last_name
    from attendance_stays s
    left join evidence_people people on people.platform_id = s.platform_id and people.id = s.person_id
    left join people matcher on matcher.platform_id = s.platform_id and matcher.id = s.matched_actor_id
    where s.platform_id = ${platformId} and s.event_id = ${eventId} and s.gone_at is null
    order by s.joined_at, s.id limit ${limit}`.execute(db)
  return rows
}

export type ListedStay = Awaited<ReturnType<typeof listStays>>[number]

/** Everybody who can be behind a stay: with or once with a place, with their presses on Join. */
export async function listCandidates(
  db: Db,
  platformId: PlatformId,
  event: { id: EventId; sessionId: SessionId },
) {
  const { rows } = await sql<{ personId: PersonId; firstName: string; lastName: string; enteredAt: Date[] }>`
    select people.id as person_id, people.first_name, people.last_name,
      coalesce((select array_agg(e.entered_at order by e.entered_at) from event_entries e
        where e.platform_id = people.platform_id and e.event_id = ${event.id} and e.person_id = people.id),
        '{}') as entered_at
    from people
    where people.platform_id = ${platformId} and people.id in (
      select person_id from enrollments where platform_id = ${platformId} and session_id = ${event.sessionId}
      union
      select person_id from event_entries where platform_id = ${platformId} and event_id = ${event.id})
    order by people.id`.execute(db)
  return rows
}

/** Whether a stay can be somebody's: they have or had a place in the session, or teach the event. */
export async function canBeThere(
  trx: Trx,
  platformId: PlatformId,
  event: { id: EventId; sessionId: SessionId },
  personId: PersonId,
): Promise<'learner' | 'host' | undefined> {
  const { rows } = await sql<{ isTeaching: boolean; hasPlace: boolean }>`
    select exists (select from teaching where platform_id = ${platformId} and event_id = ${event.id}
        and person_id = ${personId}) as is_teaching,
      exists (select from enrollments where platform_id = ${platformId} and session_id = ${event.sessionId}
        and person_id = ${personId}) as has_place`.execute(trx)
  if (rows[0]?.isTeaching) return 'host'
  return rows[0]?.hasPlace ? 'learner' : undefined
}

/** Makes stays somebody's by hand, or says that they are nobody's of ours. */
export async function setByHand(
  trx: Trx,
  target: { platformId: PlatformId; ids: readonly StayId[]; actorId: PersonId; at: Date },
  match: { personId: PersonId | null; role: StayRow['role'] },
): Promise<void> {
  await trx
    .updateTable('attendanceStays')
    .set({ ...match, matchedBy: 'hand', matchedActorId: target.actorId, matchedAt: target.at })
    .where('platformId', '=', target.platformId)
    .where('id', '=', sql<StayId>`any(${[...target.ids]})`)
    .execute()
}

/** Says of a stay whose it is by what the report says, and that nobody has decided by hand. */
export async function setByItself(
  trx: Trx,
  platformId: PlatformId,
  id: StayId,
  match: { personId: PersonId | null; matchedBy: StayRow['matchedBy']; role: StayRow['role']; at: Date },
): Promise<void> {
  const { at, ...found } = match
  await trx
    .updateTable('attendanceStays')
    .set({ ...found, matchedActorId: null, matchedAt: found.personId ? at : null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** Whether an address is some person's own. */
export async function isOwnAddress(trx: Trx, platformId: PlatformId, email: string): Promise<boolean> {
  const row = await trx
    .selectFrom('people')
    .select('id')
    .where('platformId', '=', platformId)
    .where('email', '=', email)
    .executeTakeFirst()
  return row !== undefined
}

/** Remembers under which address somebody comes in; the newest word counts. */
export async function rememberAddress(
  trx: Trx,
  address: {
    platformId: PlatformId
    email: string
    personId: PersonId
    taughtBy: PersonId
    taughtAt: Date
    stayId: StayId
  },
): Promise<void> {
  const { personId, taughtBy, taughtAt, stayId } = address
  await trx
    .insertInto('personAddresses')
    .values(address)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'email']).doUpdateSet({ personId, taughtBy, taughtAt, stayId }),
    )
    .execute()
}

/** Forgets an address that one of these matches taught. */
export async function forgetAddress(
  trx: Trx,
  platformId: PlatformId,
  email: string,
  stayIds: readonly StayId[],
): Promise<void> {
  await trx
    .deleteFrom('personAddresses')
    .where('platformId', '=', platformId)
    .where('email', '=', email)
    .where('stayId', '=', sql<StayId>`any(${[...stayIds]})`)
    .execute()
}
