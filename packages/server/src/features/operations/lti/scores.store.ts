import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { LtiLinksTable, LtiScoresTable } from '../../../db/tables.ts'
import type { EventId, LmsLinkId, PlatformId, SessionId } from '../../../domain/ids.ts'

export type ScoreKind = 'attendance' | 'completion'

/** Lets the links of sessions be looked at: what goes to their LMS may be another. */
export async function markDue(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  at: Date,
): Promise<void> {
  await sql`
    update lti_links l set scores_due_at = least(coalesce(l.scores_due_at, ${at}), ${at})
    where l.platform_id = ${platformId} and l.sends <> '{}'
      and (
        l.session_id = ${sessionId}
        or l.event_id in (
          select e.id from events e where e.platform_id = ${platformId} and e.session_id = ${sessionId}
        )
      )`.execute(trx)
}

/** The same of an event, and of the session that it is in. */
export async function markDueOfEvent(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  at: Date,
): Promise<void> {
  await sql`
    update lti_links l set scores_due_at = least(coalesce(l.scores_due_at, ${at}), ${at})
    where l.platform_id = ${platformId} and l.sends <> '{}'
      and (
        l.event_id = ${eventId}
        or l.session_id = (select e.session_id from events e where e.platform_id = ${platformId} and e.id = ${eventId})
      )`.execute(trx)
}

export function listWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from lti_links where scores_due_at <= ${now}`)
}

export async function listDue(
  db: Db,
  platformId: PlatformId,
  now: Date,
  limit: number,
): Promise<LmsLinkId[]> {
  const rows = await db
    .selectFrom('ltiLinks')
    .select('id')
    .where('platformId', '=', platformId)
    .where('scoresDueAt', '<=', now)
    .orderBy('scoresDueAt')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Takes the work on a link for some minutes: another worker passes it by until then. @returns false when one has it */
export async function takeDue(
  db: Db,
  platformId: PlatformId,
  id: LmsLinkId,
  { now, until }: { now: Date; until: Date },
): Promise<boolean> {
  const row = await db
    .updateTable('ltiLinks')
    .set({ scoresDueAt: until })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('scoresDueAt', '<=', now)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The work is done until `next`; whatever became due meanwhile stays due. */
export async function endDue(
  db: Db,
  platformId: PlatformId,
  id: LmsLinkId,
  { until, next }: { until: Date; next: Date | null },
): Promise<void> {
  await db
    .updateTable('ltiLinks')
    .set({ scoresDueAt: next })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('scoresDueAt', '=', until)
    .execute()
}

export async function updateLink(
  db: Db | Trx,
  platformId: PlatformId,
  id: LmsLinkId,
  change: Updateable<LtiLinksTable>,
): Promise<void> {
  await db
    .updateTable('ltiLinks')
    .set(change)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

export function listScores(db: Db, platformId: PlatformId, linkId: LmsLinkId) {
  return db
    .selectFrom('ltiScores')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'ltiScores.platformId')
        .onRef('people.id', '=', 'ltiScores.personId'),
    )
    .selectAll('ltiScores')
    .select(['people.firstName', 'people.lastName'])
    .where('ltiScores.platformId', '=', platformId)
    .where('ltiScores.linkId', '=', linkId)
    .orderBy('ltiScores.kind')
    .orderBy('ltiScores.changedAt', 'desc')
    .orderBy('ltiScores.subject')
    .limit(5000)
    .execute()
}

export async function keepScore(db: Db, score: Insertable<LtiScoresTable>): Promise<void> {
  const { platformId, linkId, kind, subject, ...rest } = score
  await db
    .insertInto('ltiScores')
    .values(score)
    .onConflict((conflict) => conflict.columns(['platformId', 'linkId', 'kind', 'subject']).doUpdateSet(rest))
    .execute()
}

/** Everything that failed is tried anew. */
export async function forgetFailures(
  trx: Trx,
  platformId: PlatformId,
  linkId: LmsLinkId,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('ltiScores')
    .set({ state: 'waiting', tries: 0 })
    .where('platformId', '=', platformId)
    .where('linkId', '=', linkId)
    .where('state', '=', 'failed')
    .execute()
  await updateLink(trx, platformId, linkId, { scoresDueAt: now })
}
