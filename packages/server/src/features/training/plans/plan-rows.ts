import { lostIn, type TableRow } from '../../../csv/csv.ts'
import type { DateOrders } from '../../../csv/moments.ts'
import type { PlanWish, SessionToMake } from '../../../db/column-types.ts'
import { AppError, InvalidInputError } from '../../../domain/errors.ts'
import { planTimes } from '../../../domain/event.ts'
import type { ForecastWish } from '../../../domain/forecast.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { shiftWall } from '../../../domain/recurrence.ts'
import type { AccountRow } from '../../rooms/accounts/accounts.service.ts'
import type { CourseEntry, Directory, SessionEntry } from '../tables/directory.ts'
import { MAX_ENROLLMENT } from '../tables/import-rows.ts'
import {
  asLines,
  assertLengths,
  type Cells,
  type ColumnName,
  countOf,
  readNames,
  timesOf,
} from '../tables/table.ts'

export type Row = TableRow<ColumnName>

/** What a row means, before anything is asked about rooms and people. */
export interface ReadRow {
  readonly row: Row
  readonly session?: SessionEntry
  /** The session is not there yet. */
  readonly makes?: NewSession
  readonly account?: AccountRow | null
  /** The event as it would be planned. */
  readonly planned?: PlanWish
  readonly wish?: ForecastWish
  readonly refusal?: StoredMessage
  /** An hour later, for a time on the wall that does not exist or exists twice. */
  readonly hourLater?: ForecastWish
}

/** A session that rows name and that is to be made, with who is named as its instructors. */
export interface NewSession extends SessionToMake {
  readonly courseName: string
  readonly instructors: SessionEntry['instructors']
}

/** Who makes sessions that are not there yet. */
export interface Maker {
  readonly newId: () => SessionId
  /** They teach what they make, unless they are superadmins. */
  readonly own: SessionEntry['instructors']
}

/** What times of rows are read by. */
interface Clock {
  readonly now: Date
  readonly timeZone: string
  readonly order: DateOrders
}

/**
 * Understands rows of a plan; one that stands in the table twice is refused the second time. A session that is not there
 * is to be made as the first row says that names it.
 */
export function readPlanRows(
  directory: Directory,
  rows: readonly Row[],
  clock: Clock,
  maker: Maker,
): ReadRow[] {
  const lines = new Map<string, number>()
  const made = new Map<SessionId, NewSession>()
  return rows.map((row) => {
    const read = readRow({ directory, made, maker }, row, clock)
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

interface Sessions {
  readonly directory: Directory
  readonly made: Map<SessionId, NewSession>
  readonly maker: Maker
}

/** The session of a row: found, or to be made. */
function sessionOf({ directory, made, maker }: Sessions, cells: Cells, course: CourseEntry): SessionEntry {
  const found = directory.findSession(cells, course)
  if (found) return found
  if (cells.session_id || !cells.session) return directory.session(cells, course) // says what is missing
  const instructors = directory.instructors(cells.instructors)
  const { session: name, session_code: code } = cells
  const maxEnrollment = countOf(cells.max_enrollment, 'max_enrollment', MAX_ENROLLMENT)
  const own = maker.own.filter(({ id }) => !instructors.some((one) => one.id === id))
  const session: SessionEntry = {
    ...{ id: maker.newId(), courseId: course.id, name, code, maxEnrollment, version: 1, firstDay: null },
    usualSpareId: course.spareAccountId,
    instructors: [...instructors, ...own],
  }
  const instructorIds = instructors.map(({ id }) => id)
  made.set(session.id, {
    ...{
      courseId: course.id,
      courseName: course.name,
      name,
      code,
      maxEnrollment,
      instructorIds,
      instructors,
    },
  })
  directory.keep(session)
  return session
}

function readRow(sessions: Sessions, row: Row, clock: Clock): ReadRow {
  const { cells } = row
  const { directory } = sessions
  let read: ReadRow = { row }
  if (row.flaw) return { row, refusal: row.flaw }
  try {
    assertLengths(cells)
    const course = directory.course(cells)
    const session = sessionOf(sessions, cells, course)
    const makes = sessions.made.get(session.id)
    read = { row, session, ...(makes ? { makes } : {}) }
    directory.assertMayPlan(session)
    if (!cells.event) throw new InvalidInputError('import-cell-needed', { column: 'event' })
    const account = directory.account(cells.account)
    const named = directory.instructors(cells.event_instructors || cells.instructors)
    const isOther = named.length > 0 && !isSame(named, (makes ?? session).instructors)
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
      spareAccountId: session.usualSpareId,
      instructors: isOther ? named : session.instructors,
    })
    read = { ...read, account, planned }
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
