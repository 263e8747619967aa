import type { Column, TableRow } from '../../csv/csv.ts'
import { InvalidInputError } from '../../domain/errors.ts'
import type { EventTimes } from '../../domain/event.ts'
import { findTimeZone } from '../../domain/time-zone.ts'
import { findAddresses } from '../people/addresses.ts'

/** A table of events and their sessions, as it is exported, imported and planned from. */
export type ColumnName =
  | 'course_code'
  | 'course'
  | 'session_id'
  | 'session_code'
  | 'session'
  | 'max_enrollment'
  | 'event_id'
  | 'event'
  | 'description'
  | 'date'
  | 'start'
  | 'end_date'
  | 'end'
  | 'time_zone'
  | 'account'
  | 'instructors'
  | 'event_instructors'
  | 'place'

export type Cells = TableRow<ColumnName>['cells']

const optional = (name: ColumnName, ...aliases: string[]): Column<ColumnName> => ({
  name,
  needed: false,
  aliases,
})

export const columns: readonly Column<ColumnName>[] = [
  optional('course_code', 'codice corso'),
  optional('course', 'course name', 'corso', 'nome corso'),
  optional('session_id', 'id sessione'),
  optional('session_code', 'codice sessione'),
  optional('session', 'session name', 'sessione', 'nome sessione'),
  optional('max_enrollment', 'maximum enrollment', 'maximum enrollments', 'maximum', 'massimo iscritti'),
  optional('event_id', 'session event id', 'id evento'),
  optional('event', 'event name', 'session event name', 'evento', 'nome evento'),
  optional('description', 'event description', 'descrizione'),
  optional('date', 'event date', 'start date', 'data', 'data inizio'),
  optional('start', 'start time', 'starts', 'event start', 'inizio', 'ora inizio'),
  optional('end_date', 'data fine'),
  optional('end', 'end time', 'ends', 'event end', 'fine', 'ora fine'),
  optional('time_zone', 'zone', 'event timezone', 'fuso orario'),
  optional('account', 'tool account', 'conferencing account', 'account strumento'),
  optional('instructors', 'instructor', 'session instructors', 'istruttori', 'istruttore'),
  optional('event_instructors', 'event instructor', 'istruttori evento'),
  optional('place', 'location', 'luogo'),
]

export const columnNames = columns.map((column) => column.name)

/** Longest text of a cell. */
const lengths: Partial<Record<ColumnName, number>> = { description: 10_000, place: 300 }

/** @throws {InvalidInputError} `import-cell-too-long` */
export function assertLengths(cells: Cells): void {
  for (const column of columnNames) {
    const max = lengths[column] ?? 200
    if (cells[column].length > max) throw new InvalidInputError('import-cell-too-long', { column, max })
  }
}

/** Whether a row says when something is. */
export function hasTimes(cells: Cells): boolean {
  return Boolean(cells.date || cells.start || cells.end)
}

/**
 * When an event of a row is. A start may hold its date; an end without one is on the day of the start.
 *
 * @throws {InvalidInputError} `import-cell-needed`, `import-time-unknown`
 */
export function timesOf(cells: Cells, timeZone: string): EventTimes {
  const startsWall = toWall(cells.start, cells.date, 'start')
  const endsWall = toWall(cells.end, cells.end_date || startsWall.slice(0, 10), 'end')
  return { startsWall, endsWall, timeZone: findTimeZone(cells.time_zone) ?? (cells.time_zone || timeZone) }
}

/** Cells of a row that say when an event is. */
export function timeCells({ startsWall, endsWall }: Pick<EventTimes, 'startsWall' | 'endsWall'>) {
  const [date = '', start = ''] = startsWall.split('T')
  const [endDate = '', end = ''] = endsWall.split('T')
  return { date, start, end_date: endDate === date ? '' : endDate, end }
}

function toWall(time: string, date: string, column: string): string {
  const [, ownDate, hours, minutes] =
    /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d?)[:.](\d\d)(?:[:.]\d\d)?$/.exec(time) ?? []
  if (!time) throw new InvalidInputError('import-cell-needed', { column })
  if (!hours || !minutes) throw new InvalidInputError('import-time-unknown', { found: time })
  const day = ownDate ?? date
  if (!day) throw new InvalidInputError('import-cell-needed', { column: 'date' })
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new InvalidInputError('date-unknown', { found: day })
  return `${day}T${hours.padStart(2, '0')}:${minutes}`
}

/** @returns null for an empty cell @throws {InvalidInputError} `import-number-unknown` */
export function countOf(cell: string, column: ColumnName, max: number): number | null {
  if (!cell) return null
  const count = /^\d{1,9}$/.test(cell) ? Number(cell) : 0
  if (count < 1 || count > max)
    throw new InvalidInputError('import-number-unknown', { found: cell, column, max })
  return count
}

/**
 * Addresses of a cell, as they are stored. Names beside them (`Anna Rossi <anna@example.com>`) are left out.
 *
 * @throws {InvalidInputError} `email-invalid`, also for a cell that holds something else
 */
export function addressesOf(cell: string): string[] {
  const found = findAddresses(cell)
  const pieces = cell.split(/[,;|\n]+/).flatMap((piece) => piece.trim() || [])
  // `Rossi, Anna <anna@example.com>` is one person, `Rossi, bob@example.com` is one who has no address.
  const nameAlone = pieces.find((piece, at) => !piece.includes('@') && !pieces[at + 1]?.includes('<'))
  const wrong = found.find(({ isReadable }) => !isReadable)?.email ?? nameAlone
  if (wrong !== undefined) throw new InvalidInputError('email-invalid', { found: wrong })
  return [...new Set(found.map(({ email }) => email))]
}
