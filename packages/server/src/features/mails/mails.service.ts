import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import type { PlatformId } from '../../domain/ids.ts'
import type { StoredMessage } from '../../domain/message.ts'
import type { Actor } from '../../http/actor.ts'
import { assertSuperadmin } from '../../http/policy.ts'
import { defineJob } from '../../jobs/jobs.ts'
import { sentence, titleOf } from '../../messages/messages.ts'
import * as mailsStore from './mails.store.ts'

export const sendMailJob = defineJob<{ platformId: PlatformId; mailId: string }>('mail.send')

/** Hands a mail to the mail server. Undefined in `Ctx` means that none is set up: mails stay in the outbox. */
export type SendMail = (mail: { to: string; subject: string; text: string; id: string }) => Promise<void>

const SHOWN = 200

/**
 * Tells every superadmin something, once: a second mail about the same key is not made.
 *
 * @param about.key what it is about, with a part that changes when it is news again
 * @param about.path of the page of ours that shows it
 */
export async function mailSuperadmins(
  ctx: Ctx,
  trx: Trx,
  about: { key: string; messages: readonly StoredMessage[]; path: string },
): Promise<void> {
  const [first] = about.messages
  if (!first) return
  const host = await mailsStore.findPrimaryHost(trx, ctx.platform.id)
  for (const person of await mailsStore.listSuperadmins(trx, ctx.platform.id)) {
    const reader = {
      language: person.language ?? ctx.platform.defaultLanguage,
      timeZone: person.timeZone ?? ctx.platform.timeZone,
    }
    const lines = about.messages.map(({ code, params }) => sentence(code, params, reader))
    const id = ctx.newId()
    const made = await mailsStore.insertMail(trx, {
      platformId: ctx.platform.id,
      id,
      key: about.key,
      personId: person.id,
      recipient: person.email,
      subject: `${ctx.platform.name}: ${titleOf(first.code, reader)}`,
      body: `${lines.join('\n\n')}\n\nhttps://${host}${about.path}\n`,
      createdAt: ctx.now(),
    })
    if (made) await ctx.jobs.enqueue(trx, sendMailJob, { platformId: ctx.platform.id, mailId: id })
  }
}

/** The same outside a transaction. */
export function tellSuperadmins(ctx: Ctx, about: Parameters<typeof mailSuperadmins>[2]): Promise<void> {
  return withTransaction(ctx.db, (trx) => mailSuperadmins(ctx, trx, about))
}

/** Sends one mail. It is marked before the server is asked: rather none than two. */
export async function sendMail(ctx: Ctx, send: SendMail | undefined, mailId: string): Promise<void> {
  if (!send) return
  const mail = await mailsStore.takeUnsent(ctx.db, ctx.platform.id, mailId, ctx.now())
  if (!mail) return
  try {
    await send({ to: mail.recipient, subject: mail.subject, text: mail.body, id: mailId })
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
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  }))
}
