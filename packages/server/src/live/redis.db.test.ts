import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../test/free-port.ts'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import { withTransaction } from '../db/database.ts'
import { tryStep } from '../db/steps.ts'
import { ConflictError } from '../domain/errors.ts'
import type { PlatformId } from '../domain/ids.ts'
import { StartupError } from '../startup-error.ts'
import type { Live, LiveMessage } from './live.ts'
import { openRedisLive } from './redis.ts'

const REDIS = '/usr/bin/redis-server'
const log = pino({ level: 'silent' })
const platformId = '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac' as PlatformId
const one = { type: 'event', id: 'one' } as const

it('stops the start with a sentence where nobody answers', async () => {
  const start = openRedisLive(`redis://127.0.0.1:${await freePort()}`, log)
  await expect(start).rejects.toThrow(StartupError)
  await expect(start).rejects.toThrow(/Redis does not answer at LIVE_URL/)
})

describe.skipIf(!existsSync(REDIS))('Redis (skipped where Debian’s redis-server is not installed)', () => {
  let db: TestDb
  let port: number
  let folder: string
  let server: ChildProcess
  const nodes: Live[] = []
  const heard: LiveMessage[][] = [[], []]
  const platform = () => db.database.forPlatform(platformId)

  async function startRedis(): Promise<void> {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
    server = spawn(REDIS, args, { stdio: 'ignore' })
    for (;;) {
      const answers = await new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true))
        socket.once('error', () => resolve(false))
      })
      if (answers) return
      await sleep(20)
    }
  }
  async function stopRedis(): Promise<void> {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await ended
  }

  beforeAll(async () => {
    db = await createTestDb(3)
    folder = mkdtempSync(join(tmpdir(), 'lectern-redis-'))
    port = await freePort()
    await startRedis()
    for (const messages of heard) {
      const live = await openRedisLive(`redis://127.0.0.1:${port}`, log)
      live.subscribe(platformId, (message) => messages.push(message))
      nodes.push(live)
    }
  })
  afterAll(async () => {
    for (const live of nodes) await live.close()
    await stopRedis()
    await db.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    for (const messages of heard) messages.length = 0
  })

  const first = () => nodes[0] as Live
  /** What both nodes heard until a message that was told after all others. */
  const untilLast = async () => {
    const last = { type: 'session', id: 'last' } as const
    await first().publish(platform(), platformId, last)
    for (const messages of heard)
      await vi.waitFor(() => expect(messages).toContainEqual(last), { timeout: 60_000 })
    return heard.map((messages) => messages.filter(({ id }) => id !== 'last'))
  }

  it('tells all nodes what a transaction says once, when it is saved', async () => {
    await withTransaction(platform(), async (trx) => {
      for (const message of [one, one, { ...one, id: 'two' }]) await first().publish(trx, platformId, message)
      await sleep(20)
      expect(heard).toEqual([[], []])
    })
    const both = [one, { ...one, id: 'two' }]
    expect(await untilLast()).toEqual([both, both])
  })

  it('tells nothing of what is taken back, whole or a step of it', async () => {
    const work = withTransaction(platform(), async (trx) => {
      await first().publish(trx, platformId, one)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    await withTransaction(platform(), async (trx) => {
      await tryStep(trx, async () => {
        throw new ConflictError('preview-busy')
      })
      await first().publish(trx, platformId, { ...one, id: 'kept' })
    })
    const kept = [{ ...one, id: 'kept' }]
    expect(await untilLast()).toEqual([kept, kept])
  })

  it('tells in transactions that nobody will end for it, too', async () => {
    await platform()
      .transaction()
      .execute((trx) => first().publish(trx, platformId, one))
    expect(await untilLast()).toEqual([[one], [one]])
  })

  it('saves changes while Redis is away, and says that something may have been missed once it is back', async () => {
    const gaps = vi.fn()
    const forget = first().onGap(gaps)
    await stopRedis()
    await withTransaction(platform(), (trx) => first().publish(trx, platformId, one))
    await startRedis()
    await vi.waitFor(() => expect(gaps).toHaveBeenCalled(), { timeout: 60_000 })
    forget()
    await vi.waitFor(
      async () => {
        await first().publish(platform(), platformId, { ...one, id: 'again' })
        for (const messages of heard) expect(messages).toContainEqual({ ...one, id: 'again' })
      },
      { timeout: 60_000, interval: 200 },
    )
  })
})
