import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { RunEngagement } from '../../../domain/engagement.ts'
import type { EventId, PersonId, PlatformId, RoomId } from '../../../domain/ids.ts'

export async function keepEngagement(
  trx: Trx,
  of: { platformId: PlatformId; eventId: EventId; roomId: RoomId },
  run: RunEngagement & { startedAt: Date },
  readAt: Date,
): Promise<void> {
  const kept = {
    readAt,
    runStartedAt: run.startedAt,
    attentiveness: run.attentiveness ?? null,
    interest: run.interest ?? null,
    polls: JSON.stringify(run.polls),
    surveys: JSON.stringify(run.surveys),
    questions: JSON.stringify(run.questions),
  }
  await trx
    .insertInto('runEngagements')
    .values({ ...of, runKey: run.runKey, ...kept })
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'eventId', 'roomId', 'runKey']).doUpdateSet(kept),
    )
    .execute()
}

export function listEngagement(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('runEngagements')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .orderBy('runStartedAt')
    .orderBy('runKey')
    .execute()
}

/** Whose the registrations and addresses in an event are, as its stays have been matched. */
export async function listAskers(db: Db, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{
    registrationKey: string | null
    email: string
    personId: PersonId
    firstName: string
    lastName: string
  }>`
    select distinct s.registration_key, s.email, s.person_id, people.first_name, people.last_name
    from attendance_stays s
    join evidence_people people on people.platform_id = s.platform_id and people.id = s.person_id
    where s.platform_id = ${platformId} and s.event_id = ${eventId} and s.gone_at is null`.execute(db)
  return rows
}
