import { describe, expect, it } from 'vitest'
import { findAddresses, MAX_ADDRESSES, readAddresses } from './addresses.ts'

const read = (text: string) =>
  findAddresses(text).map(({ email, isReadable }) => (isReadable ? email : `! ${email}`))

const anna = 'anna@x.example'
const bob = 'bob@y.example'

/** What people paste, and who is meant. `!` marks what is refused, as it is named then. */
const pastes: Record<string, readonly [text: string, found: string[]][]> = {
  'plain lists': [
    ['anna@x.example', [anna]],
    ['  Anna@X.Example  ', [anna]],
    ['anna@x.example, bob@y.example', [anna, bob]],
    ['anna@x.example;bob@y.example;', [anna, bob]],
    ['anna@x.example bob@y.example', [anna, bob]],
    ['anna@x.example\tbob@y.example', [anna, bob]],
    ['anna@x.example\nbob@y.example', [anna, bob]],
    ['anna@x.example\r\n\r\nbob@y.example\r\n', [anna, bob]],
    ['anna@x.example\rbob@y.example', [anna, bob]],
    ['anna@x.example\u2028bob@y.example', [anna, bob]],
    ['anna@x.example、bob@y.example；anna@x.example', [anna, bob, anna]],
    ['anna@x.example|bob@y.example', [anna, bob]],
    ['anna@x.example/bob@y.example', [anna, bob]],
    ['| Anna | anna@x.example | learner |', [anna]],
    ['Anna,Rossi,anna@x.example,learner', [anna]],
    ['Anna;Rossi;anna@x.example', [anna]],
    ['Anna\tRossi\tanna@x.example\t2026-01-01', [anna]],
    ['"Rossi, Anna","anna@x.example"', [anna]],
    ['"anna@x.example, bob@y.example"', [anna, bob]],
    ['"anna@x.example"\t"bob@y.example"', [anna, bob]],
  ],
  'addresses that only look like two words': [
    ["o'neil@x.example", ["o'neil@x.example"]],
    ['o’neil@x.example', ["o'neil@x.example"]],
    ["Sinéad O'Neil <o'neil@x.example>", ["o'neil@x.example"]],
    ["mailto:o'neil@x.example", ["o'neil@x.example"]],
    ['mailto:o%27neil@x.example', ["o'neil@x.example"]],
    ['o&#39;neil@x.example', ["o'neil@x.example"]],
    ['o&#x27;neil@x.example', ["o'neil@x.example"]],
    ['o&apos;neil@x.example', ["o'neil@x.example"]],
    ['anna+course@x.example', ['anna+course@x.example']],
    ['anna/sales@x.example', ['anna/sales@x.example']],
    ['a|b@x.example', ['a|b@x.example']],
    ['a=b@x.example', ['a=b@x.example']],
    ['a&b@x.example', ['a&b@x.example']],
    ['a*b@x.example', ['a*b@x.example']],
    ['{anna}@x.example', ['{anna}@x.example']],
    ['_anna_@x.example', ['_anna_@x.example']],
    ['-anna@x.example', ['-anna@x.example']],
    ['anna_rossi@mail-1.sub.x.example', ['anna_rossi@mail-1.sub.x.example']],
    ['jörg.müller@x.example', ['jörg.müller@x.example']],
    ['jo\u0308rg@x.example', ['jörg@x.example']],
    ['用户@x.example', ['用户@x.example']],
    ['anna@münchen.example', ['anna@xn--mnchen-3ya.example']],
    ['anna@mu\u0308nchen.example', ['anna@xn--mnchen-3ya.example']],
    ['anna@XN--MNCHEN-3YA.example', ['anna@xn--mnchen-3ya.example']],
    ['anna@例え。テスト', ['anna@xn--r8jz45g.xn--zckzah']],
    ['ａｎｎａ＠x.example', [anna]],
    ['anna@localhost', ['anna@localhost']],
  ],
  'what is refused whole': [
    ['o"neil@x.example', ['! o"neil@x.example']],
    ["o\\'neil@x.example", ["! o\\'neil@x.example"]],
    ['o`neil@x .example', ['! o`neil@x']],
    ['o&bogus;neil@x.example', ['! o&bogus;neil@x.example']],
    ['anna@x.example@y.example', ['! anna@x.example@y.example']],
    ['anna@x.examplebob@y.example', ['! anna@x.examplebob@y.example']],
    ['anna@x.example\u200bbob@y.example', ['! anna@x.examplebob@y.example']],
    ['anna..rossi@x.example', ['! anna..rossi@x.example']],
    ['.anna@x.example', ['! .anna@x.example']],
    ['anna.@x.example', ['! anna.@x.example']],
    ['anna@x', ['! anna@x']],
    ['anna@x..example', ['! anna@x..example']],
    ['anna@.example', ['! anna@.example']],
    ['anna@-x.example', ['! anna@-x.example']],
    ['anna@mail.example-', ['! anna@mail.example-']],
    ['anna@mail.example…', ['! anna@mail.example…']],
    ['anna@mail.example...', ['! anna@mail.example...']],
    ['…rossi@mail.example', ['! …rossi@mail.example']],
    ['anna@127.0.0.1', ['! anna@127.0.0.1']],
    ['anna@[127.0.0.1]', ['! anna@[127.0.0.1]']],
    ['"anna rossi"@x.example', ['! "anna rossi"@x.example']],
    ['anna @x.example', ['! @x.example']],
    ['anna@ x.example', ['! anna@']],
    ['Anna Rossi <anna@mail.example', ['! <anna@mail.example']],
    ['Anna Rossi <anna@mail>', ['! anna@mail']],
    ['<anna@x.example, bob@y.example>', ['! anna@x.example, bob@y.example']],
    ['anna@x.example&gt;', ['! anna@x.example>']],
    ['anna@x.example/rossi', ['! anna@x.example/rossi']],
    ['Anna|Rossi|anna@x.example/', ['! Anna|Rossi|anna@x.example/']],
    ['https://x.example/@anna', ['! https://x.example/@anna']],
    [`${'a'.repeat(65)}@x.example`, [`! ${'a'.repeat(65)}@x.example`]],
    [`a@${'x'.repeat(64)}.example`, [`! a@${'x'.repeat(64)}.example`]],
    [`a@${'x.'.repeat(130)}example`, [`! ${`a@${'x.'.repeat(130)}example`.slice(0, 100)}…`]],
    ['bob@y.example <anna@x.example>', ['! bob@y.example <anna@x.example>']],
    ['[bob@y.example](mailto:anna@x.example)', ['! bob@y.example <anna@x.example>']],
    ['anna@x.example, o"neil@x.example, bob@y.example', [anna, '! o"neil@x.example', bob]],
  ],
  'mail programs': [
    ['Rossi, Anna <anna@x.example>; Bianchi, Bob <bob@y.example>', [anna, bob]],
    ['"Rossi, Anna" <anna@x.example>; "Bianchi; Bob" <bob@y.example>', [anna, bob]],
    ['Anna Rossi <anna@x.example>, Bob <bob@y.example>,', [anna, bob]],
    ['Anna Rossi <anna@x.example> Bob <bob@y.example>', [anna, bob]],
    ['Anna Rossi<anna@x.example>Bob<bob@y.example>', [anna, bob]],
    ["'anna@x.example' <anna@x.example>", [anna]],
    ['"anna@x.example" <anna@x.example>', [anna]],
    ['anna@x.example <anna@x.example>', [anna]],
    ['"bob@y.example" <anna@x.example>', [anna]],
    ['"Rossi, Anna (HR) @ X; Milan" <anna@x.example>', [anna]],
    ['"Anna \\"Nina\\" Rossi, X" <anna@x.example>', [anna]],
    ['Anna @ X <anna@x.example>', [anna]],
    ['@anna <anna@x.example>', [anna]],
    ['Anna Rossi (X) <anna@x.example> (work)', [anna]],
    ['anna@x.example (Anna Rossi)', [anna]],
    ['anna@x.example (was bob@y.example)', [anna]],
    ['Anna Rossi (anna@x.example)', [anna]],
    ['Anna Rossi [anna@x.example]', [anna]],
    ['Anna Rossi [mailto:anna@x.example]', [anna]],
    ['Anna Rossi <mailto:anna@x.example>', [anna]],
    ['anna@x.example<mailto:anna@x.example>', [anna]],
    ['anna@x.example <mailto:anna@x.example>; bob@y.example <mailto:bob@y.example>', [anna, bob]],
    ['To: Anna <anna@x.example>', [anna]],
    ['To: anna@x.example; Cc: bob@y.example', [anna, bob]],
    ['A:anna@x.example', [anna]],
    ['E-mail:anna@x.example', [anna]],
    ['SMTP:Anna@x.example', [anna]],
    ['Team: anna@x.example, bob@y.example;', [anna, bob]],
    ['> anna@x.example', [anna]],
    ['>> Anna <anna@x.example>', [anna]],
    ['mailto:anna@x.example', [anna]],
    ['MAILTO:anna@x.example?subject=Hi&cc=bob@y.example', [anna]],
    ['<anna@x.example>', [anna]],
    ['<<anna@x.example>>', [anna]],
    ['Anna &lt;anna@x.example&gt;, Bob &lt;bob@y.example&gt;', [anna, bob]],
  ],
  'documents and chats': [
    ['[Anna](mailto:anna@x.example)', [anna]],
    ['[anna@x.example](mailto:anna@x.example)', [anna]],
    ['[anna@x.example](mailto:anna@x.example "Mail"), bob@y.example', [anna, bob]],
    ['- <anna@x.example>', [anna]],
    ['* anna@x.example', [anna]],
    ['•anna@x.example', [anna]],
    ['1. anna@x.example', [anna]],
    ['1) anna@x.example', [anna]],
    ['**anna@x.example**, _bob@y.example_', [anna, bob]],
    ['`anna@x.example`', [anna]],
    ['{anna@x.example}', [anna]],
    ['<a href="mailto:anna@x.example">anna@x.example</a><br>', [anna]],
    ['<li><a class="m" href=\'mailto:anna@x.example\' target="_blank">Anna</a></li>', [anna]],
    ['<td>anna@x.example</td><td>bob@y.example</td>', [anna, bob]],
    ['Please enroll anna@x.example.', [anna]],
    ['Enroll anna@x.example, bob@y.example!', [anna, bob]],
    ['Is it anna@x.example?', [anna]],
    ['anna@x.example: learner', [anna]],
    ['(anna@x.example)', [anna]],
    ['(anna@x.example, bob@y.example).', [anna, bob]],
    ['"anna@x.example".', [anna]],
    ["'anna@x.example', 'bob@y.example'", [anna, bob]],
    ['“anna@x.example”', [anna]],
    ['“anna@x.example, bob@y.example.”', [anna, bob]],
    ['„anna@x.example“', [anna]],
    ['‘anna@x.example’', [anna]],
    ['«anna@x.example»', [anna]],
    ['« anna@x.example »', [anna]],
    ['‹anna@x.example›', [anna]],
    ['「anna@x.example」', [anna]],
    ['["anna@x.example","bob@y.example"]', [anna, bob]],
  ],
  'what nobody sees': [
    ['\ufeffanna@x.example', [anna]],
    ['anna\u200b@x.example\u200b', [anna]],
    ['an\u00adna@x.exam\u00adple', [anna]],
    ['\u202aanna@x.example\u202c', [anna]],
    ['\u2068anna@x.example\u2069;\u00a0bob@y.example', [anna, bob]],
    ['Anna\u00a0Rossi\u00a0<anna@x.example>', [anna]],
    ['anna@x.example\u3000bob@y.example', [anna, bob]],
    ['anna@x.example\u202f', [anna]],
  ],
  'no address at all': [
    ['', []],
    ['Anna Rossi', []],
    ['name;surname;role', []],
    ['"unclosed, Anna', []],
  ],
}

describe('pasted addresses', () => {
  for (const [kind, cases] of Object.entries(pastes))
    it(`are read whole or not at all: ${kind}`, () => {
      expect(Object.fromEntries(cases.map(([text]) => [text, read(text)]))).toEqual(Object.fromEntries(cases))
    })

  it('are told with their line, each once', () => {
    expect(readAddresses('Anna <anna@x.example>\n\no"neil@x.example\nANNA@x.example, bob@y.example')).toEqual(
      [
        { line: 1, email: anna, isReadable: true },
        { line: 3, email: 'o"neil@x.example', isReadable: false },
        { line: 4, email: bob, isReadable: true },
      ],
    )
  })

  it('are asked for when there is none, and read up to a number', () => {
    expect(() => readAddresses('nobody')).toThrow(expect.objectContaining({ code: 'enroll-no-address' }))
    const many = Array.from({ length: MAX_ADDRESSES + 1 }, (_, n) => `p${n}@x.example`).join('\n')
    expect(() => readAddresses(many)).toThrow(expect.objectContaining({ code: 'enroll-too-many' }))
  })

  it('are never made from a part of a longer word, whatever stands in it', () => {
    const wrong: string[] = []
    for (let code = 33; code < 0x2100; code++) {
      const mark = String.fromCodePoint(code)
      // what separates two words in every list: there nobody can tell
      if (/[\s,;،؛()<>[\]\p{Cc}]/u.test(mark)) continue
      const found = read(`o${mark}neil@x.example`)
      if (found.length !== 1 || ['neil@x.example', 'o'].includes(found[0] ?? '')) wrong.push(mark)
    }
    expect(wrong).toEqual([])
  })

  it('are read from 10,000 lines, and from the worst that fits into a request, without keeping anybody waiting', () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => `"Rossi, Anna ${n}" <anna.${n}@mail.x.example>;`)
    const hostile = [
      '<',
      '"',
      '\\"',
      '(',
      '[',
      '@',
      'a@',
      '@[',
      'a.',
      '&',
      '> ',
      "'",
      '[](mailto:',
      '<a href=mailto:a@',
      'a|',
      '“',
      '!',
      'to:',
      '*',
    ]
    expect(findAddresses(lines.join('\n')).filter(({ isReadable }) => isReadable)).toHaveLength(10_000)
    const began = process.threadCpuUsage().user
    for (const piece of hostile) {
      const many = piece.repeat(60_000 / piece.length)
      findAddresses(`a@b ${many}${many}`)
      findAddresses(`${many}a@b.example${many}`)
      findAddresses(`a@${many}b${many}`)
    }
    for (const piece of hostile)
      findAddresses(
        Array(500)
          .fill(`${piece.repeat(200 / piece.length)}@x.example`)
          .join('\n'),
      )
    expect((process.threadCpuUsage().user - began) / 1e6).toBeLessThan(20)
  })
})
