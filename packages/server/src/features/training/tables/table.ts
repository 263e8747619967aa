import { isSameText } from '../../../csv/cells.ts'
import { type Column, readTable, type TableRow } from '../../../csv/csv.ts'
import { type DateOrder, type DateOrders, orderOf, readMinutes, readMoment } from '../../../csv/moments.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import type { EventTimes } from '../../../domain/event.ts'
import { shiftWall } from '../../../domain/recurrence.ts'
import { findTimeZone } from '../../../domain/time-zone.ts'
import { toLine } from '../../../domain/words.ts'
import { findAddresses } from '../../people/people/addresses.ts'

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
  | 'duration'
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

/** Headings of our own files, of calendars (Google, Outlook), of other learning platforms and of meeting lists. */
export const columns: readonly Column<ColumnName>[] = [
  optional(
    'course_code',
    'course id',
    'course short name',
    'codice corso',
    'id corso',
    'kurskürzel',
    'kurs-id',
  ),
  optional(
    'course',
    'course name',
    'course title',
    'course full name',
    'corso',
    'nome corso',
    'titolo corso',
    'kurs',
    'kursname',
  ),
  optional('session_id', 'id sessione'),
  optional('session_code', 'edition code', 'codice sessione', 'codice edizione', 'kürzel der durchführung'),
  optional(
    'session',
    'session name',
    'edition',
    'class name',
    'sessione',
    'nome sessione',
    'edizione',
    'durchführung',
  ),
  optional(
    'max_enrollment',
    'maximum enrollment',
    'maximum enrollments',
    'maximum',
    'max participants',
    'capacity',
    'massimo iscritti',
    'posti',
    'plätze',
    'höchstzahl',
  ),
  optional('event_id', 'session event id', 'id evento'),
  optional(
    'event',
    'event name',
    'event title',
    'session event name',
    'session date name',
    'subject',
    'topic',
    'title',
    'summary',
    'evento',
    'nome evento',
    'titolo evento',
    'termin',
    'betreff',
    'titel',
    'oggetto',
    'titolo',
  ),
  optional(
    'description',
    'event description',
    'details',
    'descrizione',
    'descrizione evento',
    'beschreibung',
  ),
  optional(
    'date',
    'event date',
    'start date',
    'session date',
    'event start date',
    'day',
    'data',
    'data inizio',
    'data evento',
    'data di inizio',
    'datum',
    'startdatum',
    'giorno',
  ),
  optional(
    'start',
    'start time',
    'starts',
    'event start',
    'event start time',
    'start date time',
    'data e ora inizio',
    'data e ora di inizio',
    'scheduled start time',
    'from',
    'inizio',
    'ora inizio',
    'ora di inizio',
    'orario inizio',
    'dalle',
    'beginn',
    'startzeit',
  ),
  optional('end_date', 'event end date', 'data fine', 'data di fine', 'enddatum'),
  optional(
    'end',
    'end time',
    'ends',
    'event end',
    'event end time',
    'end date time',
    'data e ora fine',
    'data e ora di fine',
    'scheduled end time',
    'until',
    'fine',
    'ora fine',
    'ora di fine',
    'orario fine',
    'alle',
    'ende',
    'endzeit',
  ),
  optional('duration', 'duration minutes', 'scheduled duration', 'durata', 'durata minuti', 'dauer'),
  optional('time_zone', 'zone', 'event timezone', 'fuso orario', 'fuso', 'zeitzone'),
  optional('account', 'tool account', 'conferencing account', 'account strumento', 'konto'),
  optional(
    'instructors',
    'instructor',
    'session instructors',
    'trainer',
    'trainers',
    'teacher',
    'istruttori',
    'istruttore',
    'docente',
    'docenti',
    'formatore',
    'kursleitung',
    'dozent',
    'dozentin',
  ),
  optional('event_instructors', 'event instructor', 'istruttori evento', 'istruttore evento'),
  optional('place', 'location', 'venue', 'room', 'luogo', 'sede', 'aula', 'ort', 'veranstaltungsort', 'raum'),
]

/** All that a row can say. */
export const readNames = columns.map((column) => column.name)

/** Columns of our files; how long an event is stands in those of others alone. */
export const columnNames = readNames.filter((name) => name !== 'duration')

/** Columns of our files that say something to people alone. */
const shownOnly = ['state', 'enrolled', 'events', 'line', 'reason']

/** A table of events with what is known about its dates. */
export interface EventTable {
  readonly rows: readonly TableRow<ColumnName>[]
  readonly order: DateOrders
  readonly unread: readonly string[]
}

/** @throws {InvalidInputError} for a text that is no table, as {@link readTable} */
export function readEventTable(text: string, maxRows: number, asked?: DateOrder): EventTable {
  const { rows, unread } = readTable(text, columns, maxRows, shownOnly)
  const lined = rows.map((row) => ({ ...row, cells: asLines(row.cells) }))
  return { rows: lined, unread, order: asked ?? orderOfRows(rows) }
}

/** Cells as they are stored: all but the description are lines. */
export function asLines(cells: Cells): Cells {
  const lines = readNames.map((name) => [name, name === 'description' ? cells[name] : toLine(cells[name])])
  return Object.fromEntries(lines) as Cells // made of every column
}

/** Whether a cell says what is there already, also if that was stored before texts were tidied. */
export function isSameCell(known: string, cell: string): boolean {
  return isSameText(known, cell) || toLine(known) === cell
}

/** Which of day and month comes first in these rows. */
export function orderOfRows(rows: readonly { cells: Cells }[]): DateOrders {
  return orderOf(rows.flatMap(({ cells }) => [cells.date, cells.start, cells.end_date, cells.end]))
}

/** Longest text of a cell. */
const lengths: Partial<Record<ColumnName, number>> = {
  description: 10_000,
  place: 300,
  instructors: 20_000,
  event_instructors: 20_000,
}

/** @throws {InvalidInputError} `import-cell-too-long` */
export function assertLengths(cells: Cells): void {
  for (const column of readNames) {
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
 * @throws {InvalidInputError} `import-cell-needed`, `import-time-unknown`, `date-unknown`, `date-ambiguous`
 */
export function timesOf(cells: Cells, zone: string, order: DateOrders): EventTimes {
  const timeZone = findTimeZone(cells.time_zone) ?? (cells.time_zone || zone)
  const startsWall = toWall(cells.start, cells.date, 'start', { order, timeZone })
  const minutes = cells.end ? undefined : readMinutes(cells.duration)
  if (minutes !== undefined) return { startsWall, endsWall: shiftWall(startsWall, { minutes }), timeZone }
  const endsWall = toWall(cells.end, cells.end_date || startsWall.slice(0, 10), 'end', { order, timeZone })
  return { startsWall, endsWall, timeZone }
}

/** Cells of a row that say when an event is. */
export function timeCells({ startsWall, endsWall }: Pick<EventTimes, 'startsWall' | 'endsWall'>) {
  const [date = '', start = ''] = startsWall.split('T')
  const [endDate = '', end = ''] = endsWall.split('T')
  return { date, start, end_date: endDate === date ? '' : endDate, end }
}

function toWall(
  time: string,
  date: string,
  column: string,
  how: { order: DateOrders; timeZone: string },
): string {
  if (!time) throw new InvalidInputError('import-cell-needed', { column })
  const wall = readMoment(time, date, how)
  if (!wall) throw new InvalidInputError('import-cell-needed', { column: 'date' })
  return wall
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
