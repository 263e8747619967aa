import { html, namePageOf, type PresenceWords, roomPageOf } from '@lectern/goto-simulator/kit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Instance, Kind, Person, Registrant, Room } from './model.ts'
import { sendPage } from './pages.ts'
import { registrantsOf } from './registrants.ts'
import { presentNames } from './reports.ts'
import { pwdOf, userOfZak } from './room-links.ts'
import { isIn, type World } from './world.ts'

/** What a page says of who sits at it. */
interface Presence {
  id?: string
  zak?: string
  tk?: string
  pwd?: string
  name?: string
  email?: string
  participantId?: string
}

/** What a link lets somebody do. */
interface Entry {
  readonly room: Room
  readonly isHost: boolean
  readonly name: string
  readonly email: string
  readonly userId?: string
  readonly registrant?: Registrant
}

const WORDS: PresenceWords = {
  in: 'You are in the meeting',
  waiting: 'Waiting for the host to start the meeting',
  lobby: 'The host will let you in soon',
  moved: 'You joined from another device',
  ended: 'The meeting has ended by host',
  gone: 'This meeting link is invalid',
}

const FIRST_USER_NUMBER = 16_778_240

/** Pages of rooms: a person is in a room until the tab is left. */
export function roomPageRoutes(app: FastifyInstance, world: World): void {
  type Query = { Params: { id: string }; Querystring: Presence }

  app.get<Query>('/s/:id', (request, reply) => {
    const { id } = request.params
    const { zak = '' } = request.query
    const entry = entryOf(world, { id, zak })
    return entry ? roomPage(reply, entry, { id, zak }) : expiredPage(reply)
  })

  // Documented: registrants' links have a token of their own.
  for (const path of ['/w/:id', '/j/:id'])
    app.get<Query>(path, (request, reply) => {
      const { id } = request.params
      const { tk, pwd = '', name, email = '' } = request.query
      const room = findAny(world, id)
      if (!room) return gonePage(reply)
      if (tk !== undefined) {
        const entry = entryOf(world, { id, tk })
        return entry ? roomPage(reply, entry, { id, tk }) : gonePage(reply)
      }
      if (room.settings.approval_type !== 2) return registrationPage(reply, room)
      if (pwd !== pwdOf(world, room)) return passcodePage(reply, room)
      if (!name?.trim()) return sendPage(reply, namePageOf(room.topic, { keep: { pwd } }))
      const entry = entryOf(world, { id, pwd, name: name.trim(), email: email.trim() })
      return entry
        ? roomPage(reply, entry, { id, pwd, name: name.trim(), email: email.trim() })
        : gonePage(reply)
    })

  app.get<Query>('/:kind/register/:id', (request, reply) => {
    const room = findAny(world, request.params.id)
    return room ? registrationPage(reply, room) : gonePage(reply)
  })

  app.post<{ Body: Presence }>('/room/_presence', (request, reply) =>
    reply.send(presenceOf(world, request.body ?? {})),
  )

  app.post<{ Body: Presence }>('/room/_leave', (request, reply) => {
    const found = findPerson(world, request.body?.participantId)
    if (found) world.left(found.instance, found.person)
    world.settle()
    world.save()
    return reply.status(204).send()
  })

  app.post<{ Body: Presence }>('/room/_end', (request, reply) => {
    const entry = entryOf(world, request.body ?? {})
    const running = entry?.isHost && world.findRunning(entry.room)
    if (running) world.end(running)
    return reply.status(204).send()
  })

  app.post<{ Body: Presence }>('/room/_admit', (request, reply) => {
    const entry = entryOf(world, request.body ?? {})
    const running = entry?.isHost && world.findRunning(entry.room)
    if (running) for (const person of running.people) admitPerson(world, entry.room, person)
    world.save()
    return reply.status(204).send()
  })
}

function presenceOf(world: World, said: Presence): object {
  const entry = entryOf(world, said)
  const known = findPerson(world, said.participantId)
  if (known?.person.isReplaced) return { state: 'moved' }
  if (known?.instance.endedAt !== undefined) return { state: 'ended' }
  if (!entry) return { state: 'gone' }
  const running = world.findRunning(entry.room)
  if (!running && !entry.isHost && !opensEarly(world, entry.room)) return { state: 'waiting' }
  const instance = running ?? startInstance(world, entry.room)
  const person = known?.person ?? enter(world, instance, entry)
  person.seenAt = world.now()
  if (!isIn(person)) person.stays.push({ where: 'in_meeting', from: world.now() })
  world.save()
  if (person.stays.at(-1)?.where === 'in_waiting_room')
    return { state: 'lobby', participantId: person.pageId }
  const waiting = instance.people.filter((one) => isIn(one) && one.stays.at(-1)?.where === 'in_waiting_room')
  return {
    state: 'in',
    participantId: person.pageId,
    people: presentNames({
      ...instance,
      people: instance.people.filter((one) => !waiting.includes(one)),
    }),
    buttons:
      entry.isHost && waiting.length > 0
        ? { admit: `Admit ${waiting.map(({ name }) => name).join(', ')}` }
        : {},
  }
}

/** What a page's link is good for at this moment. */
function entryOf(world: World, { id = '', zak, tk, pwd, name, email }: Presence): Entry | undefined {
  const room = findAny(world, id)
  if (!room) return undefined
  if (zak !== undefined) {
    const user = world.findUser(userOfZak(world, zak) ?? '')
    // Observed: a token of somebody who is not the host lets them in as anybody.
    return (
      user && {
        room,
        isHost: user.id === room.hostId,
        name: fullName(user),
        email: user.email,
        userId: user.id,
      }
    )
  }
  if (tk !== undefined) {
    const registrant = registrantsOf(world, room).find((one) => one.tk === tk && one.status === 'approved')
    return (
      registrant && { room, isHost: false, name: fullName(registrant), email: registrant.email, registrant }
    )
  }
  if (pwd !== pwdOf(world, room) || !name || room.settings.approval_type !== 2) return undefined
  return { room, isHost: false, name, email: email ?? '' }
}

/**
 * Somebody comes in: into the room, or the waiting room. Documented: a registrant's link works once at a time, so that who
 * used it before is out.
 */
export function enter(world: World, instance: Instance, entry: Entry): Person {
  const { room, registrant } = entry
  for (const other of registrant ? instance.people : [])
    if (other.registrantId === registrant?.id && isIn(other)) {
      other.isReplaced = true
      world.left(instance, other)
    }
  world.state.serial += 1
  const waits = room.settings.waiting_room === true && !entry.isHost
  const person: Person = {
    pageId: world.newToken(16),
    userNumber: String(FIRST_USER_NUMBER + world.state.serial * 1024),
    name: entry.name,
    email: entry.email,
    isHost: entry.isHost,
    ...(entry.userId ? { userId: entry.userId } : {}),
    ...(registrant ? { registrantId: registrant.id } : {}),
    stays: [{ where: waits ? 'in_waiting_room' : 'in_meeting', from: world.now() }],
  }
  instance.people.push(person)
  world.heard(waits ? 'participant_put_in_waiting_room' : 'participant_joined', room, { person })
  world.save()
  return person
}

function admitPerson(world: World, room: Room, person: Person): void {
  const stay = person.stays.at(-1)
  if (stay?.where !== 'in_waiting_room' || stay.to !== undefined) return
  stay.to = world.now()
  person.stays.push({ where: 'in_meeting', from: world.now() })
  world.heard('participant_joined', room, { person })
}

export function startInstance(world: World, room: Room): Instance {
  const instance: Instance = {
    uuid: world.newUuid(),
    kind: room.kind,
    roomId: room.id,
    hostId: room.hostId,
    topic: room.topic,
    startedAt: world.now(),
    people: [],
    ...(room.settings.auto_recording === 'cloud' ? { recording: {} } : {}),
  }
  room.uuid = instance.uuid
  room.usedAt = world.now()
  world.state.instances.push(instance)
  world.heard('started', room, { start_time: new Date(world.now()).toISOString() })
  return instance
}

/** Documented: people come in before the host, at any time or so many minutes before the start. */
function opensEarly(world: World, { settings, startsAt = 0 }: Room): boolean {
  if (settings.join_before_host !== true) return false
  const minutes = Number(settings.jbh_time ?? 0)
  return minutes === 0 || world.now() >= startsAt - minutes * 60_000
}

function findAny(world: World, id: string): Room | undefined {
  return world.findRoom('meeting', id) ?? world.findRoom('webinar', id)
}

function findPerson(
  world: World,
  pageId: string | undefined,
): { instance: Instance; person: Person } | undefined {
  if (pageId === undefined) return undefined
  for (const instance of world.state.instances) {
    const person = instance.people.find((one) => one.pageId === pageId)
    if (person) return { instance, person }
  }
  return undefined
}

function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`.trim()
}

function roomPage(reply: FastifyReply, { room, isHost, name }: Entry, me: Presence): FastifyReply {
  const seat = {
    title: room.topic,
    room: room.kind,
    name,
    ...(isHost && {
      role: 'the host',
      end: `End ${room.kind} for all`,
      buttons: { admit: '/room/_admit' },
    }),
  }
  return sendPage(reply, roomPageOf(seat, me, wordsOf(room.kind), '/room'))
}

function wordsOf(kind: Kind): PresenceWords {
  return Object.fromEntries(
    Object.entries(WORDS).map(([state, text]) => [state, text.replaceAll('meeting', kind)]),
  ) as unknown as PresenceWords
}

function passcodePage(reply: FastifyReply, room: Room): FastifyReply {
  return sendPage(reply, {
    title: room.topic,
    status: 403,
    body: html`<h1>${room.topic}</h1><p>Enter the passcode of this ${room.kind}. A link that has it in it does that for you.</p>`,
  })
}

/** Assumed: Zoom's own form is not simulated; programs register people by the API. */
function registrationPage(reply: FastifyReply, room: Room): FastifyReply {
  return sendPage(reply, {
    title: room.topic,
    body: html`<h1>${room.topic}</h1>
<p>This ${room.kind} requires registration. Register with the program that planned it to get your own link.</p>`,
  })
}

function expiredPage(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Expired',
    status: 403,
    body: html`<h1>This start link has run out</h1><p>Sign in to Zoom, or go back to where you found the link and ask for a new one.</p>`,
  })
}

function gonePage(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Invalid link',
    status: 404,
    body: html`<h1>This meeting link is invalid</h1><p>It was deleted, your registration was cancelled, or the link is not whole (3,001).</p>`,
  })
}
