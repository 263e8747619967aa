import type { Ctx } from '../../ctx.ts'
import { withTransaction } from '../../db/database.ts'
import { AppError, ConflictError, NotFoundError } from '../../domain/errors.ts'
import type { AccountId, EventId, LoginId, PersonId, PlatformId } from '../../domain/ids.ts'
import type { StoredMessage } from '../../domain/message.ts'
import type { Actor } from '../../http/actor.ts'
import { assertSuperadmin } from '../../http/policy.ts'
import { defineJob } from '../../jobs/jobs.ts'
import { type Reader, toMessage } from '../../messages/messages.ts'
import { getAccountRow } from '../accounts/accounts.service.ts'
import { recordAudit } from '../audit/audit.service.ts'
import * as movesStore from './account-moves.store.ts'
import { moveEvent } from './lifecycle.service.ts'
import * as lifecycleStore from './lifecycle.store.ts'

/** Goes on with a move where it stopped. */
export const moveAccountJob = defineJob<{ platformId: PlatformId; moveId: string }>('account.move')

interface Refused {
  readonly eventId: string
  readonly name: string
  readonly reason: StoredMessage
}

/** Moves all coming events to another account of the same type, in the background. Learners' links stay. */
export async function beginMove(
  ctx: Ctx,
  actor: Actor,
  move: { fromAccountId: AccountId; toAccountId: AccountId },
) {
  assertSuperadmin(actor)
  const from = await getAccountRow(ctx, move.fromAccountId)
  const to = await getAccountRow(ctx, move.toAccountId)
  const isSameType = from.appId === to.appId && from.sessionType === to.sessionType
  if (from.id === to.id || !isSameType) throw new ConflictError('move-other-type', { account: to.name })
  const id = ctx.newId()
  await withTransaction(ctx.db, async (trx) => {
    const scope = { accountId: from.id }
    const coming = await lifecycleStore.listComing(trx, ctx.platform.id, scope, ctx.now())
    await movesStore.insertMove(trx, {
      platformId: ctx.platform.id,
      id,
      ...move,
      personId: actor.personId,
      total: coming.length,
      startedAt: ctx.now(),
    })
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action: 'account.move-events',
      objectType: 'account',
      objectId: from.id,
      changes: { to: to.name, events: coming.length },
    })
    await ctx.jobs.enqueue(trx, moveAccountJob, { platformId: ctx.platform.id, moveId: id })
  })
  return getNewestMove(ctx, actor, move.fromAccountId)
}

/** How far the newest move from an account is; null when there was none. */
export async function getNewestMove(ctx: Ctx, actor: Actor, accountId: AccountId) {
  assertSuperadmin(actor)
  const row = await movesStore.findNewestMove(ctx.db, ctx.platform.id, accountId)
  return row ? toView(row, actor.reader) : null
}

/** One event after the other, each in a transaction of its own. Starting again goes on with what is left. */
export async function carryOutMove(ctx: Ctx, moveId: string): Promise<void> {
  const move = await movesStore.findMove(ctx.db, ctx.platform.id, moveId)
  if (!move) throw new NotFoundError('account-not-found')
  if (move.finishedAt) return
  const actor = jobActor(move.personId)
  const scope = { accountId: move.fromAccountId }
  const coming = await lifecycleStore.listComing(ctx.db, ctx.platform.id, scope, ctx.now())
  const refused = new Map((move.refused as Refused[]).map((entry) => [entry.eventId, entry]))
  const write = (finishedAt: Date | null) =>
    movesStore.updateProgress(ctx.db, ctx.platform.id, moveId, {
      now: ctx.now(),
      refused: JSON.stringify([...refused.values()]),
      finishedAt,
    })
  for (const event of coming) {
    if (refused.has(event.id)) continue
    try {
      await moveEvent(ctx, actor, event.id, move.toAccountId)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const reason = { code: error.code, params: error.params } as StoredMessage
      refused.set(event.id, { eventId: event.id, name: event.name, reason })
    }
    await write(null)
  }
  await write(ctx.now())
  await ctx.live.publish(ctx.db, ctx.platform.id, { type: 'account', id: move.fromAccountId })
}

/** Who began the move is who moves. */
function jobActor(personId: PersonId): Actor {
  const reader = { language: 'en', timeZone: 'UTC' } as const
  return { personId, loginId: '' as LoginId, roles: ['superadmin'], reader }
}

function toView(
  row: {
    id: string
    toAccountId: AccountId
    total: number
    moved: number
    refused: unknown
    finishedAt: Date | null
  },
  reader: Reader,
) {
  return {
    id: row.id,
    toAccountId: row.toAccountId,
    total: row.total,
    moved: row.moved,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    refused: (row.refused as Refused[]).flatMap(({ eventId, name, reason }) => {
      const message = toMessage(reason, reader)
      return message ? [{ eventId: eventId as EventId, name, reason: message }] : []
    }),
  }
}
