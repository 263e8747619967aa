import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'

let test: TestApp
let platform: TestPlatform
let cookie: string
let owner: pg.Client
let watcher: pg.Client

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('one.example')
  const superadmin = await platform.addActor(['superadmin'])
  cookie = await signedIn(test, platform, superadmin.email)
  owner = new pg.Client(test.db.connection)
  await owner.connect()
  watcher = new pg.Client(test.db.connection)
  await watcher.connect()
})
afterEach(() => owner.query('drop trigger if exists trouble on courses'))
afterAll(async () => {
  await owner.end()
  await watcher.end()
  await test.close()
})

/** @param when `after insert … deferrable initially deferred` = as the transaction commits */
async function onInsert(when: string, body: string): Promise<void> {
  const isConstraint = when.includes('deferred')
  await owner.query(`create or replace function trouble() returns trigger language plpgsql as $$
    begin ${body}; return new; end $$`)
  const [event, rest = ''] = when.split(' insert')
  await owner.query(`create ${isConstraint ? 'constraint' : ''} trigger trouble ${event} insert on courses
    ${rest} for each row execute function trouble()`)
}

const call = (method: 'GET' | 'POST', language = 'en') =>
  test.app.http.inject({
    method,
    url: '/api/v1/courses',
    headers: { host: 'one.example', cookie, 'accept-language': language },
    ...(method === 'POST' ? { payload: { name: `Course ${Math.random()}`, type: 'ilt' } } : {}),
  })

/** Ends every connection of the server that has been waiting for something. */
async function terminateWaiting(waitsFor: string): Promise<void> {
  for (;;) {
    const { rows } = await watcher.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and (wait_event = $1 or wait_event_type = $1)`,
      [waitsFor],
    )
    if (rows.length > 0) return
    await sleep(10)
  }
}

describe('a request whose database has trouble', () => {
  it('says that a change is perhaps saved when its end was not heard of', async () => {
    await onInsert('after insert deferrable initially deferred', 'perform pg_sleep(60)')
    const answering = call('POST')
    await terminateWaiting('PgSleep')
    const answer = await answering
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'outcome-unknown', title: 'Perhaps saved, perhaps not' })
  })

  it('says when to try again when a change was cut off before its end', async () => {
    await onInsert('before insert', 'perform pg_sleep(60)')
    const answering = call('POST')
    await terminateWaiting('PgSleep')
    const answer = await answering
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({ code: 'database-unavailable' })
  })

  it('says when to try again when what it read was cut off', async () => {
    await owner.query('begin; lock table courses in access exclusive mode')
    const answering = call('GET')
    await terminateWaiting('Lock')
    const answer = await answering
    await owner.query('rollback')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'database-unavailable' })
    expect((await call('GET')).statusCode).toBe(200)
  })

  it.each([
    ['57P03', 'database-unavailable', '5'],
    ['53300', 'database-unavailable', '5'],
    ['08006', 'database-unavailable', '5'],
    ['40P01', 'database-busy', '1'],
    ['40001', 'database-busy', '1'],
    ['55P03', 'database-busy', '1'],
    ['53100', 'database-full', '60'],
  ])('answers %s with %s', async (state, code, seconds) => {
    await onInsert('before insert', `raise exception 'trouble' using errcode = '${state}'`)
    const answer = await call('POST')
    expect([answer.statusCode, answer.json().code]).toEqual([503, code])
    expect(answer.headers['retry-after']).toBe(seconds)
  })

  it('says it in Italian too, and goes on with a connection of use', async () => {
    await onInsert('before insert', `raise exception 'trouble' using errcode = '25006'`)
    const me = await test.app.http.inject({
      method: 'PATCH',
      url: '/api/v1/me',
      headers: { host: 'one.example', cookie },
      payload: { language: 'it' },
    })
    expect(me.statusCode).toBe(200)
    for (let n = 0; n < 20; n++) {
      const answer = await call('POST')
      expect(answer.json()).toMatchObject({ code: 'database-unavailable', title: 'Il database non risponde' })
    }
    await owner.query('drop trigger trouble on courses')
    expect((await call('POST')).statusCode).toBe(201)
  })
})
