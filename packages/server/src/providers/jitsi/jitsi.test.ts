import { generateKeyPairSync } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { JITSI_NOW, startJaas, startJitsi, type TestJitsi } from '../../../test/test-jitsi.ts'
import { createOutside } from '../../outside/outside.ts'
import type { Participant, PlannedRoom } from '../provider.ts'
import { createJitsiApp } from './app.ts'

let own: TestJitsi
let jaas: TestJitsi

beforeAll(async () => {
  own = await startJitsi()
  jaas = await startJaas()
})
afterAll(() => Promise.all([own.close(), jaas.close()]))
beforeEach(() => {
  for (const { simulator } of [own, jaas]) {
    simulator.clearFaults()
    simulator.reset()
  }
})

const KEY = 'k5f0jx2m9q8w7e6r5t4y3u2i1'
const LEA: Participant = {
  ...{ id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac', email: 'lea@x.example' },
  ...{ firstName: 'Léa', lastName: '& Söhne', language: 'it' },
}
const room = (isRecorded = false): PlannedRoom => ({
  key: KEY,
  spec: {
    ...{ subject: 'Day 1 “<&>”', description: '', timeZone: 'Europe/Rome' },
    ...{ startsAt: '2026-11-24T08:00:00Z', endsAt: '2026-11-24T09:00:00Z' },
  },
  opening: { isRecorded, backUrl: 'https://training.example/learn/events/1', tellUrl: undefined },
})
const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
})

async function joinLink({ provider, connection }: Pick<TestJitsi, 'provider' | 'connection'>, who = LEA) {
  if (provider.join.kind !== 'at-click') throw new Error('there are no links')
  return provider.join.joinLink(connection, room(), who, {})
}
async function startLink(
  { provider, connection }: Pick<TestJitsi, 'provider' | 'connection'>,
  isRecorded = false,
) {
  const links = await provider.start?.startLinks(
    connection,
    room(isRecorded),
    { ...LEA, userKey: undefined },
    {},
  )
  return links?.url ?? ''
}
const tokenOf = (link: string) => new URL(link).searchParams.get('jwt') ?? ''

describe('a token of an own server', () => {
  it('says who comes, into which room and until when, and nothing else of them', async () => {
    const { url, expiresAt } = await joinLink(own)
    const { appId, appSecret } = own.simulator.state().own
    const { payload, protectedHeader } = await jwtVerify(tokenOf(url), new TextEncoder().encode(appSecret), {
      ...{ algorithms: ['HS256'], issuer: appId, audience: appId, typ: 'JWT' },
      ...{ currentDate: new Date(JITSI_NOW), requiredClaims: ['sub', 'room', 'exp', 'nbf', 'iat'] },
    })
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(payload).toMatchObject({ sub: '*', room: KEY, nbf: JITSI_NOW / 1000 - 60, iat: JITSI_NOW / 1000 })
    expect(payload.context).toMatchObject({
      user: { id: LEA.id, name: 'Léa & Söhne', moderator: 'false', affiliation: 'member' },
      features: { recording: 'false', livestreaming: 'false' },
    })
    expect(JSON.stringify(payload)).not.toContain(LEA.email)
    // An hour more than the class has.
    expect(expiresAt).toEqual(new Date('2026-11-24T10:00:00Z'))
    expect(payload.exp).toBe(Date.parse('2026-11-24T10:00:00Z') / 1000)
  })

  it('holds nothing but texts about a person, whatever their name', async () => {
    for (const firstName of ['', '安全 👩‍🏫', '<b>&amp;+%20', '0', 'x'.repeat(500)]) {
      const { url } = await joinLink(own, { ...LEA, firstName, lastName: '' })
      const { context } = decodeJwt<{ context: { user: object; features: object } }>(tokenOf(url))
      for (const value of [...Object.values(context.user), ...Object.values(context.features)])
        expect(typeof value === 'string' && value !== '').toBe(true)
      await own.simulator.enter(url)
    }
  })

  it('makes a moderator of an instructor alone, who may record where people were told', async () => {
    for (const isRecorded of [false, true]) {
      const { context } = decodeJwt(tokenOf(await startLink(own, isRecorded)))
      expect(context).toMatchObject({
        user: { moderator: 'true', affiliation: 'owner' },
        features: { recording: String(isRecorded) },
      })
    }
    const learner = await own.simulator.enter((await joinLink(own)).url)
    const instructor = await own.simulator.enter(await startLink(own))
    expect([learner.isModerator, instructor.isModerator]).toEqual([false, true])
  })

  it('is signed by a private key where there is one, of either form, under its id', async () => {
    own.simulator.addPublicKey('lectern-1', pem.publicKey)
    const connection = own.connectionWith({
      settings: { keyId: 'lectern-1' },
      secrets: { key: pem.privateKey },
    })
    const { url } = await joinLink({ ...own, connection })
    expect(decodeProtectedHeader(tokenOf(url))).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'lectern-1' })
    await own.simulator.enter(url)
    expect(await own.provider.checkAccount(connection, {})).toEqual([])
  })

  it('opens its room alone, while it is valid', async () => {
    const { url } = await joinLink(own)
    await expect(own.simulator.enter(url.replace(KEY, 'another'))).rejects.toThrow(
      'Room and token mismatched',
    )
    await own.simulator.enter(url.replace(KEY, KEY.toUpperCase()))
    own.simulator.advance(2 * 3_600_000)
    await expect(own.simulator.enter(url)).rejects.toThrow('Token expired')
  })

  it('opens the room of a tenant that stands in the address', async () => {
    const connection = own.connectionWith({ settings: { url: `${own.simulator.url}/academy` } })
    const { url } = await joinLink({ ...own, connection })
    await own.simulator.enter(url)
    expect(own.simulator.state().rooms.map(({ name }) => name)).toEqual([`[academy]${KEY}`])
  })
})

describe('a link', () => {
  it('tells the page what the class is called, and in which language', async () => {
    const { hash, origin, pathname } = new URL((await joinLink(own)).url)
    expect(`${origin}${pathname}`).toBe(`${own.simulator.url}/${KEY}`)
    const config = Object.fromEntries(
      hash
        .slice(1)
        .split('&')
        .map((part) => part.split('='))
        .map(([name = '', value = '']) => [name, JSON.parse(decodeURIComponent(value))]),
    )
    expect(config).toEqual({ 'config.localSubject': 'Day 1 “<&>”', 'config.defaultLanguage': 'it' })
  })

  it('is not made with a key that nobody can read', async () => {
    const broken = { key: pem.privateKey.replaceAll(/[a-z]/g, 'A') }
    const connection = own.connectionWith({ settings: { keyId: 'x' }, secrets: broken })
    await expect(joinLink({ ...own, connection })).rejects.toMatchObject({ kind: 'unauthorized' })
  })
})

describe('a token of JaaS', () => {
  it('keeps the rules of JaaS', async () => {
    const link = await startLink(jaas, true)
    const { jaas: customer } = jaas.simulator.state()
    const { createPublicKey } = await import('node:crypto')
    const { payload, protectedHeader } = await jwtVerify(tokenOf(link), createPublicKey(customer.publicKey), {
      ...{ algorithms: ['RS256'], issuer: 'chat', audience: 'jitsi', subject: customer.appId },
      ...{ currentDate: new Date(JITSI_NOW), requiredClaims: ['room', 'exp', 'nbf'] },
    })
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: customer.keyId })
    expect(payload).toMatchObject({
      room: KEY,
      context: { user: { id: LEA.id, moderator: 'true' }, features: { recording: 'true' } },
    })
    expect(new URL(link).pathname).toBe(`/${customer.appId}/${KEY}`)
    expect((await jaas.simulator.enter(link)).isModerator).toBe(true)
  })
})

describe('an account of an own server', () => {
  const check = (on: TestJitsi, change: Parameters<TestJitsi['connectionWith']>[0] = {}) =>
    on.provider.checkAccount(on.connectionWith(change), {})
  const checkBy = (by: typeof fetch) => {
    const app = createJitsiApp({ fetch: by, now: () => new Date(JITSI_NOW) })
    const connection = own.connectionWith({ settings: { url: 'https://127.0.0.1:1234/' } })
    return app.sessionTypes.get('meeting')?.checkAccount(connection, {})
  }

  it('is in order with the address as somebody pasted it', async () => {
    const { url } = own.simulator
    for (const pasted of [url, `${url}/`, `  ${url}// `])
      expect(await check(own, { settings: { url: pasted } })).toEqual([])
    expect(own.simulator.state().rooms).toEqual([])
  })

  it.each(['meet', 'ftp://meet.example', ''])('names a wrong address: %s', async (url) => {
    expect(await check(own, { settings: { url } })).toEqual(['account-address-wrong'])
  })

  it('names an address at which another program answers, or leads elsewhere', async () => {
    for (const action of [
      { status: 404 },
      { status: 301, body: '', headers: { location: 'https://other.example/' } },
      { body: '<!DOCTYPE html><html><body>Welcome to nginx!</body></html>' },
    ]) {
      own.simulator.failNext({ match: { path: '/config.js' }, action })
      expect(await check(own)).toEqual(['account-address-wrong'])
    }
  })

  it('names what is not encrypted, unless it is this very machine', async () => {
    expect(await check(own, { settings: { url: 'http://meet.example/' } })).toEqual(['account-not-https'])
  })

  it.each([
    ['a certificate that nobody believes', 'CERT_HAS_EXPIRED', 'account-certificate-refused'],
    ['a name that nobody has', 'ENOTFOUND', 'account-address-wrong'],
    ['a server that is off', 'ECONNREFUSED', 'account-unreachable'],
  ])('tells of the network what is to be mended: %s', async (_name, code, finding) => {
    const cause = Object.assign(new Error(code), { code })
    expect(await checkBy(() => Promise.reject(new TypeError('fetch failed', { cause })))).toEqual([finding])
  })

  it('names an address of our own network', async () => {
    const outside = createOutside({ dnsServers: [], allowsPrivate: false })
    expect(await checkBy((url, init) => outside.fetch(String(url), init))).toEqual([
      'account-address-private',
    ])
  })

  it('names a token that is refused, by its secret, its app or its key', async () => {
    expect(await check(own, { secrets: { key: 'wrong' } })).toEqual(['account-key-refused'])
    expect(await check(own, { settings: { appId: 'another' } })).toEqual(['account-key-refused'])
    const unknown = { settings: { keyId: 'unknown' }, secrets: { key: pem.privateKey } }
    expect(await check(own, unknown)).toEqual(['account-key-refused'])
    expect(await check(own, { secrets: { key: pem.privateKey } })).toEqual(['account-key-id-wrong'])
    for (const key of ['-----BEGIN PRIVATE KEY-----\nx', ''])
      expect(await check(own, { secrets: { key } })).toEqual(['account-key-unreadable'])
  })

  it('names a door that is open, and a clock that is wrong', async () => {
    const open = await startJitsi({ allowEmptyToken: true })
    expect(await check(open)).toEqual(['account-door-open'])
    await open.close()
    for (const clockSkewSeconds of [-600, 600]) {
      const skewed = await startJitsi({ clockSkewSeconds })
      expect(await check(skewed)).toEqual(['account-clock-off'])
      await skewed.close()
    }
  })

  it('takes a server as it is that can’t be asked whether it takes tokens', async () => {
    const silent = await startJitsi({ bosh: false })
    expect(await check(silent, { secrets: { key: 'wrong' } })).toEqual([])
    await silent.close()
  })

  it('may be asked again when the server does not answer', async () => {
    own.simulator.failNext({ match: { path: '/config.js' }, action: { drop: 'before' } })
    expect(await check(own)).toEqual(['account-unreachable'])
    own.simulator.failNext({ match: { path: '/http-bind' }, action: { drop: 'before' } })
    expect(await check(own)).toEqual(['account-unreachable'])
    await expect(
      own.provider.checkAccount(own.connection, { signal: AbortSignal.abort(new Error('stopped')) }),
    ).rejects.toThrow()
  })
})

describe('an account of JaaS', () => {
  const check = (change: Parameters<TestJitsi['connectionWith']>[0] = {}) =>
    jaas.provider.checkAccount(jaas.connectionWith(change), {})

  it('is in order, or says which of its three parts does not fit', async () => {
    expect(await check()).toEqual([])
    expect(await check({ settings: { keyId: 'vpaas-magic-cookie-0/abc' } })).toEqual(['account-key-id-wrong'])
    expect(await check({ secrets: { key: pem.privateKey } })).toEqual(['account-key-refused'])
    expect(await check({ secrets: { key: pem.publicKey } })).toEqual(['account-key-unreadable'])
  })
})
