import { type Insertable, sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { LtiLaunchesTable, LtiLoginsTable } from '../../../db/tables.ts'
import type { LmsLinkId, PersonId, PlatformId } from '../../../domain/ids.ts'

export async function insertLogin(db: Db, login: Insertable<LtiLoginsTable>): Promise<void> {
  await db.insertInto('ltiLogins').values(login).execute()
}

/** Once: of two who bring the same state, one finds it. */
export function takeLogin(db: Db, platformId: PlatformId, stateHash: Buffer, now: Date) {
  return db
    .deleteFrom('ltiLogins')
    .where('platformId', '=', platformId)
    .where('stateHash', '=', stateHash)
    .where('expiresAt', '>', now)
    .returning(['registrationId', 'nonce', 'browserHash', 'hints'])
    .executeTakeFirst()
}

export async function insertLaunch(trx: Trx, launch: Insertable<LtiLaunchesTable>): Promise<void> {
  await trx.insertInto('ltiLaunches').values(launch).execute()
}

export function findLaunch(db: Db, platformId: PlatformId, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('ltiLaunches')
    .innerJoin('ltiRegistrations', (join) =>
      join
        .onRef('ltiRegistrations.platformId', '=', 'ltiLaunches.platformId')
        .onRef('ltiRegistrations.id', '=', 'ltiLaunches.registrationId'),
    )
    .leftJoin('ltiLinks', (join) =>
      join
        .onRef('ltiLinks.platformId', '=', 'ltiLaunches.platformId')
        .onRef('ltiLinks.id', '=', 'ltiLaunches.linkId'),
    )
    .leftJoin('ltiDeployments', (join) =>
      join
        .onRef('ltiDeployments.platformId', '=', 'ltiLinks.platformId')
        .onRef('ltiDeployments.registrationId', '=', 'ltiLinks.registrationId')
        .onRef('ltiDeployments.deploymentId', '=', 'ltiLinks.deploymentId'),
    )
    .selectAll('ltiLaunches')
    .select(['ltiRegistrations.issuer', 'ltiRegistrations.clientId', 'ltiRegistrations.authUrl'])
    .select(['ltiRegistrations.frameOrigins', 'ltiRegistrations.instructorsStart', 'ltiRegistrations.active'])
    .select(['ltiDeployments.state as deploymentState', 'ltiDeployments.deploymentId'])
    .where('ltiLaunches.platformId', '=', platformId)
    .where('ltiLaunches.tokenHash', '=', tokenHash)
    .where('ltiLaunches.expiresAt', '>', now)
    .executeTakeFirst()
}

export type LaunchRow = NonNullable<Awaited<ReturnType<typeof findLaunch>>>

/** @returns false when it was shown already, or is another browser */
export async function setProven(
  db: Db,
  platformId: PlatformId,
  tokenHash: Buffer,
  browserHash: Buffer,
): Promise<boolean> {
  const row = await db
    .updateTable('ltiLaunches')
    .set({ browserHash: null })
    .where('platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .where('browserHash', '=', browserHash)
    .returning('registrationId')
    .executeTakeFirst()
  return row !== undefined
}

export async function moveLaunches(
  db: Db,
  platformId: PlatformId,
  { linkId, subject, personId }: { linkId: LmsLinkId | null; subject: string; personId: PersonId },
): Promise<void> {
  await db
    .updateTable('ltiLaunches')
    .set({ personId })
    .where('platformId', '=', platformId)
    .where('linkId', 'is not distinct from', linkId)
    .where('subject', '=', subject)
    .execute()
}

export async function endLaunch(db: Db | Trx, platformId: PlatformId, tokenHash: Buffer): Promise<void> {
  await db
    .deleteFrom('ltiLaunches')
    .where('platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .execute()
}

/** Platforms on which something has ended. */
export function listWithEnded(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
      select platform_id from lti_logins where expires_at <= ${now}
      union select platform_id from lti_launches where expires_at <= ${now}`,
  )
}

export async function deleteEnded(db: Db, platformId: PlatformId, now: Date): Promise<void> {
  for (const table of ['ltiLogins', 'ltiLaunches', 'ltiJoinCodes'] as const)
    await db.deleteFrom(table).where('platformId', '=', platformId).where('expiresAt', '<=', now).execute()
}
