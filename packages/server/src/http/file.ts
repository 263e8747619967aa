import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { writeXlsxStream } from 'hucre/xlsx'
import type { FileTable } from '../csv/file-table.ts'

/** Sends a table for spreadsheets to be kept as a file. */
export function sendCsv(reply: FastifyReply, name: string, text: string): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .serializer((body: string) => body)
    .send(text)
}

/** Sends a text in JSON to be kept as a file, as it is. */
export function sendJsonFile(reply: FastifyReply, name: string, text: string): FastifyReply {
  return reply
    .type('application/json; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .serializer((body: string) => body)
    .send(text)
}

/** Sends a table as a workbook, made while it is sent. A text stays a text, also where it looks like a formula. */
export function sendXlsx(reply: FastifyReply, name: string, { heading, rows }: FileTable): FastifyReply {
  const columns = heading.map((header) => ({ header, width: Math.min(60, Math.max(12, header.length + 2)) }))
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? withoutControls(cell) : cell)),
  )
  const book = writeXlsxStream(cells, { name: 'Lectern', columns, freezePane: { rows: 1 } })
  return reply
    .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(book))
}

/** XML has no way to write most control characters; a cell is no longer than spreadsheets take. */
function withoutControls(text: string): string {
  return [...text.toWellFormed()]
    .filter((one) => one >= ' ' || one === '\n' || one === '\t')
    .join('')
    .slice(0, 32_767)
}
