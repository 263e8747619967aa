import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase } from '../../../messages/messages.ts'
import { holdAsNow } from '../../people/people/people.service.ts'
import { getAttended, getTaught } from '../events/taught.service.ts'
import * as consentsStore from './consents.store.ts'

// Whoever is recorded has to know before, and to agree. What they agreed to is kept as they read it.

export const findNotice = (ctx: Ctx, eventId: EventId) =>
  consentsStore.findNotice(ctx.db, { platformId: ctx.platform.id, eventId })

export const listConsents = (ctx: Ctx, eventId: EventId, version: number) =>
  consentsStore.listConsents(ctx.db, ctx.platform.id, eventId, version)

/** When somebody agreed to what is said now; undefined = they did not. */
export function findAgreedAt(ctx: Ctx, actor: Actor, eventId: EventId, version: number) {
  const { personId } = actor
  return consentsStore.findAgreedAt(ctx.db, ctx.platform.id, { eventId, personId, version })
}

/**
 * Says whether an event is recorded; null = that is left to its course again. Said once more as it is, it stays as it is; else everybody is asked anew.
 */
export async function giveNotice(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  isRecorded: boolean | null,
): Promise<void> {
  await getTaught(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  const { personId: by } = actor
  await withTransaction(ctx.db, async (trx) => {
    await consentsStore.lockEvent(trx, platformId, eventId)
    const { version, ownRule } = await consentsStore.findNotice(trx, { platformId, eventId })
    if (isRecorded === ownRule) return
    const saidAt = ctx.now()
    const notice = { platformId, eventId, version: version + 1, isRecorded, saidBy: by, saidAt }
    await consentsStore.insertNotice(trx, notice)
    const changes = { isRecorded }
    const was = { isRecorded: ownRule }
    await happened(ctx, trx, { kind: 'recording-notice-given', id: eventId, by, changes, was })
  })
}

/**
 * Somebody agrees to be recorded.
 *
 * @throws {ConflictError} `recording-notice-changed` when something else is said by now
 */
export async function agree(ctx: Ctx, actor: Actor, eventId: EventId, version: number): Promise<void> {
  await getAttended(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  const { personId: by, reader } = actor
  await withTransaction(ctx.db, async (trx) => {
    const personId = (await holdAsNow(ctx, trx, [by])).get(by) ?? by
    const notice = await consentsStore.findNotice(trx, { platformId, eventId })
    if (!notice.isRecorded || notice.version !== version) throw new ConflictError('recording-notice-changed')
    const said = phrase('recording-words', {}, reader)
    const agreedAt = ctx.now()
    await consentsStore.insertConsent(trx, { platformId, eventId, personId, version, said, agreedAt })
    await happened(ctx, trx, { kind: 'recording-agreed', id: eventId, by: personId })
  })
}

/** Nobody comes into a room that is recorded without having agreed. @throws {ConflictError} `recording-consent-needed` */
export async function assertAgreed(ctx: Ctx, actor: Actor, eventId: EventId): Promise<void> {
  const { isRecorded, version } = await findNotice(ctx, eventId)
  if (!isRecorded || (await findAgreedAt(ctx, actor, eventId, version))) return
  throw new ConflictError('recording-consent-needed')
}
