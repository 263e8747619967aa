import { CsvError, parse } from 'csv-parse/sync'
import { InvalidInputError } from '../domain/errors.ts'

/** Cells of one row, as they are written. */
export interface TextRecord {
  /** Line of the text on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** What separates cells, the most usual one first. */
export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

const LINE_END = /\r\n|\r|\n/g
/** What Excel writes on the first line of a file so that it is opened with this delimiter. */
const ANNOUNCED = /^\uFEFF?"?sep=([,;\t|])"?(?:\r\n|\r|\n|$)/i

/** The delimiter that a table announces on its first line, as Excel does: `sep=;`. */
export function announcedDelimiter(text: string): Delimiter | undefined {
  return ANNOUNCED.exec(text)?.[1] as Delimiter | undefined
}

/**
 * Reads the rows of a table, those without any text left out. Lines end as on Windows, Unix or old Macs, also mixed.
 * A quotation mark within a cell that has none around it is one; a cell that begins with one and is not closed is
 * refused at the line on which its row begins.
 *
 * @param head read so many rows at most; one that can't be read ends them then
 * @throws {InvalidInputError} at `/text`: `table-not-csv`
 */
export function readRecords(text: string, delimiter: Delimiter, head?: number): TextRecord[] {
  const announced = ANNOUNCED.exec(text)?.[0] ?? ''
  const body = text.slice(announced.length)
  const firstLine = announced ? 2 : 1
  const strict = parseAll(body, { delimiter, firstLine, head, isRelaxed: false })
  if (strict.failedAt === undefined) return strict.records
  const relaxed = strict.isAboutQuotes
    ? parseAll(body, { delimiter, firstLine, head, isRelaxed: true })
    : strict
  if (relaxed.failedAt === undefined || head !== undefined) return relaxed.records
  // Copied cells with quotation marks are not put into others, if none of them has lines of its own.
  const plain = delimiter === '\t' ? splitLines(body, firstLine) : []
  const width = plain[0]?.cells.length ?? 0
  if (width > 1 && plain.every(({ cells }) => cells.length === width)) return plain
  throw InvalidInputError.at('/text', 'table-not-csv', { line: relaxed.failedAt })
}

interface Reading {
  readonly delimiter: Delimiter
  readonly firstLine: number
  readonly head: number | undefined
  readonly isRelaxed: boolean
}

interface Parsed {
  readonly records: TextRecord[]
  /** The line on which the row begins that can't be read. */
  readonly failedAt?: number
  readonly isAboutQuotes?: boolean
}

function parseAll(body: string, { delimiter, firstLine, head, isRelaxed }: Reading): Parsed {
  const records: TextRecord[] = []
  let line = firstLine
  let isOpen = false
  try {
    parse(body, {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: isRelaxed,
      trim: !isRelaxed, // a mark before a space would not end its cell there
      ...(head === undefined ? {} : { to: head }),
      on_record: (cells: string[]) => {
        // A cell that goes on after its end has taken in the lines after it.
        isOpen ||= isRelaxed && cells.some((cell) => cell.startsWith('"') && /[\r\n]/.test(cell))
        if (isOpen) return null
        if (cells.some(hasText)) records.push({ line, cells })
        line += 1 + cells.reduce((sum, cell) => sum + (cell.match(LINE_END)?.length ?? 0), 0)
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const isAboutQuotes = /QUOTE/.test(error.code)
    return { records, failedAt: line, isAboutQuotes }
  }
  return isOpen ? { records, failedAt: line } : { records }
}

function splitLines(body: string, firstLine: number): TextRecord[] {
  return body
    .replace(/^\uFEFF/, '')
    .split(LINE_END)
    .map((row, index) => ({ line: firstLine + index, cells: row.split('\t') }))
    .filter(({ cells }) => cells.some(hasText))
}

/** Delimiters of another table are no text. */
function hasText(cell: string): boolean {
  return !/^[\s,;|]*$/.test(cell)
}
