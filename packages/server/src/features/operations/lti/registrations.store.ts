import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { LtiDeploymentsTable, LtiRegistrationsTable } from '../../../db/tables.ts'
import type { LmsId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** Deployments that wait for somebody to accept them: no LMS can fill the table. */
const MOST_WAITING = 50

export type RegistrationRow = Awaited<ReturnType<typeof listRegistrations>>[number]

export function listRegistrations(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('ltiRegistrations')
    .selectAll()
    .where('platformId', '=', platformId)
    .orderBy(sql`name collate by_name`)
    .orderBy('id')
    .execute()
}

export function findRegistration(db: Db | Trx, platformId: PlatformId, id: LmsId) {
  return db
    .selectFrom('ltiRegistrations')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Those of an issuer that are active: of all its clients, or of one. */
export function listOfIssuer(db: Db, platformId: PlatformId, issuer: string, clientId: string | undefined) {
  return db
    .selectFrom('ltiRegistrations')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('issuer', '=', issuer)
    .where('active', '=', true)
    .$if(clientId !== undefined, (query) => query.where('clientId', '=', clientId ?? ''))
    .limit(2)
    .execute()
}

/** @returns false when there is one of the same issuer and client */
export async function insertRegistration(trx: Trx, row: Insertable<LtiRegistrationsTable>): Promise<boolean> {
  const made = await trx
    .insertInto('ltiRegistrations')
    .values(row)
    .onConflict((conflict) => conflict.columns(['platformId', 'issuer', 'clientId']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

export function updateRegistration(
  trx: Trx,
  platformId: PlatformId,
  { id, expectedVersion }: { id: LmsId; expectedVersion: number },
  change: Updateable<LtiRegistrationsTable>,
) {
  return trx
    .updateTable('ltiRegistrations')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('version', '=', expectedVersion)
    .returning('id')
    .executeTakeFirst()
}

export function deleteRegistration(trx: Trx, platformId: PlatformId, id: LmsId) {
  return trx
    .deleteFrom('ltiRegistrations')
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst()
}

export function listDeployments(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('ltiDeployments')
    .selectAll()
    .where('platformId', '=', platformId)
    .orderBy('seenAt', 'desc')
    .orderBy('deploymentId')
    .execute()
}

/** What was decided about a deployment; one that was never seen is kept, and waits. */
export async function meetDeployment(
  db: Db,
  platformId: PlatformId,
  registrationId: LmsId,
  deploymentId: string,
  now: Date,
): Promise<{ state: LtiDeploymentsTable['state']['__select__']; isNew: boolean }> {
  const found = await db
    .selectFrom('ltiDeployments')
    .select('state')
    .where('platformId', '=', platformId)
    .where('registrationId', '=', registrationId)
    .where('deploymentId', '=', deploymentId)
    .executeTakeFirst()
  if (found) return { state: found.state, isNew: false }
  const { rows } = await sql<{ id: string }>`
    insert into lti_deployments (platform_id, registration_id, deployment_id, seen_at)
    select ${platformId}::uuid, ${registrationId}::uuid, ${deploymentId}::text, ${now}::timestamptz
    where (
      select count(*) from lti_deployments
      where platform_id = ${platformId} and registration_id = ${registrationId} and state = 'waiting'
    ) < ${MOST_WAITING}
    on conflict do nothing
    returning registration_id as id`.execute(db)
  return { state: 'waiting', isNew: rows.length > 0 }
}

export async function decideDeployment(
  trx: Trx,
  platformId: PlatformId,
  deployment: { id: LmsId; deploymentId: string; state: 'accepted' | 'refused'; by: PersonId; now: Date },
): Promise<void> {
  const { id: registrationId, deploymentId, state, by: decidedBy, now: seenAt } = deployment
  await trx
    .insertInto('ltiDeployments')
    .values({ platformId, registrationId, deploymentId, state, decidedBy, seenAt })
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'registrationId', 'deploymentId']).doUpdateSet({ state, decidedBy }),
    )
    .execute()
}

export async function insertInvitation(
  trx: Trx,
  invitation: {
    platformId: PlatformId
    tokenHash: Buffer
    createdBy: PersonId
    createdAt: Date
    expiresAt: Date
  },
): Promise<void> {
  await trx.insertInto('ltiInvitations').values(invitation).execute()
}

export async function hasInvitation(
  db: Db,
  platformId: PlatformId,
  tokenHash: Buffer,
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('ltiInvitations')
    .select('createdBy')
    .where('platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

/** @returns who made it; undefined when it is unknown, has ended or was used */
export async function useInvitation(
  trx: Trx,
  platformId: PlatformId,
  tokenHash: Buffer,
  now: Date,
): Promise<PersonId | undefined> {
  const row = await trx
    .updateTable('ltiInvitations')
    .set({ usedAt: now })
    .where('platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning('createdBy')
    .executeTakeFirst()
  return row?.createdBy
}
