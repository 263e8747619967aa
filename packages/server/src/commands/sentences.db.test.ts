import { spawn } from 'node:child_process'
import { randomUUIDv7 } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { runSql } from '../../test/cluster.ts'
import { migrate } from '../db/migrate.ts'
import type { PlatformId } from '../domain/ids.ts'
import { createPlatform } from '../features/platform/platforms/create-platform.ts'
import { newKeyRing } from '../secrets/vault.ts'

// Programs, as an operator runs them, that can't do what they are for: each ends with one line, and no stack.

const { template: _, ...server } = inject('database')
const admin = { ...server, database: 'postgres' }
const name = `test_${randomUUIDv7().replaceAll('-', '')}`
const { host, port, user } = server
const url = `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${name}`
const folder = mkdtempSync(join(tmpdir(), 'lectern-sentences-'))
const file = join(folder, 'file')

beforeAll(async () => {
  writeFileSync(file, '')
  await runSql(admin, `create database ${name}`)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await runSql(admin, `drop database ${name} with (force)`)
})

it.each([
  [
    'keys:rotate, of a database without Lectern',
    'rotate-keys.ts',
    { DATABASE_URL: url },
    /^There is no Lectern in this database[.]/,
  ],
  [
    'keys:rotate, of a folder without a database, in which it makes none',
    'rotate-keys.ts',
    { LECTERN_DATA: join(folder, 'none') },
    /^There is no database in .*none[.]/,
  ],
  [
    'a server whose log is a folder',
    '../main.ts',
    { DATABASE_URL: url, LECTERN_LOG: folder },
    /^Lectern did not start: LECTERN_LOG=.* can’t be written [(]EISDIR[)][.]/,
  ],
  [
    'a demo that can’t keep its keys',
    '../main.ts',
    { DATABASE_URL: url, LECTERN_DEMO: '1', LECTERN_SECRET_KEYS: '', LECTERN_DATA: join(file, 'data') },
    /^Lectern did not start: The demo keeps its keys in .*secret-keys, which can’t be read or written/,
  ],
])('%s', async (_what, program, settings, sentence) => {
  await expectRefusal(program, [], settings, sentence)
})

it('a demo in a database with platforms of somebody, in which it makes none', async () => {
  const connection = { ...server, database: name }
  await migrate(connection)
  const id = randomUUIDv7() as PlatformId
  await createPlatform(connection, { id, name: 'A', hosts: ['a.example'], timeZone: 'UTC' })
  const sentence =
    /^(Lectern did not start: )?This database has no demo: its platforms belong to somebody[.] Set/
  await expectRefusal('seed.ts', ['--large'], { DATABASE_URL: url }, sentence)
  const demo = { DATABASE_URL: url, LECTERN_DEMO: '1', LOG_LEVEL: 'silent' }
  await expectRefusal('../main.ts', [], demo, sentence)
})

async function expectRefusal(
  program: string,
  args: readonly string[],
  settings: Record<string, string>,
  sentence: RegExp,
): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    env: { ...process.env, LECTERN_SECRET_KEYS: newKeyRing(new Date()), PORT: '0', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = await text(child.stderr)
  expect(said).toMatch(sentence)
  expect(said.trim().split('\n')).toHaveLength(1)
  expect(await ended).toBe(1)
}
