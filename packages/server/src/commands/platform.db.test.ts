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
function create(...args: string[]) {
  const { host, port, user, database } = test.db.connection
  const env = {
    ...process.env,
    DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${database}`,
    LECTERN_SECRET_KEYS: newKeyRing(new Date()),
  }
  return spawnSync(process.execPath, [join(import.meta.dirname, 'platform.ts'), ...args], {
    env,
    encoding: 'utf8',
  })
}

it('makes platforms beside each other on one server, each with a superadmin of its own', async () => {
  const made = ['one', 'two'].map((name) => {
    const { stdout, stderr, status } = create(
      'create',
      '--name',
      name,
      '--host',
      `${name}.made.example`,
      '--email',
      'ada@made.example',
    )
    expect([status, stderr]).toEqual([0, ''])
    return { host: `${name}.made.example`, password: /password (\S+)/.exec(stdout)?.[1] ?? '' }
  })
  const signIn = (host: string, password: string) =>
    test.app.http.inject({
      method: 'POST',
      url: '/api/v1/logins',
      headers: { host },
      payload: { email: 'ada@made.example', password },
    })
  for (const { host, password } of made) {
    expect((await signIn(host, password)).json()).toMatchObject({ roles: ['superadmin'] })
    const elsewhere = made.find((other) => other.host !== host)
    expect((await signIn(elsewhere?.host ?? '', password)).statusCode).toBe(401)
  }
  const again = create('create', '--name', 'x', '--host', 'one.made.example', '--email', 'x@made.example')
  expect([again.status, again.stderr.trim()]).toEqual([
    1,
    'The host one.made.example belongs to another platform. Choose another host.',
  ])
  expect(create('create', '--name', 'x').stderr).toMatch(/npm run platform -- create/)
})
