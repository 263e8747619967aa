import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { InvalidInputError } from '../domain/errors.ts'

/** One column that a table may have: its name, and other headings that people give it. */
export interface Column<Name extends string> {
  readonly name: Name
  readonly needed: boolean
  readonly aliases: readonly string[]
}

export interface TableRow<Name extends string> {
  /** Line of the file, from 1; the heading is line 1. */
  readonly line: number
  /** Trimmed; empty for a column that the file does not have. */
  readonly cells: Readonly<Record<Name, string>>
}

/**
 * Reads a table with a heading, as spreadsheets save or copy it: separated by commas, semicolons or tabs.
 *
 * @throws {InvalidInputError} at `/text`: `table-empty`, `table-columns-missing`, `table-too-many-rows`, `table-not-csv`
 */
export function readTable<Name extends string>(
  text: string,
  columns: readonly Column<Name>[],
  maxRows: number,
): TableRow<Name>[] {
  const records = parseRecords(text)
  const [heading, ...rows] = records
  if (!heading) throw InvalidInputError.at('/text', 'table-empty')
  if (rows.length > maxRows)
    throw InvalidInputError.at('/text', 'table-too-many-rows', { rows: rows.length, max: maxRows })
  const places = new Map(
    columns.map((column) => [column.name, heading.cells.findIndex((cell) => isHeadingOf(column, cell))]),
  )
  const missing = columns.filter((column) => column.needed && (places.get(column.name) ?? -1) < 0)
  if (missing.length > 0) {
    throw InvalidInputError.at('/text', 'table-columns-missing', {
      missing: missing.map((column) => column.name).join(', '),
      found: heading.cells.join(', '),
    })
  }
  const cellsOf = (cells: readonly string[]) =>
    Object.fromEntries(
      columns.map(({ name }) => [name, plainCell(cells[places.get(name) ?? -1]?.trim() ?? '')]),
    )
  return rows.map(({ line, cells }) => ({ line, cells: cellsOf(cells) as Record<Name, string> }))
}

/** Makes a file that spreadsheets open as it is: cells that look like formulas are told apart. */
export function toCsv(
  heading: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return stringify([heading, ...rows], { bom: true, escape_formulas: true, record_delimiter: 'windows' })
}

/** A cell as it was before {@link toCsv} told it apart from a formula. */
function plainCell(cell: string): string {
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell
}

function parseRecords(text: string): { line: number; cells: string[] }[] {
  const delimiter = separatorOf(text)
  try {
    const records: { record: string[]; info: { lines: number } }[] = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }) as never // with `info` each record comes with where it was found
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw InvalidInputError.at('/text', 'table-not-csv', { line: Number(error.lines ?? 1) })
  }
}

/** The separator that the heading has most of. */
function separatorOf(text: string): string {
  const heading = text.slice(0, text.search(/[\r\n]|$/))
  const count = (separator: string) => heading.split(separator).length
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

function isHeadingOf(column: Column<string>, cell: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\d]/gu, '')
  return [column.name, ...column.aliases].some((name) => plain(name) === plain(cell))
}

/** Rows of an import as its answer names them: those that are refused first, by line, and no more than fit a page. */
export function toShow<Row extends { line: number; outcome: string }>(
  rows: readonly Row[],
  max: number,
): Row[] {
  const isRefused = (row: Row) => Number(row.outcome === 'refuse')
  return [...rows].sort((a, b) => isRefused(b) - isRefused(a) || a.line - b.line).slice(0, max)
}
