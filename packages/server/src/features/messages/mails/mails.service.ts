import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { MailId, PersonId } from '../../../domain/ids.ts'
import type { ProblemCode, StoredMessage } from '../../../domain/message.ts'
import { languageFor } from '../../../domain/platform.ts'
import { toOneLine } from '../../../domain/template.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { phrase, type Reader, sentence, titleOf, toMessage } from '../../../messages/messages.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import { countWaiting as countWaitingOf, lockLane } from './lanes.store.ts'
import { type Letter, toHtml, toText } from './letter.ts'
import { logoOf, mailBrandOf, withLogoInside } from './mail-brand.ts'
import { deliverMailsJob } from './mails.job.ts'
import type { FindMails } from './mails.schemas.ts'
import * as mailsStore from './mails.store.ts'

/** What a mail is about. */
export interface MailAbout {
  /** With a part that changes when it is news again: a second mail about the same key is not made. */
  readonly key: string
  /** The first one’s title is the subject. */
  readonly messages: readonly [StoredMessage & { readonly code: ProblemCode }, ...StoredMessage[]]
  /** Of the page of ours that shows it. */
  readonly path: string
  /** The link lets somebody in: the text is shown to nobody else. */
  readonly isSecret?: boolean
}

/** Mails people something, each once. People who are not active get none. What belongs into the app too is told (`tell`). */
export async function mailPeople(
  ctx: Ctx,
  trx: Trx,
  personIds: readonly PersonId[],
  about: MailAbout,
): Promise<void> {
  await mailEach(ctx, trx, new Map(personIds.map((personId) => [personId, about])))
}

/** The same, with something of their own for each: a link, for example. However many they are, in few statements. */
export async function mailEach(ctx: Ctx, trx: Trx, abouts: ReadonlyMap<PersonId, MailAbout>): Promise<void> {
  const people = await mailsStore.listRecipients(trx, ctx.platform.id, [...abouts.keys()])
  await mailTo(ctx, trx, people, abouts)
}

/** The same to an address that is not the person’s yet: to show whether it is theirs. */
export function mailAddress(
  ctx: Ctx,
  trx: Trx,
  { id, email }: { id: PersonId; email: string },
  { language, timeZone }: Pick<Reader, 'language' | 'timeZone'>,
  about: MailAbout,
): Promise<void> {
  const nobody = { id, email, firstName: '', lastName: '', language, timeZone }
  return mailTo(ctx, trx, [nobody], new Map([[id, about]]))
}

async function mailTo(
  ctx: Ctx,
  trx: Trx,
  people: readonly mailsStore.Recipient[],
  abouts: ReadonlyMap<PersonId, MailAbout>,
): Promise<void> {
  const { id: platformId } = ctx.platform
  if (people.length === 0) return
  const origin = ctx.site.originOf(await findPrimaryHost(ctx, trx))
  const mails = people.flatMap((person) => {
    const about = abouts.get(person.id)
    const [first] = about?.messages ?? []
    if (!about || !first) return []
    const language = languageFor(ctx.platform, person.language)
    const reader = { language, timeZone: person.timeZone ?? ctx.platform.timeZone, now: ctx.now() }
    const name = `${person.firstName} ${person.lastName}`.trim() || person.email
    const letter: Letter = {
      language,
      platform: ctx.platform.name,
      brand: mailBrandOf(ctx.platform),
      greeting: phrase('notify-greeting', { name }, reader),
      sections: about.messages.map(({ code, params }) => ({
        title: undefined,
        url: undefined,
        blocks: [{ text: sentence(code, params, reader) }],
      })),
      button: { label: phrase('notify-open', {}, reader), url: `${origin}${about.path}` },
      footer: [ctx.platform.name],
    }
    const written = { person, subject: titleOf(first.code, reader), letter }
    return [
      toRow(ctx, ctx.newId<MailId>(), { ...written, key: about.key, isSecret: about.isSecret ?? false }),
    ]
  })
  const made = await mailsStore.insertMails(trx, mails)
  const jobs = made.map(({ personId }) => ({ platformId, personId }))
  await ctx.jobs.enqueueAll(trx, deliverMailsJob, jobs)
}

/** A mail as it is written. */
export interface WrittenMail {
  readonly person: { readonly id: PersonId; readonly email: string }
  readonly subject: string
  readonly letter: Letter
  readonly calendar?: readonly CalendarUpdate[]
  readonly unsubscribeUrl?: string | undefined
}

/**
 * Puts a mail into the outbox and has it sent; nothing when this person has one with the same key.
 *
 * @returns its id
 */
export async function putMail(
  ctx: Ctx,
  trx: Trx,
  mail: WrittenMail & { key: string; isSecret?: boolean },
): Promise<MailId | undefined> {
  const { id: platformId } = ctx.platform
  const id = ctx.newId<MailId>()
  const [made] = await mailsStore.insertMails(trx, [toRow(ctx, id, mail)])
  if (!made) return undefined
  await ctx.jobs.enqueue(trx, deliverMailsJob, { platformId, personId: mail.person.id })
  return id
}

function toRow(ctx: Ctx, id: MailId, mail: WrittenMail & { key: string; isSecret?: boolean }) {
  return {
    platformId: ctx.platform.id,
    id,
    key: mail.key,
    personId: mail.person.id,
    ...contentOf(ctx, mail),
    createdAt: ctx.now(),
    queuedAt: ctx.now(),
    isSecret: mail.isSecret ?? false,
  }
}

/**
 * Puts a mail into the outbox that could not be written, where somebody sees it.
 *
 * @returns its id; nothing when this person has one with the same key
 */
export async function putFailedMail(
  ctx: Ctx,
  trx: Trx,
  mail: Pick<WrittenMail, 'person' | 'subject'> & { key: string; reason: StoredMessage },
): Promise<MailId | undefined> {
  const id = ctx.newId<MailId>()
  const now = ctx.now()
  const failed = {
    platformId: ctx.platform.id,
    id,
    key: mail.key,
    personId: mail.person.id,
    recipient: mail.person.email,
    subject: toOneLine(`${ctx.platform.name}: ${mail.subject}`),
    body: '',
    createdAt: now,
    queuedAt: now,
    failedAt: now,
    error: JSON.stringify(mail.reason),
    isSecret: false,
  }
  const [made] = await mailsStore.insertMails(trx, [failed])
  return made ? id : undefined
}

/** How many mails of a person wait to be sent. */
export function countWaiting(ctx: Ctx, trx: Trx, personId: PersonId): Promise<number> {
  return countWaitingOf(trx, { platformId: ctx.platform.id, personId })
}

/** For whom a mail is, what it is called, and why it failed. */
export function findMailToName(ctx: Ctx, trx: Trx, mailId: MailId) {
  return mailsStore.findMail(trx, ctx.platform.id, mailId)
}

/** Writes a mail that waits anew. */
export function rewriteMail(ctx: Ctx, trx: Trx, mailId: MailId, mail: WrittenMail): Promise<void> {
  return mailsStore.rewriteMail(trx, ctx.platform.id, mailId, contentOf(ctx, mail))
}

function contentOf(ctx: Ctx, { person, subject, letter, calendar = [], unsubscribeUrl }: WrittenMail) {
  return {
    recipient: person.email,
    subject: toOneLine(`${ctx.platform.name}: ${subject}`),
    body: toText(letter),
    html: toHtml(letter),
    calendar: calendar.length > 0 ? JSON.stringify(calendar) : null,
    unsubscribeUrl: unsubscribeUrl ?? null,
  }
}

/** Until the transaction ends nobody else writes mails to this person. */
export function lockMailsOf(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  return lockLane(trx, { platformId: ctx.platform.id, personId })
}

type MailRow = Awaited<ReturnType<typeof mailsStore.listMails>>[number]

/** The outbox, newest first: what an operator without a mail server reads. */
export async function listMails(ctx: Ctx, actor: Actor, filter: z.output<typeof FindMails>) {
  assertSuperadmin(actor)
  const [before] = fromCursor(filter.cursor, ['number']) ?? []
  const rows = await mailsStore.listMails(ctx.db, ctx.platform.id, {
    state: filter.state,
    query: filter.query,
    before: before === undefined ? undefined : Number(before),
    limit: filter.limit,
  })
  const page = toPage(rows, filter.limit, (row) => [String(row.position)])
  return {
    ...page,
    items: page.items.map((row) => toView(ctx, actor, row)),
    isDelivered: ctx.site.sendsMails,
  }
}

/** One mail with its HTML. @throws {NotFoundError} `mail-not-found` */
export async function getMail(ctx: Ctx, actor: Actor, mailId: MailId) {
  assertSuperadmin(actor)
  const row = await mailsStore.findMail(ctx.db, ctx.platform.id, mailId)
  if (!row) throw new NotFoundError('mail-not-found')
  const html = mayRead(ctx, row) ? row.html : ''
  return { ...toView(ctx, actor, row), html: withLogoInside(html, await logoOf(ctx, html)) }
}

/**
 * Sends a mail that failed once more, if it is still true.
 *
 * @throws {NotFoundError} `mail-not-found`; {ConflictError} `mail-not-failed`
 */
export async function resendMail(ctx: Ctx, actor: Actor, mailId: MailId) {
  const mail = await getMail(ctx, actor, mailId)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const personId = await mailsStore.requeue(trx, platformId, mailId, ctx.now())
    if (!personId) throw new ConflictError('mail-not-failed')
    await ctx.jobs.enqueue(trx, deliverMailsJob, { platformId, personId })
    const changes = { subject: mail.subject }
    await happened(ctx, trx, { kind: 'mail-resent', id: personId, by: actor.personId, changes })
  })
  return getMail(ctx, actor, mailId)
}

/** In a demo nobody else gets the mails with secret links. */
function mayRead(ctx: Ctx, { isSecret }: { isSecret: boolean }): boolean {
  return !isSecret || ctx.site.isDemo
}

function toView(ctx: Ctx, actor: Actor, row: MailRow) {
  return {
    id: row.id,
    recipient: row.recipient,
    subject: row.subject,
    body: mayRead(ctx, row) ? row.body : '',
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    tries: row.tries,
    error: toMessage(row.error, actor.reader),
    calendar: (row.calendar ?? []).map(({ method, name }) => ({ method, name: name ?? '' })),
  }
}
