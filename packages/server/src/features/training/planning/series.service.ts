import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { carryOut } from '../../../db/dry-run.ts'
import { definedOnly } from '../../../domain/change.ts'
import type { SeriesId, SessionId } from '../../../domain/ids.ts'
import { datesOf, daysBetween } from '../../../domain/recurrence.ts'
import type { Actor } from '../../../http/actor.ts'
import { getEditable } from '../sessions/session-briefs.service.ts'
import { assertNoneRefused, type ResultOf, toResult, toWishes } from './outcome.ts'
import type { NewSeries } from './planning.schemas.ts'
import { accountNames, numbered, planEachOr, shifted, withTimes } from './wishes.ts'

/**
 * Plans the events of a rule, each at the same time on the wall: all of them or none.
 *
 * @param input.onConflict what becomes of dates that are not possible
 * @throws {ConflictError} `planning-conflicts` when they are to be saved and some are refused
 */
export async function planSeries(
  ctx: Ctx,
  actor: Actor,
  input: { sessionId: SessionId } & z.output<typeof NewSeries>,
): Promise<ResultOf<SeriesId>> {
  const session = await getEditable(ctx, actor, input.sessionId)
  const { save, rule, exceptions, onConflict = 'refuse', sessionId: _, ...first } = input
  const firstDate = first.startsWall.slice(0, 10)
  const exceptionOf = new Map(exceptions.map(({ date, ...other }) => [date, other]))
  const seriesId = ctx.newId<SeriesId>()
  const weeksBegin = ctx.platform.firstDayOfWeek
  const wishes = datesOf({ first: firstDate, ...rule, weeksBegin }).map((date, index) => {
    const asUsual = shifted(first, daysBetween(firstDate, date))
    const { startsWall, endsWall, ...other } = definedOnly(exceptionOf.get(date) ?? {})
    const times = { startsWall: startsWall ?? asUsual.startsWall, endsWall: endsWall ?? asUsual.endsWall }
    const name = numbered(first.name, index + 1)
    return { session, event: { ...withTimes(asUsual, times), ...other, name, seriesId } }
  })
  const planned = await carryOut(ctx, save, async (inner, trx) => {
    const outcomes = await planEachOr(inner, trx, actor, wishes, onConflict)
    const wanted = outcomes.filter(({ instead }) => instead !== 'skipped')
    assertNoneRefused(
      save,
      wanted.map(({ tried }) => tried),
    )
    return outcomes
  })
  const named = toWishes(
    planned.map(({ wish }) => wish),
    await accountNames(ctx),
  )
  return toResult(
    actor,
    save ? seriesId : null,
    named,
    planned.map(({ tried }) => tried),
    planned.map(({ instead }) => instead),
  )
}
