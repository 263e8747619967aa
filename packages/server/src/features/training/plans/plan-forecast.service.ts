import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import { isSuperadmin } from '../../../access/roles.ts'
import type { DateOrder } from '../../../csv/moments.ts'
import type { Ctx } from '../../../ctx.ts'
import type { PlanWish } from '../../../db/column-types.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import type { Booking } from '../../../domain/capacity.ts'
import { type Forecast, type ForecastAccount, type ForecastWish, forecast } from '../../../domain/forecast.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { type AccountRow, listUsableAccounts } from '../../rooms/accounts/accounts.service.ts'
import { roomsAtOnce } from '../../rooms/capacity/capacity.ts'
import { readDirectory, type SessionEntry } from '../tables/directory.ts'
import { keyOf, listKnown } from '../tables/known-events.ts'
import { type Cells, type EventTable, orderOfRows, readEventTable, timeCells } from '../tables/table.ts'
import { listTaughtAround } from '../teaching/teaching.service.ts'
import { type NewSession, type ReadRow, type Row, readPlanRows, toRow } from './plan-rows.ts'
import { MAX_PLAN_ROWS, type NewPlan } from './plans.schemas.ts'
import * as plansStore from './plans.store.ts'

/** Rooms are looked at so many days around what is wished, so that proposals are right too. */
const LOOK_AROUND_DAYS = 8
/** Other requests are answered after so many rows. */
const ROWS_PER_STRETCH = 100

/** A row with what is foreseen for it. */
export interface ForecastRow extends Row {
  readonly session: SessionEntry | undefined
  /** The session is not there yet. */
  readonly makes: NewSession | undefined
  /** The event as it would be planned; undefined for a row that can't be read. */
  readonly planned: PlanWish | undefined
  readonly startsAt: Date | undefined
  readonly refusal: StoredMessage | undefined
  readonly warning: StoredMessage | undefined
  readonly proposal: { readonly message: StoredMessage; readonly cells: Partial<Cells> } | undefined
}

/** All rows of a table with what is foreseen for them. */
export interface Foreseen extends Omit<EventTable, 'rows'> {
  readonly rows: readonly ForecastRow[]
}

/** What is known about the time to come. */
interface Future {
  readonly forecast: Forecast
  readonly accounts: readonly AccountRow[]
  readonly seats: ReadonlyMap<string, number>
  /** Events that sessions have already, by {@link keyOf}, and whether they are cancelled. */
  readonly known: ReadonlyMap<string, boolean>
}

/**
 * Foresees what planning all rows would meet, one after the other: what they name, their times, rooms, organizers,
 * instructors, seats, and each other. For rows that can't be, something that could be is proposed; all proposals
 * together are free of conflicts. Nothing is locked: when it is planned, each row is asked for again.
 *
 * @throws {InvalidInputError} for a text that is no table
 */
export async function foresee(
  ctx: Ctx,
  actor: Actor,
  input: Pick<z.output<typeof NewPlan>, 'text' | 'rows' | 'dateOrder'>,
): Promise<Foreseen> {
  const { rows, order, unread } = input.rows
    ? ofRows(input.rows.map(toRow), input.dateOrder)
    : readEventTable(input.text ?? '', MAX_PLAN_ROWS, input.dateOrder)
  const { reads, future } = await withTransaction(ctx.db, async (trx) => {
    const directory = await readDirectory(ctx, trx, actor, rows)
    const clock = { now: ctx.now(), timeZone: ctx.platform.timeZone, order }
    const own = isSuperadmin(actor) ? [] : [{ id: actor.personId, name: '', email: '' }]
    const found = readPlanRows(directory, rows, clock, { newId: () => ctx.newId<SessionId>(), own })
    return { reads: found, future: await readFuture(ctx, trx, found) }
  })
  const refusals: (StoredMessage | undefined)[] = []
  for (const [index, read] of reads.entries()) {
    const refusal = read.refusal ?? refusalOf(future, read)
    refusals.push(refusal)
    if (read.wish && !refusal) future.forecast.reserve(read.wish)
    if (index % ROWS_PER_STRETCH === 0) await setImmediate()
  }
  const foreseen: ForecastRow[] = []
  for (const [index, read] of reads.entries()) {
    const refusal = refusals[index]
    foreseen.push({
      ...readable(read),
      session: read.session,
      makes: read.makes,
      planned: read.planned,
      startsAt: read.wish?.startsAt,
      refusal,
      warning: refusal ? undefined : warningOf(future, read),
      proposal: refusal && propose(future, read, refusal),
    })
    if (index % ROWS_PER_STRETCH === 0) await setImmediate()
  }
  return { rows: foreseen, order, unread }
}

function ofRows(rows: readonly Row[], asked: DateOrder | undefined): EventTable {
  return { rows, order: asked ?? orderOfRows(rows), unread: [] }
}

/** A row with its times as they were understood, so that it is read alike when it comes back. */
function readable({ row, planned }: ReadRow): Row {
  if (!planned) return row
  return { ...row, cells: { ...row.cells, ...timeCells(planned), duration: '', time_zone: planned.timeZone } }
}

function refusalOf({ forecast: future, known }: Future, { session, wish }: ReadRow) {
  if (!wish || !session) return undefined
  const isCancelled = known.get(keyOf(session.id, wish.name, wish.startsAt))
  if (isCancelled === undefined) return future.refusal(wish)
  return { code: isCancelled ? 'import-event-cancelled' : 'plan-event-known', params: {} } as const
}

/** What a row would have to say instead. */
function propose(
  { forecast: future, accounts }: Future,
  { wish, hourLater }: ReadRow,
  refusal: StoredMessage,
): ForecastRow['proposal'] {
  const asked = wish ?? hourLater
  if (!asked || refusal.code === 'plan-event-known' || refusal.code === 'import-event-cancelled')
    return undefined
  const found = hourLater && !future.refusal(hourLater) ? hourLater : future.propose(asked)
  if (!found) return undefined
  future.reserve({ ...asked, ...found })
  if (found.accountId === asked.accountId)
    return {
      message: { code: 'suggest-time', params: { startsAt: found.startsAt } },
      cells: timeCells(found),
    }
  const name = accounts.find((account) => account.id === found.accountId)?.name ?? ''
  const isOne = accounts.filter((account) => account.name.toLowerCase() === name.toLowerCase()).length === 1
  return {
    message: { code: 'suggest-account', params: { account: name } },
    cells: { account: isOne ? name : (found.accountId ?? '') },
  }
}

function warningOf({ seats }: Future, { session, account }: ReadRow): StoredMessage | undefined {
  const own = account && seats.get(account.id)
  const learners = session?.maxEnrollment
  if (!account || own === undefined || own === null || !learners || learners <= own) return undefined
  return { code: 'plan-seats', params: { learners, account: account.name, seats: own } }
}

async function readFuture(ctx: Ctx, trx: Trx, reads: readonly ReadRow[]): Promise<Future> {
  const { id: platformId } = ctx.platform
  const wishes = reads.flatMap((read) => read.wish ?? read.hourLater ?? [])
  const span = spanOf(wishes, ctx.now())
  const appIds = new Set(reads.flatMap((read) => read.account?.appId ?? []))
  const accounts: AccountRow[] = []
  for (const appId of appIds) accounts.push(...(await listUsableAccounts(ctx, trx, appId)))
  const accountIds = accounts.map((account) => account.id)
  const counts = await plansStore.countComing(trx, platformId, accountIds, ctx.now())
  const held = await plansStore.listHeld(trx, platformId, accountIds, span)
  const people = wishes.flatMap((wish) => wish.instructors.map((person) => person.id))
  const taught = await listTaughtAround(ctx, trx, { personIds: [...new Set(people)], ...span })
  const sessionIds = [...new Set(reads.flatMap((read) => read.session?.id ?? []))]
  const events = await listKnown(ctx, trx, sessionIds)
  const forecasts: ForecastAccount[] = []
  for (const account of accounts) {
    const own = counts.filter((count) => count.accountId === account.id)
    forecasts.push({
      id: account.id,
      appId: account.appId,
      name: account.name,
      rooms: await roomsAtOnce(ctx, trx, account),
      maxTotal: account.maxTotalSessions ?? undefined,
      maxPerCourse: account.maxSessionsPerCourse ?? undefined,
      marginBeforeMinutes: account.marginBeforeMinutes,
      marginAfterMinutes: account.marginAfterMinutes,
      total: own.reduce((sum, { count }) => sum + count, 0),
      ofCourse: new Map(own.map(({ courseId, count }) => [courseId, count])),
    })
  }
  return {
    accounts,
    seats: await plansStore.listSeats(trx, platformId, accountIds),
    known: new Map(
      [...events]
        .sort((a, b) => Number(b.cancelledAt !== null) - Number(a.cancelledAt !== null))
        .map((event) => [keyOf(event.sessionId, event.name, event.startsAt), event.cancelledAt !== null]),
    ),
    forecast: forecast(
      forecasts,
      Map.groupBy(held, (event) => event.accountId as string),
      Map.groupBy(
        taught.map((event) => ({ ...event, name: event.eventName })),
        (event) => event.personId as string,
      ),
      ctx.now(),
    ),
  }
}

function spanOf(wishes: readonly ForecastWish[], now: Date): Booking {
  const minutes = LOOK_AROUND_DAYS * 24 * 60
  let [from, until] = [now, now]
  for (const { startsAt, endsAt } of wishes) {
    if (startsAt < from) from = startsAt
    if (endsAt > until) until = endsAt
  }
  return { startsAt: addMinutes(from, -minutes), endsAt: addMinutes(until, minutes) }
}
