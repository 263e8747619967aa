import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FileTable } from '../csv/file-table.ts'
import { toXlsx } from '../csv/xlsx.ts'

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

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Sends a table as a workbook, made while it is sent. */
export function sendXlsx(reply: FastifyReply, name: string, { heading, rows }: FileTable): FastifyReply {
  return sendFile(reply, name, 'xlsx', Readable.from(toXlsx(heading, rows)))
}

/** Sends a file as it comes, to be kept. */
export function sendFile(
  reply: FastifyReply,
  name: string,
  format: 'csv' | 'xlsx',
  bytes: Readable,
): FastifyReply {
  return reply
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : XLSX)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(bytes)
}
