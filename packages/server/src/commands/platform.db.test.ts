import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../test/test-app.ts'
import { newKeyRing } from '../secrets/vault.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())

/** Runs the command as an operator does, on the test's database. */
async function platform(...args: string[]) {
  const { host, port, user, database } = test.db.connection
  const env = {
    ...process.env,
    DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${database}`,
    LECTERN_SECRET_KEYS: newKeyRing(new Date()),
    PUBLIC_URL: 'http://one.made.example:8080',
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'platform.ts'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { stdout, stderr, status: await ended }
}
const PASSWORD = 'four small words'
/** The last line, which programs read. */
const linkIn = (said: string) => new URL(said.trim().split('\n').at(-1) ?? '')
const choose = ({ hostname, pathname }: URL, host = hostname) =>
  test.app.http.inject({
    method: 'POST',
    url: `/api/v1/password-links/${pathname.split('/').at(-1)}`,
    headers: { host },
    payload: { password: PASSWORD },
  })

it('makes platforms beside each other on one server, each with a link for a superadmin of its own', async () => {
  const made: { host: string; link: URL }[] = []
  for (const name of ['one', 'two']) {
    const host = `${name}.made.example`
    const { stdout, stderr, status } = await platform(
      ...['create', '--name', name, '--host', host, '--email', 'ada@made.example'],
    )
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('once, within 14 days')
    made.push({ host, link: linkIn(stdout) })
  }
  expect(made.map(({ link }) => link.origin)).toEqual([
    'http://one.made.example:8080',
    'https://two.made.example',
  ])
  for (const { host, link } of made) {
    const elsewhere = made.find((other) => other.host !== host)
    expect((await choose(link, elsewhere?.host)).statusCode).toBe(410)
    expect((await choose(link)).json()).toEqual({ signedIn: true })
    expect((await choose(link)).statusCode).toBe(410)
    const signedIn = await test.app.http.inject({
      method: 'POST',
      url: '/api/v1/logins',
      headers: { host },
      payload: { email: 'ada@made.example', password: PASSWORD },
    })
    expect(signedIn.json()).toMatchObject({ roles: ['superadmin'] })
  }
  const again = await platform(
    'create',
    '--name',
    'x',
    '--host',
    'one.made.example',
    '--email',
    'x@made.example',
  )
  expect([again.status, again.stderr.trim()]).toEqual([
    1,
    'The host one.made.example belongs to another platform. Choose another host.',
  ])
  expect((await platform('create', '--name', 'x')).stderr).toMatch(/npm run platform -- create/)

  const invite = (email: string) => platform('invite', '--host', 'one.made.example', '--email', email)
  const lost = linkIn((await invite('ada@made.example')).stdout)
  const newer = linkIn((await invite('Ada@made.example')).stdout)
  expect((await choose(lost)).statusCode).toBe(410)
  expect((await choose(newer)).statusCode).toBe(200)
  expect((await invite('eve@made.example')).stderr).toContain(
    'eve@made.example is no superadmin of one.made.example',
  )
})

it('makes one platform of a host, and one superadmin of a platform that has none, for two at once', async () => {
  const create = (email: string) =>
    platform('create', '--name', 'Both', '--host', 'both.made.example', '--email', email)
  const created = await Promise.all([create('ada@made.example'), create('eve@made.example')])
  expect(created.map(({ status }) => status).sort()).toEqual([0, 1])
  expect(created.map(({ stderr }) => stderr).join('')).toMatch(
    /^The host both.made.example belongs to another platform. Choose another host.\n$/,
  )
  const client = new pg.Client(test.db.connection)
  await client.connect()
  const of = `platform_id = (select platform_id from platform_hosts where host = 'both.made.example')`
  await client.query(`update people set active = false where ${of}`)
  const invite = (email: string) => platform('invite', '--host', 'both.made.example', '--email', email)
  const invited = await Promise.all([invite('ida@made.example'), invite('ivo@made.example')])
  expect(invited.map(({ status }) => status).sort()).toEqual([0, 1])
  expect(invited.map(({ stderr }) => stderr).join('')).toContain('is no superadmin of both.made.example')
  const { rows } = await client.query(`select email from people where ${of} and active`)
  expect(rows).toHaveLength(1)

  // Whose address it is comes back, with the role: nobody else has it.
  await client.query(`update people set active = false, roles = '{instructor}' where ${of}`)
  const { rows: people } = await client.query(
    `select email from people where ${of} order by created_at limit 1`,
  )
  const first = people[0]?.email
  const { status, stderr, stdout } = await invite(first)
  expect([status, stderr]).toEqual([0, ''])
  expect((await choose(linkIn(stdout))).statusCode).toBe(200)
  const { rows: active } = await client.query(`select email, roles from people where ${of} and active`)
  expect(active).toEqual([{ email: first, roles: expect.arrayContaining(['superadmin', 'instructor']) }])
  await client.end()
})
