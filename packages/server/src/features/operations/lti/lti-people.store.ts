import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { LtiPeopleTable } from '../../../db/tables.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

export interface Known {
  readonly issuer: string
  readonly subject: string
}

export function findKnown(db: Db | Trx, platformId: PlatformId, { issuer, subject }: Known) {
  return db
    .selectFrom('ltiPeople')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'ltiPeople.platformId')
        .onRef('people.id', '=', 'ltiPeople.personId'),
    )
    .select([
      'people.id',
      'people.active',
      'people.roles',
      'people.email',
      'people.firstName',
      'people.lastName',
    ])
    .select(['ltiPeople.proofEmail', 'ltiPeople.proofHash', 'ltiPeople.proofTries', 'ltiPeople.proofSentAt'])
    .where('ltiPeople.platformId', '=', platformId)
    .where('ltiPeople.issuer', '=', issuer)
    .where('ltiPeople.subject', '=', subject)
    .executeTakeFirst()
}

/** Who these names of an issuer are, those who are known. */
export function listKnown(db: Db | Trx, platformId: PlatformId, issuer: string, subjects: readonly string[]) {
  if (subjects.length === 0) return Promise.resolve([])
  return db
    .selectFrom('ltiPeople')
    .select(['subject', 'personId'])
    .where('platformId', '=', platformId)
    .where('issuer', '=', issuer)
    .where('subject', '=', sql<string>`any(${[...subjects]}::text[])`)
    .execute()
}

/** @param rows at least one @returns false when somebody was faster with one of them */
export async function insertKnown(trx: Trx, rows: readonly Insertable<LtiPeopleTable>[]): Promise<boolean> {
  const made = await insertRows(trx, 'ltiPeople', rows)
    .onConflict((conflict) => conflict.columns(['platformId', 'issuer', 'subject']).doNothing())
    .returning('subject')
    .execute()
  return made.length === rows.length
}

export async function updateKnown(
  trx: Trx,
  platformId: PlatformId,
  { issuer, subject }: Known,
  change: Updateable<LtiPeopleTable>,
): Promise<void> {
  await trx
    .updateTable('ltiPeople')
    .set(change)
    .where('platformId', '=', platformId)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .execute()
}

/** Counts a try of a code. @returns how many there were, undefined = none was sent */
export async function countTry(db: Db, platformId: PlatformId, { issuer, subject }: Known) {
  return db
    .updateTable('ltiPeople')
    .set((eb) => ({ proofTries: eb('proofTries', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where('proofHash', 'is not', null)
    .returning(['proofTries', 'proofHash', 'proofEmail', 'proofSentAt', 'personId'])
    .executeTakeFirst()
}

export function listSubjectsOf(
  db: Db | Trx,
  platformId: PlatformId,
  issuer: string,
  personIds: readonly PersonId[],
) {
  if (personIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('ltiPeople')
    .select(['subject', 'personId'])
    .where('platformId', '=', platformId)
    .where('issuer', '=', issuer)
    .where('personId', 'in', personIds)
    .orderBy('madeAt')
    .execute()
}
