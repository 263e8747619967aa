import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { html } from './kit/pages.ts'
import type { PresenceWords } from './kit/presence.ts'
import { namePageOf, roomPageOf } from './kit/room-page.ts'
import type { Participant, Product, Run } from './model.ts'
import { sendPage } from './pages.ts'
import { type Entry, entryOf, findRegistrant, findRoom, hostLink, mayHost, type Room } from './room-entry.ts'
import type { SignIns } from './sign-in.ts'
import { publishJoined } from './webhook-delivery.ts'
import { sendJson } from './wire.ts'
import type { World } from './world.ts'

const NAME_LEAD = 'Enter your name to join the meeting.'

interface Presence {
  /** The end of the link by which the page was opened. */
  code?: string
  participantId?: string
  name?: string
  email?: string
}

/** Room pages: a person is in the room until the tab is left. */
export function roomRoutes(app: FastifyInstance, world: World, signIns: SignIns): void {
  app.get<{ Params: { code: string }; Querystring: { name?: string; email?: string } }>(
    '/room/meeting/:code',
    (request, reply) => {
      const { code } = request.params
      const entry = entryOf(world, code)
      if (!entry) return gone(reply)
      const { name, email } = request.query
      if (!name?.trim())
        return sendPage(reply, namePageOf(entry.room.title, { lead: NAME_LEAD, withEmail: true }))
      return roomPage(reply, entry, { code, name: name.trim(), email: email?.trim() ?? '' })
    },
  )

  // Personal links: of registrants, of co-organizers and panelists, and the secret one of a host.
  for (const path of ['/room/join/:code', '/room/host/:code']) {
    app.get<{ Params: { code: string } }>(path, (request, reply) => {
      const { code } = request.params
      const entry = entryOf(world, code)
      return entry?.person ? roomPage(reply, entry, { code, ...entry.person }) : gone(reply)
    })
  }

  app.get<{ Params: { product: Product; key: string } }>('/room/start/:product/:key', (request, reply) => {
    const { product, key } = request.params
    const room = findRoom(world, product, key)
    if (!room) return gone(reply)
    const user = signIns.userOf(request)
    if (!user) return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`)
    if (!mayHost(world, room, user.key)) return notYours(reply, room, user.email)
    return reply.redirect(hostLink(world, { product, roomKey: key, userKey: user.key }))
  })

  app.get<{ Params: { code: string } }>('/room/confirmation/:code', (request, reply) => {
    const registrant = findRegistrant(world, request.params.code)
    const room = registrant && findRoom(world, registrant.product, registrant.roomKey)
    return registrant && room ? confirmationPage(reply, room, registrant) : gone(reply)
  })

  app.get<{ Params: { key: string } }>('/room/register/:key', (request, reply) => {
    const room = findRoom(world, 'webinar', request.params.key)
    return room ? registrationPage(reply, room) : gone(reply)
  })

  app.post<{ Body: Presence }>('/room/_presence', (request, reply) => {
    const { code = '', participantId, name = '', email = '' } = request.body ?? {}
    const entry = entryOf(world, code)
    if (!entry) return sendJson(reply, 200, { state: 'gone' })
    const running = world.findRunning(entry.room.key)
    const known = findParticipant(world, participantId)
    if (!running && known) return sendJson(reply, 200, { state: 'ended' })
    if (!running && !entry.isHost) return sendJson(reply, 200, { state: 'waiting' })
    const run = running ?? startRun(world, entry.room)
    const person = known ?? cameIn(run, entry, { name, email })
    if (!known && entry.person?.registrantKey) publishJoined(world, run, entry.person.registrantKey)
    seen(world, person)
    return sendJson(reply, 200, { state: 'in', participantId: person.id, people: presentNames(run) })
  })

  app.post<{ Body: Presence }>('/room/_leave', (request, reply) => {
    const open = findParticipant(world, request.body?.participantId)?.intervals.at(-1)
    if (open && open.leaveAt === undefined) open.leaveAt = world.now()
    world.expireParticipants()
    world.save()
    return reply.status(204).send()
  })

  app.post<{ Body: Presence }>('/room/_end', (request, reply) => {
    const entry = entryOf(world, request.body?.code ?? '')
    const run = entry?.isHost && world.findRunning(entry.room.key)
    if (run) world.endRun(run)
    return reply.status(204).send()
  })
}

function findParticipant(world: World, id: string | undefined): Participant | undefined {
  return world.state.runs.flatMap((run) => run.participants).find((person) => person.id === id)
}

function startRun(world: World, room: Room): Run {
  const run: Run = {
    key: world.newKey(),
    product: room.product,
    roomKey: room.key,
    organizerKey: room.organizerKey,
    startedAt: world.now(),
    participants: [],
  }
  world.state.runs.push(run)
  return run
}

/** A registrant who comes back, or opens a second tab, is the same person. */
function cameIn(run: Run, { person, isHost }: Entry, typed: { name: string; email: string }): Participant {
  const registrantKey = person?.registrantKey
  const before = registrantKey && run.participants.find((other) => other.registrantKey === registrantKey)
  if (before) return before
  const { name, email } = person ?? typed
  const participant: Participant = {
    id: randomBytes(12).toString('base64url'),
    name,
    email,
    isHost,
    ...(registrantKey ? { registrantKey } : {}),
    intervals: [],
    seenAt: 0,
  }
  run.participants.push(participant)
  return participant
}

function seen(world: World, person: Participant): void {
  person.seenAt = world.now()
  const open = person.intervals.at(-1)
  if (!open || open.leaveAt !== undefined) {
    person.intervals.push({ joinAt: world.now() })
    world.save()
  }
}

function presentNames(run: Run): string[] {
  return run.participants
    .filter((person) => person.intervals.at(-1)?.leaveAt === undefined)
    .map((person) => (person.isHost ? `${person.name} (organizer)` : person.name))
}

function roomPage(
  reply: FastifyReply,
  { room, isHost }: Entry,
  me: { code: string; name: string; email: string },
): FastifyReply {
  const seat = {
    title: room.title,
    room: room.product,
    name: me.name,
    ...(isHost && { role: 'the organizer', end: `End ${room.product}` }),
  }
  return sendPage(reply, roomPageOf(seat, me, wordsOf(room.product), '/room'))
}

function wordsOf(product: Product): PresenceWords {
  return {
    in: `You are in the ${product}`,
    waiting: `The organizer has not started the ${product} yet. You will be let in as soon as it begins.`,
    ended: `The ${product} has ended`,
    gone: `This ${product} does not exist any more`,
  }
}

function confirmationPage(
  reply: FastifyReply,
  room: Room,
  me: { firstName: string; joinCode: string },
): FastifyReply {
  return sendPage(reply, {
    title: room.title,
    body: html`<h1>${room.title}</h1>
<p>${me.firstName}, you are registered.</p>
<p><a href="/room/join/${me.joinCode}">Join the ${room.product}</a></p>`,
  })
}

/** Assumed: GoTo's own registration page is not simulated; programs register people by the API. */
function registrationPage(reply: FastifyReply, room: Room): FastifyReply {
  return sendPage(reply, {
    title: room.title,
    body: html`<h1>${room.title}</h1>
<p>People are registered for this ${room.product} by the program that planned it. Register there to get your own link.</p>`,
  })
}

function notYours(reply: FastifyReply, room: Room, email: string): FastifyReply {
  return sendPage(reply, {
    title: room.title,
    status: 403,
    body: html`<h1>You can’t start this ${room.product}</h1>
<p>You are signed in as <output>${email}</output>. Only its organizer and co-organizers can start it.</p>
<form method="post" action="/sign-out"><div class="actions"><button type="submit">Sign out</button></div></form>`,
  })
}

function gone(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Not found',
    status: 404,
    body: html`<h1>This room does not exist</h1><p>It was deleted, your place in it was cancelled, or the link has run out. Go back to where you found the link.</p>`,
  })
}
