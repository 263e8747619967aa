import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { OrganizersTable } from '../../../db/tables.ts'
import type { AccountId, OrganizerId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { outsideText } from '../../../domain/outside-text.ts'

export type OrganizerRow = Selectable<OrganizersTable>
type RefreshedFrom = Pick<OrganizerRow, 'platformId' | 'id' | 'refreshTokenSealed'>

export function listOrganizers(db: Db | Trx, platformId: PlatformId, accountIds: readonly AccountId[]) {
  if (accountIds.length === 0) return Promise.resolve([])
  return (
    db
      .selectFrom('organizers')
      .selectAll()
      .where('platformId', '=', platformId)
      .where('accountId', 'in', accountIds)
      // The previous release has one in the name of an account that has no users.
      .where('providerUserKey', '<>', '')
      .orderBy('pairedAt')
      .orderBy('email')
      .execute()
  )
}

export function listAccountsOfUser(db: Db, platformId: PlatformId, personId: PersonId) {
  return db
    .selectFrom('organizers')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'organizers.platformId')
        .on(sql<boolean>`lower(people.email) = lower(organizers.email)`),
    )
    .select('organizers.accountId')
    .where('organizers.platformId', '=', platformId)
    .where('organizers.state', '=', 'paired')
    .where('people.id', '=', personId)
    .execute()
}

export function findOrganizer(db: Db, platformId: PlatformId, organizerId: OrganizerId) {
  return db
    .selectFrom('organizers')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', organizerId)
    .executeTakeFirst()
}

export function findOrganizerByUser(trx: Trx, platformId: PlatformId, accountId: AccountId, userKey: string) {
  return trx
    .selectFrom('organizers')
    .select('id')
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .where('providerUserKey', '=', userKey)
    .executeTakeFirst()
}

/** A new organizer, or new tokens for one that was paired before. */
export async function upsertOrganizer(trx: Trx, organizer: Insertable<OrganizersTable>): Promise<void> {
  const { platformId: _, id: __, ...change } = organizer
  await trx
    .insertInto('organizers')
    .values({ ...organizer, ...named(organizer) })
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'id']).doUpdateSet({ ...change, ...named(change) }),
    )
    .execute()
}

const EMAIL_MAX = 254
const NAME_MAX = 200

/** What a service calls somebody, as it can be kept. */
function named({ email, displayName }: Pick<Updateable<OrganizersTable>, 'email' | 'displayName'>) {
  return {
    ...(email !== undefined && { email: outsideText(email, EMAIL_MAX) }),
    ...(displayName !== undefined && { displayName: outsideText(displayName, NAME_MAX) }),
  }
}

/** Takes the right to refresh, for a short time. @returns the row, or undefined when another holds it */
export function takeRefreshLease(
  db: Db,
  platformId: PlatformId,
  organizerId: OrganizerId,
  now: Date,
  until: Date,
) {
  return db
    .updateTable('organizers')
    .set({ refreshLeaseUntil: until })
    .where('platformId', '=', platformId)
    .where('id', '=', organizerId)
    .where((eb) => eb.or([eb('refreshLeaseUntil', 'is', null), eb('refreshLeaseUntil', '<', now)]))
    .returningAll()
    .executeTakeFirst()
}

/** Keeps new tokens, unless the one they were made of has been replaced meanwhile: then there are newer ones. */
export async function updateTokens(
  db: Db,
  { platformId, id, refreshTokenSealed }: RefreshedFrom,
  tokens: {
    accessTokenSealed: string
    accessTokenExpiresAt: Date
    refreshTokenSealed: string
    refreshedAt: Date
  },
): Promise<void> {
  await db
    .updateTable('organizers')
    .set({ ...tokens, refreshLeaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('refreshTokenSealed', '=', refreshTokenSealed)
    .execute()
}

/** Gives the right to refresh back, if it is still its own. */
export async function dropRefreshLease(
  db: Db,
  { platformId, id, refreshLeaseUntil }: Pick<OrganizerRow, 'platformId' | 'id' | 'refreshLeaseUntil'>,
): Promise<void> {
  await db
    .updateTable('organizers')
    .set({ refreshLeaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('refreshLeaseUntil', '=', refreshLeaseUntil)
    .execute()
}

/** Says that a grant is dead. @returns false when it has been replaced meanwhile: then the new one lives */
export async function setUnpaired(
  trx: Trx,
  { platformId, id, refreshTokenSealed }: RefreshedFrom,
): Promise<boolean> {
  const row = await trx
    .updateTable('organizers')
    .set({ state: 'needs-pairing', refreshLeaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('refreshTokenSealed', '=', refreshTokenSealed)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function setOrganizerState(
  trx: Trx,
  platformId: PlatformId,
  organizerId: OrganizerId,
  state: 'paired' | 'leaving',
): Promise<void> {
  await trx
    .updateTable('organizers')
    .set({ state, refreshLeaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', organizerId)
    .execute()
}

/** Keeps what a directory says of a host; one who was taken out meanwhile stays so. */
export async function keepHost(
  trx: Trx,
  { platformId, id }: Pick<OrganizerRow, 'platformId' | 'id'>,
  change: Updateable<OrganizersTable>,
): Promise<void> {
  await trx
    .updateTable('organizers')
    .set({ ...change, ...named(change) })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('state', '<>', 'leaving')
    .execute()
}

/** Paired organizers whose tokens nobody refreshed for a while. Those who never consented have none. */
export function listIdle(db: Db, platformId: PlatformId, refreshedBefore: Date) {
  return db
    .selectFrom('organizers')
    .select('id')
    .where('platformId', '=', platformId)
    .where('state', '=', 'paired')
    .where('refreshTokenSealed', '<>', '')
    .where('refreshedAt', '<', refreshedBefore)
    .limit(200)
    .execute()
}

/** Forgets organizers who left, once no room of theirs is at the provider any more. @returns those organizers */
export function deleteLeft(trx: Trx, platformId: PlatformId): Promise<OrganizerRow[]> {
  return trx
    .deleteFrom('organizers')
    .where('platformId', '=', platformId)
    .where('state', '=', 'leaving')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('rooms')
            .select('rooms.id')
            .whereRef('rooms.platformId', '=', 'organizers.platformId')
            .where((room) =>
              room.or([
                room('rooms.organizerId', '=', room.ref('organizers.id')),
                room('rooms.movedFrom', '=', room.ref('organizers.id')),
              ]),
            )
            .where('rooms.state', 'not in', ['gone', 'replaced']),
        ),
      ),
    )
    .returningAll()
    .execute()
}

/** Whether a user of the provider is an organizer of an account with this client: what `identifiedBy` of the form holds. */
export async function isPairedElsewhere(
  db: Db,
  platformId: PlatformId,
  { field, client, userKey }: { field: string; client: string; userKey: string },
): Promise<boolean> {
  const found = await db
    .selectFrom('organizers')
    .innerJoin('accounts', (join) =>
      join
        .onRef('accounts.platformId', '=', 'organizers.platformId')
        .onRef('accounts.id', '=', 'organizers.accountId'),
    )
    .select('organizers.id')
    .where('organizers.platformId', '=', platformId)
    .where('providerUserKey', '=', userKey)
    .where(sql<boolean>`accounts.settings ->> ${field} = ${client}`)
    .executeTakeFirst()
  return found !== undefined
}

/** Paired organizers of an app whose tokens were last refreshed before a moment. */
export function listEnding(db: Db, platformId: PlatformId, appId: string, refreshedBefore: Date) {
  return db
    .selectFrom('organizers')
    .innerJoin('accounts', (join) =>
      join
        .onRef('accounts.platformId', '=', 'organizers.platformId')
        .onRef('accounts.id', '=', 'organizers.accountId'),
    )
    .select(['organizers.id', 'accountId', 'email', 'refreshedAt', 'accounts.name as accountName'])
    .where('organizers.platformId', '=', platformId)
    .where('accounts.appId', '=', appId)
    .where('accounts.deletedAt', 'is', null)
    .where('organizers.state', '=', 'paired')
    .where('refreshTokenSealed', '<>', '')
    .where('refreshedAt', '<', refreshedBefore)
    .execute()
}

/** A paired organizer of an app and session type with an address: the one who can act for a retired account. */
export function findByAddress(
  db: Db,
  platformId: PlatformId,
  { appId, sessionType, email }: { appId: string; sessionType: string; email: string },
) {
  return db
    .selectFrom('organizers')
    .innerJoin('accounts', (join) =>
      join
        .onRef('accounts.platformId', '=', 'organizers.platformId')
        .onRef('accounts.id', '=', 'organizers.accountId'),
    )
    .select(['organizers.id', 'organizers.accountId'])
    .where('organizers.platformId', '=', platformId)
    .where('accounts.appId', '=', appId)
    .where('accounts.sessionType', '=', sessionType)
    .where('accounts.deletedAt', 'is', null)
    .where('organizers.state', '=', 'paired')
    .where(sql<boolean>`lower(organizers.email) = lower(${email})`)
    .executeTakeFirst()
}

/** Platforms for which {@link listIdle} or {@link listEnding} finds somebody. */
export function listPlatformsWithIdle(db: Sweeping, refreshedBefore: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`select distinct platform_id from organizers
      where state = 'paired' and has_tokens and refreshed_at < ${refreshedBefore}`,
  )
}

/** Platforms with organizers who leave. */
export function listPlatformsWithLeaving(db: Sweeping): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from organizers where state = 'leaving'`)
}
