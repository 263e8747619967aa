import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startStub } from '../test/stub-server.ts'
import { GotoOAuthError } from './errors.ts'
import { createPkcePair, GotoOAuth } from './oauth.ts'

const oauthAt = (authUrl: string, timeoutMs?: number) =>
  new GotoOAuth({ authUrl, clientId: 'client', clientSecret: 'sécret', timeoutMs })
const exchange = { code: 'c', redirectUri: 'https://lectern.example/callback', codeVerifier: 'v' }

describe('createPkcePair', () => {
  test('makes a challenge that is the SHA-256 of the verifier', async () => {
    const { verifier, challenge } = await createPkcePair()
    expect(verifier).toMatch(/^[\w-]{43}$/)
    expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'))
  })
})

describe('GotoOAuth', () => {
  test('sends the browser to the authorize page with state and challenge', () => {
    const url = new URL(
      oauthAt('https://auth.example/').authorizeUrl({
        redirectUri: exchange.redirectUri,
        state: 'a&b',
        codeChallenge: 'x',
      }),
    )
    expect(url.origin + url.pathname).toBe('https://auth.example/oauth/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'client',
      response_type: 'code',
      redirect_uri: exchange.redirectUri,
      state: 'a&b',
      code_challenge: 'x',
      code_challenge_method: 'S256',
    })
  })

  test('trades a code for tokens, also when the seconds come as text', async () => {
    await using stub = await startStub({
      status: 200,
      body: { access_token: 'a', refresh_token: 'r', expires_in: '3600', principal: 'ann@example.com' },
    })
    expect(await oauthAt(stub.url).exchangeCode(exchange)).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      expiresInSeconds: 3600,
      scope: undefined,
      principal: 'ann@example.com',
      refreshTokenReplaced: true,
    })
    const [request] = stub.received
    expect(request?.path).toBe('/oauth/token')
    expect(Buffer.from(String(request?.headers.authorization).slice(6), 'base64').toString()).toBe(
      'client:sécret',
    )
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'authorization_code',
      code: 'c',
      redirect_uri: exchange.redirectUri,
      code_verifier: 'v',
    })
  })

  test('keeps the old refresh token when the answer has none', async () => {
    await using stub = await startStub(
      { status: 200, body: { access_token: 'a', expires_in: 3600 } },
      { status: 200, body: { access_token: 'a', refresh_token: 'new' } },
    )
    const oauth = oauthAt(stub.url)
    expect(await oauth.refresh({ refreshToken: 'old' })).toMatchObject({
      refreshToken: 'old',
      refreshTokenReplaced: false,
    })
    expect(await oauth.refresh({ refreshToken: 'old' })).toMatchObject({
      refreshToken: 'new',
      refreshTokenReplaced: true,
      expiresInSeconds: 3600,
    })
  })

  test('revokes a token', async () => {
    await using stub = await startStub({ status: 200 })
    await oauthAt(stub.url).revoke({ token: 't' })
    expect(stub.received[0]).toMatchObject({ path: '/oauth/revoke', body: 'token=t' })
  })

  test.each([
    [400, { error: 'invalid_grant' }, 'unauthorized', 'invalid_grant', false],
    [
      401,
      { error: 'invalid_client', error_description: 'client not found' },
      'unauthorized',
      'invalid_client',
      false,
    ],
    [403, { error: 'access_denied' }, 'forbidden', 'access_denied', false],
    [400, { error: 'unsupported_grant_type' }, 'rejected', 'unsupported_grant_type', false],
    [404, { message: 'This endpoint is no longer valid' }, 'not-found', undefined, false],
    [200, { message: 'This endpoint is no longer valid' }, 'unexpected-response', undefined, true],
    [429, '', 'rate-limited', undefined, false],
    [502, '<html>Bad gateway</html>', 'unavailable', undefined, true],
  ])('turns %i %j into %s', async (status, body, kind, oauthError, outcomeUnknown) => {
    await using stub = await startStub({ status, body })
    const error = await oauthAt(stub.url)
      .refresh({ refreshToken: 'old' })
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(GotoOAuthError)
    expect(error).toMatchObject({ kind, oauthError, status, outcomeUnknown })
  })

  test('does not put a token of a half answer into the error', async () => {
    await using stub = await startStub({ status: 200, body: { access_token: 'secret-token' } })
    const error = await oauthAt(stub.url)
      .exchangeCode(exchange)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ kind: 'unexpected-response', body: undefined })
    expect(String(error)).not.toContain('secret-token')
  })

  test('says that a refresh may have happened when the connection breaks', async () => {
    await using stub = await startStub('hang up')
    await expect(oauthAt(stub.url).refresh({ refreshToken: 'old' })).rejects.toMatchObject({
      name: 'GotoOAuthError',
      kind: 'unavailable',
      outcomeUnknown: true,
    })
  })
})
