import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, connect as dial, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, runSql, startCluster, startStandby } from './cluster.ts'

// `npm run try:failover`: two nodes write all the time, while the PostgreSQL under them crashes and its standby takes over,
// again and again. With synchronous replication nothing that was acknowledged may be lost. Exits with 1 if something was.
const FAILOVERS = Number(process.env.LECTERN_FAILOVERS ?? 3)
const WRITERS = Number(process.env.LECTERN_WRITERS ?? 12)
const WRITES_BETWEEN = Number(process.env.LECTERN_WRITES ?? 150)
/** `LECTERN_SYNC=0`: what asynchronous replication loses. */
const isSynchronous = process.env.LECTERN_SYNC !== '0'
const DATABASE = 'lectern'
const STANDBY = 'standby'
const MAIN = join(import.meta.dirname, '../src/main.ts')

if (!process.env.LECTERN_TEST_POSTGRES && existsSync('/usr/lib/postgresql/15'))
  process.env.LECTERN_TEST_POSTGRES = '15'

/** One address for whichever server is the primary, as a proxy or a moving address gives. */
function startSwitch(folder: string) {
  let target = ''
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const onward = dial(target)
    for (const [socket, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    client.pipe(onward).pipe(client)
  })
  server.listen(join(folder, '.s.PGSQL.5432'))
  return {
    lead(to: Cluster) {
      target = join(to.connection.host, '.s.PGSQL.5432')
      for (const socket of open) socket.destroy()
    },
    close: () => server.close(),
  }
}

async function waitForStandby(primary: Cluster): Promise<void> {
  const client = new pg.Client({ ...primary.connection, database: DATABASE })
  await client.connect()
  const wanted = isSynchronous ? 'sync' : 'async'
  if (isSynchronous) {
    await client.query(`alter system set synchronous_standby_names = '${STANDBY}'`)
    await client.query('select pg_reload_conf()')
  }
  for (;;) {
    const { rows } = await client.query('select sync_state from pg_stat_replication')
    if (rows[0]?.sync_state === wanted) break
    await sleep(50)
  }
  await client.end()
}

async function spawnNode(url: string, dataDir: string, port: number): Promise<ChildProcess> {
  const env = {
    ...process.env,
    LECTERN_DEMO: '1',
    LECTERN_DATA: dataDir,
    DATABASE_URL: url,
    PORT: String(port),
  }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }) // ends with us
  for (;;) {
    const ready = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined)
    if (ready?.ok) return child
    if (child.exitCode !== null) throw new Error(`a node ended with ${child.exitCode}`)
    await sleep(100)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'lectern-failover-'))
const way = startSwitch(folder)
const nodes: ChildProcess[] = []
let primary: Cluster | undefined
let standby: Cluster | undefined
try {
  await run()
} finally {
  for (const node of nodes) {
    const ended = new Promise((resolve) => node.once('exit', resolve))
    node.kill('SIGTERM')
    await ended
  }
  way.close()
  await Promise.all([primary?.destroy(), standby?.destroy()])
  rmSync(folder, { recursive: true, force: true })
}

async function run(): Promise<void> {
  primary = await startCluster({ fsync: 'on' })
  await runSql({ ...primary.connection, database: 'postgres' }, `create database ${DATABASE}`)
  standby = await startStandby(primary, STANDBY, { fsync: 'on' })
  way.lead(primary)
  await waitForStandby(primary)
  const url = `postgres://postgres@${encodeURIComponent(folder)}:5432/${DATABASE}`
  const ports = [18_431, 18_432]
  for (const port of ports) nodes.push(await spawnNode(url, folder, port))

  const signIn = await fetch(`http://localhost:${ports[0]}/api/v1/logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@demo.example', password: 'ada-demo-1' }),
  })
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''

  const acknowledged: string[] = []
  let [written, refused, unknown, longestMs] = [0, 0, 0, 0]
  let isOver = false
  async function write(writer: number): Promise<void> {
    let lastAt = performance.now()
    while (!isOver) {
      const name = `Course ${writer}-${++written}`
      const answer = await fetch(`http://localhost:${ports[written % ports.length]}/api/v1/courses`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ name, type: 'vilt' }),
      }).catch(() => undefined)
      if (answer?.status === 201) {
        acknowledged.push(name)
        longestMs = Math.max(longestMs, performance.now() - lastAt)
        lastAt = performance.now()
      } else {
        const problem = (await answer?.json().catch(() => ({}))) as { code?: string } | undefined
        if (problem?.code === 'outcome-unknown') unknown += 1
        else if (answer?.status === 503) refused += 1
        else throw new Error(`a course was answered by ${answer?.status} ${JSON.stringify(problem)}`)
        await sleep(20)
      }
    }
  }
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer))
  const untilWritten = async (count: number) => {
    const until = acknowledged.length + count
    while (acknowledged.length < until) await Promise.race([sleep(20), ...writers])
  }

  for (let round = 1; round <= FAILOVERS; round++) {
    await untilWritten(WRITES_BETWEEN)
    const crashedAt = performance.now()
    await primary.stop('SIGQUIT')
    await runSql({ ...standby.connection, database: DATABASE }, 'select pg_promote()')
    way.lead(standby)
    await untilWritten(1)
    console.log(`failover ${round}: writing again after ${Math.round(performance.now() - crashedAt)} ms`)
    await primary.destroy()
    primary = standby
    await runSql(
      { ...primary.connection, database: DATABASE },
      "alter system set synchronous_standby_names = ''",
    )
    await untilWritten(WRITES_BETWEEN)
    standby = await startStandby(primary, STANDBY, { fsync: 'on' })
    await waitForStandby(primary)
  }
  await untilWritten(WRITES_BETWEEN)
  isOver = true
  await Promise.all(writers)

  const client = new pg.Client({ ...primary.connection, database: DATABASE })
  await client.connect()
  const { rows } = await client.query<{ name: string; count: string }>(
    "select name, count(*) from courses where name like 'Course %' group by name",
  )
  const found = new Map(rows.map(({ name, count }) => [name, Number(count)]))
  const lost = acknowledged.filter((name) => !found.has(name)).length
  const doubles = [...found.values()].filter((count) => count > 1).length
  await client.end()
  console.log(
    `${FAILOVERS} failovers with ${isSynchronous ? 'synchronous' : 'asynchronous'} replication: ${acknowledged.length} acknowledged, ${lost} lost, ${doubles} doubles; ${refused} refused, ${unknown} told that their outcome is unknown; the longest pause was ${Math.round(longestMs)} ms.`,
  )
  process.exitCode = lost + doubles > 0 ? 1 : 0
}
