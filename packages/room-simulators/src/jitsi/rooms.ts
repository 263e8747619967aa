import { html, type PresenceWords, roomPageOf } from '@lectern/goto-simulator/kit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { comeIn, sitDown, standUp } from './entering.ts'
import type { Room, Seat, Site } from './model.ts'
import { sendPage } from './pages.ts'
import { siteOf } from './sign-in.ts'
import { tellRecordingStarted } from './told.ts'
import { isIn, type World } from './world.ts'

interface Presence {
  seatId?: string
}

const WORDS: PresenceWords = {
  in: 'You are in the meeting',
  waiting: 'Asking to join the meeting…',
  denied: 'A moderator has not let you in',
  ended: 'The meeting has ended',
  gone: 'The meeting has ended',
}

/** The page of a room: a person is in it until the tab is left. */
export function roomRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Params: { room: string }; Querystring: { jwt?: string } }>('/:room', (request, reply) =>
    enterRoom(world, reply, { site: 'own', name: nodeOf(request.params.room), token: request.query.jwt }),
  )
  app.get<{ Params: { tenant: string; room: string }; Querystring: { jwt?: string } }>(
    '/:tenant/:room',
    (request, reply) => {
      const { tenant, room } = request.params
      const site = siteOf(world, tenant)
      const name = site === 'jaas' ? nodeOf(room) : `[${nodeOf(tenant)}]${nodeOf(room)}`
      return enterRoom(world, reply, { site, name, token: request.query.jwt })
    },
  )
  app.post<{ Body: Presence }>('/room/_presence', (request, reply) => {
    const seat = world.findSeat(request.body?.seatId)
    const room = seat && world.findRoom(seat.site, seat.roomName)
    if (!seat || !room) return reply.send({ state: 'ended' })
    seat.seenAt = world.now()
    if (seat.state !== 'in') return reply.send({ state: seat.state })
    sitDown(world, room, seat)
    return reply.send({ state: 'in', people: namesIn(room), buttons: buttonsOf(world, room, seat) })
  })
  app.post<{ Body: Presence }>('/room/_leave', (request, reply) => {
    const seat = world.findSeat(request.body?.seatId)
    if (seat) standUp(world, seat)
    return reply.status(204).send()
  })
  const asModerator = (path: string, work: (room: Room, seat: Seat) => void) =>
    app.post<{ Body: Presence }>(path, (request, reply) => {
      const seat = world.findSeat(request.body?.seatId)
      const room = seat && world.findRoom(seat.site, seat.roomName)
      if (room && seat.isModerator) work(room, seat)
      world.save()
      return reply.status(204).send()
    })
  asModerator('/room/_end', (room) => world.end(room, world.now()))
  asModerator('/room/_admit', (room) => {
    for (const waiting of waitingOf(world, room)) waiting.state = 'in'
  })
  asModerator('/room/_record', (room, seat) => {
    if (room.site === 'own' || !seat.mayRecord) return
    if (room.recording) return world.stopRecording(room, world.now())
    room.recording = { id: world.newId(16), startedAt: world.now(), initiatorId: seat.user.id }
    tellRecordingStarted(world, room)
  })
}

/** Read: letters become small, and what a name may not have goes. */
export function nodeOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}_-]/gu, '')
}

async function enterRoom(
  world: World,
  reply: FastifyReply,
  asked: { site: Site; name: string; token: string | undefined },
): Promise<FastifyReply> {
  try {
    const seat = await comeIn(world, asked)
    seat.seenAt = world.now()
    return sendPage(reply, roomPage(seat))
  } catch (error) {
    const lines = (error as Error).message.split('\n')
    return sendPage(reply, {
      title: 'Not allowed',
      status: 403,
      body: html`<h1>You can’t come in</h1><div class="error" role="alert">${lines.map((line) => html`<p>${line}</p>`)}</div>`,
    })
  }
}

function roomPage({ id, user, isModerator, site }: Seat) {
  const seat = {
    ...{ title: 'Meeting', room: 'meeting', name: user.name },
    ...(isModerator && {
      role: 'a moderator',
      end: 'End meeting for all',
      buttons: { admit: '/room/_admit', ...(site === 'jaas' && { record: '/room/_record' }) },
    }),
  }
  return roomPageOf(seat, { seatId: id }, WORDS, '/room')
}

function namesIn({ occupants }: Room): string[] {
  return occupants
    .filter(isIn)
    .map(({ user, isModerator }) => (isModerator ? `${user.name} (moderator)` : user.name))
}

function waitingOf({ state }: World, { site, name }: Room): Seat[] {
  return state.seats.filter(
    (seat) => seat.site === site && seat.roomName === name && seat.state === 'waiting',
  )
}

function buttonsOf(world: World, room: Room, { isModerator, mayRecord }: Seat): Record<string, string> {
  if (!isModerator) return {}
  const waiting = waitingOf(world, room)
  return {
    ...(waiting.length > 0 ? { admit: `Admit ${waiting.map(({ user }) => user.name).join(', ')}` } : {}),
    ...(mayRecord ? { record: room.recording ? 'Stop recording' : 'Start recording' } : {}),
  }
}
