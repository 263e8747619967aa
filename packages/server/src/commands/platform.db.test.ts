import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../test/test-app.ts'
import { newKeyRing } from '../secrets/vault.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())

/** Runs the command as an operator does, on the test's database. */
function platform(...args: string[]) {
  const { host, port, user, database } = test.db.connection
  const env = {
    ...process.env,
    DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${database}`,
    LECTERN_SECRET_KEYS: newKeyRing(new Date()),
    PUBLIC_URL: 'http://one.made.example:8080',
  }
  return spawnSync(process.execPath, [join(import.meta.dirname, 'platform.ts'), ...args], {
    env,
    encoding: 'utf8',
  })
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
  const made = ['one', 'two'].map((name) => {
    const host = `${name}.made.example`
    const { stdout, stderr, status } = platform(
      ...['create', '--name', name, '--host', host, '--email', 'ada@made.example'],
    )
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('once, within 14 days')
    return { host, link: linkIn(stdout) }
  })
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
  const again = platform('create', '--name', 'x', '--host', 'one.made.example', '--email', 'x@made.example')
  expect([again.status, again.stderr.trim()]).toEqual([
    1,
    'The host one.made.example belongs to another platform. Choose another host.',
  ])
  expect(platform('create', '--name', 'x').stderr).toMatch(/npm run platform -- create/)

  const invite = (email: string) => platform('invite', '--host', 'one.made.example', '--email', email)
  const [lost, newer] = [invite('ada@made.example'), invite('Ada@made.example')].map(({ stdout }) =>
    linkIn(stdout),
  )
  expect((await choose(lost as URL)).statusCode).toBe(410)
  expect((await choose(newer as URL)).statusCode).toBe(200)
  expect(invite('eve@made.example').stderr).toContain('eve@made.example is no superadmin of one.made.example')
})
