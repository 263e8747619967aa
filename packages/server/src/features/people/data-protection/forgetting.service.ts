import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { AppError } from '../../../domain/errors.ts'
import { keptFrom, type RetentionKind, retentionKinds } from '../../../domain/retention.ts'
import { eraseInactive, finishErasures } from './erasure.service.ts'
import { getRetentionDays } from './retention.service.ts'
import * as retentionStore from './retention.store.ts'

const DAY_MS = 86_400_000
/** Rows of a table that go in one statement, so that nobody waits for long. */
const ROWS = 2000
/** Sessions whose evidence goes in one statement. */
const SESSIONS = 50
const PEOPLE = 20
/** A look goes on for so long; what is left over goes with the next one. */
const LIMIT_MS = 30_000

/** Platforms on which {@link forgetOld} looks. */
export const findToForget = retentionStore.listPlatformsToForget

/** Once a day: takes away what is kept no longer, in batches, and says in the audit log how much of what that was. */
export async function forgetOld(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const until = performance.now() + LIMIT_MS
  const days = await getRetentionDays(ctx, ctx.db)
  const gone: Partial<Record<RetentionKind, number>> = {}
  let isDone = true
  for (const kind of retentionKinds) {
    const kept = days[kind]
    if (kept === null) continue
    const before = keptFrom(ctx.now(), kept)
    for (;;) {
      const { rows, isLast } = await forgetSome(ctx, kind, before)
      if (rows > 0) gone[kind] = (gone[kind] ?? 0) + rows
      if (isLast) break
      isDone = performance.now() < until
      if (!isDone) break
    }
    if (!isDone) break
  }
  if (days.evidence !== null) await finishErasures(ctx, keptFrom(ctx.now(), days.evidence))
  await withTransaction(ctx.db, async (trx) => {
    if (isDone) await retentionStore.setForgetAt(trx, platformId, new Date(ctx.now().getTime() + DAY_MS))
    if (Object.keys(gone).length > 0)
      await happened(ctx, trx, { kind: 'data-forgotten', id: platformId, changes: gone })
  })
}

/** One batch. Reports and copies of recordings have sweeps of their own. */
async function forgetSome(
  ctx: Ctx,
  kind: RetentionKind,
  before: Date,
): Promise<{ rows: number; isLast: boolean }> {
  switch (kind) {
    case 'attendance-reports':
    case 'recordings':
      return { rows: 0, isLast: true }
    case 'evidence': {
      const rows = await retentionStore.forgetEvidence(ctx.db, before, ctx.now(), SESSIONS)
      return { rows, isLast: rows === 0 }
    }
    case 'audit': {
      const rows = await retentionStore.forgetAudit(ctx.db, before, ROWS)
      return { rows, isLast: rows < ROWS }
    }
    case 'inactive-people':
      return eraseSome(ctx, before)
    default: {
      const rows = await retentionStore.forgetRows(ctx.db, ctx.platform.id, kind, before, ROWS)
      return { rows, isLast: rows < ROWS }
    }
  }
}

async function eraseSome(ctx: Ctx, before: Date) {
  const ids = await retentionStore.listInactive(ctx.db, ctx.platform.id, before, PEOPLE)
  let rows = 0
  for (const id of ids) {
    try {
      await eraseInactive(ctx, id)
      rows += 1
    } catch (error) {
      // Somebody else had to do with them at this moment, such as a merge.
      if (!(error instanceof AppError)) throw error
    }
  }
  return { rows, isLast: ids.length < PEOPLE || rows === 0 }
}
