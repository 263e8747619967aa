import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findLine, segmentsIn } from '../db/archive.ts'
import { type CopyAll, openEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { StartupError } from '../startup-error.ts'
import { listBases } from './archived.ts'
import { lookAfter } from './keep-archive.ts'
import { chooseBase, restorePoint } from './restore-point.ts'
import { copyThroughBackup } from './upgrade.ts'

// The embedded PostgreSQL of a data folder, over its life: upgraded from an older major version, archived, and brought to a
// moment. `npm run try:upgrade` runs it with PostgreSQL 17 from npm as the older one.

const oldBin = process.env.LECTERN_TEST_OLD_POSTGRES ?? '/usr/lib/postgresql/15/bin'
const hasOld = existsSync(oldBin)
const folder = mkdtempSync(join(tmpdir(), 'lectern-archive-'))
const dataDir = join(folder, 'data')
const files = join(dataDir, 'postgres')
/** With what shells and PostgreSQL's settings take for something else. */
const archive = { folder: join(folder, "100% o'clock $HOME"), days: 7 }
const said: string[] = []
const log = {
  info: (line: string) => said.push(line),
  warn: (line: string) => said.push(line),
  error: vi.fn(),
}
const quiet = { info: () => {}, warn: () => {} }
let running: Awaited<ReturnType<typeof openEmbedded>> | undefined
/** Moments at which some rows were there, and others not yet. */
const moments: Record<string, Date> = {}

/** A disk of its own, of so many megabytes. @returns whether it is there */
function mount(at: string, megabytes: number): boolean {
  mkdirSync(at, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', at]).status === 0
}

const mayMount = mount(join(folder, 'tried'), 1)
if (mayMount) spawnSync('umount', ['-l', join(folder, 'tried')])

beforeAll(() => chmodSync(folder, 0o755))
afterEach(async () => {
  await running?.stop()
  running = undefined
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function open(config: Partial<Parameters<typeof openEmbedded>[0]> = {}, copyAll?: CopyAll) {
  const all = { dataDir, postgresBin: undefined, postgresOldBin: oldBin, archive: undefined, ...config }
  running = await openEmbedded(all, log, copyAll)
  return running.connection
}

async function stop() {
  await running?.stop()
  running = undefined
}

async function ask(connection: pg.ClientConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const courses = async (connection: pg.ClientConfig) =>
  (await ask(connection, 'select name from courses order by name')).map(({ name }) => name)

const addCourse = (connection: pg.ClientConfig, name: string) =>
  ask(
    connection,
    `insert into courses (platform_id, id, name, type) select platform_id, gen_random_uuid(), '${name}', 'vilt' from platforms`,
  )

async function fillOld() {
  const connection = await open({ postgresBin: hasOld ? oldBin : undefined })
  await migrate(connection)
  await ask(
    connection,
    `insert into platforms (platform_id, name, time_zone) values (gen_random_uuid(), 'Academy', 'Europe/Rome')`,
  )
  await addCourse(connection, 'before the upgrade')
  await stop()
}

const copyAll = copyThroughBackup(dataDir, { version: '0.1.0', sealedColumns: [] }, () => {})

describe('a data folder of an older PostgreSQL', () => {
  beforeAll(fillOld)

  it.runIf(hasOld)(
    'is refused with what to do where its programs are not there, or nobody upgrades',
    async () => {
      await expect(open()).rejects.toThrow(/"npm run serve" upgrades it when it has the programs/)
      await expect(open({ postgresOldBin: join(folder, 'nowhere') }, copyAll)).rejects.toThrow(
        /PostgreSQL|ENOENT/,
      )
      expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres'))).toEqual([
        'postgres',
        'postgres.log',
      ])
    },
  )

  it.runIf(hasOld)('stays as it was when its rows can’t be copied', async () => {
    const failing: CopyAll = async (from, to, majors) => {
      expect([
        majors.to,
        await courses(from),
        await ask(to, "select from pg_tables where tablename = 'courses'"),
      ]).toEqual([18, ['before the upgrade'], []])
      throw new StartupError('No space left.')
    }
    await expect(open({}, failing)).rejects.toThrow('No space left.')
    expect(
      readdirSync(dataDir).filter((name) => /^(postgres[.-]u|postgres-|upgrade|socket2)/.test(name)),
    ).toEqual([])
    expect(await courses(await open({ postgresBin: oldBin }))).toEqual(['before the upgrade'])
  })

  it.runIf(hasOld)(
    'is upgraded at a start, with its old files beside it, from which there is a way back',
    async () => {
      const connection = await open({}, copyAll)
      expect(await courses(connection)).toEqual(['before the upgrade'])
      const [version] = await ask(
        connection,
        "select current_setting('server_version_num')::int / 10000 as major",
      )
      expect(version?.major).toBe(18)
      await stop()
      const kept = readdirSync(dataDir).filter((name) => /^postgres-\d+$/.test(name))
      expect(kept).toHaveLength(1)
      expect(readdirSync(dataDir).filter((name) => /upgrad|socket2/.test(name))).toEqual([])

      // Broken off between the two renames of the swap: the next start does the rest.
      renameSync(files, join(dataDir, 'postgres.upgraded'))
      expect(await courses(await open())).toEqual(['before the upgrade'])
      await stop()
      // Broken off before them.
      renameSync(files, join(dataDir, 'postgres.upgraded'))
      renameSync(join(dataDir, kept[0] ?? ''), files)
      expect(await courses(await open())).toEqual(['before the upgrade'])
      await stop()

      const back = join(folder, 'back')
      mkdirSync(back, { mode: 0o755 })
      renameSync(join(dataDir, kept[0] ?? ''), join(back, 'postgres'))
      expect(await courses(await open({ dataDir: back, postgresBin: oldBin }))).toEqual([
        'before the upgrade',
      ])
    },
  )
})

describe('an archive', () => {
  const parts = (connection: pg.ClientConfig) => ({ archive, files, connection, version: '0.1.0' })
  const line = () => findLine(archive.folder, files) ?? ''
  const pointTo = (to: Date | undefined, into: string) =>
    restorePoint(
      { dataDir: into, postgresBin: undefined, archive: archive.folder },
      { to, line: undefined },
      quiet,
    )

  it('gets a copy of the running files once a day, and all that is written', async () => {
    const connection = await open({ archive })
    await addCourse(connection, 'first')
    expect(await lookAfter(parts(connection), new Date(), log)).toEqual({ copied: true, forgotten: 0 })
    expect(await lookAfter(parts(connection), new Date(), log)).toEqual({ copied: false, forgotten: 0 })
    await addCourse(connection, 'second')
    moments.second = (await ask(connection, 'select clock_timestamp() as at'))[0]?.at as Date
    await ask(connection, 'select pg_sleep(0.01)')
    await addCourse(connection, 'third')
    await stop() // what was begun is archived
    await addCourse(await open({ archive }), 'fourth')
  })

  it('brings a new data folder to any moment since', async () => {
    const then = join(folder, 'then')
    const { lastAt } = await pointTo(moments.second, then)
    expect(lastAt?.getTime()).toBeLessThanOrEqual(moments.second?.getTime() ?? 0)
    const restored = await open({ dataDir: then, archive })
    expect((await courses(restored)).filter((name) => name !== 'before the upgrade')).toEqual([
      'first',
      'second',
    ])
    // It is another history from here on.
    const theirs = findLine(archive.folder, join(then, 'postgres'))
    expect(theirs && theirs !== line()).toBe(true)
    await stop()
    await expect(pointTo(undefined, then)).rejects.toThrow(/There is a database in .*Nothing was changed/)
  })

  it('says what is wrong with a moment that it has not, and leaves nothing', async () => {
    const none = join(folder, 'none')
    await expect(pointTo(new Date('2020-01-01'), none)).rejects.toThrow(
      /The archive begins at 2\d{3}-.*and 2020-01-01T00:00:00.000Z is before it/,
    )
    await expect(pointTo(new Date('2999-01-01'), none)).rejects.toThrow(/The archive ends before 2999/)
    expect(() => chooseBase(join(folder, 'nowhere'), { to: undefined, line: undefined })).toThrow(
      /There is no copy of a database/,
    )
    const [base] = listBases(line())
    if (hasOld) expect(base?.postgresMajor).toBe(18)
    const file = join(base?.folder ?? '', 'files', 'PG_VERSION.gz')
    const whole = readFileSync(file)
    writeFileSync(file, gzipSync('99\n'))
    await expect(pointTo(undefined, none)).rejects.toThrow(/PG_VERSION.gz is not as it was/)
    writeFileSync(file, whole)
    const plain = join(folder, 'file')
    writeFileSync(plain, '')
    await expect(pointTo(undefined, join(plain, 'data'))).rejects.toThrow(/file\/data can’t be a folder/)
    expect(existsSync(none) ? readdirSync(none).filter((name) => name !== 'VERSION') : []).toEqual([])
  })

  // Skipped where nobody may mount: `ulimit` ends a program in another way than a full disk.
  it.skipIf(!mayMount)('says that the disk is full, at whatever it was full', async () => {
    const small = join(folder, 'small')
    for (const megabytes of [20, 40]) {
      mount(small, megabytes)
      try {
        await expect(pointTo(undefined, join(small, 'data'))).rejects.toThrow(
          /^(There is no space|No space left) for .*small[/]data[ .]/,
        )
        expect(readdirSync(join(small, 'data')).filter((name) => name !== 'VERSION')).toEqual([])
      } finally {
        spawnSync('umount', ['-l', small])
      }
    }
  })

  it('leaves what PostgreSQL said where its sentence says', async () => {
    const torn = join(folder, 'torn')
    const away = `${segmentsIn(line())}-away`
    renameSync(segmentsIn(line()), away)
    mkdirSync(segmentsIn(line()))
    try {
      const refused = pointTo(undefined, torn)
      await expect(refused).rejects.toThrow(StartupError)
      const log = await refused.catch((error: Error) => /more in (.+)[)]/.exec(error.message)?.[1] ?? '')
      expect(readFileSync(String(log), 'utf8')).toContain('checkpoint record')
    } finally {
      rmSync(segmentsIn(line()), { recursive: true })
      renameSync(away, segmentsIn(line()))
    }
  })

  it('that gets nothing is told of, and PostgreSQL keeps what it could not archive', async () => {
    const connection = await open({ archive })
    const aside = `${segmentsIn(line())}-aside`
    renameSync(segmentsIn(line()), aside)
    await addCourse(connection, 'fifth')
    await ask(connection, 'select pg_switch_wal()')
    await vi.waitFor(
      () =>
        expect(lookAfter(parts(connection), new Date(), log)).rejects.toThrow(
          /the archive does not get [0-9A-F]{24}/,
        ),
      { timeout: 60_000, interval: 100 },
    )
    renameSync(aside, segmentsIn(line()))
    await stop()
    const end = join(folder, 'fifth')
    await pointTo(undefined, end)
    expect(
      (await courses(await open({ dataDir: end }))).filter((name) => name !== 'before the upgrade'),
    ).toEqual(['fifth', 'first', 'fourth', 'second', 'third'])
  })

  it('does not hold up who stops: a copy that goes on ends, and nothing is left of it', async () => {
    const connection = await open({ archive })
    const parted = () => readdirSync(line()).filter((name) => name.endsWith('.part'))
    const stopping = new AbortController()
    const later = new Date(Date.now() + 2 * 24 * 3_600_000)
    const looking = lookAfter(parts(connection), later, log, stopping.signal)
    const ended = expect(looking).rejects.toThrow(/abort/)
    await vi.waitFor(() => expect(parted()).toHaveLength(1), { timeout: 30_000, interval: 5 })
    const copied = listBases(line()).length
    stopping.abort()
    await ended
    expect(parted()).toEqual([])
    expect(listBases(line())).toHaveLength(copied)
  })
})
