import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { importPKCS8, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Behavior } from './behavior.ts'
import { type Simulator, startSimulator } from './simulator.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')
const ROOM = 'a1b2c3d4e5f6g7h8i9j0k1l2m'
const USER = { id: 'person-1', name: 'Lea', email: '', moderator: 'false' }

let simulator: Simulator
/** What the services call: it answers as a test says. */
let listener: Server
let origin: string
let answer: (asked: Asked) => { status: number; body?: object }
const asked: Asked[] = []

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

beforeEach(async () => {
  asked.length = 0
  answer = () => ({ status: 200, body: {} })
  listener = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    asked.push(one)
    const { status, body: said } = answer(one)
    response.writeHead(status, { 'content-type': 'application/json' }).end(said && JSON.stringify(said))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
})
afterEach(async () => {
  await simulator.close()
  await new Promise((resolve) => listener.close(resolve))
})

async function start(behavior: Partial<Behavior> = {}): Promise<Simulator> {
  simulator = await startSimulator({ port: 0, clock: () => NOW, behavior })
  return simulator
}

async function ownLink(claims: object = {}, secret?: string, at = ROOM): Promise<string> {
  const { appId, appSecret } = simulator.state().own
  const whole = {
    room: ROOM,
    sub: '*',
    context: { user: USER },
    iss: appId,
    aud: appId,
    exp: NOW / 1000 + 60,
    ...claims,
  }
  const token = await new SignJWT(whole)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret ?? appSecret))
  return `${simulator.url}/${at}?jwt=${token}`
}

async function jaasLink(claims: object = {}, header: object = {}): Promise<string> {
  const { appId, keyId, privateKey } = simulator.state().jaas
  const whole = {
    room: ROOM,
    sub: appId,
    context: { user: USER },
    iss: 'chat',
    aud: 'jitsi',
    exp: NOW / 1000 + 60,
    ...claims,
  }
  const token = await new SignJWT(whole)
    .setProtectedHeader({ alg: 'RS256', kid: keyId, ...header })
    .sign(await importPKCS8(privateKey, 'RS256'))
  return `${simulator.url}/${appId}/${ROOM}?jwt=${token}`
}

const eventsOf = () => asked.map(({ url, body }) => ({ url, ...JSON.parse(body || '{}') }))

describe('an own server', () => {
  it.each<[string, object, string]>([
    ['another room', { room: 'another' }, 'Room and token mismatched'],
    ['a tenant’s', { sub: 'academy' }, 'Room and token mismatched'],
    ['no room', { room: undefined }, "'room' claim is missing"],
    ['what has ended', { exp: NOW / 1000 - 1 }, 'Token expired'],
    ['what never ends', { exp: undefined }, "'exp' claim is missing"],
    ['what is not valid yet', { nbf: NOW / 1000 + 60 }, 'Not acceptable by nbf'],
    ['another issuer', { iss: 'another' }, 'Invalid issuer'],
    ['another audience', { aud: 'another' }, "Invalid or incorrect audience ('aud' claim)"],
    ['a number for an id', { context: { user: { ...USER, id: 1 } } }, 'context: id is no text'],
    ['nothing for an address', { context: { user: { ...USER, email: null } } }, 'context: email is no text'],
  ])('refuses a token with %s', async (_name, claims, words) => {
    await start()
    await expect(simulator.enter(await ownLink(claims))).rejects.toThrow(words)
    expect(simulator.state().rooms).toEqual([])
  })

  it('refuses what is signed by another secret, or not at all, unless nobody needs a token', async () => {
    await start({ allowEmptyToken: true })
    await expect(simulator.enter(await ownLink({}, 'another'))).rejects.toThrow('Invalid signature')
    await simulator.enter(`${simulator.url}/${ROOM}`)
    expect((await fetch(await ownLink({}, 'another'))).status).toBe(403)
  })

  it('folds letters, also for who comes first as moderator where that is so', async () => {
    await start({ autoOwner: true, tokenAffiliation: false })
    const first = await simulator.enter(await ownLink({}, undefined, ROOM.toUpperCase()))
    const second = await simulator.enter(await ownLink({ context: { user: { ...USER, moderator: 'true' } } }))
    expect([first.isModerator, second.isModerator]).toEqual([true, false])
    expect(simulator.state().rooms.map(({ name }) => name)).toEqual([ROOM])
  })
})

describe('reservations', () => {
  const whole = { id: 7, name: ROOM, mail_owner: 'x', start_time: '2026-11-24T08:00:00.000Z', duration: 600 }
  const begin = async (behavior: Partial<Behavior> = {}) => {
    await start({ reservationRetrySeconds: 0, expiryCheckSeconds: 0, ...behavior })
    simulator.configure({ reservationsPrefix: `${origin}/api`, callToken: 'secret' })
  }

  it('are asked for once by all who come, and again when the room opens anew', async () => {
    await begin()
    answer = () => ({ status: 200, body: whole })
    const link = await ownLink()
    const all = await Promise.all([link, link, link].map((one) => simulator.enter(one)))
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/api/conference',
      headers: { authorization: 'Bearer secret' },
    })
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toMatchObject({
      ...{ name: ROOM, start_time: '2026-11-24T08:00:00.000Z' },
    })
    for (const one of all) one.leave()
    await simulator.settled()
    expect(asked[1]).toMatchObject({ method: 'DELETE', url: '/api/conference/7' })
    await simulator.enter(link)
    expect(asked).toHaveLength(3)
  })

  it('close the room when they are over', async () => {
    await begin()
    answer = () => ({ status: 201, body: whole })
    await simulator.enter(await ownLink())
    simulator.advance(599_000)
    expect(simulator.state().rooms).toHaveLength(1)
    simulator.advance(2000)
    expect(simulator.state().rooms).toEqual([])
  })

  it('put learners into a lobby where that is asked, until a moderator lets them in', async () => {
    await begin()
    answer = () => ({ status: 200, body: { ...whole, lobby: true } })
    const host = await simulator.enter(await ownLink({ context: { user: { ...USER, moderator: 'true' } } }))
    const learner = await simulator.enter(await ownLink())
    expect([host.waits, learner.waits]).toEqual([false, true])
    expect(simulator.state().rooms[0]?.occupants).toHaveLength(1)
  })

  it('are looked up where there is one already', async () => {
    await begin()
    answer = ({ method }) =>
      method === 'POST' ? { status: 409, body: { conflict_id: 7 } } : { status: 200, body: whole }
    await simulator.enter(await ownLink())
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/conference',
      'GET /api/conference/7',
    ])
  })

  it('are refused with the words that were given, which hold for a while', async () => {
    await begin()
    answer = () => ({ status: 403, body: { message: 'Opens at nine' } })
    await expect(simulator.enter(await ownLink())).rejects.toThrow('Opens at nine')
    await expect(simulator.enter(await ownLink())).rejects.toThrow('Opens at nine')
    expect(asked).toHaveLength(1)
    simulator.advance(31_000)
    answer = () => ({ status: 200, body: whole })
    await simulator.enter(await ownLink())
  })

  it.each<[string, object]>([
    ['another room', { name: 'another' }],
    ['no owner', { mail_owner: undefined }],
    ['no time', { duration: 'long' }],
    ['no start', { start_time: 'soon' }],
    ['no id', { id: undefined }],
  ])('are not taken with %s', async (_name, change) => {
    await begin()
    answer = () => ({ status: 200, body: { ...whole, ...change } })
    await expect(simulator.enter(await ownLink())).rejects.toThrow('Invalid response from reservation server')
  })

  it('are asked for four times where the other side fails', async () => {
    await begin()
    answer = () => ({ status: 503 })
    await expect(simulator.enter(await ownLink())).rejects.toThrow('Rejected by reservation server')
    expect(asked).toHaveLength(4)
  })
})

describe('events of a server', () => {
  it('tell who comes and goes, in seconds, and all of it at the end', async () => {
    await start()
    simulator.configure({ eventsPrefix: `${origin}/api`, callToken: 'secret' })
    const one = await simulator.enter(await ownLink())
    simulator.advance(60_000)
    one.goTo('breakout-1')
    simulator.advance(60_000)
    one.leave()
    await simulator.settled()
    const events = eventsOf()
    expect(events.map(({ url }) => url.slice('/api/events/'.length))).toEqual([
      ...[
        'room/created',
        'occupant/joined',
        'occupant/left',
        'occupant/joined',
        'occupant/left',
        'room/destroyed',
      ],
    ])
    const joined = {
      occupant: { id: 'person-1', name: 'Lea', joined_at: NOW / 1000 },
      active_occupants_count: 1,
    }
    expect(events[1]).toMatchObject({
      event_name: 'muc-occupant-joined',
      room_name: ROOM,
      is_breakout: false,
      ...joined,
    })
    expect(events[3]).toMatchObject({ is_breakout: true, breakout_room_id: 'breakout-1' })
    expect(events[5]).toMatchObject({
      destroyed_at: NOW / 1000 + 120,
      all_occupants: [{ id: 'person-1', joined_at: NOW / 1000, left_at: NOW / 1000 + 60 }],
    })
    expect(asked.every(({ headers }) => headers.authorization === 'Bearer secret')).toBe(true)
  })

  it('come again after a failure, and are given up', async () => {
    await start({ eventRetries: 2 })
    simulator.configure({ eventsPrefix: origin })
    answer = () => ({ status: 500 })
    await simulator.enter(await ownLink())
    for (let time = 0; time < 5; time++) {
      await simulator.settled()
      simulator.advance(1000)
    }
    expect(asked).toHaveLength(6)
  })
})

describe('JaaS', () => {
  it.each<[string, object, object, string]>([
    ['another audience', { aud: 'another' }, {}, 'aud'],
    ['another issuer', { iss: 'another' }, {}, 'issuer'],
    ['another customer', { sub: 'vpaas-magic-cookie-0' }, {}, 'subject'],
    ['another key', {}, { kid: 'vpaas-magic-cookie-0/1' }, 'public key'],
    ['another room', { room: 'another' }, {}, 'mismatched'],
    ['true in place of “true”', { context: { user: { ...USER, moderator: true } } }, {}, 'no text'],
  ])('refuses a token with %s', async (_name, claims, header, words) => {
    await start()
    await expect(simulator.enter(await jaasLink(claims, header))).rejects.toThrow(words)
  })

  it('tells who comes and goes, signed over the moment and what is sent', async () => {
    await start()
    const secret = simulator.setWebhook(`${origin}/hook`)
    const one = await simulator.enter(await jaasLink())
    one.leave()
    await simulator.settled()
    expect(eventsOf().map(({ eventType }) => eventType)).toEqual([
      ...['ROOM_CREATED', 'PARTICIPANT_JOINED', 'PARTICIPANT_LEFT', 'ROOM_DESTROYED'],
    ])
    const { appId } = simulator.state().jaas
    expect(eventsOf()[1]).toMatchObject({
      fqn: `${appId}/${ROOM}`,
      timestamp: NOW,
      data: { id: 'person-1', isBreakout: false },
    })
    for (const { headers, body } of asked) {
      const signature = createHmac('sha256', secret)
        .update(`${NOW / 1000}.${body}`)
        .digest('base64')
      expect(headers['x-jaas-signature']).toBe(`t=${NOW / 1000},v1=${signature}`)
    }
  })

  it('asks how a meeting is to be where that was ticked, and opens it whatever the answer', async () => {
    await start({ settingsProvisioning: true })
    simulator.setWebhook(`${origin}/hook`)
    const waits: boolean[] = []
    for (const said of [
      { status: 200, body: { lobbyEnabled: true } },
      { status: 200, body: {} },
      { status: 500 },
    ]) {
      answer = () => said
      const one = await simulator.enter(await jaasLink())
      waits.push(one.waits)
      if (!one.waits) one.leave()
      else simulator.endRoom(ROOM)
    }
    expect(waits).toEqual([true, false, false])
    expect(eventsOf()[0]).toMatchObject({
      eventType: 'SETTINGS_PROVISIONING',
      fqn: expect.stringContaining(ROOM),
    })
    expect(asked[0]?.headers['x-jaas-signature']).toMatch(/^t=\d+,v1=/)
  })

  it('keeps a recording for a day, and tells its link once it is out', async () => {
    await start()
    simulator.setWebhook(`${origin}/hook`)
    const user = { ...USER, moderator: 'true' }
    const one = await simulator.enter(await jaasLink({ context: { user, features: { recording: 'true' } } }))
    one.record()
    simulator.advance(30_000)
    one.leave()
    await simulator.settled()
    simulator.advance(60_000)
    await simulator.settled()
    const { data } = eventsOf().find(({ eventType }) => eventType === 'RECORDING_UPLOADED') ?? {}
    expect(data).toMatchObject({
      initiatorId: 'person-1',
      durationSec: 30,
      participants: [{ id: 'person-1' }],
    })
    const statusOf = async (url: string) => (await fetch(url)).status
    expect(await statusOf(data.preAuthenticatedLink)).toBe(200)
    expect(await statusOf(`${data.preAuthenticatedLink}x`)).toBe(404)
    simulator.advance(24 * 3_600_000)
    expect(await statusOf(data.preAuthenticatedLink)).toBe(404)
  })
})
