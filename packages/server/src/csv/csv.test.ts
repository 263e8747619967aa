import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../domain/errors.ts'
import { readTable, toCsv } from './csv.ts'

const columns = [
  { name: 'email', needed: true, aliases: ['e-mail', 'posta'] },
  { name: 'firstName', needed: false, aliases: ['first name', 'nome'] },
] as const
const read = (text: string, max = 100) => readTable<'email' | 'firstName'>(text, columns, max)

describe('a table', () => {
  it('is read with commas, semicolons or tabs, with a byte order mark, and under other headings', () => {
    for (const separator of [',', ';', '\t']) {
      const rows = read(`\uFEFFE-Mail${separator}Nome\r\na@x.example${separator}" Ada "\r\n\r\n`)
      expect(rows).toEqual([{ line: 2, cells: { email: 'a@x.example', firstName: 'Ada' } }])
    }
  })

  it('tells the line of a row also after lines within quotes', () => {
    const rows = read('email,first name\na@x.example,"A\nB"\nb@x.example,C')
    expect(rows.map((row) => row.line)).toEqual([3, 4])
  })

  it('says what is wrong with a text that is none', () => {
    const problemOf = (text: string, max?: number) => {
      try {
        read(text, max)
        return 'none'
      } catch (error) {
        return error instanceof InvalidInputError ? error.code : error
      }
    }
    expect(problemOf('')).toBe('table-empty')
    expect(problemOf('name\nAda')).toBe('table-columns-missing')
    expect(problemOf('email\na\nb', 1)).toBe('table-too-many-rows')
    expect(problemOf('email\n"a')).toBe('table-not-csv')
  })

  it('comes back as it was written', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((cell) => `x${cell.replaceAll('\r', '')}x`)
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
        const again = read(toCsv(['email', 'firstName'], rows))
        expect(again.map(({ cells }) => [cells.email, cells.firstName])).toEqual(rows)
      }),
    )
  })

  it('keeps a cell that looks like a formula from being one', () => {
    expect(toCsv(['name'], [['=1+1'], ['@x'], ['fine']])).toContain("'=1+1")
  })
})
