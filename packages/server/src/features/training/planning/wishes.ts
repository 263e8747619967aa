import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { type Tried, tryStep } from '../../../db/steps.ts'
import { type Break, moveBreaks } from '../../../domain/breaks.ts'
import type { AppError } from '../../../domain/errors.ts'
import type { EventOfSession } from '../../../domain/facts/training.ts'
import type { AccountId, CourseId, EventId, SeriesId, SessionId } from '../../../domain/ids.ts'
import { shiftWall } from '../../../domain/recurrence.ts'
import type { Actor } from '../../../http/actor.ts'
import { listAllAccounts } from '../../rooms/accounts/accounts.service.ts'
import type { NewEvent } from '../events/events.schemas.ts'
import { addEvent } from '../events/events.service.ts'
import { holdToPlan } from '../events/held.ts'
import type { Instead } from './outcome.ts'
import type { NewSeries } from './planning.schemas.ts'

/** An event that is to be planned in a session. */
export interface EventWish {
  readonly session: {
    readonly id: SessionId
    readonly name: string
    readonly courseId: CourseId
    readonly courseName: string
  }
  readonly event: z.output<typeof NewEvent> & { seriesId?: SeriesId }
}

/** Plans events one after the other, so that each is checked against those before it too; people are told once. */
export async function planEach(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  wishes: readonly EventWish[],
): Promise<Tried<EventId>[]> {
  return (await planEachOr(ctx, trx, actor, wishes, 'refuse')).map(({ tried }) => tried)
}

export type ConflictRule = NonNullable<z.output<typeof NewSeries>['onConflict']>

/** A wish as it was planned in the end, and what became of it. */
export interface Planned {
  readonly wish: EventWish
  readonly tried: Tried<EventId>
  readonly instead: Instead
}

/** The same, with a rule for those that are not possible. */
export async function planEachOr(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  wishes: readonly EventWish[],
  rule: ConflictRule,
): Promise<Planned[]> {
  // Whatever may be used is locked before the first one, in the order that all planning has.
  const others = rule === 'other-account' ? await listAllAccounts(ctx, trx) : []
  const held = await holdToPlan(ctx, trx, actor, {
    sessionIds: wishes.map(({ session }) => session.id),
    personIds: wishes.flatMap(({ event }) => event.instructorIds ?? []),
    accountIds: [...wishes.map(({ event }) => event.accountId), ...others.map(({ id }) => id)],
  })
  const results: Planned[] = []
  const planned: EventOfSession[] = []
  for (const wish of wishes) {
    const add = ({ session, event }: EventWish) =>
      tryStep(trx, () => addEvent(ctx, trx, actor, session, event, held))
    const result = await planOr(wish, add, rule)
    results.push(result)
    if ('done' in result.tried) planned.push({ id: result.tried.done, sessionId: wish.session.id })
  }
  await happened(ctx, trx, { kind: 'dates-planned', by: actor.personId, events: planned })
  return results
}

async function planOr(
  wish: EventWish,
  add: (wish: EventWish) => Promise<Tried<EventId>>,
  rule: ConflictRule,
): Promise<Planned> {
  const tried = await add(wish)
  if ('done' in tried || rule === 'refuse') return { wish, tried, instead: null }
  for (const other of othersFor(rule, wish, tried.refused)) {
    const one = await add(other)
    if ('done' in one) return { wish: other, tried: one, instead: 'changed' }
  }
  return { wish, tried, instead: rule === 'skip' ? 'skipped' : null }
}

/** Days after a date on which it may be in its place. */
const NEXT_DAYS = [1, 2, 3, 4, 5, 6]

/** What a rule would try in place of a wish, in order. */
function othersFor(rule: ConflictRule, wish: EventWish, { suggestions }: AppError): EventWish[] {
  const { event } = wish
  if (rule === 'next-day') return NEXT_DAYS.map((days) => ({ ...wish, event: shifted(event, days) }))
  return suggestions.flatMap(({ change: { startsWall, endsWall, accountId } }) => {
    if (rule === 'next-free-time' && startsWall && endsWall)
      return [{ ...wish, event: withTimes(event, { startsWall, endsWall }) }]
    if (rule === 'other-account' && accountId)
      return [{ ...wish, event: { ...event, accountId: accountId as AccountId } }] // as the capacity said it
    return []
  })
}

/** An event so many days later, at the same times on the wall, with its breaks. */
export function shifted<E extends { startsWall: string; endsWall: string; breaks?: Break[] | undefined }>(
  event: E,
  days: number,
): E {
  return withTimes(event, {
    startsWall: shiftWall(event.startsWall, { days }),
    endsWall: shiftWall(event.endsWall, { days }),
  })
}

/** An event at other times; its breaks move along with its start. */
export function withTimes<E extends { startsWall: string; endsWall: string; breaks?: Break[] | undefined }>(
  event: E,
  times: { startsWall: string; endsWall: string },
): E {
  const breaks = event.breaks && moveBreaks(event.breaks, event, times)
  return { ...event, ...times, ...(breaks ? { breaks } : {}) }
}

/** Names of accounts by id. */
export async function accountNames(ctx: Ctx): Promise<(id: string | null) => string | null> {
  const names = new Map((await listAllAccounts(ctx)).map(({ id, name }) => [id as string, name]))
  return (id) => (id ? (names.get(id) ?? null) : null)
}

/** `Module {n}` with its number. */
export function numbered(name: string, number: number): string {
  return name.replaceAll('{n}', () => String(number))
}
