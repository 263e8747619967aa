import type { Language } from '@lectern/texts'
import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { matches } from '../../../db/search.ts'
import type { MailsTable } from '../../../db/tables.ts'
import { hasMailbox } from '../../../domain/email.ts'
import type { MailId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** @returns the people who got one; people who have a mail with the same key, or no mailbox, did not */
export async function insertMails(trx: Trx, written: readonly Insertable<MailsTable>[]) {
  const mails = written.filter(({ recipient }) => hasMailbox(recipient))
  if (mails.length === 0) return []
  return insertRows(trx, 'mails', mails, ['calendar', 'error'])
    .onConflict((conflict) => conflict.columns(['platformId', 'key', 'personId']).doNothing())
    .returning(['id', 'personId'])
    .execute()
}

/** Writes a mail that waits anew. */
export async function rewriteMail(
  trx: Trx,
  platformId: PlatformId,
  mailId: MailId,
  content: Pick<
    Insertable<MailsTable>,
    'recipient' | 'subject' | 'body' | 'html' | 'calendar' | 'unsubscribeUrl'
  >,
): Promise<void> {
  await trx
    .updateTable('mails')
    .set(content)
    .where('platformId', '=', platformId)
    .where('id', '=', mailId)
    .execute()
}

export const mailStates = ['waiting', 'sent', 'failed', 'withdrawn'] as const
export type MailState = (typeof mailStates)[number]

export interface MailFilter {
  readonly state: MailState | undefined
  /** Part of a recipient or subject. */
  readonly query: string
  /** Older than this one. */
  readonly before: number | undefined
  readonly limit: number
}

/** The newest first; one more than the limit, when there is. */
export function listMails(db: Db, platformId: PlatformId, filter: MailFilter) {
  return shownMails(db, platformId)
    .$if(filter.state !== undefined, (query) => query.where(stateOf, '=', filter.state ?? 'sent'))
    .$if(filter.query !== '', (query) => query.where(matches('mails.searchText', filter.query)))
    .$if(filter.before !== undefined, (query) => query.where('position', '<', filter.before ?? 0))
    .orderBy('position', 'desc')
    .limit(filter.limit + 1)
    .execute()
}

export function findMail(db: Db | Trx, platformId: PlatformId, mailId: MailId) {
  return shownMails(db, platformId).select('html').where('id', '=', mailId).executeTakeFirst()
}

const stateOf = sql<MailState>`case when sent_at is not null then 'sent' when failed_at is not null then 'failed'
  when withdrawn_at is not null then 'withdrawn' else 'waiting' end`

function shownMails(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('mails')
    .select(['id', 'recipient', 'subject', 'body', 'createdAt', 'sentAt', 'isSecret', 'calendar'])
    .select(['error', 'tries', 'position'])
    .select(stateOf.as('state'))
    .where('platformId', '=', platformId)
}

/** Puts a failed mail behind everything that waits. @returns for whom it is; undefined when it has not failed */
export async function requeue(
  trx: Trx,
  platformId: PlatformId,
  mailId: MailId,
  queuedAt: Date,
): Promise<PersonId | undefined> {
  const row = await trx
    .updateTable('mails')
    // biome-ignore lint/plugin: the database makes it anew, and takes nothing else
    .set({ failedAt: null, error: null, queuedAt, position: sql`default` as never })
    .where('platformId', '=', platformId)
    .where('id', '=', mailId)
    .where('failedAt', 'is not', null)
    .returning('personId')
    .executeTakeFirst()
  return row?.personId
}

export interface Recipient {
  readonly id: PersonId
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly language: Language | null
  readonly timeZone: string | null
}

/** Those who are active. */
export function listRecipients(
  trx: Trx,
  platformId: PlatformId,
  ids: readonly PersonId[],
): Promise<Recipient[]> {
  if (ids.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName', 'language', 'timeZone'])
    .where('platformId', '=', platformId)
    .where('active', '=', true)
    .where('id', 'in', ids)
    .execute()
}
