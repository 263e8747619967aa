import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../test/builders.ts'
import { runSql, startCluster } from '../../test/cluster.ts'
import { createTestApp, settleJobs, sweep, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { newClient } from '../db/client.ts'
import { openDatabase } from '../db/database.ts'
import { migrate, readMigrations } from '../db/migrate.ts'
import { examineServer } from '../features/operations/doctor/server-checks.ts'
import { enroll } from '../features/training/enrollments/enrollments.service.ts'
import type { Actor } from '../http/actor.ts'
import { sealedColumns } from '../sealed-columns.ts'
import { newKeyRing, Vault } from '../secrets/vault.ts'
import { MANIFEST, type Manifest, RowSum, readBackup } from './manifest.ts'
import { restore } from './restore-backup.ts'
import { backUp } from './write-backup.ts'

const vault = new Vault(newKeyRing(new Date('2026-11-24')))
const folder = mkdtempSync(join(tmpdir(), 'lectern-backup-'))
const first = join(folder, 'first')
const debian = '/usr/lib/postgresql/15/bin'
let test: TestApp
let platform: TestPlatform
let learner: Actor & { email: string }
let made: Manifest
const databases: string[] = []
const server = () => {
  const { template: _, ...rest } = inject('database')
  return rest
}

beforeAll(async () => {
  test = await createTestApp(() => [], {}, { vault })
  platform = await test.addPlatform('backup.example')
  const other = await test.addPlatform('second.example')
  await other.addActor(['superadmin'])
  const superadmin = await platform.addActor(['superadmin'])
  learner = await platform.addActor(['learner'])
  const accountId = (await pairedAccount(test, platform, superadmin)).id
  const sessionId = (await buildSession(platform, superadmin, { maxEnrollment: 5 })).id
  for (const { personId } of [learner, ...(await addPeople(platform, 3))])
    await enroll(platform.ctx, superadmin, sessionId, personId)
  const day = { sessionId, accountId, from: '10:00', to: '11:00' }
  await planEvent(platform, superadmin, { ...day, name: 'A name\nof two lines\\ \t“…” 🎓 \\.' })
  await settleJobs(test, platform.ctx)
  // A report of a month that a new database has no partition for, and a month that nobody wrote in.
  await runSql(
    test.db.connection,
    `select make_attendance_months('2019-03-05');
     insert into attendance_reports (platform_id, id, event_id, room_id, app_id, session_type, read_at, state, hash, body, runs, participants)
     select platform_id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'fake', 'meeting', '2019-03-05', 'read', 'x', '\\N', 0, 0
     from platforms`,
  )
  made = await backUp(test.db.connection, { folder: first, version: '0.1.0', sealedColumns })
})
afterAll(async () => {
  await test.close()
  for (const name of databases)
    await runSql(
      { ...server(), database: 'postgres' } as pg.ClientConfig,
      `drop database if exists ${name} with (force)`,
    )
  rmSync(folder, { recursive: true, force: true })
})

async function emptyDatabase(owner?: string): Promise<pg.ClientConfig> {
  const name = `restored_${databases.length}_${process.pid}`
  databases.push(name)
  const admin = { ...server(), database: 'postgres' }
  await runSql(admin, `create database ${name} ${owner ? `owner ${owner}` : ''}`)
  return { ...server(), database: name, ...(owner ? { user: owner } : {}) }
}

const sums = ({ tables }: Manifest) =>
  Object.fromEntries(tables.map(({ name, rows, rowSum }) => [name, `${rows} ${rowSum}`]))

describe('a backup', () => {
  it('has all rows of all platforms, the keys that it needs by name, and no queue', () => {
    const rows = Object.fromEntries(made.tables.map((table) => [table.name, table.rows]))
    expect(rows).toMatchObject({ platforms: 2, people: 6, events: 1, enrollments: 4, attendance_reports: 2 })
    expect(made.keyIds).toEqual(vault.keyIds)
    expect(made.platforms).toBe(2)
    expect(Object.keys(rows).some((name) => name.startsWith('pgboss'))).toBe(false)
    expect(readFileSync(join(first, MANIFEST), 'utf8')).not.toMatch(/"k\d+:/)
  })

  /** Lets a backup wait for a table. @returns what goes on */
  async function holdBack(connection: pg.ClientConfig, table: string) {
    const holder = newClient(connection)
    await holder.connect()
    await holder.query(`begin; lock table ${table} in access exclusive mode`)
    return () => holder.end()
  }

  /** As a backup that was killed in the middle leaves it. */
  async function leaveUnfinished(part: string): Promise<void> {
    const whole = join(folder, 'whole')
    const goOn = await holdBack(test.db.connection, 'people')
    const writing = backUp(test.db.connection, { folder: whole, version: '', sealedColumns })
    await vi.waitFor(() => expect(readdirSync(`${whole}.part`)).toContain('tables'), { timeout: 30_000 })
    cpSync(`${whole}.part`, part, { recursive: true })
    await goOn()
    await writing
    rmSync(whole, { recursive: true })
  }

  it('goes into no folder that has something in it, and leaves none where it fails', async () => {
    await expect(backUp(test.db.connection, { folder: first, version: '', sealedColumns })).rejects.toThrow(
      /is not empty/,
    )
    const none = join(folder, 'none')
    const empty = await emptyDatabase()
    await expect(backUp(empty, { folder: none, version: '', sealedColumns })).rejects.toThrow(
      /no Lectern in this database/,
    )
    expect(existsSync(none) || existsSync(`${none}.part`)).toBe(false)
  })

  it('goes into an empty folder that is there without taking its place: a disk can’t be renamed', async () => {
    const mounted = join(folder, 'mounted')
    await leaveUnfinished(join(mounted, '.part'))
    const { ino } = statSync(mounted)
    const into = await backUp(test.db.connection, { folder: mounted, version: '', sealedColumns })
    expect(sums(into)).toEqual(sums(made))
    expect(statSync(mounted).ino).toBe(ino)
    expect(readdirSync(mounted).sort()).toEqual([MANIFEST, 'tables'])
    expect((await readBackup(mounted)).platforms).toBe(2)
  })

  it('takes away nothing of a backup of another database, unfinished or going on', async () => {
    const other = await emptyDatabase()
    await migrate(other)
    const shared = join(folder, 'shared')
    await leaveUnfinished(`${shared}.part`)
    const ofOther = () => backUp(other, { folder: shared, version: '', sealedColumns })
    await expect(ofOther()).rejects.toThrow(/shared\.part is of a backup of another database/)
    // Our own goes on while the other one tries.
    const goOn = await holdBack(test.db.connection, 'people')
    const ours = backUp(test.db.connection, { folder: shared, version: '', sealedColumns })
    await vi.waitFor(() => expect(readdirSync(`${shared}.part`)).toContain('tables'), { timeout: 30_000 })
    await expect(ofOther()).rejects.toThrow(/is of a backup of another database, which is being written/)
    await goOn()
    expect(sums(await ours)).toEqual(sums(made))
    expect(readdirSync(shared).sort()).toEqual([MANIFEST, 'tables'])
    await expect(ofOther()).rejects.toThrow(/is not empty/)
  })

  it('says that its place is a file, or lies in one', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const place of [file, join(file, 'below')])
      await expect(backUp(test.db.connection, { folder: place, version: '', sealedColumns })).rejects.toThrow(
        `${place} can’t be a folder: it is a file, or lies in one`,
      )
  })

  it('is not disturbed by a second one into its folder, which is refused', async () => {
    const twice = join(folder, 'twice')
    const options = { folder: twice, version: '', sealedColumns }
    const goOn = await holdBack(test.db.connection, 'people')
    const one = backUp(test.db.connection, options)
    await vi.waitFor(() => expect(existsSync(`${twice}.part`)).toBe(true), { timeout: 30_000 })
    symlinkSync(folder, join(folder, 'another-name'))
    const names = [twice, join(folder, 'another-name', 'twice'), relative(process.cwd(), twice)]
    // One that is let in waits for what holds the first back.
    const others = names.map((name) =>
      backUp(test.db.connection, { ...options, folder: name }).catch((error: Error) => error.message),
    )
    const told = await Promise.race([Promise.all(others), sleep(10_000)])
    await goOn()
    await Promise.all(others)
    expect(told).toEqual(
      names.map(() => expect.stringMatching(/^Another backup is being written into .*twice/)),
    )
    expect(sums(await one)).toEqual(sums(made))
    await expect(backUp(test.db.connection, options)).rejects.toThrow(/is not empty/)
  })

  it('ends when its files can’t be written any more', async () => {
    const connection = await emptyDatabase()
    await migrate(connection)
    // Its file can't be opened while its rows are waited for.
    await runSql(
      connection,
      "create table people__wide as select repeat('x', 100000) from generate_series(1, 50)",
    )
    const lost = join(folder, 'lost')
    const goOn = await holdBack(connection, 'people')
    const letRowsCome = await holdBack(connection, 'people__wide')
    const writing = expect(backUp(connection, { folder: lost, version: '', sealedColumns })).rejects.toThrow(
      /lost can’t be written: ENOENT/,
    )
    const isHeldBackBy = (table: string) =>
      vi.waitFor(
        () =>
          runSql(
            connection,
            `select 1 / count(*) from pg_locks where relation = '${table}'::regclass and not granted`,
          ),
        { timeout: 30_000 },
      )
    await isHeldBackBy('people')
    rmSync(`${lost}.part`, { recursive: true })
    await goOn()
    await isHeldBackBy('people__wide')
    await letRowsCome()
    await writing
  })

  it('is restored whole: a learner signs in, sweeps find the work, and the next backup is the same', async () => {
    const connection = await emptyDatabase()
    await restore(connection, first, vault.keyIds)
    const again = await backUp(connection, { folder: join(folder, 'again'), version: '0.1.0', sealedColumns })
    expect(sums(again)).toEqual(sums(made))
    expect(again.sequences).toEqual(made.sequences)
    const findings = await examineServer({ connection, now: () => new Date(), folders: [] })
    expect(findings).toEqual([])
    const database = openDatabase(connection, 4)
    const db = { connection, database, drop: async () => database.close() }
    const restored = await createTestApp(() => [], {}, { db, vault })
    try {
      expect(await signedIn(restored, platform, learner.email)).toMatch(/login=/)
      const ctx = restored.app.ctxFor(platform.ctx.platform)
      expect(await sweep(restored, ctx, 'completions')).toBe(true)
      const event = await ctx.db.selectFrom('events').select('name').executeTakeFirst()
      expect(event?.name).toContain('\nof two lines\\ \t“…” 🎓 \\.')
    } finally {
      await restored.close()
      await database.close()
    }
  })

  it('is made and restored by an owner who is no superuser, whom row-level security shows one platform at a time', async () => {
    const owner = `owner_${process.pid}`
    await runSql({ ...server(), database: 'postgres' }, `create role ${owner} login createrole`)
    await runSql(
      { ...server(), database: 'postgres' },
      `grant lectern_app to ${owner}; grant lectern_sweep to ${owner}`,
    )
    const connection = await emptyDatabase(owner)
    await restore(connection, first, undefined)
    const theirs = await backUp(connection, { folder: join(folder, 'theirs'), version: '', sealedColumns })
    expect(sums(theirs)).toEqual(sums(made))
    expect(theirs.keyIds).toEqual(made.keyIds)
    expect(await examineServer({ connection, now: () => new Date(), folders: [] })).toEqual([])
  })

  it.skipIf(!existsSync(debian))('goes from one major of PostgreSQL to another and back', async () => {
    const old = await startCluster({}, debian)
    try {
      await runSql({ ...old.connection, database: 'postgres' }, 'create database lectern')
      const connection = { ...old.connection, database: 'lectern' }
      await restore(connection, first, vault.keyIds)
      const there = join(folder, 'of-15')
      const from15 = await backUp(connection, { folder: there, version: '', sealedColumns })
      expect(from15.postgres).toMatch(/^15/)
      expect(sums(from15)).toEqual(sums(made))
      const back = await emptyDatabase()
      await restore(back, there, vault.keyIds)
      const last = await backUp(back, { folder: join(folder, 'back'), version: '', sealedColumns })
      expect(sums(last)).toEqual(sums(made))
    } finally {
      await old.destroy()
    }
  })
})

describe('what does not fit is refused with a sentence, and nothing is restored', () => {
  const changed = (name: string, change: (manifest: Manifest) => unknown) => {
    const copy = join(folder, name)
    cpSync(first, copy, { recursive: true })
    const file = join(copy, MANIFEST)
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    change(manifest)
    writeFileSync(file, JSON.stringify(manifest))
    return copy
  }
  const cut = () => {
    const copy = changed('cut', () => {})
    writeFileSync(
      join(copy, 'tables/people.copy.gz'),
      readFileSync(join(copy, 'tables/people.copy.gz')).subarray(0, 50),
    )
    return copy
  }
  const grown = () => {
    const copy = changed('grown', () => {})
    appendFileSync(join(copy, 'tables/people.copy.gz'), 'x')
    return copy
  }
  /** A folder in its place: what whoever runs the tests as root can't read either. */
  const unread = (file: string) => {
    const copy = changed(`unread ${file.replace('/', ' ')}`, () => {})
    rmSync(join(copy, file))
    mkdirSync(join(copy, file))
    return copy
  }
  it.each<[string, () => string, readonly string[] | undefined, RegExp]>([
    ['no backup', () => folder, undefined, /is no backup of Lectern/],
    ['a folder that is not there', () => join(folder, 'nowhere'), undefined, /is no backup of Lectern/],
    ['a manifest that can’t be read', () => unread(MANIFEST), undefined, /json can’t be read: EISDIR/],
    [
      'a file that can’t be read',
      () => unread('tables/people.copy.gz'),
      undefined,
      /people.copy.gz can’t be read: EISDIR/,
    ],
    ['a file that was cut', cut, undefined, /people.*is not as it was/],
    ['a file that grew', grown, undefined, /people.*is not as it was/],
    [
      'a newer Lectern',
      () => changed('newer', (m) => m.migrations.push({ name: '9999_x.sql', checksum: '' })),
      undefined,
      /newer Lectern \(0\.1\.0, with the migration 9999_x\.sql\)/,
    ],
    [
      'another migration',
      () => changed('other', (m) => Object.assign(m.migrations[0] ?? {}, { checksum: 'x' })),
      undefined,
      /is not the one/,
    ],
    [
      'a newer format',
      () => changed('format', (m) => Object.assign(m, { format: 2 })),
      undefined,
      /format 2, this one reads up to 1/,
    ],
    [
      'a damaged manifest',
      () => changed('damaged', (m) => Object.assign(m, { tables: 'x' })),
      undefined,
      /is damaged \(tables\)/,
    ],
    ['a key that is not in the ring', () => first, ['another'], /is not in LECTERN_SECRET_KEYS/],
  ])('%s', async (_, from, keyIds, sentence) => {
    const connection = await emptyDatabase()
    await expect(restore(connection, from(), keyIds)).rejects.toThrow(sentence)
    await expect(
      backUp(connection, { folder: join(folder, 'never'), version: '', sealedColumns }),
    ).rejects.toThrow(/no Lectern/)
  })

  it('a database that is not empty', async () => {
    await expect(restore(test.db.connection, first, undefined)).rejects.toThrow(/is not empty/)
  })

  it('a database into which another backup is being restored', async () => {
    const connection = await emptyDatabase()
    const both = await Promise.allSettled([1, 2].map(() => restore(connection, first, undefined)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.map((one) => one.status === 'rejected' && String(one.reason)).join()).toMatch(
      /Another backup is being restored into this database/,
    )
  })

  it('rows that are others than the manifest says', async () => {
    const copy = changed('others', (m) => {
      const people = m.tables.find(({ name }) => name === 'people')
      Object.assign(people ?? {}, { rows: 7 })
    })
    const connection = await emptyDatabase()
    await expect(restore(connection, copy, undefined)).rejects.toThrow(/7\)/)
    const tables = await backUp(connection, { folder: join(folder, 'left'), version: '', sealedColumns })
    expect(tables.tables.every(({ name, rows }) => rows === 0 || name === 'x')).toBe(true)
  })
})

it('a backup of an earlier release is migrated after it was restored', async () => {
  const all = readMigrations()
  const earlier = await emptyDatabase()
  await migrate(earlier, () => {}, new Set(all.slice(0, -1).map(({ name }) => name)))
  await runSql(
    earlier,
    `insert into platforms (platform_id, name) values (gen_random_uuid(), 'Of yesterday')`,
  )
  const copy = join(folder, 'earlier')
  const then = await backUp(earlier, { folder: copy, version: '0.0.9', sealedColumns })
  expect(then.migrations).toHaveLength(all.length - 1)
  const connection = await emptyDatabase()
  await restore(connection, copy, undefined)
  const now = await backUp(connection, { folder: join(folder, 'migrated'), version: '', sealedColumns })
  expect(now.migrations).toHaveLength(all.length)
  expect(now.platforms).toBe(1)
})

it('sums rows up whatever their order, and wherever chunks end', () => {
  const sumOf = (...chunks: string[]) => {
    const sum = new RowSum()
    for (const chunk of chunks) sum.update(Buffer.from(chunk))
    return `${sum.rows} ${sum.sum}`
  }
  expect(sumOf('a\tb\nc\td\n')).toBe(sumOf('c', '\td\na', '\tb', '\n'))
  expect(sumOf('a\nb\n')).not.toBe(sumOf('a\nc\n'))
  expect(sumOf('a\na\n')).not.toBe(sumOf('b\nb\n'))
  expect(sumOf()).toBe('0 0000000000000000')
})
