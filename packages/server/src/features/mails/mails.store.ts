import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { MailsTable } from '../../db/tables.ts'
import type { PersonId, PlatformId } from '../../domain/ids.ts'

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
    .returning(['recipient', 'subject', 'body', 'isSecret', 'calendar'])
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
    .select(['id', 'recipient', 'subject', 'body', 'createdAt', 'sentAt', 'isSecret'])
    .where('platformId', '=', platformId)
    .orderBy('createdAt', 'desc')
    .limit(limit)
    .execute()
}

/** A secret mail was sent: what it said is nobody's business any more. */
export async function wipe(db: Db, platformId: PlatformId, mailId: string): Promise<void> {
  await db
    .updateTable('mails')
    .set({ body: '' })
    .where('platformId', '=', platformId)
    .where('id', '=', mailId)
    .execute()
}

export type Recipient = Awaited<ReturnType<typeof listSuperadmins>>[number]

export function listSuperadmins(trx: Trx, platformId: PlatformId) {
  return recipients(trx, platformId).where(sql<boolean>`'superadmin' = any(roles)`).execute()
}

export function listRecipients(trx: Trx, platformId: PlatformId, ids: readonly PersonId[]) {
  if (ids.length === 0) return Promise.resolve([])
  return recipients(trx, platformId).where('id', 'in', ids).execute()
}

function recipients(trx: Trx, platformId: PlatformId) {
  return trx
    .selectFrom('people')
    .select(['id', 'email', 'language', 'timeZone'])
    .where('platformId', '=', platformId)
    .where('active', '=', true)
}
