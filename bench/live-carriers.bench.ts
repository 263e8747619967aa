import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'
import pg from 'pg'
import { expect, it } from 'vitest'
import { runSql, startCluster } from '../packages/server/test/cluster.ts'
import { keep } from './results.ts'

const REDIS = '/usr/bin/redis-server'
const PORT = 18_461
const WRITERS = 32
const ROUNDS = 3
const ROUND_MS = 4_000
/** As long as that of a message with three ids in it. */
const PAYLOAD = 'x'.repeat(180)

/** NOTIFY takes one lock for all at each commit, until it is on the disk: transactions that tell wait for each other. */
it('saves so many transactions per second that tell of themselves', async () => {
  expect(existsSync(REDIS), 'Debian’s redis-server is installed').toBe(true)
  const cluster = await startCluster({ fsync: 'on', synchronous_commit: 'on' })
  const connection = { ...cluster.connection, database: 'postgres' }
  await runSql(connection, 'create table told (id bigserial primary key, at timestamptz default now())')
  const server = spawn(REDIS, ['--port', String(PORT), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  })
  const redis = createClient({ url: `redis://127.0.0.1:${PORT}` })
  redis.on('error', () => {})
  await redis.connect()
  let heard = 0
  const listener = new pg.Client(connection)
  await listener.connect()
  listener.on('notification', () => heard++)
  await listener.query('listen told')
  const hearing = redis.duplicate()
  await hearing.connect()
  await hearing.subscribe('told', () => {
    heard++
  })
  const clients = await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      const client = new pg.Client(connection)
      await client.connect()
      return client
    }),
  )
  const insert = (client: pg.Client) => client.query('insert into told default values')
  const ways: Record<string, (client: pg.Client) => Promise<unknown>> = {
    nobody: insert,
    NOTIFY: async (client) => {
      await client.query(`with one as (insert into told default values returning id)
        select pg_notify('told', '${PAYLOAD}') from one`)
    },
    Redis: async (client) => {
      await insert(client)
      await redis.publish('told', PAYLOAD)
    },
  }
  const perSecond: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      let count = 0
      heard = 0
      const until = performance.now() + ROUND_MS
      await Promise.all(
        clients.map(async (client) => {
          while (performance.now() < until) {
            await way(client)
            count++
          }
        }),
      )
      perSecond[name] = [...(perSecond[name] ?? []), (count / ROUND_MS) * 1000]
      const told = name === 'nobody' ? 0 : count
      for (let tries = 0; heard < told && tries < 500; tries++) await sleep(20)
      expect([name, heard]).toEqual([name, told])
    }
  }
  const middle = (all: number[] = []) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
  const rows = Object.keys(ways).map((told) => ({
    told,
    perSecond: Math.round(middle(perSecond[told])),
    ofNobody: Math.round((middle(perSecond[told]) / middle(perSecond.nobody)) * 100) / 100,
  }))
  console.table(rows)
  keep('live-carriers', { writers: WRITERS, rows })
  for (const client of [...clients, listener]) await client.end()
  for (const client of [redis, hearing]) client.destroy()
  server.kill('SIGKILL')
  await cluster.destroy()
}, 600_000)
