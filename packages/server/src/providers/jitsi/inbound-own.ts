import { createHash, timingSafeEqual } from 'node:crypto'
import { languages } from '@lectern/texts'
import type { Telling, ToldPresence } from '../../domain/telling.ts'
import { sentence } from '../../messages/messages.ts'
import { type AskedRoom, headerOf, type InboundAnswer, type InboundPart, type Question } from '../provider.ts'
import { GRACE_MINUTES } from './meeting.ts'
import { instantOf, parsed, recordOf, textOf } from './read.ts'

/** The field with what a server's calls carry. */
export const CALL_TOKEN = 'callToken'

/** A server names no runs, only rooms. */
const RUN_KEY = 'room'

/**
 * What a server's modules say and ask, with a token that both sides know: whether a room may open (`reservations`), and who
 * comes and goes (`event_sync`).
 *
 * @see https://jitsi.github.io/handbook/docs/devops-guide/reservation (read 2026-11)
 * @see https://github.com/jitsi-contrib/prosody-plugins/tree/main/event_sync (read 2026-11)
 */
export const ownInbound: InboundPart = {
  receive(connection, call) {
    const token = connection.secret(CALL_TOKEN)
    if (token === '' || !isSame(headerOf(call, 'authorization'), `Bearer ${token}`)) return undefined
    if (/^conference(\/|$)/.test(call.path)) return { kind: 'question' }
    // It has no id. What is told twice is the same to the letter.
    return call.path.startsWith('events/') ? { kind: 'telling', key: `${call.path} ${call.body}` } : undefined
  },
  hear: ({ path, body }) => (path.startsWith('events/') ? tellingsOf(body) : []),
  answer: (question) => answerTo(question),
}

/** Both are hashed first: neither their length nor where they differ is told by the time it takes. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

async function answerTo({ call, now, findRoom }: Question): Promise<InboundAnswer> {
  const { method, path } = call
  const [, id] = path.split('/')
  if (method === 'POST' && id === undefined) {
    const form = new URLSearchParams(call.body)
    const name = form.get('name') ?? ''
    return reservationOf(
      await findRoom(roomKeyOf(name)),
      { name, mailOwner: form.get('mail_owner') ?? '' },
      now,
    )
  }
  if (id === undefined) return { status: 405 }
  const roomKey = decoded(id)
  const room = await findRoom(roomKey)
  if (method === 'GET') return reservationOf(room, { name: roomKey, mailOwner: '' }, now)
  if (method !== 'DELETE') return { status: 405 }
  // Everybody has left, or its time was over.
  const tells: Telling[] = room ? [{ about: 'run', roomKey, runKey: RUN_KEY, endedAt: now }] : []
  return { status: 200, body: {}, tells }
}

/** A room opens while it is held for its event, and is closed a while after. Whoever comes too early is told when. */
function reservationOf(
  room: AskedRoom | undefined,
  { name, mailOwner }: { readonly name: string; readonly mailOwner: string },
  now: Date,
): InboundAnswer {
  if (!room) return refusal(404, (language) => sentence('event-not-found', {}, { language, timeZone: 'UTC' }))
  const { timeZone } = room.spec
  const opensAt = room.opensAt < room.heldFrom ? room.opensAt : room.heldFrom
  const closesAt = new Date(room.heldTo.getTime() + GRACE_MINUTES * 60_000)
  if (now < opensAt)
    return refusal(403, (language) => sentence('join-too-early', { opensAt }, { language, timeZone }))
  if (now >= closesAt)
    return refusal(403, (language) =>
      sentence('join-too-late', { ends: new Date(room.spec.endsAt) }, { language, timeZone }),
    )
  // Seconds are counted from the start that we say; the name and the owner have to be those that were asked about.
  const duration = Math.ceil((closesAt.getTime() - opensAt.getTime()) / 1000)
  const start_time = opensAt.toISOString()
  const lobby = room.lobby === undefined ? {} : { lobby: room.lobby }
  return { status: 200, body: { id: room.key, name, mail_owner: mailOwner, start_time, duration, ...lobby } }
}

/** Nobody says in which language whoever stands before the door reads. */
function refusal(status: number, say: (language: (typeof languages)[number]) => string): InboundAnswer {
  return { status, body: { message: languages.map(say).join('\n') } }
}

/** Where a server has several tenants, the room's stands before its name: `[tenant]name`. */
function roomKeyOf(name: string): string {
  return name.toLowerCase().replace(/^\[[^\]]*\]/, '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An event of a room, as far as it is one. */
function tellingsOf(body: string): Telling[] {
  const event = recordOf(parsed(body))
  const roomKey = roomKeyOf(textOf(event.room_name))
  if (roomKey === '') return []
  const place = { roomKey, breakout: event.is_breakout === true ? textOf(event.breakout_room_id) : undefined }
  const startedAt = secondsOf(event.created_at)
  switch (event.event_name) {
    case 'muc-room-created':
      return place.breakout === undefined ? [{ about: 'run', roomKey, runKey: RUN_KEY, startedAt }] : []
    case 'muc-occupant-joined':
    case 'muc-occupant-left':
      return presenceOf(event.occupant, place)
    case 'muc-room-destroyed': {
      const occupants = Array.isArray(event.all_occupants) ? event.all_occupants : []
      const endedAt = secondsOf(event.destroyed_at)
      const stays = occupants.flatMap((occupant) => presenceOf(occupant, place))
      if (place.breakout !== undefined) return stays
      return [...stays, { about: 'run', roomKey, runKey: RUN_KEY, startedAt, endedAt }]
    }
    default:
      return []
  }
}

/** The same stay has the same key, whether somebody comes, goes or is listed at the end. */
function presenceOf(
  told: unknown,
  { roomKey, breakout }: { readonly roomKey: string; readonly breakout: string | undefined },
): ToldPresence[] {
  const occupant = recordOf(told)
  const jid = textOf(occupant.occupant_jid)
  const joinedAt = secondsOf(occupant.joined_at)
  if (jid === '' || !joinedAt) return []
  const id = textOf(occupant.id)
  return [
    {
      ...{ about: 'presence', roomKey, runKey: RUN_KEY },
      stay: {
        key: `${joinedAt.getTime()} ${breakout ?? ''} ${jid}`,
        kind: breakout === undefined ? 'main' : 'breakout',
        registrationKey: undefined,
        externalId: id === '' ? undefined : id,
        joinedAt,
        leftAt: secondsOf(occupant.left_at),
      },
    },
  ]
}

function secondsOf(value: unknown): Date | undefined {
  return instantOf(typeof value === 'number' ? value * 1000 : value)
}
