import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { unzipSync, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { checkPack } from './check.ts'
import { splitRows } from './csv.ts'
import { type PublicKey, paths, type Signed } from './format.ts'
import { sentenceOf } from './sentences.ts'
import { writePack } from './write.ts'

function newKey(kid: string) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { kty = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jws = (payload: object, header: object = {}) => {
    const signed = `${part({ alg: 'RS256', kid, ...header })}.${part(payload)}`
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
  }
  return { jws, public: { kid, kty, n, e } satisfies PublicKey }
}

/** As RFC 4180 has a row. */
const toCsvRow = (cells: readonly string[]) =>
  cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')

const platform = newKey('key-1')
const marks = [
  ['person', 'status', 'note'],
  ['Lea Learner', 'present', 'was there, "all day"'],
  ['Ole Øst', 'absent', 'two\r\nlines'],
  ['Zoë Z', 'present', ''],
].map(toCsvRow)
const contents = [
  { path: 'README.txt', data: 'An evidence pack.' },
  { path: 'marks.csv', data: `\uFEFF${marks.join('\r\n')}\r\n` },
  { path: 'reports/1.json', data: new Uint8Array([0, 1, 2, 255]) },
]
const about = {
  madeAt: '2026-11-30T10:00:00.000Z',
  madeBy: 'Ada Moretti',
  platform: { name: 'Academy', host: 'academy.example' },
  session: { id: 's', name: 'Winter', course: 'Ladders' },
}
const write = (key = platform) => writePack(about, contents, { sign: key.jws, keys: [key.public] })
const { zip, manifestSha256 } = await write()
const keySet = JSON.stringify({ keys: [platform.public] })

type Files = Record<string, Uint8Array>
const text = (bytes: Uint8Array | undefined) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
const bytes = (said: string) => new TextEncoder().encode(said)
/** The same pack after somebody was at it. */
function changed(change: (files: Files) => void): Uint8Array {
  const files = unzipSync(zip)
  change(files)
  return zipSync(files)
}
const replaced = (path: string, from: string | RegExp, to: string | ((found: string) => string)) =>
  changed((files) => {
    files[path] = bytes(text(files[path]).replace(from, to as string)) // or what makes it
  })
const findingsOf = async (pack: Uint8Array, keys?: string) => (await checkPack(pack, keys)).findings

it('is as it was made, by its own key and by the platform’s', async () => {
  const check = await checkPack(zip)
  expect(check.findings).toEqual([])
  expect(check.manifest).toMatchObject({ ...about, format: 'lectern-evidence-pack', version: 1 })
  expect(check.key).toEqual({ thumbprint: expect.stringMatching(/^[0-9a-f]{64}$/), isOfPlatform: undefined })
  expect((await checkPack(zip, keySet)).key?.isOfPlatform).toBe(true)
  expect(check.manifest?.files[1]?.rows).toHaveLength(4)
  expect(manifestSha256).toMatch(/^[0-9a-f]{64}$/)
})

it('is the same whenever it is written, so that it can be compared', async () => {
  expect(Buffer.from((await write()).zip).equals(zip)).toBe(true)
})

it.each([
  [
    'a mark',
    replaced('marks.csv', 'Lea Learner,present', 'Lea Learner,absent'),
    [
      {
        code: 'row-changed',
        path: 'marks.csv',
        line: 2,
        text: 'Lea Learner,absent,"was there, ""all day"""',
      },
    ],
  ],
  [
    'a row of two lines',
    replaced('marks.csv', 'two\r\nlines', 'one'),
    [{ code: 'row-changed', path: 'marks.csv', line: 3, text: 'Ole Øst,absent,"one"' }],
  ],
  [
    'a row that was taken out',
    replaced('marks.csv', 'Zoë Z,present,\r\n', ''),
    [{ code: 'row-missing', path: 'marks.csv', line: 4 }],
  ],
  [
    'a row that was added',
    replaced('marks.csv', /$/, 'Eve,present,\r\n'),
    [{ code: 'row-changed', path: 'marks.csv', line: 5, text: 'Eve,present,' }],
  ],
  [
    'a row that is there twice',
    replaced('marks.csv', /$/, 'Zoë Z,present,\r\n'),
    [{ code: 'row-changed', path: 'marks.csv', line: 5, text: 'Zoë Z,present,' }],
  ],
  [
    'rows in another order',
    replaced('marks.csv', /(Lea[^\n]*\n)([\s\S]*\n)(?=Zoë)/, '$2$1'),
    [{ code: 'rows-moved', path: 'marks.csv' }],
  ],
  [
    'other ends of lines',
    replaced('marks.csv', 'day"""\r\n', 'day"""\n'),
    [{ code: 'rows-moved', path: 'marks.csv' }],
  ],
  [
    'a byte',
    changed((files) => files['reports/1.json']?.fill(7, 2, 3)),
    [{ code: 'file-changed', path: 'reports/1.json' }],
  ],
  [
    'a file that was taken out',
    changed((files) => delete files['README.txt']),
    [{ code: 'file-missing', path: 'README.txt' }],
  ],
  [
    'a file that was put in',
    changed((files) => {
      files['certificate.pdf'] = bytes('%PDF')
    }),
    [{ code: 'file-extra', path: 'certificate.pdf' }],
  ],
  ['the manifest', replaced(paths.manifest, 'Ada Moretti', 'Eve'), [{ code: 'manifest-changed' }]],
  ['no manifest', changed((files) => delete files[paths.manifest]), [{ code: 'manifest-missing' }]],
  ['no signature', changed((files) => delete files[paths.signature]), [{ code: 'signature-missing' }]],
  ['no key', changed((files) => delete files[paths.keys]), [{ code: 'key-missing' }]],
  [
    'another key',
    changed((files) => {
      files[paths.keys] = bytes(JSON.stringify({ keys: [newKey('key-1').public] }))
    }),
    [{ code: 'signature-wrong' }],
  ],
  [
    'a key that is none',
    changed((files) => {
      files[paths.keys] = bytes(JSON.stringify({ keys: [{ ...platform.public, n: 'AQ', e: '!' }] }))
    }),
    [{ code: 'signature-wrong' }],
  ],
  ['nothing', new Uint8Array(), [{ code: 'not-a-zip' }]],
  ['a letter', new TextEncoder().encode('Dear Pat,'), [{ code: 'not-a-zip' }]],
  [
    'another ZIP file',
    zipSync({ 'manifest.json': new TextEncoder().encode('{}') }),
    [{ code: 'another-zip' }],
  ],
  ['half of it', zip.slice(0, zip.length >> 1), [{ code: 'zip-damaged' }]],
] as const)('names what is not as it was signed: %s', async (_what, pack, findings) => {
  expect(await findingsOf(pack)).toEqual(findings)
  // The pack's own keys do not count where the platform's are known.
  const isOfKeys = findings.some(({ code }) => code === 'key-missing' || code === 'signature-wrong')
  expect((await findingsOf(pack, keySet)).length > 0).toBe(!isOfKeys)
  for (const finding of findings) expect(sentenceOf(finding)).toMatch(/^[^{}]+\S$/)
})

it('tells whose key it is only by the platform’s keys: whoever signs anew is found by them', async () => {
  const eve = newKey('key-1')
  const forged = (await write(eve)).zip
  expect(await findingsOf(forged)).toEqual([])
  expect(await findingsOf(forged, keySet)).toEqual([{ code: 'signature-wrong' }])
  const other = (await write(newKey('key-2'))).zip
  expect(await findingsOf(other, keySet)).toEqual([{ code: 'key-not-of-platform' }])
  expect(await findingsOf(zip, 'no keys')).toEqual([{ code: 'key-not-of-platform' }])
})

it.each([
  [
    'none',
    (payload: Signed) => `${platform.jws(payload, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
  ],
  ['HS256', (payload: Signed) => platform.jws(payload, { alg: 'HS256' })],
  ['no id of a key', (payload: Signed) => platform.jws(payload, { kid: undefined })],
  ['what is no signature', () => 'eyJ.eyJ'],
])('takes no signature of %s', async (_what, sign) => {
  const forged = await writePack(about, contents, { sign, keys: [platform.public] })
  expect(await findingsOf(forged.zip)).toEqual([{ code: 'signature-unreadable' }])
})

it('takes no signature of the platform that is of something else, such as a certificate', async () => {
  const sign = ({ manifestSha256: hash }: Signed) => platform.jws({ manifestSha256: hash, vc: {} })
  const forged = await writePack(about, contents, { sign, keys: [platform.public] })
  expect(await findingsOf(forged.zip)).toEqual([{ code: 'manifest-changed' }])
})

it('counts rows where too many are others', async () => {
  const rows = Array.from({ length: 50 }, (_, n) => `row ${n}`)
  const table = { path: 'a.csv', data: rows.join('\n') }
  const pack = await writePack(about, [table], { sign: platform.jws, keys: [platform.public] })
  const files = unzipSync(pack.zip)
  const other = zipSync({ ...files, 'a.csv': bytes(rows.map((row) => `${row}!`).join('\n')) })
  const findings = await findingsOf(other)
  expect(findings).toHaveLength(21)
  expect(findings.at(-1)).toEqual({ code: 'more-rows', path: 'a.csv', count: 30 })
})

it('finds a file that is there twice, and one whose name is no key of an object', async () => {
  const twice = replaced('README.txt', 'pack', 'fake')
  // Both ways of saying it in one file: the entries of one ZIP are put before those of the other.
  const name = Buffer.from('reports/1.json')
  const copy = Buffer.from(twice)
  for (let at = copy.indexOf(name); at >= 0; at = copy.indexOf(name, at + 1)) copy.write('manifest.json!', at)
  expect(await findingsOf(copy)).toContainEqual({ code: 'file-extra', path: 'manifest.json!' })
  for (let at = copy.indexOf('manifest.json!'); at >= 0; at = copy.indexOf('manifest.json!', at + 1))
    copy.write('__proto__/abcd', at)
  expect(await findingsOf(copy)).toContainEqual({ code: 'file-extra', path: '__proto__/abcd' })
  const same = Buffer.from(zipSync({ 'a.txt': bytes('a'), 'b.txt': bytes('b'), [paths.keys]: bytes('{}') }))
  for (let at = same.indexOf('b.txt'); at >= 0; at = same.indexOf('b.txt', at + 1)) same.write('a.txt', at)
  expect(await findingsOf(same)).toContainEqual({ code: 'file-twice', path: 'a.txt' })
})

it('unpacks nothing that says it is too large', async () => {
  const bomb = Buffer.from(zipSync({ a: new Uint8Array(10) }))
  const central = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  bomb.writeUInt32LE(2 ** 31 - 1, central + 24)
  expect(await findingsOf(bomb)).toEqual([{ code: 'too-large' }])
})

it('takes any bytes without falling over', async () => {
  /** What is signed, and the signature. The keys sign, and nothing signs them. */
  const readAs = ({ [paths.keys]: _, [paths.signature]: signature, ...files }: Files) => ({
    files,
    signature: text(signature).trim(),
  })
  await fc.assert(
    fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), async (at, value) => {
      const other = zip.slice()
      other[at] = value
      const { findings } = await checkPack(other)
      if (findings.length > 0) return
      // What is not named is no content: a time, an attribute.
      expect(readAs(unzipSync(other))).toEqual(readAs(unzipSync(zip)))
    }),
    { numRuns: 300, examples: [[1443, 51]] },
  )
})

it('takes no signature that is written in another way', async () => {
  // 256 bytes leave four spare bits in the last sign of 342.
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const again = replaced(paths.signature, /.(?=\s*$)/, (sign) => signs[signs.indexOf(sign) + 1] ?? '')
  expect(await findingsOf(again)).toEqual([{ code: 'signature-unreadable' }])
})

it('refuses to write a path twice, or one of its own', async () => {
  const keys = { sign: platform.jws, keys: [platform.public] }
  const one = { path: 'a.txt', data: '' }
  await expect(writePack(about, [one, one], keys)).rejects.toThrow('twice')
  await expect(writePack(about, [{ ...one, path: paths.keys }], keys)).rejects.toThrow('twice')
})

it('splits tables as spreadsheets do', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' '), maxLength: 6 })
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
      const written = rows.map(toCsvRow)
      expect(splitRows(written.map((row) => `${row}\r\n`).join(''))).toEqual(written)
    }),
  )
})
