import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { dutiesOfPeople } from '../../../db/parts.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { LoginsTable } from '../../../db/tables.ts'
import type { LoginId, PersonId, PlatformId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'

const loginsByToken = readTogether(
  { tokenHash: 'bytea' },
  (db, value: Values<{ platformId: PlatformId; tokenHash: Buffer }>) =>
    db
      .selectFrom('logins')
      .innerJoin('people', (join) =>
        join.onRef('people.platformId', '=', 'logins.platformId').onRef('people.id', '=', 'logins.personId'),
      )
      .select([
        'logins.id as loginId',
        'logins.seenAt',
        'logins.expiresAt',
        'logins.twoFactors',
        'logins.way',
      ])
      .select(['people.id', 'people.email', 'people.firstName', 'people.lastName', 'people.roles'])
      .select(['people.language', 'people.timeZone', 'people.zoneSettledAt'])
      .select(dutiesOfPeople.as('duties'))
      .where('logins.platformId', '=', value('platformId'))
      .where('logins.tokenHash', '=', value('tokenHash'))
      .where('people.active', '=', true),
)

/** The person behind a login's token, when the person is active. Every request asks this. */
export async function findLogin(db: Db, asked: { platformId: PlatformId; tokenHash: Buffer }) {
  const [login] = await loginsByToken(db, asked)
  return login
}

/** The person to whom an address belongs; a duplicate's belongs to the person that it was merged into. */
export function findPersonByEmail(db: Db | Trx, platformId: PlatformId, email: string) {
  return db
    .selectFrom('people as known')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'known.platformId')
        .on('people.id', '=', sql<PersonId>`coalesce(known.merged_into, known.id)`),
    )
    .select([
      'people.id',
      'people.email',
      'people.firstName',
      'people.lastName',
      'people.passwordHash',
      'people.active',
    ])
    .where('known.platformId', '=', platformId)
    .where('known.email', '=', email)
    .executeTakeFirst()
}

export function findPerson(db: Db | Trx, platformId: PlatformId, id: PersonId) {
  return db
    .selectFrom('people')
    .selectAll()
    .select(dutiesOfPeople.as('duties'))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function insertLogin(trx: Trx | Db, login: Insertable<LoginsTable>): Promise<void> {
  await trx.insertInto('logins').values(login).execute()
}

export async function setSeen(db: Db, platformId: PlatformId, id: LoginId, seenAt: Date): Promise<void> {
  await db
    .updateTable('logins')
    .set({ seenAt })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** When the person of a login last proved who they are. */
export async function findProvedAt(db: Db, platformId: PlatformId, id: LoginId): Promise<Date | undefined> {
  const row = await db
    .selectFrom('logins')
    .select('provedAt')
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.provedAt
}

export async function setProved(
  db: Db | Trx,
  platformId: PlatformId,
  id: LoginId,
  proof: { provedAt: Date; twoFactors?: true },
): Promise<void> {
  await db
    .updateTable('logins')
    .set(proof)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

export async function setSignedIn(
  db: Db | Trx,
  platformId: PlatformId,
  id: PersonId,
  at: Date,
): Promise<void> {
  await db
    .updateTable('people')
    .set({ signedInAt: at })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

export function listLogins(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  { now, usedSince }: { now: Date; usedSince: Date },
) {
  return db
    .selectFrom('logins')
    .select(['id', 'userAgent', 'way', 'createdAt', 'seenAt', 'expiresAt'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('expiresAt', '>', now)
    .where('seenAt', '>', usedSince)
    .orderBy('seenAt', 'desc')
    .orderBy('id')
    .execute()
}

/** @returns how many there were */
export async function deleteLogins(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  which: { id?: LoginId; except?: LoginId } = {},
): Promise<number> {
  let logins = trx.deleteFrom('logins').where('platformId', '=', platformId).where('personId', '=', personId)
  if (which.id) logins = logins.where('id', '=', which.id)
  if (which.except) logins = logins.where('id', '<>', which.except)
  const { numDeletedRows } = await logins.executeTakeFirst()
  return Number(numDeletedRows)
}

/** Signs out those of these people who are not active. */
export async function deleteLoginsOfInactive(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
): Promise<void> {
  await sql`
    delete from logins using people
    where logins.platform_id = ${platformId} and logins.person_id = any(${personIds}::uuid[])
      and people.platform_id = logins.platform_id and people.id = logins.person_id and not people.active`.execute(
    trx,
  )
}

/** Ended logins are removed as people sign in: no job needed. */
export async function deleteEndedLogins(
  db: Db | Trx,
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

/**
 * Gives a zone to who has none of their own, and never had.
 *
 * @returns whether it was taken: of two at the same moment, the first
 */
export async function takeTimeZone(
  trx: Trx,
  platformId: PlatformId,
  id: PersonId,
  { timeZone, at }: { timeZone: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('people')
    .set({ timeZone, zoneSettledAt: at })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('timeZone', 'is', null)
    .where('zoneSettledAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function updatePreferences(
  trx: Trx,
  platformId: PlatformId,
  id: PersonId,
  preferences: { language?: Language; timeZone?: string; zoneSettledAt?: Date },
): Promise<void> {
  if (Object.keys(preferences).length === 0) return
  await trx
    .updateTable('people')
    .set(preferences)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}
