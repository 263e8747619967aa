import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { dryRun } from '../../../db/dry-run.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import {
  daysOf,
  isAllowed,
  keptFrom,
  type RetentionDays,
  type RetentionKind,
  type RetentionRule,
  retentionKinds,
  retentionRules,
} from '../../../domain/retention.ts'
import type { Actor } from '../../../http/actor.ts'
import { setRetention } from '../../platform/platforms/platform-settings.service.ts'
import type { Retention, RetentionPreview } from './retention.schemas.ts'
import * as retentionStore from './retention.store.ts'

/** Sessions whose evidence a look counts at most: more of them are said to be that many. */
const COUNTED_SESSIONS = 500

/** How long this platform keeps each kind of data, in days; null = for good. */
export async function getRetentionDays(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
): Promise<Readonly<Record<RetentionKind, number | null>>> {
  const { days } = await getSettings(ctx, db)
  return Object.fromEntries(retentionKinds.map((kind) => [kind, daysOf(kind, days)])) as Record<
    RetentionKind,
    number | null
  >
}

export async function getRetention(ctx: Ctx, actor: Actor): Promise<z.output<typeof Retention>> {
  assertSuperadmin(actor)
  const { days, version } = await getSettings(ctx, ctx.db)
  return {
    items: retentionKinds.map((kind) => {
      const { usual, least, most, isOptional, isDuty }: RetentionRule = retentionRules[kind]
      const flags = { isOptional: isOptional === true, isDuty: isDuty === true }
      return { kind, days: daysOf(kind, days), usual, least, most, ...flags }
    }),
    version,
  }
}

/**
 * What is older goes with the next look, which is soon where something is kept shorter than before.
 *
 * @throws {InvalidInputError} `retention-not-allowed`, `retention-evidence-shorter`; {StaleError}
 */
export async function changeRetention(
  ctx: Ctx,
  actor: Actor,
  expectedVersion: number,
  change: RetentionDays,
): Promise<z.output<typeof Retention>> {
  assertSuperadmin(actor)
  assertAllowed(change)
  await withTransaction(ctx.db, async (trx) => {
    const { days: before } = await getSettings(ctx, trx)
    const said = { ...before, ...change }
    const shorter = retentionKinds.some((kind) => isShorter(daysOf(kind, said), daysOf(kind, before)))
    const { 'attendance-reports': reportDays, recordings: recordingDays, ...others } = said
    await setRetention(ctx, trx, actor, expectedVersion, {
      others,
      reportDays: change['attendance-reports'] === undefined ? undefined : (reportDays ?? undefined),
      recordingDays: change.recordings === undefined ? undefined : (recordingDays ?? undefined),
      changes: change,
      was: before,
      forgetAt: shorter ? ctx.now() : undefined,
    })
  })
  ctx.forgetPlatform()
  return getRetention(ctx, actor)
}

/** What would go, of the kinds for which other days are said: so many rows of each. */
export async function previewRetention(
  ctx: Ctx,
  actor: Actor,
  change: RetentionDays,
): Promise<z.output<typeof RetentionPreview>> {
  assertSuperadmin(actor)
  assertAllowed(change)
  const items: { kind: RetentionKind; rows: number }[] = []
  for (const kind of retentionKinds) {
    const days = change[kind]
    if (days === undefined) continue
    items.push({ kind, rows: days === null ? 0 : await countOld(ctx, kind, keptFrom(ctx.now(), days)) })
  }
  return { items }
}

async function countOld(ctx: Ctx, kind: RetentionKind, before: Date): Promise<number> {
  const { id: platformId } = ctx.platform
  switch (kind) {
    case 'attendance-reports':
      return retentionStore.countReports(ctx.db, platformId, before)
    case 'recordings':
      return retentionStore.countCopies(ctx.db, platformId, before)
    case 'audit':
      return retentionStore.countAudit(ctx.db, platformId, before)
    case 'inactive-people':
      return (await retentionStore.listInactive(ctx.db, platformId, before, null)).length
    case 'evidence':
      return dryRun(ctx, (_, trx) => retentionStore.forgetEvidence(trx, before, ctx.now(), COUNTED_SESSIONS))
    default:
      return retentionStore.countRows(ctx.db, platformId, kind, before)
  }
}

async function getSettings(ctx: Ctx, db: Ctx['db'] | Trx) {
  const found = await retentionStore.findSettings(db, ctx.platform.id)
  if (!found) throw new Error('The platform of this request is gone.') // platforms are the operator's alone
  return found
}

function isShorter(days: number | null, before: number | null): boolean {
  return days !== null && (before === null || days < before)
}

function assertAllowed(change: RetentionDays): void {
  for (const kind of retentionKinds) {
    const days = change[kind]
    if (days === undefined || isAllowed(kind, days)) continue
    const { least, most } = retentionRules[kind]
    throw InvalidInputError.at(`/days/${kind}`, 'retention-not-allowed', { found: days ?? 0, least, most })
  }
}
