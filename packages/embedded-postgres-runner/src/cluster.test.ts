import { describe, expect, it } from 'vitest'
import { failureIn, localeArgs, reasonIn } from './cluster.ts'

describe('what PostgreSQL says', () => {
  it.each([
    [
      'initdb: error: could not create directory "/x": No space left on device\ninitdb: removing contents of data directory "/x"\n',
      'initdb: error: could not create directory "/x": No space left on device',
    ],
    [
      '2026 LOG:  starting\n2026 FATAL:  data directory "/x" has wrong ownership\n2026 HINT:  The server must be started by …\n',
      '2026 FATAL:  data directory "/x" has wrong ownership',
    ],
    ['one\nFATAL: first\nLOG: again\nPANIC: second\nLOG: end', 'PANIC: second'],
    [
      'FATAL:  recovery ended before configured recovery target was reached\nFATAL:  the database system is in recovery mode\nFATAL:  the database system is not yet accepting connections\n',
      'FATAL:  recovery ended before configured recovery target was reached',
    ],
    ['only\nthis  \n', 'this'],
    ['', ''],
  ])('is told by the line that says why', (output, reason) => {
    expect(reasonIn(output)).toBe(reason)
  })
})

describe('a full disk', () => {
  const started = (output: string) =>
    failureIn(output, '/x', (reason) => ({ code: 'setup-failed', dataDir: '/x', reason })).code

  it.each([
    // initdb on 20 MB
    'LOG:  could not write to file "pg_wal/xlogtemp.7": No space left on device\nPANIC:  cannot abort transaction 1, it was already committed\n',
    // restore_command on 40 MB
    'gzip: stdout: No space left on device\nFATAL:  could not locate required checkpoint record at 0/3000080\n',
    'FATAL:  could not write to file "x": Disk quota exceeded\n',
  ])('is told as one, whatever was said last', (output) => {
    expect(started(output)).toBe('disk-full')
  })

  it('is none where another reason is told', () => {
    expect(started('FATAL:  data directory "/x" has wrong ownership\n')).toBe('setup-failed')
  })
})

describe('the locale of a new cluster', () => {
  it('is C.UTF-8 of the system, of PostgreSQL on macOS, and its like before there was one', () => {
    expect(localeArgs('linux', 18)).toEqual(['--locale=C.UTF-8'])
    expect(localeArgs('linux', 15)).toEqual(['--locale=C.UTF-8'])
    expect(localeArgs('darwin', 18)).toContain('--builtin-locale=C.UTF-8')
    expect(localeArgs('darwin', 16).join()).not.toContain('builtin')
  })
})
