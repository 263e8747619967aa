import { createHmac, randomUUID } from 'node:crypto'
import type { Occupant, OutgoingCall, Recording, Room } from './model.ts'
import type { World } from './world.ts'

// What a server and JaaS tell of rooms. Documented: event_sync's README; JaaS's payload structure.

const seconds = (at: number) => Math.floor(at / 1000)

export function tellCreated(world: World, room: Room): void {
  const { createdAt } = room
  if (room.site === 'jaas') webhook(world, room, 'ROOM_CREATED', createdAt, conferenceOf(room))
  else sync(world, room, 'room/created', { event_name: 'muc-room-created', created_at: seconds(createdAt) })
}

export function tellJoined(world: World, room: Room, one: Occupant): void {
  if (room.site === 'jaas') {
    webhook(world, room, 'PARTICIPANT_JOINED', one.joinedAt, participantOf(room, one))
    return
  }
  sync(world, room, 'occupant/joined', {
    event_name: 'muc-occupant-joined',
    occupant: occupantOf(one),
    active_occupants_count: activeOf(room),
    ...breakoutOf(one),
  })
}

export function tellLeft(world: World, room: Room, one: Occupant): void {
  if (room.site === 'jaas') {
    const data = { ...participantOf(room, one), disconnectReason: one.leftBecause }
    webhook(world, room, 'PARTICIPANT_LEFT', one.leftAt ?? 0, data)
    return
  }
  sync(world, room, 'occupant/left', {
    event_name: 'muc-occupant-left',
    occupant: occupantOf(one),
    active_occupants_count: activeOf(room),
    ...breakoutOf(one),
  })
}

export function tellDestroyed(world: World, room: Room): void {
  const endedAt = room.endedAt ?? 0
  if (room.site === 'jaas') {
    webhook(world, room, 'ROOM_DESTROYED', endedAt, conferenceOf(room))
    return
  }
  const main = room.occupants.filter(({ breakoutId }) => breakoutId === undefined)
  const byJid = new Map(main.map((one) => [one.jid, one]))
  const listed = world.behavior.endForgetsEarlierStays ? [...byJid.values()] : main
  sync(world, room, 'room/destroyed', {
    event_name: 'muc-room-destroyed',
    created_at: seconds(room.createdAt),
    destroyed_at: seconds(endedAt),
    all_occupants: listed.map(occupantOf),
  })
  const { own } = world.state
  if (room.reservationId === undefined || own.reservationsPrefix === undefined) return
  queue(world, room, {
    kind: 'reservation-deleted',
    method: 'DELETE',
    url: `${own.reservationsPrefix}/conference/${encodeURIComponent(room.reservationId)}`,
    body: '',
  })
}

export function tellRecordingStarted(world: World, room: Room): void {
  webhook(world, room, 'RECORDING_STARTED', world.now(), conferenceOf(room))
}

export function tellRecordingEnded(world: World, room: Room): void {
  webhook(world, room, 'RECORDING_ENDED', world.now(), conferenceOf(room))
}

export function tellUploaded(world: World, recording: Recording, link: string): void {
  const room = { name: recording.roomName, sessionId: recording.sessionId }
  webhook(world, room, 'RECORDING_UPLOADED', recording.readyAt, {
    participants: recording.participants,
    share: true,
    initiatorId: recording.initiatorId,
    durationSec: seconds(recording.endedAt - recording.startedAt),
    startTimestamp: recording.startedAt,
    endTimestamp: recording.endedAt,
    recordingSessionId: recording.id,
    preAuthenticatedLink: link,
  })
}

/** Documented: names and times as the README shows them; a room of a breakout is told under the main one. */
function occupantOf({ jid, user, joinedAt, leftAt }: Occupant): object {
  return {
    occupant_jid: jid,
    joined_at: seconds(joinedAt),
    ...(leftAt === undefined ? {} : { left_at: seconds(leftAt) }),
    // Documented: only of a token.
    ...(user.id === '' ? {} : { name: user.name, email: user.email, id: user.id }),
  }
}

function breakoutOf({ breakoutId }: Occupant): object {
  return breakoutId === undefined ? {} : { is_breakout: true, breakout_room_id: breakoutId }
}

function activeOf({ occupants }: Room): number {
  return occupants.filter(({ leftAt }) => leftAt === undefined).length
}

function sync(world: World, room: Room, path: string, payload: object): void {
  const { eventsPrefix } = world.state.own
  if (eventsPrefix === undefined || world.behavior.events === 'none') return
  const body = JSON.stringify({
    ...{
      is_breakout: false,
      room_jid: `${room.name}@conference.${world.behavior.domain}`,
      room_name: room.name,
    },
    ...payload,
  })
  const call = { kind: `event ${path}`, method: 'POST' as const, url: `${eventsPrefix}/events/${path}`, body }
  queue(world, room, call, { isTwice: world.behavior.events === 'twice' })
}

function conferenceOf({ name }: Pick<Room, 'name'>): object {
  return { conference: name, isBreakout: false }
}

function participantOf(
  { name }: Room,
  { user, participantId, jid, isModerator, breakoutId }: Occupant,
): object {
  return {
    ...{ id: user.id, name: user.name, email: user.email, moderator: isModerator, avatar: '', group: '' },
    ...{ participantId, participantJid: jid, participantFullJid: jid, conference: name },
    ...{
      isBreakout: breakoutId !== undefined,
      ...(breakoutId === undefined ? {} : { breakoutRoomId: breakoutId }),
    },
  }
}

function webhook(
  world: World,
  { name, sessionId }: Pick<Room, 'name' | 'sessionId'>,
  eventType: string,
  timestamp: number,
  data: object,
): void {
  const { appId, webhook: hook } = world.state.jaas
  if (hook === undefined || world.behavior.webhooks === 'none') return
  const body = JSON.stringify({
    idempotencyKey: randomUUID(),
    customerId: appId.replace('vpaas-magic-cookie-', ''),
    ...{ appId, eventType, sessionId, timestamp, fqn: `${appId}/${name}`, data },
  })
  const call = { kind: eventType, method: 'POST' as const, url: hook.url, body, isSigned: true }
  queue(world, { name }, call, { isTwice: world.behavior.webhooks === 'twice' })
}

function queue(
  world: World,
  { name }: Pick<Room, 'name'>,
  call: Pick<OutgoingCall, 'kind' | 'method' | 'url' | 'body'> & { isSigned?: boolean },
  { isTwice = false } = {},
): void {
  for (let time = 0; time < (isTwice ? 2 : 1); time++)
    world.state.calls.push({
      ...{ isSigned: false, ...call, roomName: name, dueAt: world.now(), tries: 0, isDone: false },
    })
}

/** Documented: over the moment, a dot and what is sent. */
export function signatureOf(world: World, body: string): string {
  const { webhooks, signatureUnit } = world.behavior
  const secret = world.state.jaas.webhook?.secret ?? ''
  const moment = signatureUnit === 'seconds' ? seconds(world.now()) : world.now()
  const key = webhooks === 'wrong-secret' ? `not ${secret}` : secret
  return `t=${moment},v1=${createHmac('sha256', key).update(`${moment}.${body}`).digest('base64')}`
}
