import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StartupError } from '../startup-error.ts'
import { openEmbedded } from './embedded.ts'

// What makes PostgreSQL come back is tested where it lives: packages/embedded-postgres-runner.
const postgresBin =
  process.env.LECTERN_TEST_POSTGRES && `/usr/lib/postgresql/${process.env.LECTERN_TEST_POSTGRES}/bin`
const silent = { info: () => {}, warn: () => {} }
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-embedded-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(name: string, bin: string | undefined = postgresBin) {
  const config = {
    dataDir: join(folder, name),
    postgresBin: bin,
    postgresOldBin: undefined,
    archive: undefined,
  }
  return openEmbedded(config, silent)
}

async function refusalOf(name: string, bin?: string): Promise<string> {
  const error = await open(name, bin).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(StartupError)
  return (error as StartupError).message
}

describe('the embedded database', () => {
  it('works as its own user in its own database, with our settings, and notes which release wrote it', async () => {
    const server = await open('data')
    const client = new pg.Client(server.connection)
    await client.connect()
    const sql = "select current_user, current_database(), current_setting('max_connections') as connections"
    const { rows } = await client.query(sql)
    await client.end()
    expect(rows).toEqual([{ current_user: 'lectern', current_database: 'lectern', connections: '60' }])
    expect(JSON.parse(readFileSync(join(folder, 'data', 'VERSION'), 'utf8'))).toEqual({ data: 1 })
    expect(existsSync(join(folder, 'data', 'lectern.lock'))).toBe(true)
    expect(await refusalOf('data')).toBe(
      `Lectern is already running on ${join(folder, 'data')} (process ${process.pid}). Stop it first, or set LECTERN_DATA to another folder.`,
    )
    await server.stop()
  })

  it('starts on a folder of an earlier release', async () => {
    writeFileSync(join(folder, 'data', 'VERSION'), '{"data":1,"postgres":18}\n')
    rmSync(join(folder, 'data', 'socket'), { recursive: true })
    await (await open('data')).stop()
  })

  it.each([
    ['{"data":99}', /written by a newer Lectern.*LECTERN_DATA/],
    ['', /Cannot read .*VERSION/],
    ['{"data":', /Cannot read .*VERSION/],
    ['{}', /Cannot read .*VERSION/],
    ['{"data":"x"}', /Cannot read .*VERSION/],
    ['null', /Cannot read .*VERSION/],
  ])('refuses a folder whose version is %j, and touches nothing', async (version, sentence) => {
    const dataDir = join(folder, 'other')
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, 'VERSION'), version)
    expect(await refusalOf('other')).toMatch(sentence)
    expect(readdirSync(dataDir)).toEqual(['VERSION'])
    expect(readFileSync(join(dataDir, 'VERSION'), 'utf8')).toBe(version)
  })

  it('names the setting that helps', async () => {
    writeFileSync(join(folder, 'file'), '')
    expect(await refusalOf('file')).toMatch(/is or lies in a file.*LECTERN_DATA/)
    expect(await refusalOf('data', join(folder, 'nowhere'))).toMatch(
      /nowhere does not run here.*LECTERN_POSTGRES_BIN/,
    )
    mkdirSync(join(folder, 'older', 'postgres'), { recursive: true })
    writeFileSync(join(folder, 'older', 'postgres', 'PG_VERSION'), '13\n')
    expect(await refusalOf('older')).toMatch(
      /written by PostgreSQL 13, and this one is .*LECTERN_POSTGRES_BIN/,
    )
  })
})
