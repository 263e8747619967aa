import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PersonId, PlatformId, PresenceAnswerId, PresenceCheckId } from '../../../domain/ids.ts'
import type { AnswerWay } from '../../../domain/presence-check.ts'

export interface AnswerRow {
  readonly checkId: PresenceCheckId
  readonly personId: PersonId
  readonly version: number
  readonly answerId: PresenceAnswerId
  readonly isPresent: boolean
  readonly way: AnswerWay
  readonly answeredAt: Date
  readonly phoneAt: Date | null
  readonly receivedAt: Date
  readonly said: string
  readonly byName: string | null
  readonly note: string
  readonly supersededAt: Date | null
}

const answer = sql`a.check_id, a.person_id, a.version, a.answer_id, a.is_present, a.way, a.answered_at, a.phone_at, a.received_at,
  a.said, a.note, a.superseded_at, by_person.first_name || ' ' || by_person.last_name as by_name`

const byWhom = sql`left join people by_person on by_person.platform_id = a.platform_id and by_person.id = a.said_by`

/** Answers in force; of one person alone where one is named. */
export async function listAnswers(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
  personId?: PersonId,
): Promise<AnswerRow[]> {
  const { rows } = await sql<AnswerRow>`
    select ${answer} from presence_answers a ${byWhom}
    where a.platform_id = ${platformId} and a.event_id = ${eventId} and a.superseded_at is null
      ${personId ? sql`and a.person_id = ${personId}` : sql``}`.execute(db)
  return rows
}

/** Every answer that there was, those that were replaced too, by person and in order. */
export async function listEveryAnswer(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
): Promise<
  (AnswerRow & { readonly firstName: string; readonly lastName: string; readonly email: string })[]
> {
  const { rows } = await sql<AnswerRow & { firstName: string; lastName: string; email: string }>`
    select ${answer}, p.first_name, p.last_name, p.email from presence_answers a ${byWhom}
    join evidence_people p on p.platform_id = a.platform_id and p.id = a.person_id
    where a.platform_id = ${platformId} and a.event_id = ${eventId}
    order by p.last_name collate by_name, p.first_name collate by_name, p.id, a.answered_at, a.version`.execute(
    db,
  )
  return rows
}

/** Every answer of a person to a check, the newest first. */
export async function listAnswersOf(
  db: Db,
  platformId: PlatformId,
  target: { readonly eventId: EventId; readonly checkId: PresenceCheckId; readonly personId: PersonId },
): Promise<AnswerRow[]> {
  const { rows } = await sql<AnswerRow>`
    select ${answer} from presence_answers a ${byWhom}
    where a.platform_id = ${platformId} and a.event_id = ${target.eventId} and a.check_id = ${target.checkId}
      and a.person_id = ${target.personId}
    order by a.version desc limit 200`.execute(db)
  return rows
}

export interface NewAnswer {
  readonly checkId: PresenceCheckId
  readonly eventId: EventId
  readonly personId: PersonId
  readonly answerId: PresenceAnswerId
  readonly isPresent: boolean
  readonly way: AnswerWay
  readonly answeredAt: Date
  readonly phoneAt: Date | null
  readonly receivedAt: Date
  readonly said: string
  readonly saidBy: PersonId | null
  readonly note: string
}

/** Keeps the first answer of a person to a check. @returns false when there is one already, which stays as it is */
export async function insertFirst(trx: Trx, platformId: PlatformId, row: NewAnswer): Promise<boolean> {
  const kept = await trx
    .insertInto('presenceAnswers')
    .values({ platformId, ...row, version: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst()
  return kept !== undefined
}

/** Keeps an answer beside what somebody has said by hand, which holds. Twice is once. */
export async function keepBesideHand(trx: Trx, platformId: PlatformId, row: NewAnswer): Promise<void> {
  const of = sql`platform_id = ${platformId} and check_id = ${row.checkId} and person_id = ${row.personId}`
  await sql`
    insert into presence_answers (platform_id, check_id, person_id, version, event_id, answer_id, is_present, way, answered_at,
      phone_at, received_at, said, superseded_at)
    select ${platformId}, ${row.checkId}, ${row.personId}, max(version) + 1, ${row.eventId}, ${row.answerId}, true, ${row.way},
      ${row.answeredAt}, ${row.phoneAt}::timestamptz, ${row.receivedAt}, ${row.said}, ${row.receivedAt}
    from presence_answers where ${of}
    having bool_or(superseded_at is null and way = 'hand') and not bool_or(way <> 'hand')
    on conflict do nothing`.execute(trx)
}

/**
 * Puts an answer in the place of the one that was in force.
 *
 * @param version of that one; 0 = there was none
 * @returns false when another one is in force by now
 */
export async function replaceAnswer(
  trx: Trx,
  platformId: PlatformId,
  row: NewAnswer,
  version: number,
): Promise<boolean> {
  const of = sql`platform_id = ${platformId} and check_id = ${row.checkId} and person_id = ${row.personId}`
  if (version === 0) return insertFirst(trx, platformId, row)
  const { rows } = await sql`
    update presence_answers set superseded_at = ${row.receivedAt}
    where ${of} and version = ${version} and superseded_at is null returning version`.execute(trx)
  if (rows.length === 0) return false
  const { rows: newest } = await sql<{ version: number }>`
    select max(version) as version from presence_answers where ${of}`.execute(trx)
  await trx
    .insertInto('presenceAnswers')
    .values({ platformId, ...row, version: (newest[0]?.version ?? version) + 1 })
    .execute()
  return true
}
