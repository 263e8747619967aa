import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { midnightAfter, serve, tooMany } from './gate.ts'
import type { Kind, Registrant, Room } from './model.ts'
import { roomOf } from './room-api.ts'
import { registrantUrl } from './room-links.ts'
import type { ScopeName } from './scopes.ts'
import { instant, numberOf, pageOf, refuse, refuseFields } from './wire.ts'
import { dayOf, type World } from './world.ts'

const SCOPES_OF: Readonly<
  Record<Kind, Readonly<Record<'add' | 'batch' | 'list' | 'change' | 'delete', ScopeName>>>
> = {
  meeting: {
    add: 'addRegistrant',
    batch: 'addRegistrants',
    list: 'listRegistrants',
    change: 'changeRegistrant',
    delete: 'deleteRegistrant',
  },
  webinar: {
    add: 'addWebinarRegistrant',
    batch: 'addWebinarRegistrants',
    list: 'listWebinarRegistrants',
    change: 'changeWebinarRegistrant',
    delete: 'deleteWebinarRegistrant',
  },
}

interface NewRegistrant {
  email?: string
  first_name?: string
  last_name?: string
  auto_approve?: boolean
}

/** Registrants, each with a link of their own. */
export function registrantRoutes(app: FastifyInstance, world: World, kind: Kind): void {
  const root = `/${kind}s/:roomId`
  const scopes = SCOPES_OF[kind]

  serve(
    app,
    world,
    { method: 'POST', path: `${root}/registrants`, weight: 'Light', scope: scopes.add },
    (request, reply) => {
      const room = openRoom(world, kind, request, reply)
      if (!room) return reply
      const body = (request.body ?? {}) as NewRegistrant
      if (refusesPerson(world, reply, room, body)) return reply
      const registrant = addRegistrant(world, room, body, reply)
      if (!registrant) return reply
      world.heard('registration_created', room, { registrant })
      return reply.status(201).send({
        id: numberOf(room.id),
        registrant_id: registrant.id,
        topic: room.topic,
        ...(room.startsAt === undefined ? {} : { start_time: instant(room.startsAt) }),
        // Read: who waits for an approval has no link.
        ...(registrant.status === 'approved' ? { join_url: registrantUrl(world, room, registrant) } : {}),
      })
    },
  )

  serve(
    app,
    world,
    { method: 'POST', path: `${root}/batch_registrants`, weight: 'Heavy', scope: scopes.batch },
    (request, reply) => {
      const room = openRoom(world, kind, request, reply)
      if (!room) return reply
      const body = (request.body ?? {}) as { auto_approve?: boolean; registrants?: NewRegistrant[] }
      const { batchMax } = world.behavior
      const people = body.registrants ?? []
      if (people.length === 0 || people.length > batchMax)
        return refuseFields(reply, [{ field: 'registrants', message: `From 1 to ${batchMax}.` }])
      const addresses = people.map(({ email = '' }) => email.toLowerCase())
      // Assumed: nobody stands in one twice.
      if (new Set(addresses).size < people.length)
        return refuseFields(reply, [{ field: 'registrants', message: 'Duplicate email.' }])
      const made: Registrant[] = []
      const { batchRefuses } = world.behavior
      const able = people.filter((person) => batchRefuses === 'whole' || !whyNot(world, room, person))
      for (const person of able) if (refusesPerson(world, reply, room, person)) return reply
      for (const person of able) {
        const one = addRegistrant(world, room, { ...person, auto_approve: body.auto_approve ?? false }, reply)
        // Assumed: who came before has a place.
        if (!one) return reply
        made.push(one)
      }
      for (const registrant of made) world.heard('registration_created', room, { registrant })
      return reply.status(201).send({
        registrants: made.map((one) => ({
          email: one.email,
          registrant_id: one.id,
          ...(one.status === 'approved' ? { join_url: registrantUrl(world, room, one) } : {}),
        })),
      })
    },
  )

  serve(
    app,
    world,
    { method: 'GET', path: `${root}/registrants`, weight: 'Medium', scope: scopes.list },
    (request, reply) => {
      const room = openRoom(world, kind, request, reply)
      if (!room) return reply
      const { status = 'approved' } = request.query as { status?: string }
      const page = pageOf(
        world,
        request,
        reply,
        registrantsOf(world, room).filter((one) => one.status === status),
      )
      if (!page) return reply
      return reply.send({
        ...page.fields,
        registrants: page.rows.map((one) => registrantView(world, room, one)),
      })
    },
  )

  serve(
    app,
    world,
    { method: 'PUT', path: `${root}/registrants/status`, weight: 'Medium', scope: scopes.change },
    (request, reply) => {
      const room = openRoom(world, kind, request, reply)
      if (!room) return reply
      const { action, registrants = [] } = (request.body ?? {}) as {
        action?: string
        registrants?: { id?: string; email?: string }[]
      }
      if (!['approve', 'cancel', 'deny'].includes(action ?? '') || registrants.length > 30)
        return refuseFields(reply, [{ field: 'action', message: 'Invalid field.' }])
      const found = registrantsOf(world, room).filter((one) => registrants.some(({ id }) => id === one.id))
      for (const one of found) {
        if (isOverDay(world, reply, one, 'status', world.behavior.statusDailyLimit)) return reply
        one.status = action === 'approve' ? 'approved' : 'denied'
        if (action === 'cancel') drop(world, one)
      }
      world.save()
      return reply.status(204).send()
    },
  )

  serve(
    app,
    world,
    { method: 'DELETE', path: `${root}/registrants/:registrantId`, weight: 'Medium', scope: scopes.delete },
    (request, reply) => {
      const room = openRoom(world, kind, request, reply)
      if (!room) return reply
      const { registrantId } = request.params as { registrantId: string }
      const found = registrantsOf(world, room).find(({ id }) => id === registrantId)
      // Assumed: who is not registered is refused as a field.
      if (!found) return refuse(reply, 404, 404, `Registrant does not exist: ${registrantId}.`)
      drop(world, found)
      world.save()
      world.heard('registration_cancelled', room, { registrant: found })
      return reply.status(204).send()
    },
  )
}

export function registrantsOf(world: World, { kind, id }: Room): Registrant[] {
  return world.state.registrants.filter((one) => one.kind === kind && one.roomId === id)
}

/** Assumed: where nobody can register, a call about registrants is refused. */
function openRoom(world: World, kind: Kind, request: FastifyRequest, reply: FastifyReply): Room | undefined {
  const room = roomOf(world, kind, request, reply)
  if (room?.settings.approval_type !== 2) return room
  refuse(reply, 400, 200, 'Registration has not been enabled for this meeting.')
  return undefined
}

/** Fields that are wrong, or a host of the room: they can't register. */
function whyNot(
  world: World,
  room: Room,
  { email = '', first_name = '', last_name = '' }: NewRegistrant,
): 'host' | { field: string; message: string }[] | undefined {
  const fields = [
    ...(/^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 128
      ? []
      : [{ field: 'email', message: 'Invalid email.' }]),
    ...(first_name !== '' && first_name.length <= 64
      ? []
      : [{ field: 'first_name', message: 'Invalid field.' }]),
    ...(last_name.length <= 64 ? [] : [{ field: 'last_name', message: 'Invalid field.' }]),
  ]
  if (fields.length > 0) return fields
  const hosts = [room.hostId, ...String(room.settings.alternative_hosts ?? '').split(/[;,]/)]
  const isHost = hosts.some((one) => world.findUser(one.trim())?.email.toLowerCase() === email.toLowerCase())
  return isHost ? 'host' : undefined
}

function refusesPerson(world: World, reply: FastifyReply, room: Room, person: NewRegistrant): boolean {
  const why = whyNot(world, room, person)
  if (why === 'host') refuse(reply, 400, 3027, 'Host can not register for the meeting.')
  else if (why) refuseFields(reply, why)
  return why !== undefined
}

/** @returns undefined where a refusal was sent */
function addRegistrant(
  world: World,
  room: Room,
  person: NewRegistrant,
  reply: FastifyReply,
): Registrant | undefined {
  const email = person.email ?? ''
  const before = registrantsOf(world, room).find((one) => one.email.toLowerCase() === email.toLowerCase())
  if (before && isOverDay(world, reply, before, 'add', world.behavior.registrantDailyLimit)) return undefined
  if (before && world.behavior.sameAddress === 'same') {
    before.firstName = person.first_name ?? ''
    before.lastName = person.last_name ?? ''
    world.save()
    return before
  }
  const registrant: Registrant = {
    id: world.newToken(22),
    kind: room.kind,
    roomId: room.id,
    email,
    firstName: person.first_name ?? '',
    lastName: person.last_name ?? '',
    // Read: auto_approve beats an approval by hand.
    status: room.settings.approval_type === 0 || person.auto_approve ? 'approved' : 'pending',
    tk: world.newToken(43),
    createdAt: world.now(),
    days: {},
  }
  isOverDay(world, reply, registrant, 'add', world.behavior.registrantDailyLimit)
  world.state.registrants.push(registrant)
  world.save()
  return registrant
}

/** Counts one more. @returns true = 429 was answered */
function isOverDay(
  world: World,
  reply: FastifyReply,
  { days }: Registrant,
  what: 'add' | 'status',
  limit: number,
): boolean {
  const key = `${what} ${dayOf(world.now())}`
  const count = (days[key] ?? 0) + 1
  if (count <= limit) {
    days[key] = count
    return false
  }
  reply.header('retry-after', midnightAfter(world))
  return tooMany(world, reply, `You have exceeded the daily rate limit of (${limit}) for this registrant.`)
}

function drop(world: World, registrant: Registrant): void {
  world.state.registrants = world.state.registrants.filter((one) => one !== registrant)
}

function registrantView(world: World, room: Room, one: Registrant): object {
  return {
    id: one.id,
    email: one.email,
    first_name: one.firstName,
    last_name: one.lastName,
    status: one.status,
    create_time: instant(one.createdAt),
    ...(one.status === 'approved' ? { join_url: registrantUrl(world, room, one) } : {}),
  }
}
