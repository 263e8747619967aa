import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import type { PersonId, PlatformId } from '../../domain/ids.ts'
import type { StoredMessage } from '../../domain/message.ts'
import type { CalendarUpdate } from '../../domain/notification.ts'
import type { Actor } from '../../http/actor.ts'
import { assertSuperadmin } from '../../http/policy.ts'
import { defineJob } from '../../jobs/jobs.ts'
import { sentence, titleOf } from '../../messages/messages.ts'
import { findPrimaryHost } from '../platforms/hosts.service.ts'
import * as mailsStore from './mails.store.ts'

export const sendMailJob = defineJob<{ platformId: PlatformId; mailId: string }>('mail.send')

/** Hands a mail to the mail server. Undefined in `Ctx` means that none is set up: mails stay in the outbox. */
export type SendMail = (mail: {
  to: string
  subject: string
  text: string
  id: string
  calendar: readonly CalendarUpdate[]
}) => Promise<void>

const SHOWN = 200

/** What a mail is about. */
export interface MailAbout {
  /** With a part that changes when it is news again: a second mail about the same key is not made. */
  readonly key: string
  readonly messages: readonly StoredMessage[]
  /** Of the page of ours that shows it. */
  readonly path: string
  /** The link lets somebody in: the text is shown to nobody else. */
  readonly isSecret?: boolean
}

/** Tells every superadmin something, once. */
export async function mailSuperadmins(ctx: Ctx, trx: Trx, about: MailAbout): Promise<void> {
  await mailTo(ctx, trx, await mailsStore.listSuperadmins(trx, ctx.platform.id), about)
}

/** Tells people something, each once. Who is not active gets none. */
export async function mailPeople(
  ctx: Ctx,
  trx: Trx,
  personIds: readonly PersonId[],
  about: MailAbout,
): Promise<void> {
  await mailTo(ctx, trx, await mailsStore.listRecipients(trx, ctx.platform.id, personIds), about)
}

async function mailTo(
  ctx: Ctx,
  trx: Trx,
  people: readonly mailsStore.Recipient[],
  about: MailAbout,
): Promise<void> {
  const [first] = about.messages
  if (!first || people.length === 0) return
  const host = await findPrimaryHost(ctx, trx)
  for (const person of people) {
    const reader = {
      language: person.language ?? ctx.platform.defaultLanguage,
      timeZone: person.timeZone ?? ctx.platform.timeZone,
    }
    const lines = about.messages.map(({ code, params }) => sentence(code, params, reader))
    await putMail(ctx, trx, {
      key: about.key,
      person,
      subject: titleOf(first.code, reader),
      body: `${lines.join('\n\n')}\n\n${ctx.site.originOf(host)}${about.path}\n`,
      isSecret: about.isSecret ?? false,
    })
  }
}

/** Puts a mail into the outbox and has it sent; nothing when this person has one with the same key. */
export async function putMail(
  ctx: Ctx,
  trx: Trx,
  mail: {
    key: string
    person: { id: PersonId; email: string }
    subject: string
    body: string
    isSecret?: boolean
    calendar?: readonly CalendarUpdate[]
  },
): Promise<void> {
  const id = ctx.newId()
  const made = await mailsStore.insertMail(trx, {
    platformId: ctx.platform.id,
    id,
    key: mail.key,
    personId: mail.person.id,
    recipient: mail.person.email,
    subject: `${ctx.platform.name}: ${mail.subject}`,
    body: mail.body,
    createdAt: ctx.now(),
    isSecret: mail.isSecret ?? false,
    ...(mail.calendar?.length ? { calendar: JSON.stringify(mail.calendar) } : {}),
  })
  if (made) await ctx.jobs.enqueue(trx, sendMailJob, { platformId: ctx.platform.id, mailId: id })
}

/** The same outside a transaction. */
export function tellSuperadmins(ctx: Ctx, about: MailAbout): Promise<void> {
  return withTransaction(ctx.db, (trx) => mailSuperadmins(ctx, trx, about))
}

/** Sends one mail. It is marked before the server is asked: rather none than two. */
export async function sendMail(ctx: Ctx, send: SendMail | undefined, mailId: string): Promise<void> {
  if (!send) return
  const mail = await mailsStore.takeUnsent(ctx.db, ctx.platform.id, mailId, ctx.now())
  if (!mail) return
  try {
    const { recipient: to, subject, body: text, calendar } = mail
    await send({ to, subject, text, id: mailId, calendar: calendar ?? [] })
    if (mail.isSecret) await mailsStore.wipe(ctx.db, ctx.platform.id, mailId)
  } catch (error) {
    // The server refused or did not answer: the queue tries again.
    await mailsStore.putBack(ctx.db, ctx.platform.id, mailId)
    throw error
  }
}

/** The newest mails, sent or waiting: what an operator without a mail server reads. */
export async function listMails(ctx: Ctx, actor: Actor) {
  assertSuperadmin(actor)
  const rows = await mailsStore.listNewest(ctx.db, ctx.platform.id, SHOWN)
  return rows.map(({ isSecret, ...row }) => ({
    ...row,
    // In a demo nobody else gets them.
    body: isSecret && !ctx.site.isDemo ? '' : row.body,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  }))
}
