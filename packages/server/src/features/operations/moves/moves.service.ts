import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { toCsv } from '../../../csv/csv.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { dryRun } from '../../../db/dry-run.ts'
import { tryStep } from '../../../db/steps.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { AccountId, EventId, MoveId } from '../../../domain/ids.ts'
import { firstOf, type StoredMessage } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { mailPeople } from '../../messages/mails/mails.service.ts'
import { whoBegan } from '../../people/people/people.service.ts'
import { getAccountRow } from '../../rooms/accounts/accounts.service.ts'
import { moveEvent } from '../../training/lifecycle/lifecycle.service.ts'
import { moveEventsJob } from './moves.job.ts'
import type { Move, NewMove } from './moves.schemas.ts'
import * as movesStore from './moves.store.ts'

type MoveView = z.output<typeof Move>
type ItemRow = Awaited<ReturnType<typeof movesStore.listItems>>[number]
type Planned = Awaited<ReturnType<typeof plannedItems>>[number]

/** Names of this many events stand in a mail. */
const NAMED_EVENTS = 10

/**
 * What a move would do, event by event: it is carried out and taken back, so that the answer is exact for this
 * moment. Nothing is kept, sent or told.
 */
export async function tryMove(ctx: Ctx, actor: Actor, wish: z.output<typeof NewMove>): Promise<MoveView> {
  assertSuperadmin(actor)
  const items = await plannedItems(ctx, wish)
  const outcomes = await dryRun(ctx, async (dry, trx) => {
    const reasons = new Map<EventId, StoredMessage | undefined>()
    for (const item of items) reasons.set(item.eventId, await moveOne(dry, trx, actor, item))
    return reasons
  })
  const rows = items.map((item) => {
    const reason = outcomes.get(item.eventId) ?? null
    return {
      ...item,
      state: reason ? ('refused' as const) : ('moved' as const),
      reason,
      roomState: null,
      roomReason: null,
    }
  })
  return toView(actor, { id: null, finishedAt: null, startedAt: ctx.now(), undoes: null }, rows)
}

/** Begins to move events to other accounts, in the background. Learners' links stay as they are. */
export async function beginMove(ctx: Ctx, actor: Actor, wish: z.output<typeof NewMove>): Promise<MoveView> {
  assertSuperadmin(actor)
  const items = await plannedItems(ctx, wish)
  return insertMove(ctx, actor, items, {
    startsFrom: new Date(wish.startsFrom),
    tellsPeople: wish.tellsPeople,
    undoes: null,
  })
}

/** Takes a move back: events that it moved go back to the accounts that they came from, as far as these have room. */
export async function undoMove(ctx: Ctx, actor: Actor, moveId: MoveId): Promise<MoveView> {
  assertSuperadmin(actor)
  const move = await getMoveRow(ctx, moveId)
  if (!move.finishedAt) throw new ConflictError('move-still-running')
  const moved = (await movesStore.listItems(ctx.db, ctx.platform.id, moveId)).filter(
    (row) => row.state === 'moved',
  )
  for (const accountId of new Set(moved.map((row) => row.fromAccountId))) {
    const account = await getAccountRow(ctx, accountId)
    const { retired, name } = ctx.providers.app(account.appId).manifest
    if (retired) throw new ConflictError('move-undo-retired', { app: name[actor.reader.language] })
  }
  const items = moved.map((row) => ({
    eventId: row.eventId,
    eventName: row.eventName,
    startsAt: row.startsAt,
    fromAccountId: row.toAccountId,
    toAccountId: row.fromAccountId,
    fromName: row.toName,
    toName: row.fromName,
  }))
  const { startsFrom, tellsPeople } = move
  return insertMove(ctx, actor, items, { startsFrom, tellsPeople, undoes: moveId })
}

/** Coming events of accounts: what keeps an app from being removed. */
export function listComingOf(ctx: Ctx, db: Ctx['db'] | Trx, accountIds: readonly AccountId[]) {
  return movesStore.listMovable(db, ctx.platform.id, { accountIds, now: ctx.now() })
}

/** @throws {NotFoundError} `move-not-found` */
export async function getMove(ctx: Ctx, actor: Actor, moveId: MoveId): Promise<MoveView> {
  assertSuperadmin(actor)
  const move = await getMoveRow(ctx, moveId)
  return toView(actor, move, await movesStore.listItems(ctx.db, ctx.platform.id, moveId))
}

/** The newest move, of an account or of all; null when there was none. */
export async function getNewestMove(
  ctx: Ctx,
  actor: Actor,
  fromAccountId: AccountId | undefined,
): Promise<MoveView | null> {
  assertSuperadmin(actor)
  const row = await movesStore.findNewestMove(ctx.db, ctx.platform.id, fromAccountId)
  return row ? getMove(ctx, actor, row.id) : null
}

/** The report of a move as a file for spreadsheets, times in UTC. */
export async function exportMove(ctx: Ctx, actor: Actor, moveId: MoveId): Promise<string> {
  const { items } = await getMove(ctx, actor, moveId)
  return toCsv(
    ['event_id', 'event', 'starts_at', 'from_account', 'to_account', 'state', 'reason', 'old_room'],
    items.map((item) => [
      item.eventId,
      item.name,
      item.startsAt,
      item.from,
      item.to,
      item.state,
      item.reason?.text ?? '',
      item.oldRoom?.reason?.text ?? item.oldRoom?.state ?? '',
    ]),
  )
}

/** One event after the other, each in a transaction of its own. Starting again goes on with what is left. */
export async function carryOutMove(ctx: Ctx, moveId: MoveId): Promise<void> {
  const { id: platformId } = ctx.platform
  const move = await movesStore.findMove(ctx.db, platformId, moveId)
  if (!move || move.finishedAt) return
  const items = await movesStore.listItems(ctx.db, platformId, moveId)
  for (const item of items.filter((row) => row.state === 'waiting')) {
    await withTransaction(ctx.db, async (trx) => {
      const actor = await whoBegan(ctx, trx, move.personId)
      const reason = await moveOne(ctx, trx, actor, item, async (oldRoomId) => {
        await movesStore.setItem(trx, platformId, item, { state: 'moved', oldRoomId: oldRoomId ?? null })
      })
      if (reason) {
        await movesStore.setItem(trx, platformId, item, { state: 'refused', reason: JSON.stringify(reason) })
      }
      await ctx.live.publish(trx, platformId, { type: 'move', id: moveId })
    })
  }
  await withTransaction(ctx.db, async (trx) => {
    const isFirst = await movesStore.finishMove(trx, platformId, moveId, ctx.now())
    if (isFirst && move.tellsPeople) await tellConcerned(ctx, trx, moveId)
    await ctx.live.publish(trx, platformId, { type: 'move', id: moveId })
  })
}

/** Each person gets one mail about all of their events. */
async function tellConcerned(ctx: Ctx, trx: Trx, moveId: MoveId): Promise<void> {
  for (const { personId, names } of await movesStore.listConcerned(trx, ctx.platform.id, moveId)) {
    await mailPeople(ctx, trx, [personId], {
      key: `move ${moveId}`,
      messages: [
        { code: 'mail-events-moved', params: { count: names.length, events: firstOf(names, NAMED_EVENTS) } },
      ],
      path: '/learn',
    })
  }
}

/** Moves one event in a transaction that goes on after a refusal. @returns why it was refused */
async function moveOne(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  item: { eventId: EventId; fromAccountId: AccountId; toAccountId: AccountId },
  onMoved: (oldRoomId: Awaited<ReturnType<typeof moveEvent>>) => Promise<void> = async () => {},
): Promise<StoredMessage | undefined> {
  const one = await tryStep(trx, async () => {
    assertSuperadmin(actor) // whoever began it long ago may not be one any more
    const { eventId, toAccountId: accountId } = item
    await onMoved(await moveEvent(ctx, trx, actor, { eventId, accountId }))
  })
  if ('done' in one) return undefined
  const { code, params } = one.refused
  return { code, params }
}

async function plannedItems(ctx: Ctx, wish: z.output<typeof NewMove>) {
  const targets = new Map<AccountId, Awaited<ReturnType<typeof getAccountRow>>>()
  const sources = new Map<AccountId, string>()
  for (const { fromAccountId, toAccountId } of wish.accounts) {
    const from = await getAccountRow(ctx, fromAccountId)
    const to = await getAccountRow(ctx, toAccountId)
    if (from.id === to.id) throw new ConflictError('move-same-account', { account: to.name })
    const { retired, name } = ctx.providers.app(to.appId).manifest
    if (retired) throw new ConflictError('app-retired', { app: name })
    targets.set(from.id, to)
    sources.set(from.id, from.name)
  }
  const events = await movesStore.listMovable(ctx.db, ctx.platform.id, {
    accountIds: [...targets.keys()],
    startsFrom: new Date(wish.startsFrom),
    now: ctx.now(),
  })
  return events.flatMap((event) => {
    const to = event.accountId ? targets.get(event.accountId) : undefined
    if (!to || !event.accountId) return []
    const fromName = sources.get(event.accountId) ?? ''
    const { id: eventId, name: eventName, startsAt, accountId: fromAccountId } = event
    return [{ eventId, eventName, startsAt, fromAccountId, toAccountId: to.id, fromName, toName: to.name }]
  })
}

async function insertMove(
  ctx: Ctx,
  actor: Actor,
  items: readonly (Omit<Planned, 'fromName' | 'toName'> & {
    fromName: string | null
    toName: string | null
  })[],
  fields: { startsFrom: Date; tellsPeople: boolean; undoes: MoveId | null },
): Promise<MoveView> {
  if (items.length === 0) throw new ConflictError('move-nothing')
  const id = ctx.newId<MoveId>()
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const move = { platformId, id, personId: actor.personId, startedAt: ctx.now(), ...fields }
    const rows = items.map(({ fromName: _, toName: __, ...item }) => ({ platformId, moveId: id, ...item }))
    await movesStore.insertMove(trx, move, rows)
    const accounts = [...new Set(items.map((item) => `${item.fromName} → ${item.toName}`))]
    await happened(ctx, trx, {
      ...{ kind: fields.undoes ? 'move-undone' : 'move-begun', id, by: actor.personId },
      changes: { events: items.length, accounts },
    })
    await ctx.jobs.enqueue(trx, moveEventsJob, { platformId, moveId: id })
  })
  return getMove(ctx, actor, id)
}

async function getMoveRow(ctx: Ctx, moveId: MoveId) {
  const move = await movesStore.findMove(ctx.db, ctx.platform.id, moveId)
  if (!move) throw new NotFoundError('move-not-found')
  return move
}

function toView(
  { reader }: Actor,
  move: { id: MoveId | null; startedAt: Date; finishedAt: Date | null; undoes: MoveId | null },
  rows: readonly (Pick<
    ItemRow,
    'eventId' | 'eventName' | 'startsAt' | 'fromName' | 'toName' | 'roomState' | 'roomReason'
  > & { state: ItemRow['state']; reason: StoredMessage | null; oldRoomId?: ItemRow['oldRoomId'] })[],
): MoveView {
  const count = (state: ItemRow['state']) => rows.filter((row) => row.state === state).length
  return {
    id: move.id,
    isUndo: move.undoes !== null,
    startedAt: move.startedAt.toISOString(),
    finishedAt: move.finishedAt?.toISOString() ?? null,
    total: rows.length,
    moved: count('moved'),
    refused: count('refused'),
    items: rows.map((row) => ({
      eventId: row.eventId,
      name: row.eventName,
      startsAt: row.startsAt.toISOString(),
      from: row.fromName ?? '',
      to: row.toName ?? '',
      state: row.state,
      reason: toMessage(row.reason, reader),
      oldRoom:
        row.oldRoomId && row.roomState
          ? { id: row.oldRoomId, state: row.roomState, reason: toMessage(row.roomReason, reader) }
          : null,
    })),
  }
}
