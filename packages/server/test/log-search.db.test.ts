import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InvalidInputError } from '../src/domain/errors.ts'
import { newToken } from '../src/secrets/tokens.ts'
import { signedIn } from './builders.ts'
import { findSecrets } from './find-secrets.ts'
import { createTestApp, type TestApp, type TestPlatform } from './test-app.ts'

// Every test app searches its log when it is closed. Here it finds something.

let test: TestApp
let platform: TestPlatform

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('log.example')
})
afterAll(() => expect(test.close()).rejects.toThrow('The log holds what is secret: '))

/** As if the log let everything through. */
const raw = (fields: object) => {
  const lines: string[] = []
  pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }).warn(fields, 'said')
  return lines.join('')
}

describe('a search of the log', () => {
  it.each([
    ['the address of a person', 'lia@demo.example'],
    ['a link into a room', 'https://meet.example.com/join/123'],
    ['where the database is', 'postgres://lectern:word@db.example/lectern'],
    ['a token for a conferencing service', 'Bearer eyJhbGciOi.abc'],
  ])('finds %s that nobody told it of, also in an error', (_, secret) => {
    expect(findSecrets(raw({ at: secret }), []).length).toBeGreaterThan(0)
    expect(findSecrets(raw({ err: new Error(`failed: ${secret}`) }), []).length).toBeGreaterThan(0)
    expect(
      findSecrets(raw({ err: new InvalidInputError('email-taken', { email: secret }) }), []),
    ).not.toEqual([])
  })

  it('finds what was made, whatever it looks like', () => {
    expect(findSecrets(raw({ note: 'x client "secret" x' }), ['client "secret"'])).toHaveLength(1)
    const token = newToken()
    expect(findSecrets(raw({ at: `/password/${token}` }), [token])).toHaveLength(1)
    expect(findSecrets(raw({ route: '/password/:token', host: 'https://goto.example/…' }), [token])).toEqual(
      [],
    )
  })

  it('is made over what an app logs when it is closed: whatever is handed out or sealed is searched for', async () => {
    const { email } = await platform.addActor(['learner'])
    const cookie = await signedIn(test, platform, email)
    platform.ctx.log.warn({ email, cookie, err: new Error(email) }, `${email} has ${cookie}`)
    await expect(test.searchLog()).resolves.toBeUndefined()
    // No pattern knows this one: whoever logs it is told.
    const slot = { platformId: platform.ctx.platform.id, table: 'accounts', column: 'secret', rowId: 'x' }
    platform.ctx.vault.seal('client word', slot)
    platform.ctx.log.warn({ at: 'the client word is wrong' })
    await expect(test.searchLog()).rejects.toThrow('The log holds what is secret: ')
  })
})
