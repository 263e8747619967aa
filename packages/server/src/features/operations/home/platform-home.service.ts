import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { type Booking, peakWithin } from '../../../domain/capacity.ts'
import { addMinutes, likelyInstantOf, wallTimeOf } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { listUsableAccounts } from '../../rooms/accounts/accounts.service.ts'
import { roomsAtOnce } from '../../rooms/capacity/capacity.ts'
import * as figuresStore from './figures.store.ts'
import * as firstStepsStore from './first-steps.store.ts'
import type { FirstSteps, HomeDay, HomeEvent, HomeFigures, HomeRooms } from './home.schemas.ts'
import * as weekStore from './week.store.ts'

const DAYS = 7
/** This week and those before it. */
const WEEKS = 8
/** Today and tomorrow show more events than the days after them. */
const SHOWN = { close: 8, far: 3 }
const MAX_ACCOUNTS = 50

/** What a superadmin sees of the platform: the next days, rooms that are left, how it goes, and the first steps. */
export async function getPlatformHome(ctx: Ctx, actor: Actor) {
  const days = daysFrom(ctx.now(), actor.reader.timeZone)
  const rooms = await listRooms(ctx, days)
  return {
    days: await listDays(ctx, actor, days),
    rooms,
    figures: await getFigures(ctx, actor, rooms),
    firstSteps: await getFirstSteps(ctx),
  }
}

/** Puts the first steps away, for all superadmins, or takes them out again. */
export async function hideFirstSteps(ctx: Ctx, actor: Actor, hidden: boolean): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    await firstStepsStore.setHidden(trx, ctx.platform.id, hidden ? ctx.now() : null)
    await happened(ctx, trx, { kind: 'first-steps-hidden', id: ctx.platform.id, by: actor.personId })
  })
}

interface Day {
  /** Such as 2026-11-24. */
  readonly day: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** Days on the clocks of a zone, today first. A day has 23 to 25 hours. */
function daysFrom(now: Date, timeZone: string): Day[] {
  const today = wallTimeOf(now, timeZone).slice(0, 10)
  const midnights = Array.from({ length: DAYS + 1 }, (_, n) => dayAfter(today, n))
  return midnights.slice(0, DAYS).map((day, n) => ({
    day,
    startsAt: likelyInstantOf(day, '00:00', timeZone),
    endsAt: likelyInstantOf(midnights[n + 1] ?? day, '00:00', timeZone),
  }))
}

function dayAfter(day: string, days: number): string {
  return addMinutes(new Date(`${day}T00:00:00Z`), days * 24 * 60)
    .toISOString()
    .slice(0, 10)
}

async function listDays(ctx: Ctx, actor: Actor, days: readonly Day[]): Promise<z.output<typeof HomeDay>[]> {
  const now = ctx.now()
  const { timeZone } = actor.reader
  const from = days[0]?.startsAt ?? now
  const until = days.at(-1)?.endsAt ?? now
  const closeUntil = days[1]?.endsAt ?? now
  const span = { now, from, until, closeUntil, timeZone }
  const rows = await weekStore.listDays(ctx.db, ctx.platform.id, span, SHOWN)
  const byDay = Map.groupBy(rows, (row) => row.day)
  return days.map(({ day }) => ({
    day,
    count: byDay.get(day)?.[0]?.total ?? 0,
    events: (byDay.get(day) ?? []).map((row) => toHomeEvent(ctx, row)),
  }))
}

type DayEventRow = Awaited<ReturnType<typeof weekStore.listDays>>[number]

function toHomeEvent(ctx: Ctx, row: DayEventRow): z.output<typeof HomeEvent> {
  const { id, name, courseId, courseName, sessionId, timeZone, place, enrolled, maxEnrollment } = row
  return {
    ...{ id, name, courseId, courseName, sessionId, timeZone, place, enrolled, maxEnrollment },
    courseHue: hueOf({ name: courseName, hue: row.ownHue }),
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    tool: row.appId ? ctx.providers.app(row.appId).manifest.toolName : null,
    instructors: row.instructors,
    state: stateOf(row, ctx.now()),
  }
}

function stateOf(row: DayEventRow, now: Date): z.output<typeof HomeEvent>['state'] {
  if (row.endsAt <= now) return 'ended'
  if (row.trouble) return row.trouble
  if (row.startsAt <= now) return 'running'
  if (row.roomState && row.roomState !== 'ready') return 'preparing'
  // Without a room there is nothing to check.
  return row.isChecked || !row.appId ? 'ready' : 'planned'
}

async function listRooms(ctx: Ctx, days: readonly Day[]): Promise<z.output<typeof HomeRooms>[]> {
  const now = ctx.now()
  const [from, until] = [days[0]?.startsAt ?? now, days.at(-1)?.endsAt ?? now]
  const limited = await withTransaction(ctx.db, async (trx) => {
    const all = []
    for (const { id } of ctx.providers.manifests()) all.push(...(await listUsableAccounts(ctx, trx, id)))
    const limits = []
    for (const account of all.slice(0, MAX_ACCOUNTS))
      limits.push({ account, limit: (await roomsAtOnce(ctx, trx, account)) ?? null })
    return limits
  })
  if (limited.length === 0) return []
  const held = await weekStore.listHeld(ctx.db, ctx.platform.id, { from, until })
  const coming = await weekStore.countComing(ctx.db, ctx.platform.id, now)
  const byAccount = Map.groupBy(held, (row) => row.accountId)
  return limited.map(({ account, limit }) => {
    const bookings: readonly Booking[] = byAccount.get(account.id) ?? []
    const peaks = days.map((day) => peakWithin(day, bookings))
    const peak = peaks.reduce((most, one) => (one.rooms > most.rooms ? one : most), { rooms: 0, at: now })
    const { maxTotalSessions } = account
    return {
      accountId: account.id,
      appId: account.appId,
      name: account.name,
      limit,
      now: bookings.filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt).length,
      peak: peak.rooms,
      peakAt: peak.rooms > 0 ? peak.at.toISOString() : null,
      days: peaks.map(({ rooms }) => rooms),
      sessionsLeft:
        maxTotalSessions === null ? null : Math.max(0, maxTotalSessions - (coming.get(account.id) ?? 0)),
    }
  })
}

async function getFigures(
  ctx: Ctx,
  { reader }: Actor,
  rooms: readonly z.output<typeof HomeRooms>[],
): Promise<z.output<typeof HomeFigures>> {
  const { timeZone } = reader
  const today = wallTimeOf(ctx.now(), timeZone).slice(0, 10)
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  const sinceFirst = (weekday + 7 - ctx.platform.firstDayOfWeek) % 7
  const weeks = Array.from({ length: WEEKS }, (_, n) => dayAfter(today, (n - WEEKS + 1) * 7 - sinceFirst))
  const from = likelyInstantOf(weeks[0] ?? today, '00:00', timeZone)
  const rows = await figuresStore.listWeeks(ctx.db, ctx.platform.id, { from, timeZone, weeks: WEEKS })
  const percent = (part: number, whole: number) => (whole > 0 ? Math.round((100 * part) / whole) : null)
  const isBounded = rooms.length > 0 && rooms.every(({ limit }) => limit !== null)
  return {
    weeks,
    learners: rows.map((row) => row.learners),
    presentPercent: rows.map((row) => percent(row.present, row.marked)),
    rooms: rows.map((row) => row.rooms),
    roomsLicensed: isBounded ? rooms.reduce((sum, { limit }) => sum + (limit ?? 0), 0) : null,
    takenPercent: rows.map((row) => percent(row.taken, row.places)),
  }
}

async function getFirstSteps(ctx: Ctx): Promise<z.output<typeof FirstSteps>> {
  const toolIds = ctx.providers.manifests().map(({ id }) => id)
  const row = await firstStepsStore.findSteps(ctx.db, ctx.platform.id, toolIds)
  const done = (step: 'tool' | 'pairing' | 'course' | 'session' | 'event' | 'people' | 'domain') => ({
    step,
    done: row?.[step] ?? false,
  })
  return {
    hidden: row?.hiddenAt != null,
    appId: row?.appId ?? null,
    steps: [
      done('tool'),
      done('pairing'),
      done('course'),
      done('session'),
      done('event'),
      done('people'),
      { step: 'mail', done: ctx.site.sendsMails },
      done('domain'),
    ],
  }
}
