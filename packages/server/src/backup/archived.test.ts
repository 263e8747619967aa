import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { BASE, BASE_FORMAT, folderFor, forget, listBases, listLines } from './archived.ts'
import { chooseBase } from './restore-point.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-archived-'))
let archive: string
let number = 0
const wal = (segment: number) => `0000000100000000${segment.toString(16).toUpperCase().padStart(8, '0')}`

beforeEach(() => {
  number += 1
  archive = join(folder, String(number))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A line with segments 1 to 30, each of them an hour of 1 November. */
function addLine(name: string): string {
  const line = join(archive, name)
  mkdirSync(join(line, 'wal'), { recursive: true })
  for (let segment = 1; segment <= 30; segment++) writeFileSync(join(line, 'wal', `${wal(segment)}.gz`), '')
  writeFileSync(join(line, 'wal', `${wal(20)}.00000028.backup.gz`), '')
  writeFileSync(join(line, 'wal', '00000002.history.gz'), '')
  return line
}

function addBase(line: string, day: number, segment: number, base: object = {}): void {
  const at = new Date(Date.UTC(2026, 10, day, 3))
  const path = folderFor(line, at)
  mkdirSync(path, { recursive: true })
  const made = {
    format: BASE_FORMAT,
    version: '0.1.0',
    postgresMajor: 18,
    startedAt: at.toISOString(),
    endedAt: at.toISOString(),
    firstWal: wal(segment),
    lastWal: wal(segment + 1),
    label: '',
    files: [{ path: 'PG_VERSION', bytes: 3, sha256: '' }],
    folders: ['base', 'global'],
    ...base,
  }
  writeFileSync(join(path, BASE), JSON.stringify(made))
}

const day = (of: number, hour = 12) => new Date(Date.UTC(2026, 10, of, hour))
const left = (line: string) => ({
  bases: listBases(line).map(({ endedAt }) => Number(endedAt.slice(8, 10))),
  first: readdirSync(join(line, 'wal')).sort()[0],
  segments: readdirSync(join(line, 'wal')).filter((name) => /^[0-9A-F]{24}\.gz$/.test(name)).length,
})

describe('what an archive forgets', () => {
  it.each([
    // before, bases that are left, first segment that is left
    [1, [2, 4, 6], 1],
    [2, [2, 4, 6], 5],
    [3, [2, 4, 6], 5],
    [4, [4, 6], 15],
    [5, [4, 6], 15],
    [30, [6], 25],
  ])('is what no moment after day %i needs', (before, bases, first) => {
    const line = addLine('20261101T000000Z-00000000')
    addBase(line, 2, 5)
    addBase(line, 4, 15)
    addBase(line, 6, 25)
    forget(line, day(before))
    expect(left(line)).toEqual({
      bases,
      first: `${wal(first)}.gz`,
      segments: 31 - first,
    })
    expect(readdirSync(join(line, 'wal'))).toContain('00000002.history.gz')
  })

  it('is nothing where there is no copy that is whole', () => {
    const line = addLine('20261101T000000Z-00000000')
    addBase(line, 2, 5, { format: 99 })
    mkdirSync(join(line, 'base-20261103T000000_000Z.part'))
    mkdirSync(join(line, 'base-20261104T000000_000Z'))
    expect(listBases(line)).toEqual([])
    expect(forget(line, day(30))).toBe(0)
    expect(left(line).segments).toBe(30)
  })
})

describe('the copy with which a moment is begun', () => {
  it('is the newest before it, of the line that has the moment', () => {
    const line = addLine('20261101T000000Z-aaaaaaaa')
    addBase(line, 2, 5)
    addBase(line, 4, 15)
    const chosen = (to: Date | undefined) => chooseBase(archive, { to, line: undefined }).endedAt.slice(0, 10)
    expect(listLines(archive)).toEqual([line])
    expect(chosen(day(3))).toBe('2026-11-02')
    expect(chosen(day(4))).toBe('2026-11-04')
    expect(chosen(undefined)).toBe('2026-11-04')
    expect(() => chosen(day(2, 2))).toThrow(/begins at 2026-11-02T03:00:00.000Z, and .* is before it/)
  })

  it('is asked for where two databases were archived at that time', () => {
    for (const name of ['20261101T000000Z-aaaaaaaa', '20261101T000000Z-bbbbbbbb'])
      addBase(addLine(name), 2, 5)
    expect(() => chooseBase(archive, { to: day(3), line: undefined })).toThrow(
      /more than one database at that time: 20261101T000000Z-aaaaaaaa .*--line NAME/,
    )
    const line = '20261101T000000Z-bbbbbbbb'
    expect(basename(chooseBase(archive, { to: day(3), line }).line)).toBe(line)
    expect(() => chooseBase(archive, { to: day(3), line: 'other' })).toThrow(/of the line other/)
  })

  it.each(['../../etc/passwd', '/etc/passwd', 'base/../../x', 'a\nb'])('is none with the file %j', (path) => {
    const line = addLine('20261101T000000Z-aaaaaaaa')
    addBase(line, 2, 5, { files: [{ path, bytes: 1, sha256: '' }] })
    expect(listBases(line)).toEqual([])
  })
})
