import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'

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

/** Why a text is no table that can be read. */
export class TableError extends Error {
  override readonly name = 'TableError'
  readonly problem: 'empty' | 'columns-missing' | 'too-many-rows' | 'not-csv'
  readonly params: Readonly<Record<string, string | number>>

  constructor(problem: TableError['problem'], params: Record<string, string | number> = {}) {
    super(problem)
    this.problem = problem
    this.params = params
  }
}

/**
 * Reads a table with a heading, as spreadsheets save or copy it: separated by commas, semicolons or tabs.
 *
 * @throws {TableError} for a text that can't be read at all
 */
export function readTable<Name extends string>(
  text: string,
  columns: readonly Column<Name>[],
  maxRows: number,
): TableRow<Name>[] {
  const records = parseRecords(text)
  const [heading, ...rows] = records
  if (!heading) throw new TableError('empty')
  if (rows.length > maxRows) throw new TableError('too-many-rows', { rows: rows.length, max: maxRows })
  const places = new Map(
    columns.map((column) => [column.name, heading.cells.findIndex((cell) => isHeadingOf(column, cell))]),
  )
  const missing = columns.filter((column) => column.needed && (places.get(column.name) ?? -1) < 0)
  if (missing.length > 0) {
    throw new TableError('columns-missing', {
      missing: missing.map((column) => column.name).join(', '),
      found: heading.cells.join(', '),
    })
  }
  const cellsOf = (cells: readonly string[]) =>
    Object.fromEntries(columns.map(({ name }) => [name, cells[places.get(name) ?? -1]?.trim() ?? '']))
  return rows.map(({ line, cells }) => ({ line, cells: cellsOf(cells) as Record<Name, string> }))
}

/** Makes a file that spreadsheets open as it is: cells that look like formulas are told apart. */
export function toCsv(
  heading: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return stringify([heading, ...rows], { bom: true, escape_formulas: true, record_delimiter: 'windows' })
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
    throw new TableError('not-csv', { line: Number(error.lines ?? 1) })
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
