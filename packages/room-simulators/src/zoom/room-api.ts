import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isOverHostDay, serve } from './gate.ts'
import type { Kind, Room, User } from './model.ts'
import { type RoomFields, readRoom, settle, usualSettings } from './room-request.ts'
import { listedView, madeView, roomView } from './room-views.ts'
import type { ScopeName } from './scopes.ts'
import { asked } from './users.ts'
import { pageOf, refuse, refuseFields } from './wire.ts'
import type { World } from './world.ts'

interface KindNames {
  readonly plural: string
  readonly scopes: Readonly<Record<'create' | 'read' | 'update' | 'delete' | 'end' | 'list', ScopeName>>
  /** Documented: a number of the other kind is refused with this. */
  readonly otherKind: string
}

const KINDS: Readonly<Record<Kind, KindNames>> = {
  meeting: {
    plural: 'meetings',
    scopes: {
      create: 'writeMeeting',
      read: 'readMeeting',
      update: 'updateMeeting',
      delete: 'deleteMeeting',
      end: 'endMeeting',
      list: 'listMeetings',
    },
    otherKind: 'Cannot access webinar info.',
  },
  webinar: {
    plural: 'webinars',
    scopes: {
      create: 'writeWebinar',
      read: 'readWebinar',
      update: 'updateWebinar',
      delete: 'deleteWebinar',
      end: 'endWebinar',
      list: 'listWebinars',
    },
    otherKind: 'Cannot access meeting info.',
  },
}

/** Meetings, and webinars, which are called the same way. */
export function roomRoutesOf(app: FastifyInstance, world: World, kind: Kind): void {
  const { plural, scopes } = KINDS[kind]

  serve(
    app,
    world,
    { method: 'POST', path: `/users/:userId/${plural}`, weight: 'Medium', scope: scopes.create },
    (request, reply) => {
      const host = hostOf(world, kind, request, reply)
      if (!host) return reply
      const read = readRoom(kind, request.body)
      if (Array.isArray(read)) return refuseFields(reply, read)
      if (read.topic === undefined && kind === 'webinar')
        return refuseFields(reply, [{ field: 'topic', message: 'Required.' }])
      if (refusesHosts(world, reply, read)) return reply
      if (isOverHostDay(world, reply, host.id)) return reply
      const room = makeRoom(world, kind, host, read)
      world.heard('created', room)
      return reply.status(201).send(madeView(world, room))
    },
  )

  serve(
    app,
    world,
    { method: 'GET', path: `/users/:userId/${plural}`, weight: 'Medium', scope: scopes.list },
    (request, reply) => {
      const host = hostOf(world, kind, request, reply)
      if (!host) return reply
      const { type = 'scheduled' } = request.query as { type?: string }
      const shown = world.now() - world.behavior.listLagSeconds * 1000
      const rooms = world.state.rooms.filter(
        (room) =>
          room.kind === kind &&
          room.hostId === host.id &&
          room.createdAt <= shown &&
          world.isAlive(room) &&
          isListed(world, room, type),
      )
      const page = pageOf(world, request, reply, rooms, { byNumber: kind === 'webinar' })
      if (!page) return reply
      return reply.send({ ...page.fields, [plural]: page.rows.map((room) => listedView(world, room)) })
    },
  )

  serve(
    app,
    world,
    { method: 'GET', path: `/${plural}/:roomId`, weight: 'Light', scope: scopes.read },
    (request, reply) => {
      const room = roomOf(world, kind, request, reply)
      return room ? reply.send(roomView(world, room)) : reply
    },
  )

  serve(
    app,
    world,
    { method: 'PATCH', path: `/${plural}/:roomId`, weight: 'Light', scope: scopes.update },
    (request, reply) => {
      const room = roomOf(world, kind, request, reply)
      if (!room) return reply
      const read = readRoom(kind, withZoneOf(room, request.body))
      if (Array.isArray(read)) return refuseFields(reply, read)
      if (refusesHosts(world, reply, read)) return reply
      // Documented: an update counts, also one that changes nothing.
      if (isOverHostDay(world, reply, room.hostId)) return reply
      if (world.findRunning(room) && read.startsAt !== undefined && read.startsAt !== room.startsAt)
        return refuse(reply, 400, 3003, 'You cannot change a meeting that is in progress.')
      if (read.scheduleFor !== undefined && !schedulesFor(world, reply, room, read.scheduleFor)) return reply
      changeRoom(world, room, read)
      world.heard('updated', room)
      return reply.status(204).send()
    },
  )

  serve(
    app,
    world,
    { method: 'DELETE', path: `/${plural}/:roomId`, weight: 'Light', scope: scopes.delete },
    (request, reply) => {
      const room = roomOf(world, kind, request, reply)
      if (!room) return reply
      if (world.findRunning(room))
        return refuse(reply, 400, 3038, 'You cannot delete a meeting that is in progress.')
      world.heard('deleted', room)
      room.deletedAt = world.now()
      world.save()
      return reply.status(204).send()
    },
  )

  serve(
    app,
    world,
    { method: 'PUT', path: `/${plural}/:roomId/status`, weight: 'Light', scope: scopes.end },
    (request, reply) => {
      const room = roomOf(world, kind, request, reply)
      if (!room) return reply
      if ((request.body as { action?: string } | undefined)?.action !== 'end')
        return refuseFields(reply, [{ field: 'action', message: 'Invalid field.' }])
      const running = world.findRunning(room)
      if (!running) return refuse(reply, 400, 3002, 'The meeting is not running.')
      world.end(running)
      return reply.status(204).send()
    },
  )
}

/**
 * The room of an address. Documented: what is of the other kind is 400 with 3000, and what is not there, or no longer,
 * 404 with 3001.
 *
 * @returns undefined where a refusal was sent
 */
export function roomOf(
  world: World,
  kind: Kind,
  request: FastifyRequest,
  reply: FastifyReply,
): Room | undefined {
  const { roomId } = request.params as { roomId: string }
  if (!/^\d{9,11}$/.test(roomId)) {
    refuse(reply, 400, 300, `Invalid ${kind} id.`)
    return undefined
  }
  const room = world.findRoom(kind, roomId)
  if (room) return room
  if (world.findRoom(kind === 'meeting' ? 'webinar' : 'meeting', roomId))
    refuse(reply, 400, 3000, KINDS[kind].otherKind)
  else refuse(reply, 404, 3001, `Meeting does not exist: ${roomId}.`)
  return undefined
}

function hostOf(world: World, kind: Kind, request: FastifyRequest, reply: FastifyReply): User | undefined {
  const user = asked(world, request, reply)
  if (!user) return undefined
  if (kind === 'webinar' && !user.hasWebinars) {
    // Documented: 200 is also "no permission".
    refuse(
      reply,
      400,
      200,
      'Webinar plan is missing. You must subscribe to the webinar plan and enable webinar for this user.',
    )
    return undefined
  }
  return user
}

/** Documented: alternative hosts are licensed users of the account; one who is not has the whole call refused. */
function refusesHosts(world: World, reply: FastifyReply, { settings }: RoomFields): boolean {
  const emails = String(settings?.alternative_hosts ?? '').split(/[;,]/)
  for (const email of emails.map((one) => one.trim()).filter((one) => one !== '')) {
    const user = world.findUser(email)
    if (user?.type === 2 && user.status === 'active') continue
    refuse(reply, 400, world.behavior.alternativeHostCode, `Invalid alternative host: ${email}.`)
    return true
  }
  return false
}

function isListed(world: World, room: Room, type: string): boolean {
  const isRunning = world.findRunning(room) !== undefined
  if (type === 'live') return isRunning
  const ends = (room.startsAt ?? room.createdAt) + room.duration * 60_000
  if (type.startsWith('upcoming')) return isRunning || ends > world.now()
  if (type === 'previous_meetings') return !isRunning && ends <= world.now()
  return true
}

function makeRoom(world: World, kind: Kind, host: User, read: RoomFields): Room {
  const room: Room = {
    kind,
    id: world.newMeetingId(),
    hostId: host.id,
    uuid: world.newUuid(),
    topic: read.topic ?? 'Zoom Meeting',
    agenda: read.agenda ?? '',
    type: read.type ?? (kind === 'meeting' ? 2 : 5),
    startsAt: read.startsAt ?? world.now(),
    duration: read.duration ?? 60,
    timezone: read.timezone ?? host.timezone,
    // Assumed: the account wants a passcode, and makes one where none is given.
    password: read.password ?? world.newToken(6),
    settings: { ...usualSettings(kind), ...read.settings },
    createdAt: world.now(),
  }
  settle(world, room)
  world.state.rooms.push(room)
  world.save()
  return room
}

/**
 * Assumed: `schedule_for` gives a room to another licensed user of the account, or is taken and dropped.
 *
 * @returns false where a refusal was sent
 */
function schedulesFor(world: World, reply: FastifyReply, room: Room, wanted: string): boolean {
  const user = world.findUser(wanted)
  if (user?.status !== 'active' || user.type !== 2) {
    refuse(reply, 400, 1114, `Can not schedule for ${wanted}.`)
    return false
  }
  if (world.behavior.scheduleForMoves) room.hostId = user.id
  return true
}

export function changeRoom(
  world: World,
  room: Room,
  { settings, scheduleFor: _, ...fields }: RoomFields,
): void {
  const isMoved = fields.startsAt !== undefined && fields.startsAt !== room.startsAt
  Object.assign(room, fields)
  Object.assign(room.settings, settings)
  settle(world, room)
  if (isMoved && !world.behavior.moveKeepsRegistrants)
    world.state.registrants = world.state.registrants.filter(
      (one) => !(one.kind === room.kind && one.roomId === room.id),
    )
  world.save()
}

/** A start without a Z is in the zone of the same call, or the one that the room has. */
function withZoneOf(room: Room, body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('start_time' in body) || 'timezone' in body) return body
  return { ...body, timezone: room.timezone }
}
