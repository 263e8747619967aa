import { Readable } from 'node:stream'
import type { z } from 'zod'
import { assertPlanner, assertSuperadmin } from '../../../access/roles.ts'
import { toCsvRows } from '../../../csv/csv.ts'
import { toXlsx } from '../../../csv/xlsx.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { ReportExportId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf, whoBegan } from '../../people/people/people.service.ts'
import { makeExportJob } from './exports.job.ts'
import type { NewReportExport, ReportExport } from './exports.schemas.ts'
import * as exportsStore from './exports.store.ts'
import type { RoomsReport } from './reports.schemas.ts'
import { filterOf, getRoomsReport, toCounts } from './reports.service.ts'
import * as reportsStore from './reports.store.ts'

type View = z.output<typeof ReportExport>
type Cells = readonly (string | number | null)[]

/** A file is there so long. */
const KEPT_DAYS = 7
/** Of one person, waiting or being made. */
const MOST_AT_ONCE = 3
/** Rows that are read at a time, and no more are held. */
const PAGE = 2000
/** A part of a file is written once it is this long. */
const PART_BYTES = 512 * 1024
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Has a file of a report made in the background.
 *
 * @throws {ConflictError} `report-exports-too-many`; and as the report itself
 */
export async function beginExport(ctx: Ctx, actor: Actor, wanted: NewReportExport): Promise<View> {
  filterOf(ctx, actor, wanted.query)
  if (isOfRooms(wanted.kind)) assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const id = ctx.newId<ReportExportId>()
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    await exportsStore.holdExportsOf(trx, platformId, actor.personId)
    const own = await exportsStore.listExports(trx, platformId, actor.personId, now)
    const open = own.filter(({ state }) => state === 'waiting' || state === 'running')
    if (open.length >= MOST_AT_ONCE)
      throw new ConflictError('report-exports-too-many', { most: MOST_AT_ONCE })
    const times = { createdAt: now, expiresAt: new Date(now.getTime() + KEPT_DAYS * DAY_MS) }
    await exportsStore.insertExport(trx, platformId, { id, ownerId: actor.personId, ...wanted, ...times })
    await ctx.jobs.enqueue(trx, makeExportJob, { platformId, exportId: id })
    await happened(ctx, trx, {
      ...{ kind: 'report-export-begun', id: platformId, by: actor.personId, changes: { ...wanted } },
    })
  })
  return getExport(ctx, actor, id)
}

/** One's own files, the newest first. */
export async function listExports(ctx: Ctx, actor: Actor): Promise<View[]> {
  assertPlanner(actor)
  const rows = await exportsStore.listExports(ctx.db, ctx.platform.id, actor.personId, ctx.now())
  return rows.map(toView)
}

/** @throws {NotFoundError} `report-export-not-found`, also for somebody else's */
export async function getExport(ctx: Ctx, actor: Actor, id: ReportExportId): Promise<View> {
  return toView(await findOwn(ctx, actor, id))
}

/** Cancels an export, or takes its file away. @throws {NotFoundError} `report-export-not-found` */
export async function removeExport(ctx: Ctx, actor: Actor, id: ReportExportId): Promise<void> {
  assertPlanner(actor)
  await withTransaction(ctx.db, async (trx) => {
    if (!(await exportsStore.deleteExport(trx, ctx.platform.id, actor.personId, id)))
      throw new NotFoundError('report-export-not-found')
    await happened(ctx, trx, { kind: 'report-export-removed', id, by: actor.personId })
  })
}

/** The file, part by part. @throws {NotFoundError}, {ConflictError} `report-export-not-ready` */
export async function openExport(
  ctx: Ctx,
  actor: Actor,
  id: ReportExportId,
): Promise<{ readonly name: string; readonly format: View['format']; readonly bytes: Readable }> {
  const { state, kind, format, createdAt, bytes: length } = await findOwn(ctx, actor, id)
  if (state !== 'ready') throw new ConflictError('report-export-not-ready')
  const name = `report-${kind}-${createdAt.toISOString().slice(0, 10)}.${format}`
  return { name, format, bytes: Readable.from(partsOf(ctx, id, length)) }
}

/** @throws {NotFoundError} when it is taken away meanwhile: half a file must not pass for one */
async function* partsOf(ctx: Ctx, id: ReportExportId, length: number): AsyncGenerator<Buffer> {
  let sent = 0
  for (let number = 0; sent < length; number++) {
    const part = await exportsStore.findPart(ctx.db, ctx.platform.id, id, number)
    if (!part) throw new NotFoundError('report-export-not-found')
    sent += part.length
    yield part
  }
}

async function findOwn(ctx: Ctx, actor: Actor, id: ReportExportId): Promise<exportsStore.ExportRow> {
  assertPlanner(actor)
  const row = await exportsStore.findExport(ctx.db, ctx.platform.id, id)
  if (!row || row.ownerId !== actor.personId || row.expiresAt <= ctx.now())
    throw new NotFoundError('report-export-not-found')
  return row
}

/** Makes the file, with what whoever asked for it may see by now. Twice is harmless: it is begun anew. */
export async function makeExport(ctx: Ctx, id: ReportExportId): Promise<void> {
  const { id: platformId } = ctx.platform
  const row = await withTransaction(ctx.db, (trx) => exportsStore.beginAttempt(trx, platformId, id))
  if (!row) return
  const attempt = { platformId, id, attempt: row.attempt }
  const actor = await whoBegan(ctx, ctx.db, row.ownerId)
  try {
    const isWhole = await writeFile(ctx, actor, row, attempt)
    if (isWhole) await exportsStore.finish(ctx.db, attempt, { state: 'ready', at: ctx.now() })
  } catch (error) {
    await exportsStore.finish(ctx.db, attempt, { state: 'failed', at: ctx.now() })
    ctx.log.error({ err: error, exportId: id }, 'a report could not be exported')
  }
}

/** @returns false when it was cancelled, or somebody else makes it */
async function writeFile(
  ctx: Ctx,
  actor: Actor,
  row: exportsStore.ExportRow,
  attempt: Parameters<typeof exportsStore.addPart>[1],
): Promise<boolean> {
  const { heading, rows, expected } = await tableOf(ctx, actor, row)
  if (expected !== undefined) await exportsStore.setExpected(ctx.db, attempt, expected)
  let rowsDone = 0
  const counted = async function* (rows: AsyncIterable<Cells>) {
    for await (const cells of rows) {
      rowsDone += 1
      yield cells
    }
  }
  const bytes = row.format === 'csv' ? toCsvRows(heading, counted(rows)) : toXlsx(heading, counted(rows))
  let number = 0
  let held: Uint8Array[] = []
  const flush = async () => {
    const part = { number: number++, bytes: Buffer.concat(held), rowsDone }
    held = []
    return withTransaction(ctx.db, (trx) => exportsStore.addPart(trx, attempt, part))
  }
  for await (const chunk of bytes) {
    held.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
    if (held.reduce((sum, { length }) => sum + length, 0) >= PART_BYTES && !(await flush())) return false
  }
  return flush()
}

interface ExportTable {
  readonly heading: readonly string[]
  readonly rows: AsyncIterable<Cells>
  /** Undefined = it is small. */
  readonly expected?: number
}

async function tableOf(
  ctx: Ctx,
  actor: Actor,
  { kind, query }: exportsStore.ExportRow,
): Promise<ExportTable> {
  const filter = filterOf(ctx, actor, query)
  if (kind === 'sums') return { heading: sumsHeading, rows: sums(ctx, filter, query.by) }
  if (kind !== 'learners') return roomsTable(await getRoomsReport(ctx, actor, query, MOST_SUMS), kind)
  const months = await reportsStore.listMonths(ctx.db, ctx.platform.id, filter)
  const expected = months.reduce(
    (sum, m) => sum + m.present + m.partly + m.absent + m.excused + m.notKnown,
    0,
  )
  return { heading: learnerHeading, rows: learners(ctx, filter), expected }
}

const isOfRooms = (kind: NewReportExport['kind']) => kind === 'rooms' || kind === 'months'

function roomsTable(report: z.output<typeof RoomsReport>, kind: 'rooms' | 'months'): ExportTable {
  const isByMonth = kind === 'months'
  return {
    heading: isByMonth ? roomMonthsHeading : roomsHeading,
    rows: Readable.from(
      isByMonth
        ? report.months.map(({ month, events, roomMinutes, refusals }) => [
            month,
            events,
            roomMinutes,
            refusals,
          ])
        : report.items.map((row) => [
            ...[row.name, row.events, row.roomMinutes, row.peak, row.licence, row.refusals],
            row.fewerWithOneMore,
          ]),
    ),
  }
}

const roomsHeading = ['account', 'events', 'roomMinutes', 'peak', 'licence', 'refusals', 'fewerWithOneMore']
const roomMonthsHeading = ['month', 'events', 'roomMinutes', 'refusals']

const learnerHeading = [
  ...['starts', 'course', 'session', 'event', 'name', 'email', 'place', 'attendance', 'late'],
  ...['minutes', 'plannedMinutes'],
]

async function* learners(ctx: Ctx, filter: reportsStore.ReportFilter): AsyncGenerator<Cells> {
  let after: exportsStore.LearnerRow | undefined
  while (true) {
    const page = await exportsStore.listLearners(ctx.db, ctx.platform.id, filter, { after, limit: PAGE })
    for (const row of page) {
      const { firstName, lastName, isLate, seconds } = row
      yield [
        ...[row.startsAt.toISOString(), row.course, row.session, row.event],
        firstName === null ? null : nameOf({ firstName, lastName: lastName ?? '' }),
        ...[row.email, row.seat, row.status, isLate ? 'yes' : 'no'],
        seconds === null ? null : Math.floor(seconds / 60),
        Math.floor(row.plannedSeconds / 60),
      ]
    }
    if (page.length < PAGE) return
    after = page.at(-1)
  }
}

const sumsHeading = [
  ...[
    'name',
    'of',
    'events',
    'plannedMinutes',
    'places',
    'present',
    'partly',
    'absent',
    'excused',
    'notKnown',
  ],
  ...['late', 'learnerMinutes', 'presentPercent', 'absentPercent'],
]

/** More rows than sessions or accounts there are of a platform in ten years. */
const MOST_SUMS = 1_000_000

async function* sums(
  ctx: Ctx,
  filter: reportsStore.ReportFilter,
  by: NewReportExport['query']['by'],
): AsyncGenerator<Cells> {
  const rows = await reportsStore.listRows(ctx.db, ctx.platform.id, filter, { by, limit: MOST_SUMS })
  for (const row of rows) {
    const counts = toCounts(row)
    yield [
      ...[
        row.name,
        row.of,
        counts.events,
        counts.plannedMinutes,
        counts.seats,
        counts.present,
        counts.partly,
      ],
      ...[counts.absent, counts.excused, counts.notKnown, counts.late, counts.learnerMinutes],
      ...[counts.presentPercent, counts.absentPercent],
    ]
  }
}

/** Platforms on which {@link forgetExports} finds files. */
export function findExpiredExports(db: Sweeping, now: Date) {
  return exportsStore.listPlatformsWithExpired(db, now)
}

/** Takes away the files whose time is over. */
export async function forgetExports(ctx: Ctx): Promise<void> {
  await exportsStore.deleteExpired(ctx.db, ctx.platform.id, ctx.now())
}

function toView({ createdAt, expiresAt, ...row }: exportsStore.ExportRow): View {
  const { id, kind, format, state, rowsDone, rowsExpected, bytes } = row
  return {
    ...{ id, kind, format, state, rowsDone, rowsExpected, bytes },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }
}
