import type { z } from 'zod'
import { assertPlanner, assertSuperadmin, isSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import { heldByOneMore, monthsBetween, monthsOn } from '../../../domain/report.ts'
import { wallTimeOf } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { countExpiring } from '../../training/completions/expiring.service.ts'
import type {
  AttendanceReport,
  ExpiringReport,
  ReportCounts,
  ReportQuery,
  RoomsQuery,
  RoomsReport,
} from './reports.schemas.ts'
import * as reportsStore from './reports.store.ts'

type Counts = z.output<typeof ReportCounts>

/** Rows that a page shows; an export has them all. */
const MOST_ROWS = 200
/** A period is ten years at most. */
const MOST_MONTHS = 120
const MOST_PENDING = 1000

/**
 * How many were there, by what was asked for. Instructors see what they taught themselves.
 *
 * @throws {InvalidInputError} `report-period-backwards`, `report-period-too-long`
 */
export async function getAttendanceReport(
  ctx: Ctx,
  actor: Actor,
  query: ReportQuery,
): Promise<z.output<typeof AttendanceReport>> {
  const filter = filterOf(ctx, actor, query)
  const { id: platformId } = ctx.platform
  const [months, rows, chosen, pending] = await Promise.all([
    reportsStore.listMonths(ctx.db, platformId, filter),
    reportsStore.listRows(ctx.db, platformId, filter, { by: query.by, limit: MOST_ROWS }),
    reportsStore.findChosen(ctx.db, platformId, filter),
    reportsStore.countPending(ctx.db, platformId, MOST_PENDING),
  ])
  const known = new Map(months.map((month) => [month.month, month]))
  const { from, to } = filter
  return {
    ...{ by: query.by, from, to, chosen, pending },
    total: toCounts(months.reduce(plus, nothing)),
    months: monthsBetween(from, to).map((month) => ({ month, ...toCounts(known.get(month) ?? nothing) })),
    items: rows.map(({ id, name, of, ...row }) => ({ id, name: name || null, of, ...toCounts(row) })),
    more: Math.max(0, (rows[0]?.rows ?? 0) - rows.length),
  }
}

/** The filter that holds for somebody: an instructor's reports are of what they taught. */
export function filterOf(ctx: Ctx, actor: Actor, query: ReportQuery): reportsStore.ReportFilter {
  assertPlanner(actor)
  const { by: _, ...rest } = query
  const instructorId = isSuperadmin(actor) ? rest.instructorId : actor.personId
  return { ...rest, ...periodOf(ctx, query), instructorId }
}

/** How the rooms of accounts were used, and how often there was none left; of so many accounts. For superadmins. */
export async function getRoomsReport(
  ctx: Ctx,
  actor: Actor,
  query: RoomsQuery,
  mostAccounts = MOST_ROWS,
): Promise<z.output<typeof RoomsReport>> {
  assertSuperadmin(actor)
  const filter = { ...query, ...periodOf(ctx, query) }
  const { id: platformId } = ctx.platform
  const [rows, months, refused] = await Promise.all([
    reportsStore.listRooms(ctx.db, platformId, filter, mostAccounts),
    reportsStore.listRoomMonths(ctx.db, platformId, filter),
    reportsStore.listRefused(ctx.db, platformId, filter),
  ])
  const held = new Map(months.map((month) => [month.month, month]))
  const ofAccount = Map.groupBy(refused, ({ accountId }) => accountId)
  const ofMonth = Map.groupBy(refused, ({ month }) => month)
  const { from, to } = filter
  return {
    ...{ from, to },
    months: monthsBetween(from, to).map((month) => ({
      month,
      events: held.get(month)?.events ?? 0,
      roomMinutes: minutesOf(held.get(month)?.roomSeconds ?? 0),
      refusals: ofMonth.get(month)?.length ?? 0,
    })),
    items: rows.map(({ accountId, name, licence, events, roomSeconds, peak }) => {
      const own = ofAccount.get(accountId) ?? []
      return {
        ...{ id: accountId, name, licence, events, peak, roomMinutes: minutesOf(roomSeconds) },
        ...{ refusals: own.length, fewerWithOneMore: heldByOneMore(own) },
      }
    }),
  }
}

/** How many completions have to be renewed in each of the coming months. Instructors see those of their sessions. */
export async function getExpiringReport(ctx: Ctx, actor: Actor): Promise<z.output<typeof ExpiringReport>> {
  const counted = await countExpiring(ctx, actor, { days: 365, expired: 'false' })
  const counts = new Map(counted.map(({ month, count }) => [month, count]))
  const first = presentMonth(ctx)
  return {
    months: monthsBetween(first, monthsOn(first, 12)).map((month) => ({
      month,
      count: counts.get(month) ?? 0,
    })),
  }
}

function periodOf(ctx: Ctx, { from, to }: Pick<ReportQuery, 'from' | 'to'>): { from: string; to: string } {
  const last = to ?? (from && from > presentMonth(ctx) ? from : presentMonth(ctx))
  const first = from ?? monthsOn(last, -11)
  if (first > last) throw InvalidInputError.at('/from', 'report-period-backwards', { from: first, to: last })
  if (monthsOn(first, MOST_MONTHS - 1) < last)
    throw InvalidInputError.at('/from', 'report-period-too-long', { most: MOST_MONTHS / 12 })
  return { from: first, to: last }
}

function presentMonth(ctx: Ctx): string {
  return wallTimeOf(ctx.now(), ctx.platform.timeZone).slice(0, 7)
}

const nothing: reportsStore.SumsRow = {
  ...{ events: 0, plannedSeconds: 0, seats: 0, present: 0, partly: 0, absent: 0, excused: 0 },
  ...{ notKnown: 0, late: 0, learnerSeconds: 0 },
}

function plus(one: reportsStore.SumsRow, other: reportsStore.SumsRow): reportsStore.SumsRow {
  return {
    events: one.events + other.events,
    plannedSeconds: one.plannedSeconds + other.plannedSeconds,
    seats: one.seats + other.seats,
    present: one.present + other.present,
    partly: one.partly + other.partly,
    absent: one.absent + other.absent,
    excused: one.excused + other.excused,
    notKnown: one.notKnown + other.notKnown,
    late: one.late + other.late,
    learnerSeconds: one.learnerSeconds + other.learnerSeconds,
  }
}

export function toCounts(row: reportsStore.SumsRow): Counts {
  const { events, seats, present, partly, absent, excused, notKnown, late } = row
  const decided = present + partly + absent
  const percentOf = (count: number) => (decided === 0 ? null : Math.round((count * 1000) / decided) / 10)
  return {
    ...{ events, seats, present, partly, absent, excused, notKnown, late },
    plannedMinutes: minutesOf(row.plannedSeconds),
    learnerMinutes: minutesOf(row.learnerSeconds),
    presentPercent: percentOf(present),
    absentPercent: percentOf(absent),
  }
}

const minutesOf = (seconds: number) => Math.floor(seconds / 60)
