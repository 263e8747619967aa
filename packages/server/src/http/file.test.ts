import Fastify from 'fastify'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, expect, it } from 'vitest'
import { sendXlsx } from './file.ts'

const app = Fastify()
const hostile = [
  '=1+1',
  '@SUM(A1)',
  '+39 02',
  '<b>&amp;"',
  'Ada\u0000\u0007',
  '日本 العربية',
  'half \ud800',
  ' x ',
]
app.get('/small', (_, reply) =>
  sendXlsx(reply, 'a.xlsx', { heading: ['name', 'minutes'], rows: hostile.map((text, n) => [text, n]) }),
)
app.get('/large', (_, reply) =>
  sendXlsx(reply, 'b.xlsx', {
    heading: ['name'],
    rows: Array.from({ length: 20_000 }, (_, n) => [`Learner ${n}`]),
  }),
)
app.get('/empty', (_, reply) => sendXlsx(reply, 'c.xlsx', { heading: ['name'], rows: [] }))
afterAll(() => app.close())

async function rowsOf(url: string): Promise<unknown[][]> {
  const { rawPayload, headers } = await app.inject(url)
  expect(headers['content-type']).toContain('spreadsheetml')
  expect(headers['content-disposition']).toMatch(/^attachment; filename="\w\.xlsx"$/)
  const book = await readXlsx(new Uint8Array(rawPayload))
  return (book.sheets[0]?.rows ?? []).map((row) => [...row])
}

it('writes texts as texts, numbers as numbers, and nothing that a workbook can’t hold', async () => {
  const [heading, ...rows] = await rowsOf('/small')
  expect(heading).toEqual(['name', 'minutes'])
  expect(rows.map(([, n]) => n)).toEqual(hostile.map((_, n) => n))
  expect(rows.map(([text]) => text)).toEqual([
    ...['=1+1', '@SUM(A1)', '+39 02', '<b>&amp;"', 'Ada', '日本 العربية', 'half \ufffd', ' x '],
  ])
})

it('writes many rows, and none', async () => {
  const rows = await rowsOf('/large')
  expect([rows.length, rows.at(-1)]).toEqual([20_001, ['Learner 19999']])
  expect(await rowsOf('/empty')).toEqual([['name']])
})
