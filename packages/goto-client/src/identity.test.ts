import { describe, expect, test } from 'vitest'
import { startStub } from '../test/stub-server.ts'
import { GotoClient } from './client.ts'
import { GotoOAuthError } from './errors.ts'

const clientAt = (apiUrl: string) => new GotoClient({ apiUrl, accessToken: async () => 't', maxAttempts: 1 })
const accounts = [{ value: '1234567890123456789', display: 'School', entitlements: ['acctadmin'] }]
const scim = {
  id: '5555555555555555555',
  userName: 'ann@example.com',
  name: { givenName: 'Ann', familyName: 'Lee' },
  locale: 'en_US',
  timezone: 'Europe/Berlin',
}
const ann = {
  userKey: '5555555555555555555',
  email: 'ann@example.com',
  firstName: 'Ann',
  lastName: 'Lee',
  locale: 'en_US',
  timeZone: 'Europe/Berlin',
  accounts: [{ key: '1234567890123456789', name: 'School', entitlements: ['acctadmin'] }],
}

describe('Identity.me', () => {
  test.each([
    ['under the extension with dots', { 'urn:scim:schemas:extension:getgo:1.0': { accounts } }],
    ['at the root', { accounts }],
  ])('reads a user with accounts %s', async (_where, extra) => {
    await using stub = await startStub({ status: 200, body: { ...scim, ...extra } })
    expect(await clientAt(stub.url).identity.me()).toEqual(ann)
    expect(stub.received[0]?.path).toBe('/identity/v1/Users/me')
  })

  test('asks the admin service when the identity service refuses', async () => {
    await using stub = await startStub(
      { status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } },
      {
        status: 200,
        body: `{"key":5555555555555555555,"accountKey":1234567890123456789,"email":"ann@example.com",
                "firstName":"Ann","lastName":"Lee","locale":"en_US","timeZone":"Europe/Berlin"}`,
      },
    )
    expect(await clientAt(stub.url).identity.me()).toEqual({
      ...ann,
      accounts: [{ key: '1234567890123456789', name: undefined, entitlements: [] }],
    })
  })

  test('throws the first failure when both refuse', async () => {
    await using stub = await startStub({ status: 403 }, { status: 401, body: { code: 'not.authenticated' } })
    await expect(clientAt(stub.url).identity.me()).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('asks nobody else when the grant is over', async () => {
    await using stub = await startStub({ status: 401 })
    const over = new GotoOAuthError('over', { kind: 'unauthorized', oauthError: 'invalid_grant' })
    const client = new GotoClient({
      apiUrl: stub.url,
      accessToken: async () => 't',
      onUnauthorized: () => Promise.reject(over),
    })
    await expect(client.identity.me()).rejects.toBe(over)
  })
})
