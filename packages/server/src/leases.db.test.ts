import { randomUUIDv7 } from 'node:crypto'
import type { Selectable } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEverything } from '../test/builders.ts'
import { present } from '../test/present.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../test/test-app.ts'
import type { Ctx } from './ctx.ts'
import { withTransaction } from './db/database.ts'
import type { Tables } from './db/tables.ts'
import * as lanesStore from './features/messages/mails/lanes.store.ts'
import * as statementsStore from './features/operations/learning-records/statements.store.ts'
import * as keysStore from './features/platform/idempotency/idempotency.store.ts'
import * as deliveriesStore from './features/platform/webhooks/deliveries.store.ts'
import * as organizersStore from './features/rooms/accounts/organizers.store.ts'
import * as hooksStore from './features/rooms/hints/hooks.store.ts'
import * as registrationsStore from './features/rooms/registrations/registrations.store.ts'
import * as roomsStore from './features/rooms/rooms/rooms.store.ts'
import * as copiesStore from './features/training/recordings/copies.store.ts'
import * as searchesStore from './features/training/recordings/searches.store.ts'
import * as readingsStore from './features/training/stays/readings.store.ts'

// A node that is frozen for longer than its lease, and goes on afterwards, writes over nothing that another node wrote since.
// Each lease that the database has needs a case here.

let test: TestApp
let platform: TestPlatform
let client: pg.Client
let ids: Record<string, string>
let ctx: Ctx

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('leases.example')
  ctx = platform.ctx
  ids = await buildEverything(test, platform)
  client = new pg.Client(test.db.connection)
  await client.connect()
  const { eventId, organizerId, accountId, personId } = ids
  const own = `platform_id = '${ctx.platform.id}'`
  const times = `'2026-11-20T09:00Z', '2026-11-20T10:00Z'`
  await client.query(`
    delete from provider_hooks where ${own};
    insert into attendance_readings (platform_id, event_id, starts_at, ends_at, identifies)
      values ('${ctx.platform.id}', '${eventId}', ${times}, true);
    insert into recording_searches (platform_id, event_id, starts_at, ends_at)
      values ('${ctx.platform.id}', '${eventId}', ${times});
    insert into provider_hooks (platform_id, id, account_id, check_at)
      values ('${ctx.platform.id}', '${organizerId}', '${accountId}', '2026-11-20T10:00Z');
    insert into idempotency_keys (platform_id, person_id, key, request_hash, created_at, lease_until)
      values ('${ctx.platform.id}', '${personId}', 'k', '', ${times})`)
  await client.query(
    `insert into record_stores (platform_id, url, username, secret_sealed, is_active)
      values ('${ctx.platform.id}', 'https://lrs.example', 'key', '', false)`,
  )
  await client.query(`update recordings set copy_state = 'due' where ${own}`)
})
afterAll(async () => {
  await client.end()
  await test.close()
})

/** What the frozen node writes, with the row as it read it under its lease. */
type Write = (row: never) => Promise<unknown>
type Row<Table extends keyof Tables> = Selectable<Tables[Table]>
const late = new Date('2027-01-01T00:00:00Z')

const cases: Record<string, Write> = {
  'attendance_readings lease_until': (row: Row<'attendanceReadings'>) =>
    readingsStore.finishReading(ctx.db, row, { nextReadAt: late }),
  'recording_searches lease_until': (row: Row<'recordingSearches'>) =>
    searchesStore.finishLook(ctx.db, row, { nextLookAt: late }),
  'recordings copy_lease_until': (row: Row<'recordings'>) =>
    copiesStore.finishCopy(ctx.db, row, { copyState: 'failed', copyDueAt: null }),
  'provider_hooks lease_until': (row: Row<'providerHooks'>) =>
    hooksStore.change(ctx.db, row, { checkAt: late }),
  'record_stores lease_until': ({ leaseUntil }: Row<'recordStores'>) =>
    statementsStore.endRound(ctx.db, ctx.platform.id, {
      ...{ now: late, leaseUntil: present(leaseUntil), tries: 9, nextTryAt: late, error: 'stale' },
    }),
  'rooms lease_until': (row: Row<'rooms'>) =>
    roomsStore.updateUnderLease(ctx.db, row, { providerKey: 'stale' }),
  'rooms registrations_lease_until': ({ id, registrationsLeaseUntil }: Row<'rooms'>) =>
    registrationsStore.dropLease(ctx.db, ctx.platform.id, id, registrationsLeaseUntil),
  'organizers refresh_lease_until': async (row: Row<'organizers'>) => {
    const tokens = { accessTokenSealed: 'stale', refreshTokenSealed: 'stale', refreshedAt: late }
    await organizersStore.updateTokens(ctx.db, row, { ...tokens, accessTokenExpiresAt: late })
    await organizersStore.dropRefreshLease(ctx.db, row)
    await withTransaction(ctx.db, (trx) => organizersStore.setUnpaired(trx, row))
  },
  'webhook_deliveries lease_until': ({ id, leaseUntil }: Row<'webhookDeliveries'>) =>
    withTransaction(ctx.db, (trx) =>
      deliveriesStore.endTry(trx, ctx.platform.id, id, { tries: 9, leaseUntil: present(leaseUntil) }),
    ),
  'idempotency_keys lease_until': async (row: Row<'idempotencyKeys'>) => {
    const { personId, key, createdAt: begunAt } = row
    const holder = { platformId: ctx.platform.id, personId, key, begunAt }
    await keysStore.updateKey(ctx.db, holder, { state: 'answered', status: 500 })
    await keysStore.deleteUncommitted(ctx.db, holder)
  },
  'mail_lanes lease_until': async ({ personId, leaseToken }: Row<'mailLanes'>) => {
    const lane = { platformId: ctx.platform.id, personId }
    await lanesStore.prolongLease(ctx.db, lane, present(leaseToken), late)
    await lanesStore.dropLease(ctx.db, lane, present(leaseToken), { retryAt: late, failures: 9 })
  },
}

/** What takes its place when another node has it, beside the lease itself. */
const taken: Record<string, object> = {
  organizers: { refresh_token_sealed: 'of the other' },
  mail_lanes: { lease_token: randomUUIDv7() },
  idempotency_keys: { created_at: '2026-11-21T00:00:00Z' },
}

it('has a case for each kind that the database has', async () => {
  const { rows } = await client.query<{ lease: string }>(`
    select relname || ' ' || attname as lease from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname ~ 'lease_until$' order by 1`)
  expect(rows.map(({ lease }) => lease)).toEqual(Object.keys(cases).sort())
})

it.each(Object.entries(cases))('that was lost lets nothing stale be written: %s', async (name, write) => {
  const [table = '', column = ''] = name.split(' ')
  const key = `ctid = (select ctid from ${table} where platform_id = '${ctx.platform.id}' limit 1)`
  const set = async (values: object) => {
    const names = Object.keys(values)
    const text = names.map((own) => `${own} = (r).${own}`).join(', ')
    const from = `(select jsonb_populate_record(null::${table}, $1) as r) as given`
    await client.query(`update ${table} set ${text} from ${from} where ${table}.${key}`, [values])
  }
  const first = { ...taken[table], ...(table === 'mail_lanes' ? { lease_token: randomUUIDv7() } : {}) }
  const begins =
    table === 'organizers'
      ? { refresh_token_sealed: 'of the first' }
      : table === 'idempotency_keys'
        ? { created_at: '2026-11-20T09:00:00Z' }
        : first
  await set({ [column]: '2026-11-20T10:00:00Z', ...begins })
  const asCamel = await ctx.db
    .selectFrom(table.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()) as 'rooms')
    .selectAll()
    .where(
      column.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()) as 'leaseUntil',
      '=',
      new Date('2026-11-20T10:00:00Z'),
    )
    .executeTakeFirst()
  await set({ [column]: '2026-11-20T11:00:00Z', ...taken[table] })
  const look = async () =>
    (
      await client.query(
        `select to_jsonb(t) as row from ${table} t where platform_id = $1 order by t::text`,
        [ctx.platform.id],
      )
    ).rows
  const before = await look()
  // biome-ignore lint/plugin: it is of the table that the case is about
  await write(present(asCamel) as never)
  expect(await look()).toEqual(before)
})
