import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import { withTransaction } from '../db/database.ts'
import type { PersonId, PlatformId } from '../domain/ids.ts'
import { type Live, type LiveMessage, openLive } from './live.ts'

const platformId = '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac' as PlatformId
let db: TestDb
let live: Live
const heard: LiveMessage[] = []

beforeAll(async () => {
  db = await createTestDb(3)
  live = await openLive(db.connection, pino({ level: 'silent' }))
  live.subscribe(platformId, (message) => heard.push(message))
})
afterAll(async () => {
  await live.close()
  await db.drop()
})
beforeEach(() => {
  heard.length = 0
})

const platform = () => db.database.forPlatform(platformId)
const one = { type: 'event', id: 'one' } as const
const last = { type: 'session', id: 'last' } as const
/** What came until a message that was told after all others. */
const untilLast = async () => {
  await live.publish(platform(), platformId, last)
  await vi.waitFor(() => expect(heard).toContainEqual(last))
  return heard.filter((message) => message.id !== last.id)
}

it('tells what a transaction says often once, in its order, when it is saved', async () => {
  const own = { type: 'notification', id: '', forPeople: ['p' as PersonId] } as const
  await withTransaction(platform(), async (trx) => {
    for (const message of [one, own, one, one]) await live.publish(trx, platformId, message)
    await withTransaction(trx, (same) => live.publish(same, platformId, { ...one, id: 'joined' }))
  })
  expect(await untilLast()).toEqual([one, own, { ...one, id: 'joined' }])
})

it('tells nothing of a transaction that is taken back', async () => {
  const work = withTransaction(platform(), async (trx) => {
    await live.publish(trx, platformId, one)
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  expect(await untilLast()).toEqual([])
})

it('tells of work that collided and was done again what its last time says', async () => {
  let tries = 0
  await withTransaction(platform(), async (trx) => {
    tries += 1
    await live.publish(trx, platformId, { ...one, id: `try ${tries}` })
    if (tries === 1) throw Object.assign(new Error('deadlock'), { code: '40P01' })
  })
  expect(await untilLast()).toEqual([{ ...one, id: 'try 2' }])
})

it('tells in transactions that nobody will end for it, too', async () => {
  await platform()
    .transaction()
    .execute((trx) => live.publish(trx, platformId, one))
  expect(await untilLast()).toEqual([one])
})
