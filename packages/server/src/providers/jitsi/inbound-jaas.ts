import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Telling, ToldPresence } from '../../domain/telling.ts'
import { headerOf, type InboundCall, type InboundPart } from '../provider.ts'
import { instantOf, parsed, recordOf, textOf } from './read.ts'

/** The field with what JaaS signs its calls with. */
export const WEBHOOK_SECRET = 'webhookSecret'

/** JaaS tries again for hours where nobody answers. What came twice is kept once, so that an old call does nothing. */
const SIGNED_WITHIN_MS = 24 * 3_600_000
/** JaaS deletes a recording a day after it is out. */
const RECORDING_MS = 24 * 3_600_000

/** How a meeting is to be, asked before it opens. */
const QUESTION = 'SETTINGS_PROVISIONING'

/** An event of JaaS. What it means is in `data`, each kind has another. */
interface Event {
  readonly type: string
  readonly key: string
  readonly runKey: string
  readonly roomKey: string
  readonly at: Date
  readonly data: Record<string, unknown>
}

/** What JaaS calls us for: who comes and goes, that a recording is out, and how a room is to be. @see https://developer.8x8.com/jaas/docs/webhooks-payload (read 2026-11) */
export const jaasInbound: InboundPart = {
  receive(connection, call, now) {
    if (!isSigned(call, connection.secret(WEBHOOK_SECRET), now)) return undefined
    const event = eventOf(call.body)
    if (!event || event.appId !== connection.settings.appId) return undefined
    return event.type === QUESTION ? { kind: 'question' } : { kind: 'telling', key: event.key }
  },
  hear({ body }) {
    const event = eventOf(body)
    return event ? tellingsOf(event) : []
  },
  async answer({ call, findRoom }) {
    const event = eventOf(call.body)
    const room = event && (await findRoom(event.roomKey))
    // A room of somebody else's, with the same AppID: it stays as it would be.
    if (!room) return { status: 404, body: {} }
    const { lobby } = room
    const settings = lobby === undefined ? {} : { lobbyEnabled: lobby, lobbyType: 'WAIT_FOR_APPROVAL' }
    return { status: 200, body: settings }
  },
}

/** `t=<seconds>,v1=<base64>`: signed is what was sent, with the moment before it. Other ways to sign are left alone. */
function isSigned(call: InboundCall, secret: string, now: Date): boolean {
  const parts = new Map(
    headerOf(call, 'x-jaas-signature')
      .split(',')
      .map((part) => {
        const [name = '', ...value] = part.trim().split('=')
        return [name, value.join('=')] // base64 has the sign, too
      }),
  )
  const [moment = '', signature = ''] = [parts.get('t'), parts.get('v1')]
  if (secret === '' || !/^\d{1,15}$/.test(moment) || signature === '') return false
  const told = Buffer.from(signature, 'base64')
  const own = createHmac('sha256', secret).update(`${moment}.${call.body}`).digest()
  if (told.length !== own.length || !timingSafeEqual(told, own)) return false
  // Seconds by the papers, and milliseconds by what some have seen.
  const signedAt = Number(moment) * (moment.length > 11 ? 1 : 1000)
  return Math.abs(now.getTime() - signedAt) < SIGNED_WITHIN_MS
}

function eventOf(body: string): (Event & { readonly appId: string }) | undefined {
  const told = recordOf(parsed(body))
  const [appId = '', name = ''] = textOf(told.fqn).split('/')
  const at = instantOf(told.timestamp)
  const key = textOf(told.idempotencyKey)
  const [type, runKey, roomKey] = [textOf(told.eventType), textOf(told.sessionId), name.toLowerCase()]
  if (type === '' || key === '' || roomKey === '' || !at) return undefined
  return { type, key, appId, runKey, roomKey, at, data: recordOf(told.data) }
}

function tellingsOf(event: Event): Telling[] {
  const { type, roomKey, runKey, at, data } = event
  const isBreakout = data.isBreakout === true
  switch (type) {
    case 'ROOM_CREATED':
      return isBreakout ? [] : [{ about: 'run', roomKey, runKey, startedAt: at }]
    case 'ROOM_DESTROYED':
      return isBreakout ? [] : [{ about: 'run', roomKey, runKey, endedAt: at }]
    case 'PARTICIPANT_JOINED':
    case 'PARTICIPANT_LEFT':
      return presenceOf(event, isBreakout ? 'breakout' : 'main', type === 'PARTICIPANT_JOINED')
    case 'PARTICIPANT_LOBBY_JOINED':
    case 'PARTICIPANT_LOBBY_LEFT':
      return presenceOf(event, 'waiting', type === 'PARTICIPANT_LOBBY_JOINED')
    case 'RECORDING_UPLOADED':
      return recordingOf(event)
    default:
      return []
  }
}

function presenceOf(
  { roomKey, runKey, at, data }: Event,
  kind: ToldPresence['stay']['kind'],
  hasCome: boolean,
): ToldPresence[] {
  const participant = textOf(data.participantId) || textOf(data.participantJid)
  if (participant === '') return []
  const id = textOf(data.id)
  return [
    {
      ...{ about: 'presence', roomKey, runKey },
      stay: {
        key: `${participant} ${kind} ${textOf(data.breakoutRoomId)}`,
        ...{ kind, registrationKey: undefined, externalId: id === '' ? undefined : id },
        ...(hasCome ? { joinedAt: at } : { leftAt: at }),
      },
    },
  ]
}

function recordingOf({ key, roomKey, at, data }: Event): Telling[] {
  const url = textOf(data.preAuthenticatedLink)
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return []
  const recordedAt = instantOf(data.startTimestamp) ?? at
  return [
    {
      ...{ about: 'recording', roomKey, url, urlEndsAt: new Date(at.getTime() + RECORDING_MS) },
      recording: { key: textOf(data.recordingSessionId) || key, recordedAt },
    },
  ]
}
