import { Moment, OutAt } from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { App, Instance, Person, User } from './model.ts'
import { ALL_SCOPES } from './scopes.ts'
import type { World } from './world.ts'

const UserBody = z.object({
  email: z.string(),
  firstName: z.string().default('Some'),
  lastName: z.string().default('Host'),
  isLicensed: z.boolean().default(true),
  hasWebinars: z.boolean().default(true),
  status: z.enum(['active', 'inactive']).default('active'),
  timezone: z.string().default('UTC'),
})
/** A user of the account. */
export type NewUser = z.input<typeof UserBody>

const PlayedBody = z.object({
  kind: z.enum(['meeting', 'webinar']).default('meeting'),
  id: z.string(),
  startedAt: Moment,
  endedAt: Moment,
  participants: z.array(
    z.object({
      name: z.string(),
      email: z.string().default(''),
      isHost: z.boolean().default(false),
      registrantId: z.string().optional(),
      stays: z.array(
        z.object({
          where: z.enum(['in_meeting', 'in_waiting_room']).default('in_meeting'),
          from: Moment,
          to: Moment.optional(),
        }),
      ),
    }),
  ),
  recording: z.object({ outAt: OutAt.optional(), transcript: z.string().optional() }).optional(),
  report: z
    .object({
      outAt: OutAt.optional(),
      grows: z.array(z.object({ until: Moment, rows: z.number().int().min(0) })).optional(),
    })
    .optional(),
})
/** An instance that was held. */
export type PlayedInstance = z.input<typeof PlayedBody>

/** What tests and demos steer besides what every simulator has. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  app.post('/_control/users', (request, reply) =>
    reply.status(201).send(addUser(world, request.body as NewUser)),
  )
  app.post('/_control/apps', (_request, reply) => reply.status(201).send(addApp(world)))
  app.post('/_control/runs', (request, reply) => {
    const { uuid } = playInstance(world, request.body as PlayedInstance)
    return reply.status(201).send({ uuid })
  })
  app.post('/_control/reports', (request, reply) => {
    const { withheld } = z.object({ withheld: z.enum(['scope', 'licence']).nullable() }).parse(request.body)
    world.withheld.reports = withheld ?? undefined
    return reply.status(204).send()
  })
}

export function addUser(world: World, body: NewUser): User {
  const { isLicensed, ...fields } = UserBody.parse(body)
  const user: User = { id: world.newToken(22), type: isLicensed ? 2 : 1, ...fields }
  world.state.users.push(user)
  world.save()
  return user
}

/** An app as its owner leaves it when all scopes are ticked. */
export function addApp(world: World, fields: Partial<Pick<App, 'clientId' | 'clientSecret'>> = {}): App {
  const app: App = {
    clientId: fields.clientId ?? world.newToken(22),
    clientSecret: fields.clientSecret ?? world.newToken(32),
    scopes: [...ALL_SCOPES],
    isActivated: true,
    secretToken: world.newToken(22),
  }
  world.state.apps.push(app)
  world.save()
  return app
}

/** An instance that was held and is over. @throws {Error} for a room that is not there */
export function playInstance(world: World, body: PlayedInstance): Instance {
  const played = PlayedBody.parse(body)
  const room = world.findRoom(played.kind, played.id)
  if (!room) throw new Error(`There is no ${played.kind} ${played.id}`)
  const people = played.participants.map((one): Person => {
    world.state.serial += 1
    const user = one.isHost ? world.findUser(room.hostId) : world.findUser(one.email || '-')
    return {
      pageId: world.newToken(16),
      userNumber: String(16_778_240 + world.state.serial * 1024),
      name: one.name,
      email: one.email,
      isHost: one.isHost,
      ...(user ? { userId: user.id } : {}),
      ...(one.registrantId ? { registrantId: one.registrantId } : {}),
      stays: one.stays.map(({ to, ...stay }) => ({ ...stay, ...(to === undefined ? {} : { to }) })),
    }
  })
  const instance: Instance = {
    uuid: world.newUuid(),
    kind: room.kind,
    roomId: room.id,
    hostId: room.hostId,
    topic: room.topic,
    startedAt: played.startedAt,
    endedAt: played.endedAt,
    people,
    ...(played.recording
      ? {
          recording: {
            ...(played.recording.outAt === undefined ? {} : { outAt: played.recording.outAt }),
            ...(played.recording.transcript === undefined ? {} : { transcript: played.recording.transcript }),
          },
        }
      : {}),
    ...(played.report
      ? {
          report: {
            ...(played.report.outAt === undefined ? {} : { outAt: played.report.outAt }),
            ...(played.report.grows === undefined ? {} : { grows: played.report.grows }),
          },
        }
      : {}),
  }
  room.uuid = instance.uuid
  room.usedAt = Math.max(room.usedAt ?? 0, played.endedAt)
  world.state.instances.push(instance)
  world.save()
  world.heard('ended', room, { end_time: new Date(played.endedAt).toISOString() })
  return instance
}
