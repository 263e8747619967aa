import type { z } from 'zod'
import { assertPlanner, isSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
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
  return rows.map(({ ownerId, ...row }) => ({ ...row, isOwn: ownerId === actor.personId }))
}

/** Keeps filters under a name. @throws {ConflictError} `report-views-too-many` */
export async function saveView(ctx: Ctx, actor: Actor, wanted: NewReportView): Promise<View> {
  assertPlanner(actor)
  const id = ctx.newId<ReportViewId>()
  await withTransaction(ctx.db, async (trx) => {
    const row = { ...wanted, id, ownerId: actor.personId, at: ctx.now() }
    if (!(await viewsStore.insertView(trx, ctx.platform.id, row, MOST_VIEWS)))
      throw new ConflictError('report-views-too-many', { most: MOST_VIEWS })
    await happened(ctx, trx, { kind: 'report-view-saved', id, by: actor.personId })
  })
  return { ...wanted, id, isOwn: true }
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
