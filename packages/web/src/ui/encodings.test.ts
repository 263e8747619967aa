import { describe, expect, it } from 'vitest'
import { changedLines, decode, type Encoding, encodings, readFile } from './encodings.ts'

/** The bytes of a text in an encoding, from what each byte stands for. */
function encode(text: string, encoding: Encoding): Uint8Array {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const signs = [...all].map((byte) => decode(Uint8Array.of(byte), encoding))
  return Uint8Array.from([...text], (sign) => {
    const byte = signs.indexOf(sign)
    if (byte < 0) throw new Error(`${sign} is not in ${encoding}`)
    return byte
  })
}
const utf16 = (text: string, isBig: boolean, mark = true) => {
  const units = [...(mark ? `\uFEFF${text}` : text)].map((sign) => sign.charCodeAt(0))
  return Uint8Array.from(units.flatMap((unit) => (isBig ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])))
}
const table = 'email;nome;città\na@x.example;Jürgen;Forlì\nb@x.example;Ada;Rome\nc@x.example;Zoë;Liège\n'

describe('the text of a file', () => {
  it.each([
    ['UTF-8', new TextEncoder().encode(table)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\uFEFF${table}`)],
    ['UTF-16LE, as Excel writes it', utf16(table, false)],
    ['UTF-16BE', utf16(table, true)],
    ['UTF-16LE without a mark', utf16(table, false, false)],
    ['UTF-16BE without a mark', utf16(table, true, false)],
  ])('is read whole from %s', (_, bytes) => expect(readFile(bytes)).toEqual({ kind: 'text', text: table }))

  it.each<[Encoding, string]>([
    ['windows-1252', table],
    ['windows-1252', 'name\nFrançois d’Avila\nBjörn – Åsa\nL’Aquila “centro”\n€ 100'],
    ['iso-8859-15', 'name\nJürgen\nCœur de Lion\nŠime, 100 €\n'],
    ['windows-1250', 'jméno\nŁukasz Żółć\nJiří Dvořák\nErzsébet Őze\n'],
    ['macintosh', 'nome\nJürgen Müller\nNiccolò è già qui\nFrançois\n'],
    ['ibm850', 'nome\nJürgen Müller\nNiccolò è già più su\nForlì\n'],
    ['windows-1254', 'ad\nİsmail Şahin\nOğuz Yıldız\nAyşe Çağlar\n'],
    ['windows-1251', 'имя\nИван Петров\nЮлия Щукина\n'],
    ['windows-1253', 'όνομα\nΓιώργος Παπαδόπουλος\nΜαρία\n'],
  ])('in %s is told by its words', (encoding, text) => {
    const bytes = encode(text, encoding)
    const found = readFile(bytes)
    if (found.kind !== 'unsure') throw new Error(found.kind)
    expect(decode(bytes, found.likely[0] as Encoding)).toBe(text)
    expect(found.likely).toHaveLength(encodings.length)
  })

  it('is shown by the lines that differ', () => {
    const bytes = encode(table, 'windows-1252')
    expect(changedLines(bytes, 'windows-1252', 2)).toEqual([
      { line: 1, before: 'email;nome;citt\uFFFD', after: 'email;nome;città' },
      { line: 2, before: 'a@x.example;J\uFFFDrgen;Forl\uFFFD', after: 'a@x.example;Jürgen;Forlì' },
    ])
    expect(changedLines(bytes, 'windows-1252', 9)).toHaveLength(3)
  })

  it.each([
    ['a workbook of Excel', [0x50, 0x4b, 3, 4, 0, 0], 'workbook'],
    ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], 'workbook'],
    ['a picture', [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0xff], 'other'],
    ['half of UTF-16', [0xff, 0xfe, 0x41], 'other'],
  ])('is none in %s', (_, bytes, kind) => expect(readFile(Uint8Array.from(bytes)).kind).toBe(kind))

  it('of an empty file is empty', () =>
    expect(readFile(new Uint8Array())).toEqual({ kind: 'text', text: '' }))

  it('is not UTF-8 when one byte is wrong after a megabyte of it', () => {
    const bytes = new TextEncoder().encode(`${'é'.repeat(500_000)}x`)
    bytes[bytes.length - 1] = 0xe9
    expect(readFile(bytes).kind).toBe('unsure')
  })
})
