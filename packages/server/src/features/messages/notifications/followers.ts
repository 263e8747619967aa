import type { Follower } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { findMailToName } from '../mails/mails.service.ts'
import { tellSuperadmins } from './notifications.service.ts'
import { listOfMail } from './notifications.store.ts'

/** One mail that can't be written stands for all of so long. */
const UNWRITTEN_ONCE_IN_MS = 60 * 60_000

/** Superadmins hear that nothing is sent to a webhook any more, and why. */
export const tellWebhookOff: Follower<FactOf<'webhook-switched-off'>> = (ctx, trx, { id, url, finding }) =>
  tellSuperadmins(ctx, trx, {
    kind: 'webhook-off',
    // One that is switched on and fails again is news again.
    key: `webhook-off ${id} ${ctx.now().toISOString()}`,
    params: { values: { webhook: url }, findings: [finding], path: '/admin/webhooks' },
  })

/** Superadmins hear of a mail that can't be written, once an hour at most: the outbox names them all. */
export const tellUnwritten: Follower<FactOf<'mail-not-written'>> = async (ctx, trx, { id }) => {
  const mail = await findMailToName(ctx, trx, id)
  const told = await listOfMail(trx, ctx.platform.id, id)
  // What tells of such mails is not told of.
  if (!mail || told.some(({ kind }) => kind === 'mail-not-written')) return
  await tellSuperadmins(ctx, trx, {
    kind: 'mail-not-written',
    params: {
      path: '/admin/mails?state=failed',
      values: { recipient: mail.recipient, subject: mail.subject },
      findings: mail.error ? [mail.error] : [],
    },
    key: `mail-not-written:${Math.floor(ctx.now().getTime() / UNWRITTEN_ONCE_IN_MS)}`,
  })
}

/** All windows of a person count and list anew what they were told. */
export const showInbox: Follower<{ id: PersonId }> = (ctx, trx, { id }) =>
  ctx.live.publish(trx, ctx.platform.id, { type: 'notification', id: '', forPeople: [id] })

/** Pages of the platform's own texts and rules read them again. */
export const showSettings: Follower<object> = (ctx, trx) =>
  ctx.live.publish(trx, ctx.platform.id, { type: 'notification', id: 'settings' })
