import {
  AGENDA_MAX,
  type RoomBody,
  type RoomKind,
  TOPIC_MAX,
  ZoomError,
  type ZoomRoom,
} from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { Call, Connection, KeptRooms, ProviderRoom } from '../provider.ts'
import { cut, hasMarker, isSameSecond, withMarker } from '../room-text.ts'
import { type Connect, hostOf, options } from './connect.ts'
import { deleted, translated } from './errors.ts'
import { optionDifferences, optionsBody } from './options.ts'

type RoomOperations = Omit<KeptRooms, 'life' | 'identity' | 'canAdopt'>

/** Lists cut an agenda at 250 characters (documented), so that the marker at its end may be missing there. */
const LISTED_AGENDA_MIN = 200

/**
 * What every room is like: people are registered and approved at once, Lectern writes to them, and nobody has a room that
 * does not change. Who waits outside is for the account to say.
 */
const SETTINGS: Readonly<Record<RoomKind, Readonly<Record<string, unknown>>>> = {
  meeting: {
    approval_type: 0,
    registration_type: 1,
    use_pmi: false,
    waiting_room: false,
    join_before_host: false,
    registrants_email_notification: false,
    registrants_confirmation_email: false,
    alternative_hosts_email_notification: false,
    email_notification: false,
    allow_multiple_devices: true,
  },
  webinar: {
    approval_type: 0,
    registration_type: 1,
    registrants_email_notification: false,
    registrants_confirmation_email: false,
    allow_multiple_devices: true,
  },
}

/** Rooms of one kind. The marker is the end of the agenda; a room keeps its number, and its links, when it is changed. */
export function roomOperations(kind: RoomKind, connect: Connect, now: () => Date): RoomOperations {
  const listed = async (connection: Connection, call: Call): Promise<ZoomRoom[]> => {
    const rooms: ZoomRoom[] = []
    for await (const page of connect(connection, call).list(kind, hostOf(connection), options(call)))
      rooms.push(...page)
    return rooms
  }
  const get = (connection: Connection, key: string, call: Call) =>
    connect(connection, call).get(kind, key, options(call))

  return {
    createRoom: (connection, spec, marker, call) =>
      translated(async () => {
        const zoom = connect(connection, call)
        const ordered = await optionsBody(zoom, spec.options, undefined, call)
        const settings = { ...SETTINGS[kind], ...ordered.settings }
        const body = { ...bodyOf(spec, marker), ...ordered, settings }
        const made = await zoom.create(kind, hostOf(connection), body, options(call))
        // Documented: a host without a licence can't ask for registration, and what an account locks wins in silence.
        if (made.settings.approval_type === SETTINGS[kind].approval_type) return { ...toRoom(made), spec }
        await zoom.delete(kind, made.id, options(call))
        const detail = `the ${kind} has no registration: its host has no licence, or the account locks it`
        throw new ProviderError('rejected', { provider: 'Zoom', detail })
      }),

    findByMarker: (connection, marker, call) =>
      translated(async () => {
        const found: ProviderRoom[] = []
        for (const room of await listed(connection, call)) {
          const isCut = room.agenda.length >= LISTED_AGENDA_MIN && !hasMarker(room.agenda, marker)
          const whole = isCut ? await get(connection, room.id, call) : room
          if (hasMarker(whole.agenda, marker)) found.push(toRoom(whole))
        }
        return found
      }),

    listRooms: (connection, call) =>
      translated(async () => {
        const rooms = (await listed(connection, call)).map(toRoom)
        return rooms.filter(({ spec }) => Date.parse(spec.endsAt) > now().getTime())
      }),

    differences: (connection, key, spec, marker, call) =>
      translated(async () => {
        const room = await get(connection, key, call)
        const change = differenceOf(room, bodyOf(spec, marker), now())
        return [
          ...(change.topic === undefined ? [] : (['subject'] as const)),
          ...(change.agenda === undefined ? [] : (['description'] as const)),
          ...(change.startsAt === undefined ? [] : (['times'] as const)),
          ...(await optionDifferences(connect(connection, call), spec.options, room, call)),
        ]
      }),

    getRoom: (connection, key, call) => translated(async () => toRoom(await get(connection, key, call))),

    updateRoom: (connection, key, spec, marker, call) =>
      translated(async () => {
        const wanted = bodyOf(spec, marker)
        const zoom = connect(connection, call)
        const before = await get(connection, key, call)
        const change = {
          ...differenceOf(before, wanted, now()),
          ...(await optionsBody(zoom, spec.options, before, call)),
        }
        // Each update counts against the host's hundred a day, whatever it changes.
        if (Object.keys(change).length === 0) return { key, spec, joinUrl: undefined }
        await zoom.update(kind, key, change, options(call))
        const after = await get(connection, key, call)
        const dropped = Object.keys(differenceOf(after, wanted, now()))
        if (dropped.length === 0) {
          const refused = await optionDifferences(zoom, spec.options, after, call)
          return { key, spec, joinUrl: undefined, refused, hasNewLinks: change.password !== undefined }
        }
        throw new ProviderError('unexpected-response', {
          provider: 'Zoom',
          detail: `the ${kind} kept its old ${dropped.join(', ')}`,
        })
      }),

    // Whether `schedule_for` moves a room that is there is documented nowhere: what Zoom says afterwards decides.
    moveHost: (connection, key, to, call) =>
      translated(async () => {
        if ((await get(connection, key, call)).hostId === to.userKey) return true
        try {
          await connect(connection, call).update(kind, key, { scheduleFor: to.userKey }, options(call))
        } catch (error) {
          // A host who may not plan for the other is refused: the room is made anew.
          if (error instanceof ZoomError && (error.kind === 'rejected' || error.kind === 'forbidden'))
            return false
          throw error
        }
        return (await get(connection, key, call)).hostId === to.userKey
      }),

    deleteRoom: (connection, key, call) =>
      deleted(() => connect(connection, call).delete(kind, key, options(call))),
  }
}

type WantedRoom = Required<Omit<RoomBody, 'settings' | 'password' | 'scheduleFor'>>

function bodyOf(spec: RoomSpec, marker: string): WantedRoom {
  const startsAt = new Date(spec.startsAt)
  const minutes = (Date.parse(spec.endsAt) - startsAt.getTime()) / 60_000
  return {
    topic: cut(spec.subject, TOPIC_MAX),
    agenda: withMarker(spec.description, marker, AGENDA_MAX, '\n\n'),
    startsAt,
    durationMinutes: Math.max(1, Math.ceil(minutes)),
    timeZone: spec.timeZone,
  }
}

/** What has to be sent so that a room becomes what is wanted. A start that has passed is left alone. */
function differenceOf(before: ZoomRoom, wanted: WantedRoom, now: Date): RoomBody {
  const isMoved =
    !isSameSecond(before.startsAt, wanted.startsAt) ||
    before.durationMinutes !== wanted.durationMinutes ||
    before.timeZone !== wanted.timeZone
  const { startsAt, durationMinutes, timeZone } = wanted
  return {
    ...(before.topic === wanted.topic ? {} : { topic: wanted.topic }),
    ...(sameLines(before.agenda) === sameLines(wanted.agenda) ? {} : { agenda: wanted.agenda }),
    ...(isMoved && startsAt > now ? { startsAt, durationMinutes, timeZone } : {}),
  }
}

/** Services differ in how they keep the ends of lines. */
function sameLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}

function toRoom(room: ZoomRoom): ProviderRoom {
  const { startsAt, durationMinutes = 0 } = room
  const endsAt = startsAt && new Date(startsAt.getTime() + durationMinutes * 60_000)
  return {
    key: room.id,
    spec: {
      subject: room.topic,
      description: room.agenda,
      startsAt: startsAt?.toISOString() ?? '',
      endsAt: endsAt?.toISOString() ?? '',
      timeZone: room.timeZone ?? 'UTC',
    },
    joinUrl: undefined,
  }
}
