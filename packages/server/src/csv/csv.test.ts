import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../domain/errors.ts'
import { toLine } from '../domain/words.ts'
import { isSameText, readCell, writeCell } from './cells.ts'
import { type Column, hasHeading, readTable, toCsv } from './csv.ts'

const columns = [
  { name: 'email', needed: true, aliases: ['e-mail', 'posta', 'E-mail 1 - Value'] },
  { name: 'firstName', needed: false, aliases: ['first name', 'nome'] },
] as const satisfies readonly Column<string>[]
const table = (text: string, max = 100_000) => readTable<'email' | 'firstName'>(text, columns, max)
const read = (text: string) =>
  table(text).rows.map(({ line, cells, flaw }) => [line, cells.email, cells.firstName, flaw?.code])
const problemOf = (text: string, max?: number) => {
  try {
    table(text, max)
    return 'none'
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    return [error.code, error.params.line]
  }
}

describe('a table', () => {
  it.each([',', ';', '\t', '|'])(
    'is read with %j, every end of line, a byte order mark and other headings',
    (separator) => {
      for (const end of ['\r\n', '\n', '\r']) {
        const rows = [
          `\uFEFFE-Mail*${separator}Nome [Required]`,
          `a@x.example${separator}" Ada "`,
          '',
          `b@x.example${separator}`,
        ]
        expect(read(rows.join(end) + end)).toEqual([
          [2, 'a@x.example', 'Ada', undefined],
          [4, 'b@x.example', '', undefined],
        ])
      }
    },
  )

  it.each([
    [
      'sep=;',
      'sep=;\r\nemail;nome, soprannome;nome\r\na@x.example;"x";A\r\n',
      [[3, 'a@x.example', 'A', undefined]],
    ],
    ['sep with a mark', '\uFEFFsep=,\nemail,nome\na@x.example,A', [[3, 'a@x.example', 'A', undefined]]],
    ['sep in quotes', '"sep=|"\nemail|nome\na@x.example|A', [[3, 'a@x.example', 'A', undefined]]],
    ['blank lines first', '\n\r\n ,\nemail,nome\na@x.example,A', [[5, 'a@x.example', 'A', undefined]]],
    [
      'titles above the heading',
      'Meeting report\nDate;2027-01-01\n\nNome;email\nA;a@x.example',
      [[5, 'a@x.example', 'A', undefined]],
    ],
    [
      'lines within cells',
      'email,nome\na@x.example,"A\nB"\nb@x.example,"C\r\nD\rE"\r\nc@x.example,F',
      [
        [2, 'a@x.example', 'A\nB', undefined],
        [4, 'b@x.example', 'C\r\nD\rE', undefined],
        [7, 'c@x.example', 'F', undefined],
      ],
    ],
    [
      'a mark within a copied cell',
      'email\tnome\na@x.example\tThe "big" 12" one\nb@x.example\t"q" x\nc@x.example\t"m\nl"\nd@x.example\tD',
      [
        [2, 'a@x.example', 'The "big" 12" one', undefined],
        [3, 'b@x.example', '"q" x', undefined],
        [4, 'c@x.example', 'm\nl', undefined],
        [6, 'd@x.example', 'D', undefined],
      ],
    ],
    [
      'a mark that opens a copied cell',
      'email\tnome\na@x.example\t"Ada\nb@x.example\tB',
      [
        [2, 'a@x.example', '"Ada', undefined],
        [3, 'b@x.example', 'B', undefined],
      ],
    ],
    [
      'a mark within a cell without marks',
      'email,nome\na@x.example,12" Ada\nb@x.example,B',
      [
        [2, 'a@x.example', '12" Ada', undefined],
        [3, 'b@x.example', 'B', undefined],
      ],
    ],
    [
      'spaces around marks',
      'email , "nome" \na@x.example , "Ada" \n',
      [[2, 'a@x.example', 'Ada', undefined]],
    ],
    [
      'delimiters of other tables within marks',
      'email,nome\na@x.example,"x;y;z|t|u;;;"',
      [[2, 'a@x.example', 'x;y;z|t|u;;;', undefined]],
    ],
    [
      'more delimiters in cells than between them',
      '"email";"nome"\na@x.example;"1,2,3,4"',
      [[2, 'a@x.example', '1,2,3,4', undefined]],
    ],
    [
      'one column',
      'email\na@x.example\n\nb@x.example',
      [
        [2, 'a@x.example', '', undefined],
        [4, 'b@x.example', '', undefined],
      ],
    ],
    [
      'empty cells behind the last column',
      'email;nome\na@x.example;A;;;\n',
      [[2, 'a@x.example', 'A', undefined]],
    ],
    [
      'a row with too many cells',
      'email;nome\na@x.example;A;B\nb@x.example;B',
      [
        [2, 'a@x.example', 'A', 'table-row-too-long'],
        [3, 'b@x.example', 'B', undefined],
      ],
    ],
    [
      'a lost character',
      'email;nome\na@x.example;J\uFFFDrgen\nb@x.example;B',
      [
        [2, 'a@x.example', 'J\uFFFDrgen', 'table-characters-lost'],
        [3, 'b@x.example', 'B', undefined],
      ],
    ],
    [
      'a lost character in a column that is not read',
      'email;city\na@x.example;M\uFFFDnchen',
      [[2, 'a@x.example', '', 'table-characters-lost']],
    ],
  ])('is read with %s', (_, text, rows) => expect(read(text)).toEqual(rows))

  it.each([
    ['', ['table-empty', undefined]],
    [' \n;;\n', ['table-empty', undefined]],
    ['name\nAda', ['table-columns-missing', 1]],
    ['email\na\nb', ['table-too-many-rows', undefined], 1],
    ['email,nome\na,A\nb,"B\nc,C\nd,D\n', ['table-not-csv', 3]],
    ['\n\nemail,nome\n\na,"A\nb,"B"\nc,C', ['table-not-csv', 5]],
    ['email;nome\n"a\nb";"B\nc;C', ['table-not-csv', 2]],
    ['email,nome,email\na,b,c', ['table-column-twice', 1]],
    ['email,posta\na,b', 'none'],
    ['email,pr\uFFFDnom\na,b', ['table-heading-lost', 1]],
  ])('%j is judged', (text, problem, max?: number) => expect(problemOf(text, max)).toEqual(problem))

  it('names the columns that are not read, but not those of its own files', () => {
    const { unread, found } = readTable('email;City;status;posta\na;b;c;d', columns, 9, ['status'])
    expect(unread).toEqual(['City', 'posta'])
    expect([...found]).toEqual(['email'])
  })

  it('is told from a list of addresses', () => {
    expect(hasHeading('Name;E-mail\nAda;a@x.example', columns)).toBe(true)
    expect(hasHeading('email\na@x.example', columns)).toBe(true)
    expect(hasHeading('a@x.example\nb@x.example', columns)).toBe(false)
    expect(hasHeading('"Ada <a@x.example', columns)).toBe(false)
  })

  it('of 20,000 rows with long cells is read at once', () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `p${at}@x.example,"A ""B"" ${'x'.repeat(100)}"`)
    expect(
      table(['email,nome', ...rows, `z@x.example,${'y'.repeat(1_000_000)}`].join('\n')).rows,
    ).toHaveLength(20_001)
  })
})

/** As many as a table of events has, with as many other headings. */
const many = Array.from({ length: 25 }, (_, at) => ({
  name: `column ${at}`,
  needed: at === 0,
  aliases: Array.from({ length: 12 }, (_, other) => `heading ${at} ${other}`),
}))

it.each([
  ['with as many headings as there is room for', `column 0,${'email,'.repeat(150_000)}`, 'none'],
  [
    'with headings that are all others',
    Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(),
    'missing',
  ],
  ['with one heading that is the whole text', `column 0,${'é'.repeat(500_000)}`, 'none'],
  ['with a column many times', 'column 1,'.repeat(100_000), 'twice'],
  ['with its only columns many times', 'column 0,'.repeat(100_000), 'twice'],
  ['with nothing but lines', `column 0,b${'\n'.repeat(900_000)}`, 'many'],
  ['with a letter in each line', `column 0,b\n${'a\n'.repeat(400_000)}`, 'many'],
])('a table %s keeps nobody waiting', (_, text, problem) => {
  const codes = {
    none: 'none',
    missing: 'table-columns-missing',
    twice: 'table-column-twice',
    many: 'table-too-many-rows',
  }
  const read = () => {
    try {
      readTable(text, many, 20_000)
      return 'none'
    } catch (error) {
      return error instanceof InvalidInputError ? error.code : String(error)
    }
  }
  const began = process.threadCpuUsage().user
  expect(read()).toBe(codes[problem as keyof typeof codes])
  expect((process.threadCpuUsage().user - began) / 1e6).toBeLessThan(10)
})

/** Texts that tables tend to spoil. */
const hostile = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        "'",
        '"',
        ',',
        ';',
        '\t',
        '|',
        '\n',
        '\r',
        ' ',
        '0',
        'é',
        '🎓',
        'a',
      ),
    }),
    fc.constantFrom(
      '=1+1',
      "'=1+1",
      "''@x",
      '007',
      ' a ',
      '"',
      '""',
      '\t=x',
      "'",
      'sep=;',
      '\u00A0x\u00A0',
      '＝x',
    ),
  )
  .filter((text) => text.isWellFormed() && !text.includes('\uFFFD'))

describe('a file of ours', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 6 }), (texts) => {
        const rows = texts.map(([email, name]) => [`x${email}`, name])
        const again = table(toCsv(['email', 'firstName'], rows)).rows
        expect(again).toHaveLength(rows.length)
        for (const [at, row] of again.entries()) {
          expect(row.flaw).toBeUndefined()
          expect(row.cells.email).toBe(`x${texts[at]?.[0]}`.trim())
          expect(isSameText(texts[at]?.[1] ?? '', row.cells.firstName)).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('gives every text that has no spaces around it back whole', () => {
    fc.assert(fc.property(hostile, (text) => readCell(writeCell(text.trim())) === text.trim()))
  })

  it('gives every text back as it is stored, with spaces at its end too', () => {
    const signs = fc.string({ unit: fc.constantFrom("'", '\t', '=', ' ', '\r', '\u200B', 'x'), maxLength: 6 })
    fc.assert(
      fc.property(signs, (text) => {
        expect(toLine(readCell(writeCell(text)))).toBe(toLine(text))
      }),
      { numRuns: 50000, examples: [["'\t"], ["''\t'"], ["'\t\u200B"]] },
    )
  })

  it('keeps a cell that looks like a formula from being one', () => {
    expect(toCsv(['name'], [['=1+1'], ['@x'], ["'=x"], ['fine']])).toBe(
      "\uFEFFname\r\n'=1+1\r\n'@x\r\n''=x\r\nfine\r\n",
    )
  })
})
