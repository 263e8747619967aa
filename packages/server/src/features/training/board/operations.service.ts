import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { type Tried, tryStep } from '../../../db/steps.ts'
import { definedOnly } from '../../../domain/change.ts'
import { AppError, ConflictError, ForbiddenError, NotFoundError, StaleError } from '../../../domain/errors.ts'
import type { BreakoutMember, EventSnapshot } from '../../../domain/event-snapshot.ts'
import type { EventOfSession } from '../../../domain/facts/training.ts'
import type { EventId, SessionId } from '../../../domain/ids.ts'
import { shiftWall } from '../../../domain/recurrence.ts'
import type { Actor } from '../../../http/actor.ts'
import { putMembersBack } from '../breakout-groups/breakout-groups.service.ts'
import type { ChangeEvent } from '../events/events.schemas.ts'
import { addEvent, assertEditable, listEventRows, reviseEvent, setLifted } from '../events/events.service.ts'
import { type HeldToPlan, holdToPlan } from '../events/held.ts'
import { removeEvents, sayDeleted } from '../events/removal.ts'
import { cancelOne, restoreHeld } from '../lifecycle/lifecycle.service.ts'
import { assertMayEdit } from '../sessions/session-briefs.service.ts'
import type { BoardOperation } from './board-changes.schemas.ts'

export type EventRow = Awaited<ReturnType<typeof listEventRows>>[number]

/** What is to be done to one event. `revive`: it was deleted, and is to be there again as it was. */
export type Operation =
  | Exclude<z.output<typeof BoardOperation>, { op: 'change' }>
  | (Extract<z.output<typeof BoardOperation>, { op: 'change' }> & {
      /** Left out = they stay. */
      readonly breakoutMembers?: readonly BreakoutMember[]
    })
  | {
      readonly op: 'revive'
      readonly eventId: EventId
      readonly snapshot: EventSnapshot
      /** Why its instructors may teach two at once, as they did. */
      readonly overlapReason: string
    }

/** What became of each operation, with what there was before. */
export interface CarriedOut {
  readonly tried: readonly Tried<EventId>[]
  readonly before: ReadonlyMap<EventId, EventRow>
  readonly sessionNames: ReadonlyMap<SessionId, string>
}

interface News {
  readonly planned: EventOfSession[]
  readonly changed: EventOfSession[]
  readonly restored: EventOfSession[]
  readonly cancelled: { readonly event: EventOfSession; readonly reason: string }[]
}

/** What all operations of a change share. */
interface Setting {
  readonly ctx: Ctx
  readonly trx: Trx
  readonly actor: Actor
  readonly held: HeldToPlan
  readonly rows: ReadonlyMap<EventId, EventRow>
  readonly news: News
}

/**
 * Does what is asked to each event, and tells people once for all of it. What gives rooms back comes first, and events that
 * move together do not stand in each other’s way: they may change places.
 *
 * @throws {ForbiddenError} `role-planner-needed` for an event or a session that the actor may not plan
 */
export async function carryOutEach(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  operations: readonly Operation[],
): Promise<CarriedOut> {
  const ids = [...new Set(operations.flatMap(idsOf))]
  const known = await listEventRows(ctx, actor, ids)
  const held = await holdToPlan(ctx, trx, actor, {
    sessionIds: [
      ...known.map(({ sessionId }) => sessionId),
      ...operations.flatMap((one) => (one.op === 'plan' ? [one.sessionId] : [])),
      ...operations.flatMap((one) => (one.op === 'revive' ? [one.snapshot.sessionId] : [])),
    ],
    eventIds: ids,
    personIds: operations.flatMap((one) => peopleOf(one)),
    accountIds: [...known.map(({ accountId }) => accountId), ...operations.map(accountOf)],
  })
  // As they are now that nobody changes them any more.
  const rows = new Map((await listEventRows(ctx, actor, ids)).map((row) => [row.id, row]))
  const news: News = { planned: [], changed: [], restored: [], cancelled: [] }
  const setting = { ctx, trx, actor, held, rows, news }
  const outcomes = new Map<Operation, Tried<EventId>>()
  await removeAll(setting, operations, outcomes)
  const moving = operations.flatMap((one) =>
    isMove(one) && isStanding(rows.get(one.eventId)) ? [one.eventId] : [],
  )
  const lifted = new Set(moving.length > 1 ? moving : [])
  await setLifted(ctx, trx, [...lifted], true)
  const others = operations.filter((one) => one.op !== 'delete')
  for (const one of others.sort((a, b) => order.indexOf(a.op) - order.indexOf(b.op))) {
    const outcome = await tryStep(trx, async () => {
      if (isMove(one) && lifted.has(one.eventId)) await setLifted(ctx, trx, [one.eventId], false)
      return carryOut(setting, one)
    })
    outcomes.set(one, outcome)
    if ('refused' in outcome && isMove(one) && lifted.has(one.eventId))
      await setLifted(ctx, trx, [one.eventId], false)
  }
  await tell(setting)
  return {
    tried: operations.flatMap((one) => outcomes.get(one) ?? []),
    before: rows,
    sessionNames: new Map(Array.from(held.sessions.values(), ({ id, name }) => [id, name])),
  }
}

/** Whatever gives a room back comes first. */
const order: readonly Operation['op'][] = ['delete', 'cancel', 'change', 'shift', 'restore', 'revive', 'plan']

const isMove = (one: Operation) => one.op === 'change' || one.op === 'shift'
const isStanding = (row: EventRow | undefined) => row !== undefined && !row.cancelledAt

async function carryOut(setting: Setting, one: Operation): Promise<EventId> {
  const { ctx, trx, actor, held, news } = setting
  switch (one.op) {
    case 'plan': {
      const { op: _, sessionId, ...fields } = one
      const session = sessionOf(setting, sessionId)
      const id = await addEvent(ctx, trx, actor, session, fields, held)
      news.planned.push({ id, sessionId })
      return id
    }
    case 'change':
    case 'shift': {
      const before = current(setting, one)
      const target = { before, eventId: before.id, expectedVersion: one.version }
      const { isNews } = await reviseEvent(ctx, trx, actor, target, changeOf(before, one), held)
      if (isNews) news.changed.push(before)
      if (one.op === 'change' && one.breakoutMembers)
        await putMembersBack(ctx, trx, actor, before, one.breakoutMembers)
      return before.id
    }
    case 'cancel': {
      const before = current(setting, one)
      await cancelOne(ctx, trx, actor, before.id, one.reason)
      news.cancelled.push({ event: before, reason: one.reason })
      return before.id
    }
    case 'restore': {
      const before = current(setting, one)
      await restoreHeld(ctx, trx, actor, before, held, one.overlapReason)
      news.restored.push(before)
      return before.id
    }
    case 'revive': {
      const { sessionId, version, cancelled, breakoutMembers = [], ...planned } = one.snapshot
      const session = sessionOf(setting, sessionId)
      const revived = { id: one.eventId, version: version + 1 }
      const fields = {
        ...planned,
        breaks: [...planned.breaks],
        instructorIds: [...planned.instructorIds],
        overlapReason: one.overlapReason,
        revived,
      }
      await addEvent(ctx, trx, actor, session, fields, held)
      if (breakoutMembers.length > 0) await putMembersBack(ctx, trx, actor, revived, breakoutMembers)
      if (cancelled !== null) await cancelOne(ctx, trx, actor, one.eventId, cancelled)
      else news.planned.push({ id: one.eventId, sessionId })
      return one.eventId
    }
    case 'delete':
      throw new Error('events are deleted all at once')
  }
}

/** Says that they are gone while they are there, so that their own instructors hear of it too. */
async function removeAll(
  setting: Setting,
  operations: readonly Operation[],
  outcomes: Map<Operation, Tried<EventId>>,
): Promise<void> {
  const { ctx, trx, actor } = setting
  const going: EventRow[] = []
  for (const one of operations) {
    if (one.op !== 'delete') continue
    const outcome = refusable(() => {
      const event = current(setting, one)
      // Who was in it would be forgotten with it.
      if (event.startsAt <= ctx.now()) throw new ConflictError('event-begun-stays', { name: event.name })
      going.push(event)
      return event.id
    })
    outcomes.set(one, outcome)
  }
  if (going.length === 0) return
  const standing = going.filter(({ cancelledAt }) => !cancelledAt)
  await sayDeleted(ctx, trx, standing, actor.personId)
  const ids = going.map(({ id }) => id)
  await removeEvents(ctx, trx, ids, actor.personId)
  for (const { id, name } of going)
    await happened(ctx, trx, { kind: 'event-deleted', id, by: actor.personId, changes: { name } })
}

async function tell({ ctx, trx, actor, news }: Setting): Promise<void> {
  const by = actor.personId
  const { planned, changed, restored, cancelled } = news
  if (planned.length > 0) await happened(ctx, trx, { kind: 'dates-planned', by, events: planned })
  if (changed.length > 0) await happened(ctx, trx, { kind: 'dates-changed', by, events: changed })
  if (restored.length > 0) await happened(ctx, trx, { kind: 'dates-restored', by, events: restored })
  for (const [reason, of] of Map.groupBy(cancelled, (one) => one.reason)) {
    const events = of.map(({ event }) => event)
    await happened(ctx, trx, { kind: 'dates-cancelled', by, reason, events })
  }
}

/** The event as it is, for who may plan it and read it last. */
function current(
  { ctx, actor, rows }: Pick<Setting, 'ctx' | 'actor' | 'rows'>,
  { eventId, version }: { eventId: EventId; version: number },
): EventRow {
  const row = rows.get(eventId)
  if (!row) throw new NotFoundError('event-not-found')
  assertEditable(ctx, actor, row)
  if (row.version !== version) throw new StaleError('changed-meanwhile')
  return row
}

function sessionOf({ held }: Setting, sessionId: SessionId) {
  const session = held.sessions.get(sessionId)
  if (!session) throw new NotFoundError('session-not-found')
  assertMayEdit(session)
  return session
}

/** @throws {ForbiddenError} for what the actor may not touch: that is no matter of one event */
export function assertNoneForbidden(tried: readonly Tried<unknown>[]): void {
  for (const one of tried) if ('refused' in one && one.refused instanceof ForbiddenError) throw one.refused
}

function refusable<T>(step: () => T): Tried<T> {
  try {
    return { done: step() }
  } catch (error) {
    if (error instanceof AppError) return { refused: error }
    throw error
  }
}

function changeOf(
  before: EventRow,
  one: Extract<Operation, { op: 'change' | 'shift' }>,
): z.output<typeof ChangeEvent> {
  if (one.op === 'change') {
    const { op: _, eventId: __, version: ___, breakoutMembers: ____, ...change } = one
    return change
  }
  const { days, minutes, overlapReason } = one
  return {
    startsWall: shiftWall(before.startsWall, { days, minutes }),
    endsWall: shiftWall(before.endsWall, { days, minutes }),
    ...definedOnly({ overlapReason }),
  }
}

function idsOf(one: Operation): EventId[] {
  return one.op === 'plan' ? [] : [one.eventId]
}

function peopleOf(one: Operation) {
  if (one.op === 'revive') return one.snapshot.instructorIds
  return (one.op === 'plan' || one.op === 'change') && one.instructorIds ? one.instructorIds : []
}

function accountOf(one: Operation) {
  if (one.op === 'revive') return one.snapshot.accountId
  return one.op === 'plan' || one.op === 'change' ? (one.accountId ?? null) : null
}
