import { writeXlsxStream, XLSX_MAX_ROWS_PER_SHEET } from 'hucre/xlsx'

type Cells = readonly (string | number | null)[]

/**
 * A workbook, made while its rows come. A text stays a text, also where it looks like a formula. What no sheet can hold goes on
 * in another one, under the same heading.
 *
 * @param maxRowsPerSheet with the heading; left out = as many as spreadsheets take
 */
export function toXlsx(
  heading: readonly string[],
  rows: Iterable<Cells> | AsyncIterable<Cells>,
  maxRowsPerSheet = XLSX_MAX_ROWS_PER_SHEET,
): ReadableStream<Uint8Array> {
  const columns = heading.map((header) => ({ header, width: Math.min(60, Math.max(12, header.length + 2)) }))
  return writeXlsxStream(writable(rows), {
    name: 'Lectern',
    columns,
    freezePane: { rows: 1 },
    maxRowsPerSheet,
  })
}

async function* writable(rows: Iterable<Cells> | AsyncIterable<Cells>) {
  for await (const row of rows) {
    yield row.map((cell) => (typeof cell === 'string' ? withoutControls(cell) : cell))
  }
}

/** XML has no way to write most control characters; a cell is no longer than spreadsheets take. */
function withoutControls(text: string): string {
  return [...text.toWellFormed()]
    .filter((one) => one >= ' ' || one === '\n' || one === '\t')
    .join('')
    .slice(0, 32_767)
}
