import type { z } from 'zod'
import { mayReadPlan, mayUndoPlan } from '../../../access/plans.policy.ts'
import { assertPlanner, isSuperadmin } from '../../../access/roles.ts'
import { toCsv } from '../../../csv/csv.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import type { SessionToMake } from '../../../db/column-types.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../../../domain/errors.ts'
import type { PlanId, PlatformId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { findTimeZone } from '../../../domain/time-zone.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { type Reader, toMessage } from '../../../messages/messages.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { type ForecastRow, foresee } from './plan-forecast.service.ts'
import { carryOutPlanJob } from './plans.job.ts'
import type { FindPlanItems, NewPlan, Plan, PlanForecast, PlanItem } from './plans.schemas.ts'
import * as plansStore from './plans.store.ts'

type PlanView = z.output<typeof Plan>
type ItemRow = Awaited<ReturnType<typeof plansStore.listItems>>[number]

const LISTED = 20

/** What would become of each row, with proposals for those that can't be. Nothing is kept. */
export async function tryPlan(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof NewPlan>,
): Promise<z.output<typeof PlanForecast>> {
  assertPlanner(actor)
  const { rows, order, unread } = await foresee(ctx, actor, input)
  const refused = rows.filter((row) => row.refusal).length
  return {
    possible: rows.length - refused,
    refused,
    dateOrder: order,
    unread: [...unread],
    newSessions: newSessionsOf(rows),
    rows: rows.map((row) => {
      const reader = readerOf(actor, row.planned?.timeZone)
      return {
        line: row.line,
        cells: filled(row.cells),
        session: row.session?.name ?? '',
        makesSession: row.makes !== undefined && !row.refusal,
        startsAt: row.startsAt?.toISOString() ?? null,
        outcome: row.refusal ? ('refused' as const) : ('possible' as const),
        reason: said(reader, row.refusal),
        warning: said(reader, row.warning),
        proposal: row.proposal
          ? { ...messageOf(reader, row.proposal.message), cells: row.proposal.cells }
          : null,
      }
    }),
  }
}

/** Begins to plan what can be, in the background; the other rows are kept for the report. */
export async function beginPlan(ctx: Ctx, actor: Actor, input: z.output<typeof NewPlan>): Promise<PlanView> {
  assertPlanner(actor)
  const { rows } = await foresee(ctx, actor, input)
  const possible = rows.filter((row) => !row.refusal).length
  if (possible === 0) throw new ConflictError('plan-empty')
  const id = ctx.newId<PlanId>()
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const plan = { platformId, id, personId: actor.personId, startedAt: ctx.now() }
    await plansStore.insertPlan(
      trx,
      plan,
      rows.map((row) => toItem(plan, row)),
    )
    await ctx.jobs.enqueue(trx, carryOutPlanJob, { platformId, planId: id })
    const changes = { events: possible, refused: rows.length - possible }
    await happened(ctx, trx, { kind: 'plan-begun', id, by: actor.personId, changes })
  })
  return getPlan(ctx, actor, id)
}

/**
 * Takes back what a plan made and nobody has touched since.
 *
 * @throws {ForbiddenError} `plan-of-others` when it has events in sessions that they teach no more
 */
export async function undoPlan(ctx: Ctx, actor: Actor, planId: PlanId): Promise<PlanView> {
  const plan = await getPlanRow(ctx, actor, planId)
  if (!mayUndoPlan(actor, tiesOf(plan, actor)))
    throw new ForbiddenError('plan-of-others', { sessions: plan.sessionsOfOthers })
  if (!plan.finishedAt) throw new ConflictError('plan-still-running')
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const isFirst = await plansStore.setMoment(trx, platformId, planId, 'undoStartedAt', ctx.now())
    if (!isFirst) throw new ConflictError('plan-undone')
    await ctx.jobs.enqueue(trx, carryOutPlanJob, { platformId, planId })
    const changes = { events: plan.planned }
    await happened(ctx, trx, { kind: 'plan-undone', id: planId, by: actor.personId, changes })
  })
  return getPlan(ctx, actor, planId)
}

/** How far a plan is. @throws {NotFoundError} `plan-not-found`, also for somebody else's */
export async function getPlan(ctx: Ctx, actor: Actor, planId: PlanId): Promise<PlanView> {
  return toView(await getPlanRow(ctx, actor, planId), actor)
}

/** The newest plans: one's own, or all for superadmins. */
export async function listPlans(ctx: Ctx, actor: Actor): Promise<PlanView[]> {
  assertPlanner(actor)
  const filter = { ofAll: isSuperadmin(actor), limit: LISTED }
  const rows = await plansStore.listPlans(ctx.db, ctx.platform.id, actor.personId, filter)
  return rows.map((row) => toView(row, actor))
}

export async function listPlanItems(
  ctx: Ctx,
  actor: Actor,
  planId: PlanId,
  filter: z.output<typeof FindPlanItems>,
) {
  await getPlanRow(ctx, actor, planId)
  const [after] = fromCursor(filter.cursor, ['number']) ?? []
  const rows = await plansStore.listItems(ctx.db, ctx.platform.id, planId, {
    state: filter.state,
    afterLine: after === undefined ? undefined : Number(after),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [String(row.line)])
  return { ...page, items: page.items.map((row) => toItemView(actor, row)) }
}

/** The report of a plan as a file for spreadsheets. */
export async function exportPlan(ctx: Ctx, actor: Actor, planId: PlanId): Promise<string> {
  await getPlanRow(ctx, actor, planId)
  const rows = await plansStore.listItems(ctx.db, ctx.platform.id, planId)
  return toCsv(
    ['line', 'session', 'event', 'starts', 'ends', 'time_zone', 'state', 'reason', 'event_id'],
    rows.map((row) => [
      row.line,
      row.sessionName,
      row.wish.name,
      row.wish.startsWall.replace('T', ' '),
      row.wish.endsWall.replace('T', ' '),
      row.wish.timeZone,
      row.state,
      toMessage(row.reason, readerOf(actor, row.wish.timeZone))?.text ?? '',
      row.eventId,
    ]),
  )
}

async function getPlanRow(ctx: Ctx, actor: Actor, planId: PlanId): Promise<plansStore.PlanRow> {
  assertPlanner(actor)
  const plan = await plansStore.findPlan(ctx.db, ctx.platform.id, actor.personId, planId)
  if (!plan || !mayReadPlan(actor, tiesOf(plan, actor))) throw new NotFoundError('plan-not-found')
  return plan
}

function tiesOf({ personId, sessionsOfOthers }: plansStore.PlanRow, actor: Actor) {
  return { isOwn: personId === actor.personId, sessionsOfOthers }
}

/** The sessions that the possible rows make, in the order of the table. */
function newSessionsOf(rows: readonly ForecastRow[]): z.output<typeof PlanForecast>['newSessions'] {
  const making = rows.filter((row) => row.makes && !row.refusal)
  return [...Map.groupBy(making, (row) => row.makes)].flatMap(([makes, own]) =>
    makes
      ? [
          {
            course: makes.courseName,
            name: makes.name,
            maxEnrollment: makes.maxEnrollment,
            events: own.length,
          },
        ]
      : [],
  )
}

function toItem({ platformId, id }: { platformId: PlatformId; id: PlanId }, row: ForecastRow) {
  const { planned, refusal, cells } = row
  const unread = {
    name: cells.event,
    description: '',
    startsWall: '',
    endsWall: '',
    timeZone: cells.time_zone,
    accountId: null,
    place: '',
    instructorIds: [],
  }
  return {
    platformId,
    planId: id,
    line: row.line,
    sessionId: row.makes ? null : (row.session?.id ?? null),
    newSession: row.makes && !refusal ? JSON.stringify(toMake(row.makes)) : null,
    sessionName: row.session?.name ?? cells.session ?? '',
    wish: JSON.stringify(planned ?? unread),
    state: refusal ? ('refused' as const) : ('waiting' as const),
    reason: refusal ? JSON.stringify(refusal) : null,
    eventId: null,
  }
}

function toMake({ courseId, name, code, maxEnrollment, instructorIds }: SessionToMake): SessionToMake {
  return { courseId, name, code, maxEnrollment, instructorIds }
}

function toView(row: plansStore.PlanRow, actor: Actor): PlanView {
  const isToUndo = row.finishedAt !== null && row.undoStartedAt === null && row.planned > 0
  return {
    id: row.id,
    startedAt: row.startedAt.toISOString(),
    startedBy: nameOf(row),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoStartedAt: row.undoStartedAt?.toISOString() ?? null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
    total: row.total,
    waiting: row.waiting,
    planned: row.planned,
    refused: row.refused,
    undone: row.undone,
    kept: row.kept,
    sessionsMade: row.sessionsMade,
    may: { undo: isToUndo && mayUndoPlan(actor, tiesOf(row, actor)) },
  }
}

function toItemView(actor: Actor, row: ItemRow): z.output<typeof PlanItem> {
  const { line, sessionId, wish, state, eventId } = row
  return {
    line,
    session: row.sessionName,
    sessionId,
    name: wish.name,
    startsWall: wish.startsWall,
    endsWall: wish.endsWall,
    timeZone: wish.timeZone,
    state,
    reason: toMessage(row.reason, readerOf(actor, wish.timeZone)),
    eventId,
  }
}

/** A message as it is stored and said again: its instants are texts there. */
function messageOf(reader: Reader, message: StoredMessage) {
  return toMessage(JSON.parse(JSON.stringify(message)), reader) ?? { code: message.code, text: '' }
}

function said(reader: Reader, message: StoredMessage | undefined) {
  return message ? messageOf(reader, message) : null
}

/** All of a row is by the clocks of its event, where it names some. */
function readerOf({ reader }: Actor, timeZone = ''): Reader {
  return { ...reader, timeZone: findTimeZone(timeZone) ?? reader.timeZone }
}

function filled(cells: ForecastRow['cells']) {
  return Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== ''))
}
