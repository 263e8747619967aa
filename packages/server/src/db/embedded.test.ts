import { PostgresRunnerError, type Trouble } from '@lectern/embedded-postgres-runner'
import { describe, expect, it } from 'vitest'
import { adviceOn } from './embedded.ts'

const dataDir = '/srv/lectern'

describe('why the embedded database does not start', () => {
  it.each<[Trouble, RegExp]>([
    [
      { code: 'folder-in-use', dataDir, pid: 17 },
      /^Lectern is already running on \/srv\/lectern \(process 17\)/,
    ],
    [{ code: 'folder-not-writable', dataDir, user: 'ada' }, /as user ada.*LECTERN_DATA/],
    [{ code: 'folder-is-file', dataDir }, /is or lies in a file.*LECTERN_DATA/],
    [{ code: 'folder-closed', dataDir, user: 'nobody' }, /"nobody" can’t enter.*LECTERN_DATA/],
    [{ code: 'disk-full', dataDir }, /^No space left.*LECTERN_DATA/],
    [{ code: 'lock-stuck', file: '/srv/lectern/lectern.lock' }, /^Cannot take \/srv\/lectern\/lectern\.lock/],
    [{ code: 'other-version', dataDir, written: 17, present: 18 }, /by PostgreSQL 17.*LECTERN_POSTGRES_BIN/],
    [{ code: 'other-user', dataDir, user: 'lectern' }, /that Lectern did not make.*LECTERN_DATA/],
    [{ code: 'no-binaries', platform: 'sunos-x64' }, /sunos-x64.*DATABASE_URL/],
    [
      { code: 'binaries-fail', binDir: '/opt/pg', reason: 'it is a cake' },
      /\/opt\/pg.*a cake\. .*DATABASE_URL/,
    ],
    [{ code: 'no-user' }, /"nobody"\. .*DATABASE_URL/],
    [{ code: 'socket-folder-taken', folder: '/tmp/x' }, /\/tmp\/x .*LECTERN_DATA/],
  ])('is said for who knows Lectern’s settings: $code', (trouble, sentence) => {
    expect(adviceOn(trouble)).toMatch(sentence)
    expect(adviceOn(trouble)).not.toMatch(/binDir|dataDir|\n/)
  })

  it.each<Trouble>([
    { code: 'setup-failed', dataDir, reason: 'no locale' },
    { code: 'start-failed', dataDir, reason: 'no memory', logFile: '/srv/lectern/postgres.log' },
    { code: 'leftovers', dataDir, pids: [1, 2] },
  ])('is said as PostgreSQL’s runner says it where no setting helps: $code', (trouble) => {
    expect(adviceOn(trouble)).toBeUndefined()
    expect(new PostgresRunnerError(trouble).message).not.toMatch(/binDir|dataDir|undefined|\n/)
  })
})
