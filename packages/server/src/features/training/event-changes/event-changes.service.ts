import type { Ctx, Follower } from '../../../ctx.ts'
import type { Sweeping, Trx } from '../../../db/database.ts'
import type { EventSnapshot } from '../../../domain/event-snapshot.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { ChangeId, EventChangeId, EventId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import * as changesStore from './event-changes.store.ts'

// What was done to events is written down with what they were before, in the transaction in which it is done, whoever
// did it and on whatever way: so that it can be taken back, and so that a history says what was another.

export type ChangeRow = Awaited<ReturnType<typeof changesStore.lockChange>>[number]

/** An event was planned on the board; what else plans events has its own ways to take that back. */
export const rememberPlanned: Follower<FactOf<'event-scheduled'>> = async (ctx, trx, { id, by }) => {
  if (ctx.change) await changesStore.insertChanges(trx, toDeed(ctx, 'planned', [id], by), { was: null })
}

export const rememberChanged: Follower<FactOf<'event-changed'>> = async (ctx, trx, { id, by, before }) => {
  await changesStore.insertChanges(trx, toDeed(ctx, 'changed', [id], by), { was: before })
}

/** With other groups it is a part of that change. */
export const rememberArranged: Follower<FactOf<'event-groups-arranged'>> = async (
  ctx,
  trx,
  { id, by, before },
) => {
  const deed = toDeed(ctx, 'changed', [id], by)
  const { breakoutMembers } = before
  if (!(await changesStore.extendChange(trx, deed, { breakoutMembers })))
    await changesStore.insertChanges(trx, deed, { was: before })
}

export const rememberCancelled: Follower<FactOf<'events-cancelled'>> = async (ctx, trx, { ids, by }) => {
  await changesStore.insertChanges(trx, toDeed(ctx, 'cancelled', ids, by), { was: { cancelled: null } })
}

export const rememberRestored: Follower<FactOf<'event-restored'>> = async (ctx, trx, { id, by, reason }) => {
  await changesStore.insertChanges(trx, toDeed(ctx, 'restored', [id], by), { was: { cancelled: reason } })
}

/** While they are there. */
export const rememberRemoved: Follower<FactOf<'events-removed'>> = async (ctx, trx, { ids, by }) => {
  await changesStore.insertChanges(trx, toDeed(ctx, 'deleted', ids, by), { was: {}, isGoing: true })
}

/** What was done in one go, in its order; nobody undoes it until the transaction ends. */
export function lockChange(ctx: Ctx, trx: Trx, changeId: ChangeId): Promise<ChangeRow[]> {
  return changesStore.lockChange(trx, ctx.platform.id, changeId)
}

export function setUndone(ctx: Ctx, trx: Trx, changeId: ChangeId, undoneBy: ChangeId): Promise<void> {
  return changesStore.setUndone(trx, ctx.platform.id, changeId, undoneBy)
}

export function versionsOf(ctx: Ctx, trx: Trx, eventIds: readonly EventId[]) {
  return changesStore.versionsOf(trx, ctx.platform.id, eventIds)
}

export function listChangesOfEvent(ctx: Ctx, db: Ctx['db'] | Trx, eventId: EventId, limit: number) {
  return changesStore.listOfEvent(db, ctx.platform.id, eventId, limit)
}

/** What events were called that are not there any more, by id, as far back as changes are kept. */
export function listNamesOfGone(ctx: Ctx, eventIds: readonly EventId[]) {
  return changesStore.namesOfGone(ctx.db, ctx.platform.id, eventIds)
}

/** So long it is known what was done to events. */
const KEPT_DAYS = 90
/** What is old is forgotten so late, so that a platform has that to do once in a while and not each time. */
const FORGET_LATE_MINUTES = 60

/** Platforms on which {@link forgetOldChanges} finds something. */
export function findOldChanges(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return changesStore.listPlatformsWithOld(db, addMinutes(now, -KEPT_DAYS * 24 * 60 - FORGET_LATE_MINUTES))
}

/** Forgets what was done more than 90 days ago. */
export function forgetOldChanges(ctx: Ctx): Promise<void> {
  return changesStore.deleteBefore(ctx.db, ctx.platform.id, addMinutes(ctx.now(), -KEPT_DAYS * 24 * 60))
}

function toDeed(
  ctx: Ctx,
  action: changesStore.ChangeAction,
  ids: readonly EventId[],
  by: PersonId | undefined,
): changesStore.Deed {
  return {
    platformId: ctx.platform.id,
    events: ids.map((id) => ({ id, entryId: ctx.newId<EventChangeId>() })),
    changeId: ctx.change?.id ?? ctx.newId<ChangeId>(),
    action,
    madeAt: ctx.now(),
    madeBy: by ?? null,
    isQuiet: ctx.isQuiet ?? false,
    undoes: ctx.change?.undoes ?? null,
  }
}

/** What stands in a row of events, as a snapshot has it; who teaches is not known there. */
export function toSnapshot(
  event: Omit<EventSnapshot, 'instructorIds' | 'cancelled'> & {
    cancelledAt: Date | null
    cancelReason: string
  },
): Omit<EventSnapshot, 'instructorIds'> {
  const { sessionId, courseId, name, description, startsWall, endsWall, timeZone, accountId } = event
  const { spareAccountId, place, breaks, joinOpensMinutes, showsRecording, roomOptions, seriesId, version } =
    event
  return {
    ...{ sessionId, courseId, name, description, startsWall, endsWall, timeZone, accountId },
    ...{ spareAccountId, place, breaks, joinOpensMinutes, showsRecording, roomOptions, seriesId, version },
    cancelled: event.cancelledAt ? event.cancelReason : null,
  }
}
