import type { Simulator } from '@lectern/goto-simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keptRoomsOf } from '../../../test/kept-rooms.ts'
import { TEST_NOW as now, REDIRECT_URI, startGoto, type TestGoto } from '../../../test/test-goto.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { ConferencingProvider, Connection, KeptRooms } from '../provider.ts'

let goto: TestGoto
let simulator: Simulator
let provider: ConferencingProvider
let rooms: KeptRooms
let connection: Connection

const spec = (fields: Partial<RoomSpec> = {}): RoomSpec => ({
  subject: 'Safety at work: Day 1',
  description: '',
  startsAt: '2026-11-25T09:00:00.000Z',
  endsAt: '2026-11-25T10:00:00.000Z',
  timeZone: 'Europe/Rome',
  ...fields,
})

beforeAll(async () => {
  goto = await startGoto()
  const meeting = goto.app.sessionTypes.get('meeting')
  if (!meeting) throw new Error('there is no provider for meetings')
  ;({ simulator, connection } = goto)
  provider = meeting
  rooms = keptRoomsOf(meeting)
})
afterAll(() => goto.close())

const codeFor = (client: { clientId: string }, challenge?: string) => goto.codeFor(client, challenge)
const meetings = () => simulator.state().meetings

describe('pairing with GoTo', () => {
  const credentials = () => {
    const { clientId, clientSecret } = simulator.addClient({ name: 'Other', redirectUris: [REDIRECT_URI] })
    return { clientId, clientSecret }
  }
  const exchange = (client: { clientId: string; clientSecret: string }, code: string, codeVerifier = 'v') =>
    goto.pairing.exchangeCode(client, { code, redirectUri: REDIRECT_URI, codeVerifier })

  it('names what is wrong: the secret, the code, the redirect URI', async () => {
    const client = credentials()
    const wrong = { clientId: client.clientId, clientSecret: 'wrong' }
    await expect(exchange(wrong, await codeFor(client))).rejects.toMatchObject({
      failure: 'pairing-wrong-credentials',
    })
    await expect(exchange(client, 'made up')).rejects.toMatchObject({ failure: 'pairing-code-refused' })
    const code = await codeFor(client)
    await exchange(client, code)
    await expect(exchange(client, code)).rejects.toMatchObject({ failure: 'pairing-code-refused' })
  })

  it('proves by PKCE that it is the one who began', async () => {
    const client = credentials()
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' // RFC 7636, appendix B
    await expect(exchange(client, await codeFor(client, challenge), 'another')).rejects.toMatchObject({
      failure: 'pairing-code-refused',
    })
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    expect((await exchange(client, await codeFor(client, challenge), verifier)).refreshToken).not.toBe('')
  })

  it('keeps the old refresh token when a refresh brings none, and says when the grant is dead', async () => {
    const client = credentials()
    const grant = await exchange(client, await codeFor(client))
    const next = await goto.pairing.refresh(client, grant.refreshToken)
    expect(next.refreshToken).toBe(grant.refreshToken)
    expect(next.accessToken).not.toBe(grant.accessToken)
    await expect(goto.pairing.refresh(client, 'dead')).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  it('ends a consent, also one that is over, and says whose fault it is when it can’t', async () => {
    const client = credentials()
    const grant = await exchange(client, await codeFor(client))
    await goto.pairing.revoke?.(client, grant.refreshToken)
    await expect(goto.pairing.refresh(client, grant.refreshToken)).rejects.toMatchObject({
      kind: 'unauthorized',
    })
    await goto.pairing.revoke?.(client, grant.refreshToken)
    await goto.pairing.revoke?.(client, 'made up')
    const wrong = { clientId: client.clientId, clientSecret: 'wrong' }
    await expect(goto.pairing.revoke?.(wrong, grant.refreshToken)).rejects.toMatchObject({
      kind: 'unauthorized',
    })
  })

  it('tells who granted, with all digits of the key', async () => {
    expect(connection.host?.userKey).toBe(simulator.state().users[0]?.key)
    expect(Number.isSafeInteger(Number(connection.host?.userKey))).toBe(false)
  })
})

describe('GoTo Meeting as rooms', () => {
  it('makes, reads, changes, finds by marker and deletes a room', async () => {
    const room = await rooms.createRoom(connection, spec(), 'm4rk3r', {})
    expect(room.joinUrl).toMatch(/\/room\/meeting\//)
    expect(meetings()).toMatchObject([{ subject: 'Safety at work: Day 1 [m4rk3r]' }])
    const moved = spec({
      subject: 'Renamed',
      startsAt: '2026-11-26T09:00:00.000Z',
      endsAt: '2026-11-26T10:30:00.000Z',
    })
    expect((await rooms.findByMarker(connection, 'm4rk3r', {})).map((found) => found.key)).toEqual([room.key])
    await rooms.updateRoom(connection, room.key, moved, 'm4rk3r', {})
    expect((await rooms.getRoom(connection, room.key, {})).spec).toMatchObject({
      subject: 'Renamed',
      startsAt: '2026-11-26T09:00:00.000Z',
      endsAt: '2026-11-26T10:30:00.000Z',
    })
    expect(await rooms.findByMarker(connection, 'other', {})).toEqual([])
    await rooms.deleteRoom(connection, room.key, {})
    expect(meetings()).toEqual([])
    await rooms.deleteRoom(connection, room.key, {}) // already gone is success
    await expect(rooms.getRoom(connection, room.key, {})).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('cuts a long subject between characters as people see them, and keeps the marker whole', async () => {
    const room = await rooms.createRoom(
      connection,
      spec({ subject: `${'x'.repeat(84)}👩‍🏫👩‍🏫👩‍🏫` }),
      'm4rk3r',
      {},
    )
    const subject = meetings()[0]?.subject ?? ''
    expect(subject.length).toBeLessThanOrEqual(100)
    expect(subject.endsWith('x👩‍🏫… [m4rk3r]')).toBe(true)
    await rooms.deleteRoom(connection, room.key, {})
  })

  it('wears the marker while the create is not known, and never again', async () => {
    const wanted = spec({ subject: `Safety at work: ${'x'.repeat(90)}` })
    const room = await rooms.createRoom(connection, wanted, 'm4rk3r', {})
    expect(room.spec.subject).toBe(meetings()[0]?.subject)
    expect(room.spec.subject).toMatch(/ \[m4rk3r\]$/)
    expect(await rooms.differences(connection, room.key, wanted, 'm4rk3r', {})).toEqual([])
    await rooms.updateRoom(connection, room.key, wanted, 'm4rk3r', {})
    expect(meetings()[0]?.subject).toBe(`${wanted.subject.slice(0, 99)}…`)
    expect(await rooms.differences(connection, room.key, wanted, 'm4rk3r', {})).toEqual([])
    await rooms.deleteRoom(connection, room.key, {})
  })

  it('is not broken when a class has begun and GoTo refuses to take the marker away', async () => {
    const room = await rooms.createRoom(connection, spec(), 'm4rk3r', {})
    const refuse = () =>
      simulator.failNext({ match: { method: 'PUT', path: '/G2M' }, action: { status: 400 } })
    refuse()
    await rooms.updateRoom(connection, room.key, spec(), 'm4rk3r', {})
    for (const change of [{ subject: 'Other' }, { endsAt: '2026-11-25T18:00:00.000Z' }]) {
      refuse()
      const refused = rooms.updateRoom(connection, room.key, spec(change), 'm4rk3r', {})
      await expect(refused).rejects.toMatchObject({ kind: expect.stringMatching(/rejected|unexpected/) })
    }
    await rooms.deleteRoom(connection, room.key, {})
  })

  it('carries angle brackets and ampersands there and back', async () => {
    const room = await rooms.createRoom(connection, spec({ subject: 'A <b> & c' }), 'm', {})
    expect((await rooms.getRoom(connection, room.key, {})).spec.subject).toBe('A <b> & c [m]')
    await rooms.deleteRoom(connection, room.key, {})
  })

  it('makes a room for an event that has begun: GoTo wants a start to come', async () => {
    const begun = spec({ startsAt: '2026-11-24T07:30:00.000Z', endsAt: '2026-11-24T08:30:00.000Z' })
    const room = await rooms.createRoom(connection, begun, 'm', {})
    expect(meetings()[0]).toMatchObject({ startsAt: now + 120_000, endsAt: Date.parse(begun.endsAt) })
    await rooms.deleteRoom(connection, room.key, {})
  })

  it('gives a host link that opens the room without a sign-in', async () => {
    const room = await rooms.createRoom(connection, spec(), 'm', {})
    const ines = { id: 'p1', email: 'ines@x.example', firstName: 'Ines', lastName: 'I', language: 'en' }
    const instructor = { ...ines, userKey: undefined }
    const links = await provider.start?.startLinks(connection, room, instructor, {})
    const page = await (await fetch(links?.url ?? '')).text()
    expect(page).toContain('You are the organizer')
    await rooms.deleteRoom(connection, room.key, {})
  })
})

describe('when GoTo fails', () => {
  const onCreate = { method: 'POST', path: '/G2M/rest/meetings' }

  it('gets a new token for a dead one, once, and goes on', async () => {
    simulator.failNext({ match: onCreate, action: { revokeTokens: false, status: 403 } })
    await expect(rooms.createRoom(connection, spec(), 'm', {})).rejects.toMatchObject({
      kind: 'forbidden',
    })
    simulator.advance(3_700_000)
    const room = await rooms.createRoom(connection, spec(), 'm', {})
    expect(goto.refreshes()).toBe(1)
    await rooms.deleteRoom(connection, room.key, {})
  })

  it('knows of a cut connection that the room may be there, and finds it by the marker', async () => {
    simulator.failNext({ match: onCreate, action: { drop: 'after' } })
    await expect(rooms.createRoom(connection, spec(), 'lost', {})).rejects.toMatchObject({
      kind: 'unavailable',
      outcomeUnknown: true,
    })
    const [found] = await rooms.findByMarker(connection, 'lost', {})
    expect(found).toBeDefined()
    await rooms.deleteRoom(connection, found?.key ?? '', {})
  })

  it('takes a 500 on a create for an unknown outcome, and a 400 for a refusal', async () => {
    simulator.failNext({ match: onCreate, action: { status: 500 } })
    await expect(rooms.createRoom(connection, spec(), 'm', {})).rejects.toMatchObject({
      kind: 'unavailable',
      outcomeUnknown: true,
    })
    simulator.failNext({ match: onCreate, action: { status: 400 } })
    await expect(rooms.createRoom(connection, spec(), 'm', {})).rejects.toMatchObject({
      kind: 'rejected',
      outcomeUnknown: false,
    })
  })

  it('waits out a 429 by itself, since nothing was done', async () => {
    simulator.failNext({ match: onCreate, action: { status: 429 } })
    const room = await rooms.createRoom(connection, spec(), 'm', {})
    await rooms.deleteRoom(connection, room.key, {})
    expect(meetings()).toEqual([])
  })
})
