import { randomUUID } from 'node:crypto'
import { Moment } from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { configure, setWebhook } from './consoles.ts'
import type { Occupant, Room } from './model.ts'
import { tellCreated, tellJoined } from './told.ts'
import type { World } from './world.ts'

const ServerBody = z.object({
  reservationsPrefix: z.string().optional(),
  eventsPrefix: z.string().optional(),
  callToken: z.string().optional(),
})
/** What goes to whom: addresses of ours, and the token with which an own server calls. */
export type ServerSettings = z.input<typeof ServerBody>

const PlayedBody = z.object({
  site: z.enum(['own', 'jaas']),
  name: z.string(),
  startedAt: Moment,
  endedAt: Moment,
  isRecorded: z.boolean().default(false),
  participants: z.array(
    z.object({
      id: z.string().default(''),
      name: z.string(),
      isModerator: z.boolean().default(false),
      joinedAt: Moment,
      leftAt: Moment,
    }),
  ),
})
/** A run that was held. */
export type PlayedRoom = z.input<typeof PlayedBody>

/** Where tests and demos steer the simulator, besides what every control has. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  app.post('/_control/server', (request, reply) => {
    configure(world, ServerBody.parse(request.body))
    return reply.status(204).send()
  })
  app.post('/_control/webhook', (request) => ({
    secret: setWebhook(world, z.object({ url: z.string() }).parse(request.body).url),
  }))
  app.post('/_control/runs', (request, reply) => {
    const { sessionId } = playRoom(world, request.body as PlayedRoom)
    return reply.status(201).send({ sessionId })
  })
}

/** A run that was held and is over; what is told of it is due as after any. */
export function playRoom(world: World, body: PlayedRoom): Room {
  const { site, name, startedAt, endedAt, isRecorded, participants } = PlayedBody.parse(body)
  const room: Room = {
    ...{ site, name, sessionId: randomUUID(), createdAt: startedAt, isLobbyOn: false, occupants: [] },
    ...(isRecorded && {
      recording: { id: world.newId(16), startedAt, initiatorId: participants[0]?.id ?? '' },
    }),
  }
  tellCreated(world, room)
  const all = participants.map(({ id, name: called, isModerator, joinedAt, leftAt }) => {
    const occupant: Occupant = {
      ...{ seatId: '', jid: `${randomUUID()}@${world.behavior.domain}/x`, participantId: world.newId(8) },
      ...{ user: { id, name: called, email: '' }, isModerator, joinedAt },
    }
    room.occupants.push(occupant)
    tellJoined(world, room, occupant)
    return { occupant, leftAt }
  })
  for (const { occupant, leftAt } of all) world.close(room, occupant, leftAt, 'left')
  world.end(room, endedAt)
  return room
}
