import { describe, expect, it } from 'vitest'
import { AppError } from '../../../domain/errors.ts'
import { readListed } from './listed.ts'

const read = (text: string) =>
  readListed(text).map(({ line, email, flaw, status }) => [line, email, flaw?.code ?? status])

describe('who a text names', () => {
  it('stands in the column of a table for addresses, whatever other cells hold', () => {
    const rows = [
      'first_name,last_name,email,status',
      'bob@x.example,<carl@x.example>,ada@x.example,enrolled',
      '"Multi\nline",,BEA@x.example,Waiting',
      'No,Address,,enrolled',
      "Mis,Typed,o'neil at x,enrolled",
      'Lost,J\uFFFDrgen,j@x.example,enrolled',
      'Twice,,ada@x.example,enrolled',
    ]
    expect(read(rows.join('\n'))).toEqual([
      [2, 'ada@x.example', 'enrolled'],
      [3, 'bea@x.example', 'waiting'],
      [5, '', 'import-cell-needed'],
      [6, "o'neil at x", 'email-invalid'],
      [7, 'j@x.example', 'table-characters-lost'],
    ])
  })

  it.each([
    ['Moodle', 'First name,Last name,Email address\nA,B,ada@x.example'],
    ['Zoom', 'Zoom report\nTopic,Start\n"T, U",1\n\nName (original name),Email,Join time\nA,ada@x.example,1'],
    ['Teams', 'Name\tFirst Join\tEmail\tParticipant ID (UPN)\nA\t1\tada@x.example\tupn@x.example'],
    ['Eventbrite', 'Order #,First Name,Last Name,Email,Ticket Type\n1,A,B,ada@x.example,Free'],
    ['GoTo', 'sep=;\nFirst Name;Last Name;Email Address;Registration Date\nA;B;ada@x.example;1'],
    ['Docebo', '"Username"|"Email"\n"ada"|"ada@x.example"'],
    ['a list', 'Ada <ada@x.example>; '],
    ['one column', 'E-mail\nada@x.example'],
  ])('is read from %s', (_, text) => expect(read(text).map(([, email]) => email)).toEqual(['ada@x.example']))

  it('may be listed below a table, too', () => {
    const text = 'Name;E-mail\nAda;ada@x.example\nBob <bob@x.example>, carl@x.example\ndora@x.example\nNobody'
    expect(read(text)).toEqual([
      [2, 'ada@x.example', ''],
      [3, 'bob@x.example', ''],
      [3, 'carl@x.example', ''],
      [4, 'dora@x.example', ''],
      [5, '', 'import-cell-needed'],
    ])
  })

  it('is told how many it is, without reading all, when it is a whole town', () => {
    const began = process.threadCpuUsage().user
    expect(() => readListed('a@x.example,'.repeat(80_000))).toThrow(
      expect.objectContaining({ code: 'enroll-too-many', params: { found: 80_000, max: 5_000 } }),
    )
    expect((process.threadCpuUsage().user - began) / 1e6).toBeLessThan(1)
  })

  it('has to be somebody', () => {
    for (const text of ['', 'nobody here', 'email,status\n']) {
      expect(() => readListed(text)).toThrow(AppError)
    }
  })
})
