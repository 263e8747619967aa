import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { AccountId, CourseId, EventId, OrganizerId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** Locks an app, so that one import into it is read after the other. */
export async function holdApp(trx: Trx, platformId: PlatformId, appId: string): Promise<void> {
  await trx
    .selectFrom('apps')
    .select('appId')
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .forUpdate()
    .execute()
}

export async function insertCourse(trx: Trx, course: { platformId: PlatformId; id: CourseId; name: string }) {
  await trx
    .insertInto('courses')
    .values({ ...course, type: 'vilt' })
    .execute()
}

export async function insertSession(
  trx: Trx,
  session: { platformId: PlatformId; id: SessionId; courseId: CourseId; name: string },
) {
  await trx.insertInto('sessions').values(session).execute()
}

export async function insertEvent(
  trx: Trx,
  event: {
    platformId: PlatformId
    id: EventId
    sessionId: SessionId
    courseId: CourseId
    accountId: AccountId
    name: string
    startsWall: string
    endsWall: string
    timeZone: string
    startsAt: Date
    endsAt: Date
  },
): Promise<void> {
  await trx.insertInto('events').values(event).execute()
}

/** Keys of rooms that came with an import before. */
export async function listKnownKeys(
  db: Db | Trx,
  platformId: PlatformId,
  appId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('rooms')
    .innerJoin('accounts', (join) =>
      join.onRef('accounts.platformId', '=', 'rooms.platformId').onRef('accounts.id', '=', 'rooms.accountId'),
    )
    .select(['providerKey', sql<string | null>`rooms.marker`.as('marker')])
    .where('rooms.platformId', '=', platformId)
    .where('accounts.appId', '=', appId)
    .execute()
  return new Set(rows.flatMap((row) => row.providerKey ?? []))
}

/** The organizer of an account with an address, made when there is none: nobody consents for a retired app. */
export async function findOrAddOrganizer(
  trx: Trx,
  organizer: { platformId: PlatformId; id: OrganizerId; accountId: AccountId; email: string },
  now: Date,
): Promise<OrganizerId> {
  const { platformId, accountId, email } = organizer
  const known = await trx
    .selectFrom('organizers')
    .select('id')
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .where('providerUserKey', '=', email)
    .executeTakeFirst()
  if (known) return known.id
  await trx
    .insertInto('organizers')
    .values({
      ...organizer,
      providerUserKey: email,
      displayName: email,
      accessTokenSealed: '',
      accessTokenExpiresAt: now,
      refreshTokenSealed: '',
      refreshedAt: now,
    })
    .execute()
  return organizer.id
}

export async function insertAccount(
  trx: Trx,
  account: { platformId: PlatformId; id: AccountId; appId: string; name: string; sessionType: string },
): Promise<void> {
  await trx
    .insertInto('accounts')
    .values({
      ...account,
      clientId: '',
      clientSecretSealed: '',
      pairingState: 'paired',
      maxSessionsPerCourse: null,
      maxTotalSessions: null,
      maxConcurrentRooms: null,
      roomsPerOrganizer: null,
      pairingReason: null,
      deletedAt: null,
      settings: '{}',
      pairedOrigin: null,
    })
    .execute()
}

export function listAccounts(db: Db | Trx, platformId: PlatformId, appId: string) {
  return db
    .selectFrom('accounts')
    .select(['id', 'name', 'sessionType', 'pairingState'])
    .select((eb) =>
      eb
        .selectFrom('organizers')
        .select(sql<string[]>`coalesce(array_agg(lower(email)), '{}')`.as('emails'))
        .whereRef('organizers.platformId', '=', 'accounts.platformId')
        .whereRef('organizers.accountId', '=', 'accounts.id')
        .as('emails'),
    )
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .where('deletedAt', 'is', null)
    .orderBy(sql`name collate by_name`)
    .orderBy('id')
    .execute()
}

export async function retireAccounts(
  trx: Trx,
  platformId: PlatformId,
  appId: string,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('accounts')
    .set({ deletedAt: now })
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .where('deletedAt', 'is', null)
    .execute()
}
