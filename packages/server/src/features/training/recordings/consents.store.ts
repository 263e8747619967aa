import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** Whether an event is recorded, and by which word. */
export interface Notice {
  /** 0 = nobody has said anything of it. */
  readonly version: number
  /** As it was said of the event; null = the rule of its course, or else of the platform, holds. */
  readonly ownRule: boolean | null
  readonly isRecorded: boolean
}

interface OfEvent {
  readonly platformId: PlatformId
  readonly eventId: EventId
}

const notices = readTogether(
  { eventId: 'uuid' },
  (_db, value: Values<OfEvent>) => sql<Notice>`(
    select coalesce(n.version, 0) as version, n.is_recorded as own_rule, coalesce(n.is_recorded, c.records_events, p.records_events) as is_recorded
    from platforms p join events e on e.platform_id = p.platform_id and e.id = ${value('eventId')}
    join courses c on c.platform_id = e.platform_id and c.id = e.course_id
    left join lateral (
      select version, is_recorded from recording_notices
      where platform_id = p.platform_id and event_id = e.id order by version desc limit 1
    ) n on true
    where p.platform_id = ${value('platformId')})`,
)

/** What holds of an event. Every click on Join asks this. */
export async function findNotice(db: Db | Trx, asked: OfEvent): Promise<Notice> {
  const [notice] = await notices(db, asked)
  return notice ?? { version: 0, ownRule: null, isRecorded: false }
}

/** One after the other says it of an event. */
export async function lockEvent(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<void> {
  await sql`select from events where platform_id = ${platformId} and id = ${eventId} for no key update`.execute(
    trx,
  )
}

export async function insertNotice(
  trx: Trx,
  notice: OfEvent & { version: number; isRecorded: boolean | null; saidBy: PersonId; saidAt: Date },
): Promise<void> {
  await trx.insertInto('recordingNotices').values(notice).execute()
}

/** When a person agreed to a version; undefined = they did not. */
export async function findAgreedAt(
  db: Db | Trx,
  platformId: PlatformId,
  { eventId, personId, version }: { eventId: EventId; personId: PersonId; version: number },
): Promise<Date | undefined> {
  const row = await db
    .selectFrom('recordingConsents')
    .select('agreedAt')
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('personId', '=', personId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.agreedAt
}

/** Who has agreed once has. */
export async function insertConsent(
  trx: Trx,
  consent: {
    platformId: PlatformId
    eventId: EventId
    personId: PersonId
    version: number
    said: string
    agreedAt: Date
  },
): Promise<void> {
  await trx
    .insertInto('recordingConsents')
    .values(consent)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Everybody who agreed to a version, by name. */
export async function listConsents(db: Db, platformId: PlatformId, eventId: EventId, version: number) {
  const { rows } = await sql<{ personId: PersonId; name: string; agreedAt: Date }>`
    select c.person_id, trim(p.first_name || ' ' || p.last_name) as name, c.agreed_at
    from recording_consents c join evidence_people p on p.platform_id = c.platform_id and p.id = c.person_id
    where c.platform_id = ${platformId} and c.event_id = ${eventId} and c.version = ${version}
    order by trim(p.first_name || ' ' || p.last_name) collate by_name, c.person_id limit 5000`.execute(db)
  return rows
}
