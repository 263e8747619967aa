import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** What is about to be said of one event to one mailbox. */
export interface Saying {
  /** Of the UID: the person, or a duplicate that was merged into them. */
  readonly personId: PersonId
  readonly eventId: EventId
  readonly method: CalendarUpdate['method']
  readonly mailbox: string
  readonly organizer: string
  readonly eventSequence: number
  readonly name: string
  readonly startsAt: Date
  readonly endsAt: Date
}

export interface Said {
  readonly personId: PersonId
  readonly eventId: EventId
  readonly sequence: number
  readonly organizer: string
}

/** Writes down what is said, under the next number of each: higher than any that was mailed or shown in a feed. */
export async function sayAll(trx: Trx, platformId: PlatformId, sayings: readonly Saying[]): Promise<Said[]> {
  if (sayings.length === 0) return []
  const { rows } = await sql<Said>`
    insert into calendar_entries as entry (platform_id, person_id, event_id, sequence, event_sequence, method, mailbox,
        organizer, name, starts_at, ends_at)
    select ${platformId}::uuid, "personId", "eventId", "eventSequence", "eventSequence", method, mailbox,
        organizer, name, "startsAt", "endsAt"
      from jsonb_to_recordset(${JSON.stringify(sayings)}::jsonb) as saying ("personId" uuid, "eventId" uuid,
        "eventSequence" integer, method text, mailbox text, organizer text, name text, "startsAt" timestamptz, "endsAt" timestamptz)
      order by "personId", "eventId"
    on conflict (platform_id, person_id, event_id) do update set
      sequence = entry.sequence + 1 + greatest(0, excluded.event_sequence - entry.event_sequence),
      event_sequence = greatest(entry.event_sequence, excluded.event_sequence),
      method = excluded.method,
      mailbox = excluded.mailbox,
      organizer = coalesce(entry.organizer, excluded.organizer),
      name = excluded.name,
      starts_at = excluded.starts_at,
      ends_at = excluded.ends_at
    returning person_id, event_id, sequence, organizer`.execute(trx)
  return rows
}

export type CalendarEntry = Awaited<ReturnType<typeof listEntries>>[number]

/** What was said of these events last. */
export function listEntries(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
) {
  return entries(db, platformId, personId)
    .where('eventId', '=', sql<EventId>`any(${[...eventIds]}::uuid[])`)
    .execute()
}

/** Events that a mailbox of the person may hold, and that are not over; by start. */
export function listHeld(db: Db | Trx, platformId: PlatformId, personId: PersonId, now: Date) {
  return entries(db, platformId, personId)
    .where('endsAt', '>', now)
    .where((eb) => eb.or([eb('method', '=', 'REQUEST'), eb('heldBy', 'is not', null)]))
    .orderBy('startsAt')
    .orderBy('eventId')
    .execute()
}

function entries(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return db
    .selectFrom('calendarEntries')
    .select(['eventId', 'eventSequence', 'method', 'mailbox', 'heldBy', 'name', 'startsAt', 'endsAt'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
}

/** The mail server took a mail: a mailbox now holds these events, or holds them no more. */
export async function setHeld(
  db: Db | Trx,
  platformId: PlatformId,
  mailbox: string,
  updates: readonly Pick<CalendarUpdate, 'method' | 'eventId' | 'personId'>[],
): Promise<void> {
  await sql`
    update calendar_entries entry
    set held_by = case when taken.method = 'REQUEST' then ${mailbox} else nullif(held_by, ${mailbox}) end
    from jsonb_to_recordset(${JSON.stringify(updates)}::jsonb) as taken ("personId" uuid, "eventId" uuid, method text)
    where entry.platform_id = ${platformId} and entry.person_id = taken."personId"
      and entry.event_id = taken."eventId"`.execute(db)
}

/** Forgets events that nobody can change any more. */
export async function deleteOlder(db: Db, platformId: PlatformId, before: Date): Promise<void> {
  await db
    .deleteFrom('calendarEntries')
    .where('platformId', '=', platformId)
    .where('endsAt', '<', before)
    .execute()
}
