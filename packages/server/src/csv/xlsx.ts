import { writeXlsxStream } from 'hucre/xlsx'

type Cells = readonly (string | number | null)[]

/** A workbook, made while its rows come. A text stays a text, also where it looks like a formula. */
export function toXlsx(
  heading: readonly string[],
  rows: Iterable<Cells> | AsyncIterable<Cells>,
): ReadableStream<Uint8Array> {
  const columns = heading.map((header) => ({ header, width: Math.min(60, Math.max(12, header.length + 2)) }))
  return writeXlsxStream(writable(rows), { name: 'Lectern', columns, freezePane: { rows: 1 } })
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
