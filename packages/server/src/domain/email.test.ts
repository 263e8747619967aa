import { describe, expect, it } from 'vitest'
import { normalizeEmail, toEmail } from './email.ts'
import { toLine } from './words.ts'

describe('an address', () => {
  it.each([
    [
      'anna@x.example',
      [
        'Anna@X.example',
        ' anna@x.example\t',
        'an\u00adna@x.example',
        '\u200banna@x.example\ufeff',
        '\u202aanna@x.example\u202c',
      ],
    ],
    [
      'anna@x.example',
      ['ａｎｎａ＠ｘ.example', 'anna@x。example', 'a\u2060nna@x.exam\u034fple', 'anna\u3164@x.example'],
    ],
    [
      "o'neil@x.example",
      ["O'Neil@x.example", 'o’neil@x.example', 'o‘neil@x.example', 'oʼneil@x.example', 'o＇neil@x.example'],
    ],
    ['jörg@x.example', ['JÖRG@x.example', 'jo\u0308rg@x.example', 'JO\u0308RG@x.example']],
    [
      'ångström@x.example',
      ['\u212bngstro\u0308m@x.example', 'A\u030angström@x.example', 'Ångström@x.example'],
    ],
    [
      'anna@xn--mnchen-3ya.example',
      [
        'anna@münchen.example',
        'anna@MÜNCHEN.example',
        'anna@mu\u0308nchen.example',
        'anna@XN--MNCHEN-3YA.example',
      ],
    ],
    ['anna@xn--strae-oqa.example', ['anna@straße.example']],
  ])('is one, however it is typed: %s', (email, typed) => {
    expect(typed.map(toEmail)).toEqual(typed.map(() => email))
    expect(toEmail(email)).toBe(email)
  })

  it.each([
    'anna',
    '@x.example',
    'anna@',
    'anna@x',
    'an na@x.example',
    'anna@x example',
    'a@b@x.example',
    'anna@x.example\0',
    'a\0b@x.example',
    '\ud800@x.example',
    'anna@x.example.',
    'anna@.x.example',
    'a..b@x.example',
    '<anna@x.example>',
    'anna@x.example,bob@x.example',
    'anna@1.2.3.4',
    'anna@x.example\nbcc: bob@x.example',
    '"a"@x.example',
    'anna(x)@x.example',
    '…anna@x.example',
  ])('is refused when it is none: %j', (text) => {
    expect(toEmail(text)).toBeUndefined()
  })

  it('is looked up as it was stored before, when it is none', () => {
    expect(normalizeEmail(' Ada ')).toBe('ada')
  })
})

describe('a name', () => {
  it.each([
    [
      'Ångström',
      ['A\u030angstro\u0308m', '\u212bngstr\u00f6m', ' Ångström ', 'Ång\u00adström', '\u200bÅngström\ufeff'],
    ],
    [
      'Anna Rossi',
      [
        'Anna  Rossi',
        'Anna\tRossi',
        'Anna\u00a0Rossi',
        'Anna\nRossi',
        '\u202eAnna Rossi\u202c',
        'Anna\0Rossi',
        'Anna \ud800Rossi',
        'Anna Rossi\u200d',
      ],
    ],
    ['می\u200cخواهم', ['می\u200cخواهم']],
    ['👩\u200d🏫 Eve', ['👩\u200d🏫 Eve']],
    ['❤️ Eve', ['❤️ Eve']],
    ['क्\u200dष', ['क्\u200dष']],
  ])('is one, however it is typed: %s', (name, typed) => {
    expect(typed.map(toLine)).toEqual(typed.map(() => name))
  })

  it('of which nothing is seen is none', () => {
    expect(['\u200b', '\u00ad\u2060', '\ufeff ', '\u3164', '\u200d', '\t'].map(toLine)).toEqual([
      '',
      '',
      '',
      '',
      '',
      '',
    ])
  })
})
