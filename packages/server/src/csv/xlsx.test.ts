import { buffer } from 'node:stream/consumers'
import { readXlsx } from 'hucre/xlsx'
import { expect, it } from 'vitest'
import { toXlsx } from './xlsx.ts'

const rows = (count: number) => Array.from({ length: count }, (_, index) => [`row ${index}`, index])

it.each([
  [0, [1]],
  [1, [2]],
  [4, [5]],
  [5, [5, 2]],
  [8, [5, 5]],
  [9, [5, 5, 2]],
])(
  'puts %i rows on sheets of five rows, each under the heading, in order and none twice',
  async (count, sizes) => {
    const book = await readXlsx(new Uint8Array(await buffer(toXlsx(['name', 'number'], rows(count), 5))))
    expect(book.sheets.map((sheet) => sheet.rows.length)).toEqual(sizes)
    for (const sheet of book.sheets) expect(sheet.rows[0]).toEqual(['name', 'number'])
    expect(new Set(book.sheets.map(({ name }) => name)).size).toBe(sizes.length)
    expect(book.sheets.flatMap((sheet) => sheet.rows.slice(1))).toEqual(rows(count))
  },
)
