import { createHmac } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { CALL_TOKEN, JITSI_NOW, startJaas, startJitsi } from '../../../test/test-jitsi.ts'
import { describeInbound } from '../inbound.contract.ts'
import type { AskedRoom, Connection, InboundCall, InboundPart } from '../provider.ts'

const now = new Date(JITSI_NOW)
const own = await startJitsi()
const jaas = await startJaas()
afterAll(() => Promise.all([own.close(), jaas.close()]))

const partOf = ({ app }: typeof own): InboundPart => {
  if (!app.inbound) throw new Error('it calls nobody')
  return app.inbound
}
const bearer = { authorization: `Bearer ${CALL_TOKEN}` }
const event = (path: string, room: string, fields: object): InboundCall => ({
  ...{ method: 'POST', path: `events/${path}`, headers: bearer },
  body: JSON.stringify({
    ...{ event_name: `muc-${path.replace('/', '-')}`, room_name: room, room_jid: `${room}@c.x` },
    ...{ is_breakout: false, ...fields },
  }),
})
const LEA = { occupant_jid: 'a@x/1', joined_at: JITSI_NOW / 1000, id: 'person-1', name: 'Lea', email: '' }
const conference = (method: string, path: string, body = ''): InboundCall => ({
  method,
  path,
  body,
  headers: bearer,
})
const asked = (room: string, form: Record<string, string> = {}) =>
  conference('POST', 'conference', new URLSearchParams({ name: room, mail_owner: 'o@x', ...form }).toString())

const webhook = (
  eventType: string,
  room: string,
  data: object,
  change: object = {},
  at = now,
): InboundCall => {
  const { appId } = jaas.connection.settings
  const body = JSON.stringify({
    ...{ idempotencyKey: `key of ${eventType}`, appId, eventType, sessionId: 'run-1', timestamp: JITSI_NOW },
    ...{ fqn: `${appId}/${room}`, data, ...change },
  })
  const t = Math.floor(at.getTime() / 1000)
  const v1 = createHmac('sha256', jaas.connection.secret('webhookSecret'))
    .update(`${t}.${body}`)
    .digest('base64')
  return { method: 'POST', path: '', body, headers: { 'x-jaas-signature': `v0=no,t=${t},v1=${v1}` } }
}

describeInbound('an own server', () => ({
  ...{ inbound: partOf(own), connection: own.connection, now, maxAgeMs: undefined },
  tellings: (room) => [
    event('room/created', room, { created_at: JITSI_NOW / 1000 }),
    event('occupant/joined', room, { occupant: LEA }),
    event('occupant/left', room, { occupant: { ...LEA, left_at: JITSI_NOW / 1000 + 60 } }),
    event('room/destroyed', room, { created_at: 1, destroyed_at: 2, all_occupants: [LEA] }),
  ],
  questions: (room) => [
    asked(room),
    asked(`[academy]${room.toUpperCase()}`),
    conference('GET', `conference/${room}`),
  ],
}))

describeInbound('JaaS', () => ({
  ...{ inbound: partOf(jaas), connection: jaas.connection, now, maxAgeMs: 24 * 3_600_000 },
  tellings: (room) => [
    webhook('ROOM_CREATED', room, { conference: room }),
    webhook('PARTICIPANT_JOINED', room, { participantId: 'p', id: 'person-1' }),
    webhook('PARTICIPANT_LEFT', room, { participantId: 'p', id: 'person-1' }),
    webhook('PARTICIPANT_LOBBY_JOINED', room, { participantId: 'p', id: 'person-1' }),
    webhook('ROOM_DESTROYED', room, { conference: room }),
    webhook('RECORDING_UPLOADED', room, { preAuthenticatedLink: 'https://x.example/film.mp4' }),
  ],
  questions: (room) => [webhook('SETTINGS_PROVISIONING', room, {})],
}))

describe('the settings of a room in JaaS', () => {
  it('are those of the room, and for a room of somebody else’s none', async () => {
    const call = webhook('SETTINGS_PROVISIONING', 'r', {})
    const ask = (lobby: boolean | undefined) =>
      partOf(jaas).answer?.({
        ...{ connection: jaas.connection, call, now },
        findRoom: async (key) => ({
          ...{ key, lobby, opensAt: now, heldFrom: now, heldTo: now },
          spec: { subject: '', description: '', startsAt: '', endsAt: '', timeZone: 'UTC' },
        }),
      })
    const type = { lobbyType: 'WAIT_FOR_APPROVAL' }
    expect(await ask(true)).toEqual({ status: 200, body: { lobbyEnabled: true, ...type } })
    expect(await ask(false)).toEqual({ status: 200, body: { lobbyEnabled: false, ...type } })
    expect(await ask(undefined)).toEqual({ status: 200, body: {} })
  })
})

describe('a reservation', () => {
  const KEY = 'k5f0jx2m9q8w7e6r5t4y3u2i1'
  const at = (minutes: number) => new Date(JITSI_NOW + minutes * 60_000)
  const room: AskedRoom = {
    ...{ key: KEY, opensAt: at(45), heldFrom: at(55), heldTo: at(125) },
    spec: {
      ...{ subject: 'Day 1', description: '', timeZone: 'Europe/Rome' },
      ...{ startsAt: at(60).toISOString(), endsAt: at(120).toISOString() },
    },
  }
  const ask = (call: InboundCall, minutes: number, connection: Connection = own.connection) =>
    partOf(own).answer?.({
      ...{ connection, call, now: at(minutes) },
      findRoom: async (key) => (key === KEY ? room : undefined),
    })

  it('is made while people may come in, and lasts until an hour after the room is free', async () => {
    for (const minutes of [45, 60, 184])
      expect(await ask(asked(KEY), minutes)).toEqual({
        status: 200,
        body: { id: KEY, name: KEY, mail_owner: 'o@x', start_time: at(45).toISOString(), duration: 140 * 60 },
      })
    expect(await ask(asked(`[academy]${KEY}`), 60)).toMatchObject({
      body: { id: KEY, name: `[academy]${KEY}` },
    })
  })

  it('is refused before and after, in three languages, by the clocks of the event', async () => {
    expect(await ask(asked(KEY), 44)).toEqual({
      status: 403,
      body: { message: expect.stringMatching(/09:45 \(Rome\).*\n.*09:45.*\n.*09:45/) },
    })
    expect(await ask(asked(KEY), 185)).toMatchObject({ status: 403 })
    expect(await ask(asked('another'), 60)).toMatchObject({ status: 404 })
    expect(await ask(asked(''), 60)).toMatchObject({ status: 404 })
  })

  it('is over when the server says so, and may be looked up and given up by its id alone', async () => {
    expect(await ask(conference('GET', `conference/${KEY}`), 60)).toMatchObject({
      status: 200,
      body: { id: KEY },
    })
    expect(await ask(conference('DELETE', `conference/${KEY}`), 130)).toMatchObject({
      ...{ status: 200, tells: [{ about: 'run', roomKey: KEY, endedAt: at(130) }] },
    })
    expect(await ask(conference('PUT', `conference/${KEY}`), 60)).toEqual({ status: 405 })
    expect(await ask(conference('GET', 'conference'), 60)).toEqual({ status: 405 })
    expect(await ask(conference('GET', 'conference/%zz'), 60)).toMatchObject({ status: 404 })
  })
})

describe('what is told', () => {
  it('says the same of a stay when somebody comes, goes and is listed at the end', () => {
    const left = { ...LEA, left_at: JITSI_NOW / 1000 + 60 }
    const keys = [
      event('occupant/joined', 'r', { occupant: LEA }),
      event('occupant/left', 'r', { occupant: left }),
      event('room/destroyed', 'r', { created_at: 1, destroyed_at: 2, all_occupants: [left] }),
    ].map((call) =>
      partOf(own)
        .hear(call)
        .find(({ about }) => about === 'presence'),
    )
    expect(new Set(keys.map((one) => one?.about === 'presence' && one.stay.key)).size).toBe(1)
    const other = partOf(own).hear(event('occupant/joined', 'r', { occupant: { ...LEA, joined_at: 7 } }))
    expect(other).not.toMatchObject([{ stay: { key: keys[0]?.about === 'presence' && keys[0].stay.key } }])
  })

  it('tells a breakout room under its main one, without its end', () => {
    const fields = {
      is_breakout: true,
      breakout_room_id: 'b',
      all_occupants: [LEA],
      created_at: 1,
      destroyed_at: 2,
    }
    expect(partOf(own).hear(event('room/created', 'r', fields))).toEqual([])
    expect(partOf(own).hear(event('room/destroyed', 'r', fields))).toMatchObject([
      { about: 'presence', roomKey: 'r', stay: { kind: 'breakout', externalId: 'person-1' } },
    ])
  })

  it('knows guests by nothing', () => {
    const { id: _, ...guest } = LEA
    expect(partOf(own).hear(event('occupant/joined', 'r', { occupant: guest }))).toMatchObject([
      { stay: { externalId: undefined } },
    ])
  })

  it('takes a moment in milliseconds, too, and nothing of another customer', () => {
    const call = webhook('ROOM_CREATED', 'r', {})
    const v1 = createHmac('sha256', jaas.connection.secret('webhookSecret'))
      .update(`${JITSI_NOW}.${call.body}`)
      .digest('base64')
    const inMs = { ...call, headers: { 'x-jaas-signature': `t=${JITSI_NOW},v1=${v1}` } }
    expect(partOf(jaas).receive(jaas.connection, inMs, now)).toMatchObject({ kind: 'telling' })
    const foreign = webhook('ROOM_CREATED', 'r', {}, { fqn: 'vpaas-magic-cookie-0/r' })
    expect(partOf(jaas).receive(jaas.connection, foreign, now)).toBeUndefined()
  })

  it('is a recording for a day from when it came out, by an address of the web alone', () => {
    const told = { recordingSessionId: 'rec-1', startTimestamp: JITSI_NOW - 60_000 }
    const film = { ...told, preAuthenticatedLink: 'https://x.example/film.mp4' }
    expect(partOf(jaas).hear(webhook('RECORDING_UPLOADED', 'r', film))).toEqual([
      {
        ...{ about: 'recording', roomKey: 'r', url: 'https://x.example/film.mp4' },
        urlEndsAt: new Date(JITSI_NOW + 24 * 3_600_000),
        recording: { key: 'rec-1', recordedAt: new Date(JITSI_NOW - 60_000) },
      },
    ])
    for (const preAuthenticatedLink of ['file:///etc/passwd', '', 7])
      expect(
        partOf(jaas).hear(webhook('RECORDING_UPLOADED', 'r', { ...told, preAuthenticatedLink })),
      ).toEqual([])
  })
})
