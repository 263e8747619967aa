import type { Db, Trx } from '../../db/database.ts'
import type { LoginId, PersonId, PlatformId } from '../../domain/ids.ts'
import type { Language } from '../../domain/message.ts'

export interface NewLogin {
  readonly platformId: PlatformId
  readonly id: LoginId
  readonly tokenHash: Buffer
  readonly personId: PersonId
  readonly userAgent: string | null
  readonly expiresAt: Date
}

/** The person behind a login's token, when it has not ended and the person is active. */
export function findLogin(db: Db, platformId: PlatformId, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('logins')
    .innerJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'logins.platformId').onRef('people.id', '=', 'logins.personId'),
    )
    .select([
      'logins.id as loginId',
      'people.id as personId',
      'people.roles',
      'people.language',
      'people.timeZone',
    ])
    .where('logins.platformId', '=', platformId)
    .where('logins.tokenHash', '=', tokenHash)
    .where('logins.expiresAt', '>', now)
    .where('people.active', '=', true)
    .executeTakeFirst()
}

export function findPersonByEmail(db: Db, platformId: PlatformId, email: string) {
  return db
    .selectFrom('people')
    .select(['id', 'passwordHash', 'active'])
    .where('platformId', '=', platformId)
    .where('email', '=', email)
    .executeTakeFirst()
}

export function getPerson(db: Db, platformId: PlatformId, id: PersonId) {
  return db
    .selectFrom('people')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

export async function insertLogin(trx: Trx | Db, login: NewLogin): Promise<void> {
  await trx.insertInto('logins').values(login).execute()
}

export async function deleteLogin(db: Db, platformId: PlatformId, id: LoginId): Promise<void> {
  await db.deleteFrom('logins').where('platformId', '=', platformId).where('id', '=', id).execute()
}

/** Ended logins are removed as people sign in: no job needed. */
export async function deleteEndedLogins(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  now: Date,
): Promise<void> {
  await db
    .deleteFrom('logins')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('expiresAt', '<=', now)
    .execute()
}

export async function updatePreferences(
  db: Db,
  platformId: PlatformId,
  id: PersonId,
  preferences: { language?: Language; timeZone?: string },
): Promise<void> {
  if (Object.keys(preferences).length === 0) return
  await db
    .updateTable('people')
    .set(preferences)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}
