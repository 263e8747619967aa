import { randomUUIDv7 } from 'node:crypto'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { runSql } from '../../test/cluster.ts'
import { StartupError } from '../startup-error.ts'
import { migrate } from './migrate.ts'

const { template: _, ...server } = inject('database')
const admin = { ...server, database: 'postgres' }
let name: string

beforeEach(async () => {
  name = `test_${randomUUIDv7().replaceAll('-', '')}`
  await runSql(admin, `create role ${name} login password 'word'`)
  await runSql(admin, `create database ${name}`)
})
afterEach(async () => {
  await runSql(admin, `drop database ${name} with (force)`)
  await runSql(admin, `drop role ${name}`)
})

it.each<[string, () => Promise<void>, RegExp]>([
  ['owns nothing', async () => {}, /permission denied for schema public/],
  [
    'may create no roles',
    () => runSql(admin, `alter database ${name} owner to ${name}`),
    /permission denied to create role/,
  ],
])('a role that %s is told what it has to be allowed', async (_what, prepare, reason) => {
  await prepare()
  const refused = migrate({ ...server, user: name, password: 'word', database: name })
  await expect(refused).rejects.toThrow(StartupError)
  await expect(refused).rejects.toThrow(reason)
  const advice = `alter database "${name}" owner to "${name}"; alter role "${name}" createrole`
  await expect(refused).rejects.toThrow(advice)
})
