import { type Insertable, sql, type Updateable } from 'kysely'
import type { SamlTest, SamlTrouble } from '../../../db/column-types.ts'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { SamlAnswersTable, SamlProvidersTable } from '../../../db/tables.ts'
import type { GroupId, IdentityProviderId, LoginId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { isStorable, toLine } from '../../../domain/words.ts'

export function listSamlProviders(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('samlProviders')
    .innerJoin('identityProviders', (join) =>
      join
        .onRef('identityProviders.platformId', '=', 'samlProviders.platformId')
        .onRef('identityProviders.id', '=', 'samlProviders.providerId'),
    )
    .selectAll('samlProviders')
    .select(['identityProviders.name', 'issuer', 'createsPeople', 'active', 'version', 'clientSecretSealed'])
    .select((eb) =>
      eb
        .selectFrom('identities')
        .select(eb.fn.countAll<number>().as('count'))
        .whereRef('identities.platformId', '=', 'samlProviders.platformId')
        .whereRef('identities.providerId', '=', 'samlProviders.providerId')
        .as('people'),
    )
    .where('samlProviders.platformId', '=', platformId)
    .where('identityProviders.protocol', '=', 'saml')
    .orderBy(sql`identity_providers.name collate by_name`)
    .orderBy('samlProviders.providerId')
    .execute()
}

export async function insertSamlProvider(trx: Trx, row: Insertable<SamlProvidersTable>): Promise<void> {
  await trx.insertInto('samlProviders').values(row).execute()
}

export async function updateSamlProvider(
  db: Db | Trx,
  platformId: PlatformId,
  id: IdentityProviderId,
  change: Updateable<SamlProvidersTable>,
): Promise<void> {
  await db
    .updateTable('samlProviders')
    .set(change)
    .where('platformId', '=', platformId)
    .where('providerId', '=', id)
    .execute()
}

export async function setTrouble(
  db: Db | Trx,
  platformId: PlatformId,
  id: IdentityProviderId,
  trouble: SamlTrouble | null,
): Promise<void> {
  await updateSamlProvider(db, platformId, id, { lastProblem: trouble && storable(trouble) })
}

export async function setTest(
  trx: Trx,
  platformId: PlatformId,
  id: IdentityProviderId,
  { test, until }: { test: SamlTest; until: Date },
): Promise<void> {
  await updateSamlProvider(trx, platformId, id, {
    lastTest: storable(test),
    lastTestUntil: until,
    lastProblem: null,
  })
}

/** As JSON without what PostgreSQL can't keep: a stranger may have sent it. */
function storable(value: object): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'string' && !isStorable(one) ? toLine(one) : one))
}

export function listSamlGroups(db: Db | Trx, platformId: PlatformId, id?: IdentityProviderId) {
  return db
    .selectFrom('samlGroups')
    .innerJoin('groups', (join) =>
      join
        .onRef('groups.platformId', '=', 'samlGroups.platformId')
        .onRef('groups.id', '=', 'samlGroups.groupId'),
    )
    .select(['samlGroups.providerId', 'samlGroups.value', 'samlGroups.groupId', 'groups.name'])
    .where('samlGroups.platformId', '=', platformId)
    .$if(id !== undefined, (query) => query.where('samlGroups.providerId', '=', id as IdentityProviderId))
    .orderBy('samlGroups.value')
    .orderBy('samlGroups.groupId')
    .execute()
}

export async function replaceSamlGroups(
  trx: Trx,
  platformId: PlatformId,
  providerId: IdentityProviderId,
  groups: readonly { value: string; groupId: GroupId }[],
): Promise<void> {
  await trx
    .deleteFrom('samlGroups')
    .where('platformId', '=', platformId)
    .where('providerId', '=', providerId)
    .execute()
  if (groups.length === 0) return
  await trx
    .insertInto('samlGroups')
    .values(groups.map((one) => ({ platformId, providerId, ...one })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** @returns false for an assertion that was taken already: also of two at once, one is the first */
export async function insertAnswer(trx: Trx, row: Insertable<SamlAnswersTable>): Promise<boolean> {
  const made = await trx
    .insertInto('samlAnswers')
    .values(row)
    .onConflict((conflict) => conflict.columns(['platformId', 'providerId', 'assertionHash']).doNothing())
    .returning('expiresAt')
    .executeTakeFirst()
  return made !== undefined
}

/** What has expired is refused for its time: it need not be remembered. */
export async function deleteExpired(db: Db | Trx, platformId: PlatformId, now: Date): Promise<void> {
  await db
    .deleteFrom('samlAnswers')
    .where('platformId', '=', platformId)
    .where('expiresAt', '<=', now)
    .execute()
  await db
    .updateTable('samlAnswers')
    .set({ answer: null, answerUntil: null })
    .where('platformId', '=', platformId)
    .where('answerUntil', '<=', now)
    .execute()
  await db
    .updateTable('samlProviders')
    .set({ lastTest: null, lastTestUntil: null })
    .where('platformId', '=', platformId)
    .where('lastTestUntil', '<=', now)
    .execute()
}

/** Platforms on which something has expired. */
export function listWithExpired(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
      select platform_id from saml_answers where expires_at <= ${now}
      union select platform_id from saml_answers where answer_until <= ${now}
      union select platform_id from saml_providers where last_test_until <= ${now}`,
  )
}

export function lockAnswer(trx: Trx, platformId: PlatformId, handleHash: Buffer) {
  return trx
    .selectFrom('samlAnswers')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('handleHash', '=', handleHash)
    .forUpdate()
    .executeTakeFirst()
}

export async function emptyAnswer(trx: Trx, platformId: PlatformId, handleHash: Buffer): Promise<void> {
  await trx
    .updateTable('samlAnswers')
    .set({ answer: null, answerUntil: null })
    .where('platformId', '=', platformId)
    .where('handleHash', '=', handleHash)
    .execute()
}

/** Ends the logins of a person that this provider made. @returns which */
export async function deleteLoginsByProvider(
  trx: Trx,
  platformId: PlatformId,
  providerId: IdentityProviderId,
  personId: PersonId,
): Promise<LoginId[]> {
  const rows = await trx
    .deleteFrom('logins')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('providerId', '=', providerId)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
