import { type Insertable, sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { MailsTable } from '../../../db/tables.ts'
import type { MailId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** Whose mails are sent one after the other. */
export interface Lane {
  readonly platformId: PlatformId
  readonly personId: PersonId
}

/** Until the transaction ends nobody else writes mails to this person: what is written later is newer. */
export async function lockLane(trx: Trx, { platformId, personId }: Lane): Promise<void> {
  await trx
    .insertInto('mailLanes')
    .values({ platformId, personId })
    .onConflict((conflict) => conflict.columns(['platformId', 'personId']).doUpdateSet({ platformId }))
    .execute()
}

/** @returns false when somebody sends to this person, or it is not tried again yet */
export async function takeLease(
  db: Db,
  lane: Lane,
  lease: { token: string; now: Date; until: Date },
): Promise<boolean> {
  const row = await db
    .insertInto('mailLanes')
    .values({ ...lane, leaseToken: lease.token, leaseUntil: lease.until })
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'personId'])
        .doUpdateSet({ leaseToken: lease.token, leaseUntil: lease.until })
        .where((eb) =>
          eb.and([
            eb.or([eb('mailLanes.leaseUntil', 'is', null), eb('mailLanes.leaseUntil', '<=', lease.now)]),
            eb.or([eb('mailLanes.retryAt', 'is', null), eb('mailLanes.retryAt', '<=', lease.now)]),
          ]),
        ),
    )
    .returning('leaseToken')
    .executeTakeFirst()
  return row !== undefined
}

/** @returns false when the lease has gone to somebody else */
export async function prolongLease(db: Db | Trx, lane: Lane, token: string, until: Date): Promise<boolean> {
  const row = await db
    .updateTable('mailLanes')
    .set({ leaseUntil: until })
    .where('platformId', '=', lane.platformId)
    .where('personId', '=', lane.personId)
    .where('leaseToken', '=', token)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

/** @param retryAt null = whenever there is a mail */
export async function dropLease(
  db: Db,
  lane: Lane,
  token: string,
  next: { retryAt: Date | null; failures: number },
): Promise<void> {
  await db
    .updateTable('mailLanes')
    .set({ leaseToken: null, leaseUntil: null, ...next })
    .where('platformId', '=', lane.platformId)
    .where('personId', '=', lane.personId)
    .where('leaseToken', '=', token)
    .execute()
}

export async function countFailures(db: Db, { platformId, personId }: Lane): Promise<number> {
  const row = await db
    .selectFrom('mailLanes')
    .select('failures')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .executeTakeFirst()
  return row?.failures ?? 0
}

/** The mail of a person that is to be sent next. */
export function findNext(db: Db | Trx, { platformId, personId }: Lane) {
  return waiting(db, platformId)
    .select(['id', 'recipient', 'subject', 'body', 'html', 'isSecret', 'calendar', 'unsubscribeUrl'])
    .where('personId', '=', personId)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()
}

export async function countWaiting(db: Db | Trx, { platformId, personId }: Lane): Promise<number> {
  const row = await waiting(db, platformId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('personId', '=', personId)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** People for whom something waits that may be tried now. */
export async function listDue(db: Db, platformId: PlatformId, now: Date, limit: number): Promise<PersonId[]> {
  const rows = await waiting(db, platformId)
    .select('personId')
    .distinct()
    .where(
      sql<boolean>`not exists (select from mail_lanes where mail_lanes.platform_id = mails.platform_id
        and mail_lanes.person_id = mails.person_id and (lease_until > ${now} or retry_at > ${now}))`,
    )
    .limit(limit)
    .execute()
  return rows.map((row) => row.personId)
}

/** Platforms for which {@link listDue} finds people, or {@link giveUp} mails. */
export function listPlatformsWithDue(db: Sweeping, now: Date, queuedBefore: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from mails
    where sent_at is null and failed_at is null and withdrawn_at is null and (queued_at < ${queuedBefore}
      or not exists (select from mail_lanes where mail_lanes.platform_id = mails.platform_id
        and mail_lanes.person_id = mails.person_id and (lease_until > ${now} or retry_at > ${now})))`,
  )
}

/** Of a mail that waits; nothing happens to one that does not wait any more. */
export async function setOutcome(
  db: Db | Trx,
  platformId: PlatformId,
  mailId: MailId,
  outcome: Partial<
    Pick<Insertable<MailsTable>, 'sentAt' | 'failedAt' | 'withdrawnAt' | 'error' | 'body' | 'html'>
  >,
): Promise<void> {
  await db
    .updateTable('mails')
    .set((eb) => ({ ...outcome, tries: eb('tries', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', mailId)
    .where('sentAt', 'is', null)
    .where('failedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .execute()
}

/** Mails that have waited since before a moment are given up. */
export async function giveUp(
  db: Db,
  platformId: PlatformId,
  { before, now, error }: { before: Date; now: Date; error: string },
): Promise<void> {
  await db
    .updateTable('mails')
    .set({ failedAt: now, error })
    .where('platformId', '=', platformId)
    .where('sentAt', 'is', null)
    .where('failedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .where('queuedAt', '<', before)
    .execute()
}

function waiting(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('mails')
    .where('mails.platformId', '=', platformId)
    .where('sentAt', 'is', null)
    .where('failedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
}
