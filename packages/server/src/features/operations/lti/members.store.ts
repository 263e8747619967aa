import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { LtiMembersTable } from '../../../db/tables.ts'
import type { LmsLinkId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** Keeps who came by a course of an LMS. */
export async function keepMembers(trx: Trx, members: readonly Insertable<LtiMembersTable>[]): Promise<void> {
  if (members.length === 0) return
  await insertRows(trx, 'ltiMembers', members, [])
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'linkId', 'subject']).doUpdateSet((eb) => ({
        personId: eb.ref('excluded.personId'),
        seenAt: eb.ref('excluded.seenAt'),
      })),
    )
    .execute()
}

/** Who came by this course, is not in it any more, and has something in the session. */
export function listLeft(
  db: Db | Trx,
  platformId: PlatformId,
  linkId: LmsLinkId,
  sessionId: SessionId,
  present: readonly string[],
) {
  return db
    .selectFrom('ltiMembers')
    .innerJoin('enrollments', (join) =>
      join
        .onRef('enrollments.platformId', '=', 'ltiMembers.platformId')
        .onRef('enrollments.personId', '=', 'ltiMembers.personId')
        .on('enrollments.sessionId', '=', sessionId)
        .on('enrollments.status', '!=', 'cancelled'),
    )
    .select(['ltiMembers.subject', 'ltiMembers.personId'])
    .where('ltiMembers.platformId', '=', platformId)
    .where('ltiMembers.linkId', '=', linkId)
    .where(sql<boolean>`lti_members.subject <> all(${[...present]}::text[])`)
    .execute()
}

export async function deleteMembers(
  trx: Trx,
  platformId: PlatformId,
  linkId: LmsLinkId,
  subjects: readonly string[],
): Promise<void> {
  if (subjects.length === 0) return
  await trx
    .deleteFrom('ltiMembers')
    .where('platformId', '=', platformId)
    .where('linkId', '=', linkId)
    .where('subject', '=', sql<string>`any(${[...subjects]}::text[])`)
    .execute()
}

export function listMembers(db: Db, platformId: PlatformId, linkId: LmsLinkId) {
  return db
    .selectFrom('ltiMembers')
    .select(['subject', 'personId'])
    .where('platformId', '=', platformId)
    .where('linkId', '=', linkId)
    .orderBy('subject')
    .execute()
}
