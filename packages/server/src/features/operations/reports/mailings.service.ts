import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, type Follower, happened } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { PersonId, ReportViewId } from '../../../domain/ids.ts'
import { nextSendingAt } from '../../../domain/mailing.ts'
import { languageFor } from '../../../domain/platform.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { tell } from '../../messages/notifications/notifications.service.ts'
import { whoBegan } from '../../people/people/people.service.ts'
import type { NewReportMailing, ReportMailing } from './exports.schemas.ts'
import { figuresOf } from './figures.ts'
import * as mailingsStore from './mailings.store.ts'
import { findKept, findSeen, findVisible } from './views.service.ts'
import type { ViewRow } from './views.store.ts'

type View = z.output<typeof ReportMailing>

/** People among whom a view's recipients are chosen. */
const MOST_READERS = 500
/** In one round of a platform; the others have their turn in a minute. */
const MOST_AT_ONCE = 200

/** To whom a view is sent, and who may be. @throws {NotFoundError} `report-view-not-found` */
export async function getMailing(ctx: Ctx, actor: Actor, viewId: ReportViewId): Promise<View> {
  const view = await findSeen(ctx, ctx.db, actor, viewId)
  const { id: platformId } = ctx.platform
  const [rhythm, recipients, readers] = await Promise.all([
    mailingsStore.findRhythm(ctx.db, platformId, viewId),
    mailingsStore.listRecipients(ctx.db, platformId, viewId),
    readersOf(ctx, view),
  ])
  const isSeen = new Set(readers.map(({ id }) => id))
  return {
    rhythm: rhythm ?? null,
    people: recipients.map(({ personId, name, nextAt }) => ({
      ...{ id: personId, name },
      state:
        nextAt === null ? ('left' as const) : isSeen.has(personId) ? ('sent' as const) : ('barred' as const),
      nextAt: nextAt?.toISOString() ?? null,
    })),
    choices: readers.map(({ id, name }) => ({ id, name })),
  }
}

/**
 * Sends a view to people again and again, in place of whom it was sent to before.
 *
 * @throws {NotFoundError} `report-view-not-found`, also for what somebody else keeps
 * @throws {InvalidInputError} `report-mailing-nobody`, `report-mailing-not-shared`, `report-mailing-person`
 */
export async function setMailing(
  ctx: Ctx,
  actor: Actor,
  viewId: ReportViewId,
  { personIds, ...rhythm }: NewReportMailing,
): Promise<View> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    const view = await findKept(ctx, trx, actor, viewId)
    const readers = new Map((await readersOf(ctx, view)).map((reader) => [reader.id, reader]))
    const chosen = [...new Set(personIds)].map((personId) => {
      if (!view.isShared && personId !== view.ownerId)
        throw InvalidInputError.at('/personIds', 'report-mailing-not-shared')
      const reader = readers.get(personId)
      if (!reader) throw InvalidInputError.at('/personIds', 'report-mailing-person')
      return { personId, nextAt: nextSendingAt(rhythm, reader.timeZone ?? ctx.platform.timeZone, now) }
    })
    await mailingsStore.putMailing(trx, { platformId, viewId }, rhythm, chosen, now)
    const changes = { view: view.name, every: rhythm.every, hour: rhythm.hour, people: chosen.length }
    await happened(ctx, trx, { kind: 'report-mailing-set', id: platformId, by: actor.personId, changes })
  })
  return getMailing(ctx, actor, viewId)
}

/** Sends a view to nobody any more. @throws {NotFoundError} `report-view-not-found`, `report-mailing-not-found` */
export async function endMailing(ctx: Ctx, actor: Actor, viewId: ReportViewId): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    await findKept(ctx, trx, actor, viewId)
    if (!(await mailingsStore.deleteMailing(trx, ctx.platform.id, viewId)))
      throw new NotFoundError('report-mailing-not-found')
    await happened(ctx, trx, { kind: 'report-mailing-ended', id: viewId, by: actor.personId })
  })
}

/**
 * Wants no more of what is sent to oneself; whoever sends it can't change that by saving again.
 *
 * @throws {NotFoundError} `report-mailing-not-found` for what was never sent to them
 */
export async function leaveMailing(ctx: Ctx, actor: Actor, viewId: ReportViewId): Promise<void> {
  assertPlanner(actor)
  await withTransaction(ctx.db, async (trx) => {
    const own = { viewId, personId: actor.personId }
    if (!(await mailingsStore.setNext(trx, ctx.platform.id, own, null)))
      throw new NotFoundError('report-mailing-not-found')
    await happened(ctx, trx, { kind: 'report-mailing-left', id: actor.personId, by: actor.personId, viewId })
  })
}

/** Who followed the link of a mail wants no more of it. What is gone meanwhile is left already. */
export const followUnsubscribed: Follower<FactOf<'report-mailing-left'>> = async (
  ctx,
  trx,
  { id, viewId },
) => {
  await mailingsStore.setNext(trx, ctx.platform.id, { viewId, personId: id }, null)
}

/** Platforms on which {@link sendMailings} finds something. */
export function findMailings(db: Sweeping, now: Date) {
  return mailingsStore.listPlatformsWithDue(db, now)
}

/**
 * Every minute: tells people what their reports say by now. What was told and when the next time comes are one
 * transaction, so that nobody is told twice; after a standstill of days it is one mail.
 */
export async function sendMailings(ctx: Ctx): Promise<void> {
  const due = await mailingsStore.listDue(ctx.db, ctx.platform.id, ctx.now(), MOST_AT_ONCE)
  await eachAlone(
    due,
    ({ viewId, personId }) => `view ${viewId} to ${personId}`,
    (one) => sendOne(ctx, one),
  )
}

async function sendOne(
  ctx: Ctx,
  { viewId, personId }: { viewId: ReportViewId; personId: PersonId },
): Promise<void> {
  const now = ctx.now()
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const row = await mailingsStore.holdDue(trx, platformId, { viewId, personId, now })
    if (!row) return
    const nextAt = nextSendingAt(row, row.timeZone ?? ctx.platform.timeZone, now)
    await mailingsStore.setNext(trx, platformId, { viewId, personId }, nextAt)
    const actor = await whoBegan(ctx, trx, personId)
    const view = await findVisible(ctx, trx, actor, viewId)
    if (!view) return
    const { from, until, findings } = await figuresOf(
      ctx,
      actor,
      view,
      languageFor(ctx.platform, row.language),
    )
    const path = pageOf(view)
    const params = { viewId, path, findings, values: { view: view.name, from, until } }
    await tell(ctx, trx, { kind: 'report', params }, [personId])
  })
}

/** The page of ours that shows a view. */
function pageOf({ report, query }: Pick<ViewRow, 'report' | 'query'>): string {
  const filters = Object.entries(query).filter(
    ([key, value]) => value && (report !== 'rooms' || key !== 'by'),
  )
  return `/reports/${report}?${new URLSearchParams(filters)}`
}

/** Who may see a view: planners; what is of the whole platform, superadmins. */
function readersOf(ctx: Ctx, { report }: Pick<ViewRow, 'report'>) {
  const roles = report === 'rooms' ? ['superadmin'] : ['superadmin', 'instructor']
  return mailingsStore.listReaders(ctx.db, ctx.platform.id, { roles, limit: MOST_READERS })
}
