import type { z } from 'zod'
import { assertPlanner, isSuperadmin } from '../../../access/roles.ts'
import type { FileTable } from '../../../csv/file-table.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { nameOf } from '../../people/people/people.service.ts'
import type { ExpiringCompletion, FindExpiring } from './expiring.schemas.ts'
import * as expiringStore from './expiring.store.ts'

type View = z.output<typeof ExpiringCompletion>
type Filter = Omit<z.output<typeof FindExpiring>, 'limit' | 'cursor'>

const DAY = 24 * 60
/** Who has not renewed it for so long is not asked any more. */
const EXPIRED_DAYS = 365
/** What a manager is told of ahead. */
const TEAM_DAYS = 90
/** Rows of a file. */
const EXPORTED = 20_000

/** Whose completions end before long or have ended and were not renewed, page by page: of all for superadmins, else of what one teaches. */
export async function listExpiring(ctx: Ctx, actor: Actor, filter: z.output<typeof FindExpiring>) {
  const { limit, cursor, ...which } = filter
  const after = fromCursor(cursor, ['instant', 'id', 'id'])
  const rows = await find(ctx, actor, which, { after, limit: limit + 1 })
  const page = toPage(rows, limit, (row) => [row.validUntil.toISOString(), row.personId, row.sessionId])
  return { ...page, items: page.items.map((row) => toView(row, ctx.now())) }
}

/** The same as a table for spreadsheets. */
export async function exportExpiring(ctx: Ctx, actor: Actor, filter: Filter): Promise<FileTable> {
  const rows = await find(ctx, actor, filter, { after: undefined, limit: EXPORTED })
  const heading = [
    'name',
    'email',
    'course',
    'session',
    'completedAt',
    'validUntil',
    'expired',
    'enrolledAgain',
  ]
  const cells = rows.map((row) => [
    ...[nameOf(row), row.email, row.courseName, row.sessionName, row.completedAt.toISOString()],
    ...[
      row.validUntil.toISOString(),
      row.validUntil < ctx.now() ? 'yes' : 'no',
      row.isEnrolledAgain ? 'yes' : 'no',
    ],
  ])
  return { heading, rows: cells }
}

/** The same of people of somebody's team, the first ones first: those that end within 90 days, too. */
export function listExpiringOfTeam(
  ctx: Ctx,
  managerId: PersonId,
  personIds: readonly PersonId[],
): Promise<expiringStore.ExpiringRow[]> {
  if (personIds.length === 0) return Promise.resolve([])
  const now = ctx.now()
  return expiringStore.listExpiring(ctx.db, ctx.platform.id, {
    ...{ from: addMinutes(now, -EXPIRED_DAYS * DAY), until: addMinutes(now, TEAM_DAYS * DAY) },
    ...{ courseId: undefined, teacherId: undefined, team: { managerId, personIds } },
    ...{ now, after: undefined, limit: EXPORTED },
  })
}

/** How many of those that {@link listExpiring} lists end in each month; months without any are left out. */
export function countExpiring(ctx: Ctx, actor: Actor, filter: Filter) {
  return expiringStore.countExpiring(ctx.db, ctx.platform.id, whichOf(ctx, actor, filter))
}

function find(
  ctx: Ctx,
  actor: Actor,
  filter: Filter,
  page: { readonly after: string[] | undefined; readonly limit: number },
) {
  const which = { ...whichOf(ctx, actor, filter), now: ctx.now() }
  return expiringStore.listExpiring(ctx.db, ctx.platform.id, { ...which, ...page })
}

function whichOf(ctx: Ctx, actor: Actor, { days, courseId, expired }: Filter) {
  assertPlanner(actor)
  const now = ctx.now()
  return {
    from: expired === 'false' ? now : addMinutes(now, -EXPIRED_DAYS * DAY),
    until: addMinutes(now, days * DAY),
    courseId,
    teacherId: isSuperadmin(actor) ? undefined : actor.personId,
  }
}

function toView(row: expiringStore.ExpiringRow, now: Date): View {
  const { firstName: _, lastName: __, completedAt, validUntil, ...own } = row
  return {
    ...own,
    name: nameOf(row),
    completedAt: completedAt.toISOString(),
    validUntil: validUntil.toISOString(),
    isExpired: validUntil < now,
  }
}

export function findToRemind(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return expiringStore.listPlatformsToRemind(db, now)
}

/** Reminds whoever has to renew something, once for each of the days that a rule names. Twice is harmless. */
export async function remindOfExpiry(ctx: Ctx): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const due = await expiringStore.takeReminders(trx, ctx.platform.id, ctx.now())
    const same = Map.groupBy(due, (row) => `${row.sessionId} ${row.validUntil.toISOString()} ${row.days}`)
    for (const [first, ...more] of same.values()) {
      if (!first) continue
      const { sessionId, courseId, validUntil, days } = first
      const personIds = [first, ...more].map(({ personId }) => personId)
      await happened(ctx, trx, {
        kind: 'completion-expiring',
        sessionId,
        courseId,
        validUntil,
        days,
        personIds,
      })
    }
  })
}
