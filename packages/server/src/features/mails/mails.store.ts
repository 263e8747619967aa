import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { MailsTable } from '../../db/tables.ts'
import type { PlatformId } from '../../domain/ids.ts'

/** @returns false when this person has a mail about the same key */
export async function insertMail(trx: Trx, mail: Insertable<MailsTable>): Promise<boolean> {
  const row = await trx
    .insertInto('mails')
    .values(mail)
    .onConflict((conflict) => conflict.columns(['platformId', 'key', 'personId']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Marks a mail as sent. @returns undefined when it was marked before */
export function takeUnsent(db: Db, platformId: PlatformId, mailId: string, sentAt: Date) {
  return db
    .updateTable('mails')
    .set({ sentAt })
    .where('platformId', '=', platformId)
    .where('id', '=', mailId)
    .where('sentAt', 'is', null)
    .returning(['recipient', 'subject', 'body'])
    .executeTakeFirst()
}

export async function putBack(db: Db, platformId: PlatformId, mailId: string): Promise<void> {
  await db
    .updateTable('mails')
    .set({ sentAt: null })
    .where('platformId', '=', platformId)
    .where('id', '=', mailId)
    .execute()
}

export function listNewest(db: Db, platformId: PlatformId, limit: number) {
  return db
    .selectFrom('mails')
    .select(['id', 'recipient', 'subject', 'body', 'createdAt', 'sentAt'])
    .where('platformId', '=', platformId)
    .orderBy('createdAt', 'desc')
    .limit(limit)
    .execute()
}

export function listSuperadmins(trx: Trx, platformId: PlatformId) {
  return trx
    .selectFrom('people')
    .select(['id', 'email', 'language', 'timeZone'])
    .where('platformId', '=', platformId)
    .where('active', '=', true)
    .where(sql<boolean>`'superadmin' = any(roles)`)
    .execute()
}

export async function findPrimaryHost(trx: Trx, platformId: PlatformId): Promise<string> {
  const row = await trx
    .selectFrom('platformHosts')
    .select('host')
    .where('platformId', '=', platformId)
    .orderBy('isPrimary', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.host ?? 'localhost'
}
