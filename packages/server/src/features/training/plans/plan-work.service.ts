import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { tryStep } from '../../../db/steps.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { EventOfSession } from '../../../domain/facts/training.ts'
import type { PlanId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { whoBegan } from '../../people/people/people.service.ts'
import { addEvent } from '../events/events.service.ts'
import { removeEvents, sayDeleted } from '../events/removal.ts'
import { removeHeld } from '../lifecycle/lifecycle.service.ts'
import { lockSession } from '../sessions/locked-sessions.service.ts'
import { addSession, assertMayPlanIn } from '../sessions/sessions.service.ts'
import { holdCourse } from '../tables/directory.ts'
import { knownRefusal } from '../tables/known-events.ts'
import * as plansStore from './plans.store.ts'

/** Browsers are told how far it is after so many events. */
const PER_MESSAGE = 10

type ItemRow = Awaited<ReturnType<typeof plansStore.listItems>>[number]

/** Does what is left of a plan, or of taking it back. Starting again goes on where it stopped. */
export async function carryOutPlan(ctx: Ctx, planId: PlanId): Promise<void> {
  const plan = await plansStore.findOrder(ctx.db, ctx.platform.id, planId)
  if (!plan) return
  const actor = await whoBegan(ctx, ctx.db, plan.personId)
  if (!plan.finishedAt) await planItems(ctx, actor, planId)
  if (plan.undoStartedAt && !plan.undoneAt) await undoItems(ctx, actor, planId)
}

/** One event after the other, each in a transaction of its own; at the end people are told, once for each session. */
async function planItems(ctx: Ctx, actor: Actor, planId: PlanId): Promise<void> {
  const { id: platformId } = ctx.platform
  const waiting = await plansStore.listItems(ctx.db, platformId, planId, { state: 'waiting' })
  for (const [index, { line }] of waiting.entries()) {
    await withTransaction(ctx.db, async (trx) => {
      const item = await plansStore.takeItem(trx, platformId, { planId, line }, 'waiting')
      if (!item) return
      await planItem(ctx, trx, actor, item)
      if (index % PER_MESSAGE === 0) await ctx.live.publish(trx, platformId, { type: 'plan', id: planId })
    })
  }
  await withTransaction(ctx.db, async (trx) => {
    const left = await plansStore.listItems(trx, platformId, planId, { state: 'waiting', limit: 1 })
    if (left.length > 0) return // another worker has the last ones
    if (!(await plansStore.setMoment(trx, platformId, planId, 'finishedAt', ctx.now()))) return
    const planned = await plansStore.listItems(trx, platformId, planId, { state: 'planned' })
    const events = planned.flatMap(toPlanned)
    await happened(ctx, trx, { kind: 'dates-planned', by: actor.personId, events })
    await ctx.live.publish(trx, platformId, { type: 'plan', id: planId })
  })
}

async function planItem(ctx: Ctx, trx: Trx, actor: Actor, item: ItemRow): Promise<void> {
  const { platformId } = item
  const one = await tryStep(trx, async () => {
    const { sessionId, isMade } = await sessionOf(ctx, trx, actor, item)
    const session = sessionId && (await plansStore.findSession(trx, platformId, sessionId))
    if (!session) throw new NotFoundError('session-not-found')
    const { wish } = item
    // Of two plans at the same moment the second waits here, and finds what the first one planned.
    await lockSession(ctx, trx, session.id)
    // The planner who began the plan may have lost the session or the role since.
    await assertMayPlanIn(ctx, trx, actor, session.id)
    const refusal = await knownRefusal(ctx, trx, session.id, { name: wish.name, times: wish })
    if (refusal) throw refusal
    const eventId = await addEvent(ctx, trx, actor, session, {
      name: wish.name,
      description: wish.description,
      startsWall: wish.startsWall,
      endsWall: wish.endsWall,
      timeZone: wish.timeZone,
      accountId: wish.accountId,
      place: wish.place,
      instructorIds: [...wish.instructorIds],
    })
    return { eventId, sessionId: session.id, madeSession: isMade }
  })
  if ('done' in one) {
    await plansStore.setItem(trx, platformId, item, { state: 'planned', ...one.done })
    return
  }
  const { code, params } = one.refused
  await plansStore.setItem(trx, platformId, item, {
    state: 'refused',
    reason: JSON.stringify({ code, params }),
  })
}

/** The session of a row, which is made when nobody has made it by now: no event is without one, and none is made twice. */
async function sessionOf(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  { platformId, sessionId, newSession }: ItemRow,
): Promise<{ sessionId: SessionId | null; isMade: boolean }> {
  if (sessionId || !newSession) return { sessionId, isMade: false }
  const { courseId, name, code, maxEnrollment, instructorIds } = newSession
  await holdCourse(ctx, trx, courseId)
  const found = await plansStore.findSessionNamed(trx, platformId, newSession)
  if (found) return { sessionId: found.id, isMade: false }
  assertPlanner(actor)
  const fields = { courseId, name, code, maxEnrollment, instructorIds: [...instructorIds] }
  return { sessionId: await addSession(ctx, trx, actor, fields), isMade: true }
}

/** Session by session, so that its people get one mail. What was touched since is kept. */
async function undoItems(ctx: Ctx, actor: Actor, planId: PlanId): Promise<void> {
  const { id: platformId } = ctx.platform
  const planned = await plansStore.listItems(ctx.db, platformId, planId, { state: 'planned' })
  for (const [, own] of Map.groupBy(planned, (item) => item.sessionId)) {
    await withTransaction(ctx.db, async (trx) => {
      await undoSession(ctx, trx, actor, own)
      await ctx.live.publish(trx, platformId, { type: 'plan', id: planId })
    })
  }
  await withTransaction(ctx.db, async (trx) => {
    const left = await plansStore.listItems(trx, platformId, planId, { state: 'planned', limit: 1 })
    if (left.length > 0) return // another worker has the last ones
    await plansStore.setMoment(trx, platformId, planId, 'undoneAt', ctx.now())
    await ctx.live.publish(trx, platformId, { type: 'plan', id: planId })
  })
}

async function undoSession(ctx: Ctx, trx: Trx, actor: Actor, items: readonly ItemRow[]): Promise<void> {
  const { id: platformId } = ctx.platform
  const taken: ItemRow[] = []
  for (const item of items) {
    const own = await plansStore.takeItem(trx, platformId, item, 'planned')
    if (own) taken.push(own)
  }
  const eventIds = taken.flatMap((item) => item.eventId ?? [])
  const events = await plansStore.listForUndo(trx, platformId, eventIds)
  const isUntouched = (event: (typeof events)[number]) =>
    event.version === 1 && !event.cancelledAt && event.startsAt > ctx.now()
  const untouched = events.filter(isUntouched)
  await removeEvents(
    ctx,
    trx,
    untouched.map((event) => event.id),
  )
  await sayDeleted(ctx, trx, untouched, actor.personId)
  const touched = new ConflictError('plan-event-touched')
  const reason = JSON.stringify({ code: touched.code, params: touched.params })
  for (const item of taken) {
    const event = events.find((one) => one.id === item.eventId)
    const isKept = event !== undefined && !isUntouched(event)
    await plansStore.setItem(trx, platformId, item, isKept ? { state: 'kept', reason } : { state: 'undone' })
  }
  const [first] = taken
  if (first?.sessionId && (await plansStore.isMadeAndEmpty(trx, platformId, first.planId, first.sessionId)))
    await removeHeld(ctx, trx, actor, { sessionId: first.sessionId })
}

function toPlanned({ sessionId, eventId }: ItemRow): EventOfSession[] {
  return sessionId && eventId ? [{ id: eventId, sessionId }] : []
}
