import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unprivilegedUser } from '@lectern/embedded-postgres-runner'
import type pg from 'pg'

/** Debian's; undefined where it is not installed. */
export const PGBOUNCER = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path))

export interface Pgbouncer {
  readonly connection: pg.ClientConfig
  stop(): Promise<void>
}

/** A socket has a file before anybody listens on it. */
function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/**
 * PgBouncer before a database, on a socket of its own.
 *
 * @param settings lines of its file
 */
export async function startPgbouncer(behind: pg.ClientConfig, settings: string): Promise<Pgbouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-pooler-'))
  const { host, port, user, database } = behind
  const config = join(folder, 'pgbouncer.ini')
  writeFileSync(join(folder, 'users'), `"${user}" ""\n`)
  writeFileSync(
    config,
    `[databases]
${database} = host=${host} port=${port}
[pgbouncer]
unix_socket_dir = ${folder}
listen_port = 6543
auth_type = trust
auth_file = ${join(folder, 'users')}
${settings}`,
  )
  const as = unprivilegedUser()
  if (as) for (const path of [folder, config, join(folder, 'users')]) chownSync(path, as.uid, as.gid)
  const child: ChildProcess = spawn(PGBOUNCER ?? '', [config], {
    ...(as ? { uid: as.uid, gid: as.gid } : {}),
    stdio: 'ignore',
  })
  const connection = { host: folder, port: 6543, user, database }
  while (!(await accepts(join(folder, '.s.PGSQL.6543')))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}`)
    await sleep(20)
  }
  return {
    connection,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
