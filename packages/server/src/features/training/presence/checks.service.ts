import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import { startWindow } from '../../../domain/event.ts'
import type { EventId, PersonId, PlatformId, PresenceCheckId, SessionId } from '../../../domain/ids.ts'
import {
  drawTimes,
  LATE_HOURS,
  momentOf,
  SIGN_MINUTES,
  USUAL_CHECK_MINUTES,
} from '../../../domain/presence-check.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { eachAlone, stepsAlone } from '../../../jobs/each.ts'
import { phrase } from '../../../messages/messages.ts'
import { assertTakesPlace, getTaught } from '../events/taught.service.ts'
import { findRuleOf } from '../verdicts/rules.service.ts'
import { breaksOf, halfDaysOfEvent } from '../verdicts/verdicts.service.ts'
import { halfDayId, makeSeed } from './codes.ts'
import type { AskPresence, ChangePresenceCheck, PlanPresence } from './presence.schemas.ts'
import * as presenceStore from './presence.store.ts'

const SWEEP_LIMIT = 100

/** An event with its checks as they are: half-days that nobody has signed yet are among them. */
export interface AskedEvent {
  readonly event: presenceStore.PresenceEvent
  readonly checks: readonly presenceStore.CheckRow[]
}

/** The caller has asked who may see them. @throws {NotFoundError} `event-not-found` */
export async function findAsked(ctx: Ctx, db: Ctx['db'] | Trx, eventId: EventId): Promise<AskedEvent> {
  const { id: platformId } = ctx.platform
  const event = await presenceStore.findEvent(db, platformId, eventId)
  if (!event) throw new NotFoundError('event-not-found')
  const rows = await presenceStore.listChecks(db, platformId, eventId, ctx.now())
  const known = new Set(rows.map(({ id }) => id))
  const unsigned = event.cancelledAt ? [] : halfDaysOf(event).filter(({ id }) => !known.has(id))
  const checks = [...rows, ...unsigned].sort((one, other) => one.opensAt.getTime() - other.opensAt.getTime())
  return { event, checks }
}

/** The half-days of an event as checks that nobody has touched yet. */
function halfDaysOf(event: presenceStore.PresenceEvent): presenceStore.CheckRow[] {
  return halfDaysOfEvent(event).map((period) => {
    const [from, to] = [new Date(period.from), new Date(period.to)]
    return {
      ...{ id: halfDayId(event.id, period), eventId: event.id, kind: 'signature', way: 'button', word: '' },
      seed: '',
      opensAt: addMinutes(from, -SIGN_MINUTES.before),
      closesAt: addMinutes(to, SIGN_MINUTES.after),
      ...{ periodFrom: from, periodTo: to, askedBy: null, askedByName: null, askedAt: from, toldAt: from },
      ...{ withdrawnAt: null, withdrawnBecause: '', withdrawnByName: null },
    } as const
  })
}

/** A half-day is written down when something first happens to it. */
export async function keepHalfDay(ctx: Ctx, trx: Trx, check: presenceStore.CheckRow): Promise<void> {
  if (check.kind !== 'signature') return
  const {
    askedByName: _,
    withdrawnAt: __,
    withdrawnBecause: ___,
    withdrawnByName: ____,
    eventId,
    ...row
  } = check
  await presenceStore.insertChecks(trx, ctx.platform.id, eventId, [{ ...row, seed: row.seed || makeSeed() }])
}

/** A word that is heard well in a noisy room, with a number behind, in the language of the platform. */
function makeWord(ctx: Ctx): string {
  const { defaultLanguage: language, timeZone } = ctx.platform
  const words = phrase('presence-word-choices', {}, { language, timeZone }).split(' ')
  return `${words[Math.floor(ctx.random() * words.length)]} ${10 + Math.floor(ctx.random() * 90)}`
}

/** Whoever sees what is asked in a session. */
export function listLearnerIds(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<PersonId[]> {
  return presenceStore.listLearnerIds(trx, ctx.platform.id, sessionId)
}

/** Half-days are there to be signed from a while before they begin, and random times are drawn then. */
export async function sweepPresence(ctx: Ctx): Promise<void> {
  await stepsAlone({ 'draw presence checks': () => drawDue(ctx), 'open presence checks': () => openDue(ctx) })
}

export function findPresenceDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return presenceStore.listPlatformsWithDue(db, now)
}

async function drawDue(ctx: Ctx): Promise<void> {
  const due = await presenceStore.listToDraw(ctx.db, ctx.platform.id, ctx.now(), SWEEP_LIMIT)
  await eachAlone(
    due,
    (eventId) => `event ${eventId}`,
    (eventId) => drawEvent(ctx, eventId),
  )
}

/** Twice is harmless: times that were drawn stay as they are once one of them was asked. */
async function drawEvent(ctx: Ctx, eventId: EventId): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    if (!(await presenceStore.takeDrawing(trx, platformId, eventId, now))) return
    const event = await presenceStore.findEvent(trx, platformId, eventId)
    if (!event || event.cancelledAt || event.endsAt <= now) return
    const rule = await findRuleOf(ctx, trx, event)
    for (const halfDay of rule.signsHalfDays ? halfDaysOf(event) : []) await keepHalfDay(ctx, trx, halfDay)
    if (await presenceStore.hasOpenedByItself(trx, platformId, eventId)) return
    await presenceStore.withdrawComing(trx, platformId, eventId, now)
    const window = { from: Math.max(event.startsAt.getTime(), now.getTime()), to: event.endsAt.getTime() }
    const perHour = event.checksPerHour ?? rule.checksPerHour
    const times = drawTimes({ window, breaks: breaksOf(event) }, perHour, ctx.random)
    const checks = times.map(
      (opensAt): presenceStore.NewCheck => ({
        ...{ id: ctx.newId(), kind: 'check', way: 'button', word: '', seed: makeSeed(), opensAt },
        ...{ closesAt: addMinutes(opensAt, USUAL_CHECK_MINUTES), periodFrom: null, periodTo: null },
        ...{ askedBy: null, askedAt: now, toldAt: null },
      }),
    )
    await presenceStore.insertChecks(trx, platformId, eventId, checks)
  })
}

async function openDue(ctx: Ctx): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const opened = await presenceStore.takeOpened(trx, ctx.platform.id, ctx.now())
    for (const { eventId, checkId, sessionId } of opened)
      await happened(ctx, trx, { kind: 'presence-opened', id: eventId, checkId, sessionId })
  })
}

/**
 * Asks who is there. What a phone asked without a network comes later, and stands at the moment at which it was shown.
 *
 * @throws {ConflictError} `presence-no-class` outside of the event, and for a cancelled one; `presence-too-late`
 */
export async function askPresence(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  input: z.output<typeof AskPresence>,
): Promise<void> {
  const taught = await getTaught(ctx, actor, eventId)
  assertTakesPlace(taught)
  const now = ctx.now()
  const opensAt = input.phone
    ? momentOf({ phoneAt: new Date(input.phone.phoneAt), sentAt: new Date(input.phone.sentAt) }, now)
    : now
  const closesAt = addMinutes(opensAt, input.minutes)
  if (opensAt < startWindow(taught).opensAt || opensAt >= taught.endsAt)
    throw new ConflictError('presence-no-class', { startsAt: taught.startsAt, endsAt: taught.endsAt })
  if (now > addMinutes(closesAt, LATE_HOURS * 60))
    throw new ConflictError('presence-too-late', { hours: LATE_HOURS })
  const check: presenceStore.NewCheck = {
    ...{ id: input.id ?? ctx.newId(), kind: 'check', way: input.way, seed: input.seed ?? makeSeed() },
    word: input.way === 'word' ? input.word || makeWord(ctx) : '',
    ...{ opensAt, closesAt, periodFrom: null, periodTo: null },
    ...{ askedBy: actor.personId, askedAt: now, toldAt: now },
  }
  await withTransaction(ctx.db, async (trx) => {
    const made = await presenceStore.insertChecks(trx, ctx.platform.id, eventId, [check])
    if (made.length === 0) return
    await happened(ctx, trx, {
      ...{ kind: 'presence-asked', id: eventId, checkId: check.id, sessionId: taught.sessionId },
      ...{ by: actor.personId, changes: { way: check.way, minutes: input.minutes } },
    })
  })
}

/**
 * Closes a check before its time, takes it back with why, or opens a half-day once more. It stays in the history.
 *
 * @throws {NotFoundError} `presence-check-not-found`; {InvalidInputError} `presence-because-needed`; {ConflictError} `presence-not-half-day`
 */
export async function changeCheck(
  ctx: Ctx,
  actor: Actor,
  target: { readonly eventId: EventId; readonly checkId: PresenceCheckId },
  { change, because, minutes }: z.output<typeof ChangePresenceCheck>,
): Promise<void> {
  const { eventId, checkId } = target
  await getTaught(ctx, actor, eventId)
  if (change === 'withdraw' && !because) throw InvalidInputError.at('/because', 'presence-because-needed')
  const { personId: by } = actor
  await withTransaction(ctx.db, async (trx) => {
    const { event, checks } = await findAsked(ctx, trx, eventId)
    const check = checks.find(({ id }) => id === checkId)
    if (!check) throw new NotFoundError('presence-check-not-found')
    if (change === 'reopen' && check.kind !== 'signature') throw new ConflictError('presence-not-half-day')
    await keepHalfDay(ctx, trx, check)
    const now = ctx.now()
    const soon = new Date(Math.max(now.getTime(), check.opensAt.getTime() + 1000))
    const changes: Record<typeof change, presenceStore.CheckChange> = {
      close: check.closesAt > soon ? { closesAt: soon } : {},
      withdraw: { withdrawnAt: now, withdrawnBy: by, withdrawnBecause: because },
      restore: { withdrawnAt: null, withdrawnBy: null, withdrawnBecause: '' },
      reopen: { closesAt: addMinutes(now, minutes) },
    }
    await presenceStore.updateCheck(trx, ctx.platform.id, target, changes[change])
    await happened(ctx, trx, {
      ...{ kind: 'presence-changed', id: eventId, sessionId: event.sessionId, by },
      changes: { change, ...(because && { because }), ...(change === 'reopen' && { minutes }) },
    })
  })
}

/** How many checks an event is to have in an hour by itself. @throws {StaleError} when somebody else changed it meanwhile */
export async function planPresence(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  input: z.output<typeof PlanPresence>,
): Promise<void> {
  const { sessionId } = await getTaught(ctx, actor, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const before = await presenceStore.findEvent(trx, ctx.platform.id, eventId)
    assertUpdated(await presenceStore.updatePlan(trx, ctx.platform.id, eventId, input))
    await happened(ctx, trx, {
      ...{ kind: 'presence-changed', id: eventId, sessionId, by: actor.personId },
      ...{
        changes: { checksPerHour: input.checksPerHour },
        was: { checksPerHour: before?.checksPerHour ?? null },
      },
    })
  })
}
