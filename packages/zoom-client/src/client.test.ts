import { type Simulator, startSimulator } from '@lectern/room-simulators/zoom'
import type { ServiceCall, ServiceOptions } from '@lectern/service-calls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requestToken, Zoom } from './index.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')
const HOST = 'olga@zoom.example'

let simulator: Simulator
let token: string
let calls: ServiceCall[] = []

beforeAll(async () => {
  simulator = await startSimulator({
    port: 0,
    clock: () => NOW,
    behavior: { rateFactor: 100, hostDailyLimit: 8, awkwardUuids: true },
  })
})
afterAll(() => simulator.close())
beforeEach(async () => {
  simulator.reset()
  simulator.addApp({ clientId: 'client', clientSecret: 'secret' })
  simulator.addUser({ email: HOST, firstName: 'Olga', lastName: 'Organizer' })
  token = (await ask()).accessToken
  calls = []
})

const ask = (fields: object = {}) =>
  requestToken({
    authUrl: simulator.url,
    accountId: simulator.accountId,
    clientId: 'client',
    clientSecret: 'secret',
    ...fields,
  })

const zoom = (options: Partial<ServiceOptions> = {}) =>
  new Zoom({
    apiUrl: simulator.url,
    accessToken: async () => token,
    onCall: (call) => calls.push(call),
    now: () => new Date(NOW),
    ...options,
  })

const BODY = {
  topic: 'Day 1',
  agenda: 'Bring your shoes.',
  startsAt: new Date('2026-11-25T09:00:00Z'),
  durationMinutes: 90,
  timeZone: 'Europe/Rome',
  settings: { approval_type: 0, waiting_room: false },
}

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const rows: T[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

describe('a token', () => {
  it('comes with its scopes and the address of the region', async () => {
    const { scopes, expiresInSeconds, apiUrl } = await ask()
    expect(scopes).toContain('meeting:write:meeting:admin')
    expect(expiresInSeconds).toBe(3600)
    expect(apiUrl).toMatch(simulator.url)
  })

  it.each([{ clientSecret: 'other' }, { accountId: 'nobody' }, { clientId: '' }])(
    'is refused for %o',
    (fields) => expect(ask(fields)).rejects.toMatchObject({ kind: 'unauthorized' }),
  )

  it('fails for a while where Zoom does', async () => {
    simulator.failNext({ match: { path: '/oauth/token' }, action: { status: 503 } })
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' })
    simulator.failNext({ match: { path: '/oauth/token' }, action: { body: '<html>' } })
    await expect(ask()).rejects.toMatchObject({ kind: 'unexpected-response' })
  })
})

describe.each(['meeting', 'webinar'] as const)('a %s', (kind) => {
  it('is made, read, changed in place, listed and deleted', async () => {
    const made = await zoom().create(kind, HOST, BODY)
    expect(made).toMatchObject({ ...BODY, settings: {}, isRunning: false })
    await zoom().update(kind, made.id, { topic: 'Day 2', startsAt: new Date('2026-11-26T09:00:00Z') })
    const read = await zoom().get(kind, made.id)
    expect(read).toMatchObject({ topic: 'Day 2', joinUrl: made.joinUrl, durationMinutes: 90 })
    expect(read.startUrl).toMatch(/\/s\/\d+\?zak=/)
    expect(await all(zoom().list(kind, HOST))).toMatchObject([{ id: made.id, topic: 'Day 2' }])
    await zoom().delete(kind, made.id)
    await expect(zoom().get(kind, made.id)).rejects.toMatchObject({ kind: 'not-found', code: 3001 })
  })

  it('has registrants with links of their own', async () => {
    const { id } = await zoom().create(kind, HOST, BODY)
    const lea = await zoom().addRegistrant(kind, id, { email: 'lea@x.example', firstName: 'Lea' })
    expect(lea.joinUrl).toMatch(/tk=/)
    expect(await all(zoom().registrants(kind, id))).toEqual([lea])
    await expect(zoom().addRegistrant(kind, id, { email: HOST, firstName: 'Olga' })).rejects.toMatchObject({
      kind: 'rejected',
      code: 3027,
    })
    const people = ['lea', 'max', 'mia'].map((name) => ({ email: `${name}@x.example`, firstName: name }))
    const added = await zoom().addRegistrants(kind, id, people)
    expect(added).toEqual(await all(zoom().registrants(kind, id)))
    expect(added.map(({ email }) => email)).toEqual(people.map(({ email }) => email))
    expect(added[0]).toEqual(lea)
    const withHost = [
      { email: 'late@x.example', firstName: 'Late' },
      { email: HOST, firstName: 'Olga' },
    ]
    await expect(zoom().addRegistrants(kind, id, withHost)).rejects.toMatchObject({ code: 3027 })
    await zoom().deleteRegistrant(kind, id, lea.id)
    await expect(zoom().deleteRegistrant(kind, id, lea.id)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('has instances, a report of each in pages, and recordings', async () => {
    const { id } = await zoom().create(kind, HOST, BODY)
    const from = '2026-11-24T06:00:00Z'
    const participants = Array.from({ length: 301 }, (_, index) => ({
      name: `Learner ${index}`,
      stays: [{ from, to: '2026-11-24T06:30:00Z' }],
    }))
    simulator.play({
      kind,
      id,
      startedAt: from,
      endedAt: '2026-11-24T07:00:00Z',
      participants,
      recording: {},
    })
    const [instance] = await zoom().instances(kind, id)
    expect(instance).toMatchObject({ startedAt: new Date(from) })
    const texts: string[] = []
    const rows = await all(
      zoom().report(kind, instance?.uuid ?? '', { onText: (text) => void texts.push(text) }),
    )
    expect([rows.length, texts.length]).toEqual([301, 2])
    expect(rows[0]).toMatchObject({ name: 'Learner 0', email: '', isWaiting: false, registrantId: undefined })
    const { files, downloadToken } = await zoom().recordings(instance?.uuid ?? '', { ttlSeconds: 60 })
    expect(files).toMatchObject([{ type: 'MP4', isReady: true }])
    expect(downloadToken).toBeDefined()
  })
})

describe('failures', () => {
  it.each([
    [{ status: 500 }, 'unavailable', true],
    [{ drop: 'before' as const }, 'unavailable', true],
    [{ drop: 'after' as const }, 'unavailable', true],
    [{ status: 200, body: '<html>' }, 'unexpected-response', true],
    [{ status: 200, body: '{"id":""}' }, 'unexpected-response', true],
    [{ status: 302 }, 'unexpected-response', false],
    [{ status: 400 }, 'rejected', false],
    [{ status: 403 }, 'forbidden', false],
  ])('of a write: %o is %s', async (action, kind, outcomeUnknown) => {
    simulator.failNext({ match: { method: 'POST', path: '/v2/users' }, action })
    await expect(zoom().create('meeting', HOST, BODY)).rejects.toMatchObject({ kind, outcomeUnknown })
    expect(calls).toHaveLength(1)
    expect(JSON.stringify(calls)).not.toContain(token)
  })

  it('of a read are tried again, and a write that was refused for its rate', async () => {
    const { id } = await zoom().create('meeting', HOST, BODY)
    simulator.failNext({ match: { method: 'GET' }, action: { status: 502 } })
    expect((await zoom().get('meeting', id)).id).toBe(id)
    simulator.failNext({ match: { method: 'POST' }, action: { status: 429 } })
    expect((await zoom().create('meeting', HOST, BODY)).topic).toBe('Day 1')
  })

  it('of a daily budget are not waited for, and tell until when', async () => {
    for (let made = 0; made < 8; made++) await zoom().create('meeting', HOST, BODY)
    await expect(zoom().create('meeting', HOST, BODY)).rejects.toMatchObject({
      kind: 'rate-limited',
      outcomeUnknown: false,
      retryAfterMs: 16 * 3_600_000,
    })
  })

  it('of a token are tried with another, once', async () => {
    simulator.revokeTokens()
    const onUnauthorized = async () => (await ask()).accessToken
    expect((await zoom({ onUnauthorized }).user(HOST)).email).toBe(HOST)
    const dead = zoom({ accessToken: async () => 'x', onUnauthorized: async () => 'y' })
    await expect(dead.user(HOST)).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  it('for a scope name it', async () => {
    simulator.setScopes('client', ['readUser'])
    const { accessToken } = await ask()
    const few = zoom({ accessToken: async () => accessToken })
    await expect(few.create('meeting', HOST, BODY)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 4711,
      missingScopes: ['meeting:write:meeting', 'meeting:write:meeting:admin'],
    })
  })

  it('for a scope that was added since are tried with a newer token', async () => {
    simulator.setScopes('client', ['readSettings'])
    const { accessToken } = await ask()
    simulator.setScopes('client', ['readUser'])
    const onUnauthorized = async () => (await ask()).accessToken
    const late = zoom({ accessToken: async () => accessToken, onUnauthorized })
    expect((await late.user(HOST)).email).toBe(HOST)
    await expect(late.create('meeting', HOST, BODY)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('end with the caller’s signal', async () => {
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(zoom().user(HOST, { signal })).rejects.toThrow('stopped')
  })

  it('are told of an answer without end', async () => {
    simulator.failNext({ match: { method: 'GET' }, action: { body: 'x'.repeat(8_000_001) } })
    await expect(zoom().user(HOST)).rejects.toMatchObject({ kind: 'unexpected-response' })
  })

  it('are thrown for keys that address something else', () => {
    expect(() => zoom().get('meeting', '')).toThrow(TypeError)
    expect(() => zoom().get('meeting', '..')).toThrow(TypeError)
  })
})

describe('what an answer says', () => {
  const answering = (body: object) =>
    zoom({ fetch: async () => new Response(JSON.stringify(body)) }).get('meeting', '84000000001')

  it.each([
    ['a link of another scheme', { id: 1, join_url: 'javascript:alert(1)' }, { joinUrl: undefined }],
    ['a number for an id', { id: 84000000001 }, { id: '84000000001' }],
    ['a start that is none', { id: 1, start_time: 'soon' }, { startsAt: undefined }],
    ['no topic', { id: 1 }, { topic: '', agenda: '', settings: {} }],
    ['more than is known', { id: 1, topic: 'x', whatever: [1] }, { topic: 'x' }],
  ])('is read with %s', async (_name, body, expected) =>
    expect(await answering(body)).toMatchObject(expected),
  )

  it.each([[{}], [{ id: null }], [{ id: 1, topic: 5 }], [[]]])('is not read from %j', (body) =>
    expect(answering(body)).rejects.toMatchObject({ kind: 'unexpected-response' }),
  )
})
