import { lostIn, type TableRow } from '../../../csv/csv.ts'
import type { DateOrders } from '../../../csv/moments.ts'
import type { PlanWish } from '../../../db/column-types.ts'
import { AppError, InvalidInputError } from '../../../domain/errors.ts'
import { planTimes } from '../../../domain/event.ts'
import type { ForecastWish } from '../../../domain/forecast.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { shiftWall } from '../../../domain/recurrence.ts'
import type { AccountRow } from '../../rooms/accounts/accounts.service.ts'
import type { Directory, SessionEntry } from '../tables/directory.ts'
import { asLines, assertLengths, type Cells, type ColumnName, readNames, timesOf } from '../tables/table.ts'

export type Row = TableRow<ColumnName>

/** What a row means, before anything is asked about rooms and people. */
export interface ReadRow {
  readonly row: Row
  readonly session?: SessionEntry
  readonly account?: AccountRow | null
  /** The event as it would be planned. */
  readonly planned?: PlanWish
  readonly wish?: ForecastWish
  readonly refusal?: StoredMessage
  /** An hour later, for a time on the wall that does not exist or exists twice. */
  readonly hourLater?: ForecastWish
}

/** What times of rows are read by. */
interface Clock {
  readonly now: Date
  readonly timeZone: string
  readonly order: DateOrders
}

/** Understands rows of a plan; one that stands in the table twice is refused the second time. */
export function readPlanRows(directory: Directory, rows: readonly Row[], clock: Clock): ReadRow[] {
  const lines = new Map<string, number>()
  return rows.map((row) => {
    const read = readRow(directory, row, clock)
    if (!read.session || !read.planned) return read
    const { name, startsWall, timeZone } = read.planned
    const key = [read.session.id, name.toLowerCase(), startsWall, timeZone].join(' ')
    const earlier = lines.get(key)
    if (earlier !== undefined)
      return { row, session: read.session, refusal: { code: 'plan-row-twice', params: { line: earlier } } }
    lines.set(key, row.line)
    return read
  })
}

function readRow(directory: Directory, row: Row, clock: Clock): ReadRow {
  const { cells } = row
  let read: ReadRow = { row }
  if (row.flaw) return { row, refusal: row.flaw }
  try {
    assertLengths(cells)
    const course = directory.course(cells)
    const session = directory.session(cells, course)
    read = { row, session }
    directory.assertMayPlan(session)
    if (!cells.event) throw new InvalidInputError('import-cell-needed', { column: 'event' })
    const account = directory.account(cells.account)
    const named = directory.instructors(cells.event_instructors || cells.instructors)
    const isOther = named.length > 0 && !isSame(named, session.instructors)
    const times = timesOf(cells, clock.timeZone, clock.order)
    const planned: PlanWish = {
      name: cells.event,
      description: cells.description,
      place: cells.place,
      ...times,
      accountId: account?.id ?? null,
      instructorIds: isOther ? named.map((person) => person.id) : [],
    }
    const wishAt = (at: typeof times): ForecastWish => ({
      ...planTimes(at, clock.now),
      name: cells.event,
      courseId: session.courseId,
      courseName: course.name,
      accountId: planned.accountId,
      instructors: isOther ? named : session.instructors,
    })
    read = { row, session, account, planned }
    try {
      return { ...read, wish: wishAt(times) }
    } catch (error) {
      if (!isAboutClocks(error)) throw error
      const later = {
        ...times,
        startsWall: shiftWall(times.startsWall, { minutes: 60 }),
        endsWall: shiftWall(times.endsWall, { minutes: 60 }),
      }
      const { code, params } = error
      return { ...read, hourLater: wishAt(later), refusal: { code, params } }
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { planned: _, ...known } = read
    return { ...known, refusal: { code: error.code, params: error.params } }
  }
}

function isAboutClocks(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'wall-time-skipped' || error.code === 'wall-time-twice')
}

function isSame(some: readonly { id: string }[], others: readonly { id: string }[]): boolean {
  return some.length === others.length && some.every((one) => others.some((other) => other.id === one.id))
}

/** Every cell of a row, empty ones too. */
export function wholeCells(cells: Partial<Record<ColumnName, string | undefined>>): Cells {
  return asLines(Object.fromEntries(readNames.map((name) => [name, cells[name]?.trim() ?? ''])) as Cells)
}

/** A row as the API has it, with every cell. */
export function toRow(row: { line: number; cells: Partial<Record<ColumnName, string | undefined>> }): Row {
  const cells = wholeCells(row.cells)
  return { line: row.line, cells, flaw: lostIn(Object.values(cells), row.line) }
}
