import type { z } from 'zod'
import { assertPlanner, assertSuperadmin, isPlanner, isSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { ReportViewId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import type { NewReportView, ReportView } from './exports.schemas.ts'
import * as viewsStore from './views.store.ts'

type View = z.output<typeof ReportView>

/** Of one person. */
const MOST_VIEWS = 50

/** One's own views of reports, and those that others share. */
export async function listViews(ctx: Ctx, actor: Actor): Promise<View[]> {
  assertPlanner(actor)
  const rows = await viewsStore.listViews(ctx.db, ctx.platform.id, actor.personId)
  return rows
    .filter((row) => isVisible(actor, row))
    .map(({ ownerId, ...row }) => ({ ...row, isOwn: ownerId === actor.personId }))
}

/** A view that somebody may see: their own, or a shared one, of a report that they may see. */
export async function findVisible(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  actor: Actor,
  id: ReportViewId,
): Promise<viewsStore.ViewRow | undefined> {
  const view = await viewsStore.findView(db, ctx.platform.id, id)
  return view && isVisible(actor, view) ? view : undefined
}

function isVisible(actor: Actor, { report, isShared, ownerId }: viewsStore.ViewRow): boolean {
  const maySee = report === 'rooms' ? isSuperadmin(actor) : isPlanner(actor)
  return maySee && (isShared || ownerId === actor.personId)
}

/** The same. @throws {NotFoundError} `report-view-not-found` */
export async function findSeen(ctx: Ctx, db: Ctx['db'] | Trx, actor: Actor, id: ReportViewId) {
  assertPlanner(actor)
  const view = await findVisible(ctx, db, actor, id)
  if (!view) throw new NotFoundError('report-view-not-found')
  return view
}

/** A view that somebody keeps: their own; for superadmins, a shared one too. @throws {NotFoundError} `report-view-not-found` */
export async function findKept(ctx: Ctx, db: Ctx['db'] | Trx, actor: Actor, id: ReportViewId) {
  const view = await findSeen(ctx, db, actor, id)
  if (view.ownerId !== actor.personId && !isSuperadmin(actor))
    throw new NotFoundError('report-view-not-found')
  return view
}

/**
 * Keeps filters under a name. Of rooms, those are the months and the account.
 *
 * @throws {ConflictError} `report-views-too-many`
 */
export async function saveView(ctx: Ctx, actor: Actor, wanted: NewReportView): Promise<View> {
  assertPlanner(actor)
  if (wanted.report === 'rooms') assertSuperadmin(actor)
  const id = ctx.newId<ReportViewId>()
  await withTransaction(ctx.db, async (trx) => {
    const row = { ...wanted, id, ownerId: actor.personId, at: ctx.now() }
    if (!(await viewsStore.insertView(trx, ctx.platform.id, row, MOST_VIEWS)))
      throw new ConflictError('report-views-too-many', { most: MOST_VIEWS })
    await happened(ctx, trx, { kind: 'report-view-saved', id, by: actor.personId })
  })
  return { ...wanted, id, isOwn: true, isMailed: false, isMailedToMe: false }
}

/** One's own; superadmins take away shared ones too. @throws {NotFoundError} `report-view-not-found` */
export async function removeView(ctx: Ctx, actor: Actor, id: ReportViewId): Promise<void> {
  assertPlanner(actor)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const isGone =
      (await viewsStore.deleteView(trx, platformId, id, actor.personId)) ||
      (isSuperadmin(actor) && (await viewsStore.deleteView(trx, platformId, id, undefined)))
    if (!isGone) throw new NotFoundError('report-view-not-found')
    await happened(ctx, trx, { kind: 'report-view-removed', id, by: actor.personId })
  })
}
