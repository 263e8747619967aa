import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { type Tried, tryStep } from '../../../db/steps.ts'
import { type Break, moveBreaks } from '../../../domain/breaks.ts'
import type { EventOfSession } from '../../../domain/facts/training.ts'
import type { CourseId, EventId, SeriesId, SessionId } from '../../../domain/ids.ts'
import { shiftWall } from '../../../domain/recurrence.ts'
import type { Actor } from '../../../http/actor.ts'
import { listAllAccounts } from '../../rooms/accounts/accounts.service.ts'
import type { NewEvent } from '../events/events.schemas.ts'
import { addEvent } from '../events/events.service.ts'
import { holdToPlan } from '../events/held.ts'

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
  const held = await holdToPlan(ctx, trx, actor, {
    sessionIds: wishes.map(({ session }) => session.id),
    personIds: wishes.flatMap(({ event }) => event.instructorIds ?? []),
    accountIds: wishes.map(({ event }) => event.accountId),
  })
  const tried: Tried<EventId>[] = []
  const planned: EventOfSession[] = []
  for (const { session, event } of wishes) {
    const one = await tryStep(trx, () => addEvent(ctx, trx, actor, session, event, held))
    tried.push(one)
    if ('done' in one) planned.push({ id: one.done, sessionId: session.id })
  }
  await happened(ctx, trx, { kind: 'dates-planned', by: actor.personId, events: planned })
  return tried
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
