import { stringify } from 'csv-stringify/sync'
import { InvalidInputError } from '../domain/errors.ts'
import type { ProblemCode, StoredMessage } from '../domain/message.ts'

/** What is wrong with a row. */
export type Flaw = StoredMessage & { readonly code: ProblemCode }

import { readCell, writeCell } from './cells.ts'
import { announcedDelimiter, type Delimiter, delimiters, readRecords, type TextRecord } from './records.ts'

/** One column that a table may have: its name, and other headings that people and programs give it, the best first. */
export interface Column<Name extends string> {
  readonly name: Name
  readonly needed: boolean
  readonly aliases: readonly string[]
}

export interface TableRow<Name extends string> {
  /** Line of the text on which the row begins, from 1. */
  readonly line: number
  /** Without spaces around; empty for a column that the table does not have. */
  readonly cells: Readonly<Record<Name, string>>
  /** Why nothing may be taken from this row. */
  readonly flaw: Flaw | undefined
  /** All that a line says which is no row of the table: its one cell, where the heading has several. */
  readonly alone?: string | undefined
}

export interface Table<Name extends string> {
  readonly rows: readonly TableRow<Name>[]
  /** Columns that the table has. */
  readonly found: ReadonlySet<Name>
  /** Headings of columns that are not read. */
  readonly unread: readonly string[]
}

/** Reading takes long by the line, even if nothing is in it. A body has room for so many of twenty letters. */
const MAX_LINES = 50_000
/** Rows among which the heading is looked for: reports of other programs have titles above it. */
const HEAD_ROWS = 25
/** Stands where a character of another encoding was lost. */
const LOST = '\uFFFD'

/**
 * Reads a table with a heading, as spreadsheets and other programs save or copy it.
 *
 * @param ours columns of our own files that say nothing to the reader
 * @throws {InvalidInputError} at `/text`: `table-empty`, `table-columns-missing`, `table-column-twice`,
 * `table-heading-lost`, `table-too-many-rows`, `table-not-csv`
 */
export function readTable<Name extends string>(
  text: string,
  columns: readonly Column<Name>[],
  maxRows: number,
  ours: readonly string[] = [],
): Table<Name> {
  const ranksOf = headingsOf(columns)
  const lines = text.split(/\r\n|\r|\n/).length
  if (lines > MAX_LINES)
    throw InvalidInputError.at('/text', 'table-too-many-rows', { rows: lines - 1, max: maxRows })
  const records = readRecords(text, delimiterOf(text, columns, ranksOf))
  const at = headingAt(records.slice(0, HEAD_ROWS), columns, ranksOf)
  const heading = records[at]
  if (!heading) throw InvalidInputError.at('/text', 'table-empty')
  const places = placesOf(heading, columns, ranksOf)
  const missing = columns.filter(({ name, needed }) => needed && !places.has(name))
  if (missing.length > 0) {
    throw InvalidInputError.at('/text', 'table-columns-missing', {
      missing: missing.map((column) => column.name),
      line: heading.line,
      found: shortened(heading.cells.join(', ')),
    })
  }
  const rows = records.slice(at + 1)
  if (rows.length > maxRows)
    throw InvalidInputError.at('/text', 'table-too-many-rows', { rows: rows.length, max: maxRows })
  const read = new Set(places.values())
  const silent = new Set(ours.map(plain))
  return {
    found: new Set(places.keys()),
    unread: heading.cells.filter((cell, place) => cell && !read.has(place) && !silent.has(plain(cell))),
    rows: rows.map((record) => ({
      line: record.line,
      cells: Object.fromEntries(
        columns.map(({ name }) => [name, readCell(record.cells[places.get(name) ?? -1] ?? '')]),
      ) as Record<Name, string>, // made of every column
      flaw: flawOf(record, heading),
      alone: record.cells.length === 1 && heading.cells.length > 1 ? record.cells[0] : undefined,
    })),
  }
}

/** Whether a text is a table that has all columns which are needed, rather than a list without a heading. */
export function hasHeading<Name extends string>(text: string, columns: readonly Column<Name>[]): boolean {
  const ranksOf = headingsOf(columns)
  const head = readRecords(text, delimiterOf(text, columns, ranksOf), HEAD_ROWS)
  const heading = head[headingAt(head, columns, ranksOf)]
  return heading !== undefined && isComplete(heading, columns, ranksOf)
}

/** Makes a file that spreadsheets open as it is: cells that look like formulas are told apart. */
export function toCsv(heading: readonly string[], rows: readonly Cells[]): string {
  return toLines([heading, ...rows.map(guard)], true)
}

/** Rows that are written at a time. */
const CSV_ROWS = 500

/** The same in pieces, while the rows come: no more of them than these are held. */
export async function* toCsvRows(
  heading: readonly string[],
  rows: AsyncIterable<Cells>,
): AsyncGenerator<string> {
  yield toLines([heading], true)
  let held: Cells[] = []
  for await (const row of rows) {
    held.push(guard(row))
    if (held.length < CSV_ROWS) continue
    yield toLines(held, false)
    held = []
  }
  if (held.length > 0) yield toLines(held, false)
}

type Cells = readonly (string | number | null)[]

const guard = (row: Cells): Cells => row.map((cell) => (typeof cell === 'string' ? writeCell(cell) : cell))

/** @param isFirst a mark at the beginning says that it is UTF-8 */
function toLines(rows: readonly Cells[], isFirst: boolean): string {
  return stringify([...rows], {
    bom: isFirst,
    quoted_match: /[\r\n\t;|]|^\s|\s$/,
    record_delimiter: 'windows',
  })
}

/** Rows of an import as its answer names them: those that are refused first, by line, and no more than fit a page. */
export function toShow<Row extends { line: number; outcome: string }>(
  rows: readonly Row[],
  max: number,
): Row[] {
  const isRefused = (row: Row) => Number(row.outcome === 'refuse')
  return [...rows].sort((a, b) => isRefused(b) - isRefused(a) || a.line - b.line).slice(0, max)
}

/** The delimiter that is announced, or that makes the best heading. */
function delimiterOf(text: string, columns: readonly Column<string>[], ranksOf: RanksOf): Delimiter {
  const announced = announcedDelimiter(text)
  if (announced) return announced
  const scores = delimiters.map((delimiter) => {
    const head = readRecords(text, delimiter, HEAD_ROWS)
    const heading = head[headingAt(head, columns, ranksOf)]
    const known = heading ? countKnown(heading, ranksOf) : 0
    return { delimiter, known, cells: heading?.cells.length ?? 0 }
  })
  return scores.reduce((best, one) =>
    one.known > best.known || (one.known === best.known && one.cells > best.cells) ? one : best,
  ).delimiter
}

/** The first row that has every needed column and two that are known; else the first row. */
function headingAt(
  head: readonly TextRecord[],
  columns: readonly Column<string>[],
  ranksOf: RanksOf,
): number {
  const least = Math.min(2, columns.length)
  const complete = head.map((row) => (isComplete(row, columns, ranksOf) ? countKnown(row, ranksOf) : 0))
  const found = complete.findIndex((known) => known >= least)
  if (found >= 0) return found
  return Math.max(
    0,
    complete.findIndex((known) => known > 0),
  )
}

function isComplete(row: TextRecord, columns: readonly Column<string>[], ranksOf: RanksOf): boolean {
  const named = new Set(row.cells.flatMap((cell) => [...ranksOf(cell).keys()]))
  return columns.every(({ name, needed }) => !needed || named.has(name))
}

function countKnown(row: TextRecord, ranksOf: RanksOf): number {
  return row.cells.filter((cell) => ranksOf(cell).size > 0).length
}

/** Where each column is: of several headings for one column, the one that says it best. */
function placesOf<Name extends string>(
  heading: TextRecord,
  columns: readonly Column<Name>[],
  ranksOf: RanksOf,
): Map<Name, number> {
  if (heading.cells.some((cell) => cell.includes(LOST)))
    throw InvalidInputError.at('/text', 'table-heading-lost', { line: heading.line })
  const places = new Map<Name, number>()
  const named = heading.cells.flatMap((cell, place) => {
    const ranks = ranksOf(cell)
    return ranks.size > 0 ? [{ cell, place, ranks }] : []
  })
  for (const { name } of columns) {
    const own = named.filter(({ ranks }) => ranks.has(name))
    const rankAt = ({ ranks }: (typeof own)[number]) => ranks.get(name) ?? 0
    const best = own.reduce((least, one) => Math.min(least, rankAt(one)), Number.POSITIVE_INFINITY)
    const [first, other] = own.filter((one) => rankAt(one) === best)
    if (other)
      throw InvalidInputError.at('/text', 'table-column-twice', {
        column: first?.cell ?? '',
        line: heading.line,
      })
    if (first) places.set(name, first.place)
  }
  return places
}

/** Which columns a cell of a heading names, and how well: 0 is a column’s own name. */
type RanksOf = (cell: string) => ReadonlyMap<string, number>

/** No heading that is known is nearly as long. */
const MAX_HEADING = 200
const NAMES_NONE: ReadonlyMap<string, number> = new Map()

/** Made once for a table: somebody may send one with a hundred thousand headings, or with one of a megabyte. */
function headingsOf(columns: readonly Column<string>[]): RanksOf {
  const known = new Map<string, Map<string, number>>()
  for (const { name, aliases } of columns)
    for (const [rank, heading] of [name, ...aliases].entries()) {
      const ranks = known.get(plain(heading)) ?? new Map<string, number>()
      if (!ranks.has(name)) ranks.set(name, rank)
      known.set(plain(heading), ranks)
    }
  const asked = new Map<string, ReadonlyMap<string, number>>()
  return (cell) => {
    if (cell === '' || cell.length > MAX_HEADING) return NAMES_NONE
    const found = asked.get(cell) ?? known.get(plain(cell)) ?? NAMES_NONE
    asked.set(cell, found)
    return found
  }
}

/** A heading without what programs add to it: `E-mail*`, `Email Address [Required]`. */
function plain(heading: string): string {
  return heading
    .replace(/[[(](?:required|optional|obbligatorio|facoltativo)[\])]/gi, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\d]/gu, '')
}

/** That characters of another encoding were lost in cells: a good name is not written over with what is left of it. */
export function lostIn(cells: readonly string[], line: number): Flaw | undefined {
  const lost = cells.find((cell) => cell.includes(LOST))
  return lost === undefined
    ? undefined
    : { code: 'table-characters-lost', params: { found: shortened(lost), line } }
}

function flawOf({ line, cells }: TextRecord, heading: TextRecord): Flaw | undefined {
  const lost = lostIn(cells, line)
  if (lost) return lost
  const width = heading.cells.length
  const extra = cells.slice(width).filter((cell) => cell.trim() !== '')
  if (extra.length === 0) return undefined
  return {
    code: 'table-row-too-long',
    params: { found: cells.length, expected: width, extra: shortened(extra.join(', ')) },
  }
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
