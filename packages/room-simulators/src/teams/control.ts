import { Moment, OutAt } from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { App, Person, Run, User } from './model.ts'
import { ALL_PERMISSIONS } from './permissions.ts'
import type { World } from './world.ts'

const UserBody = z.object({
  mail: z.string(),
  displayName: z.string().default('Somebody'),
  hasTeams: z.boolean().default(true),
  isEnabled: z.boolean().default(true),
})
/** A user of the tenant. */
export type NewUser = z.input<typeof UserBody>

const PlayedBody = z.object({
  meetingId: z.string(),
  startedAt: Moment,
  endedAt: Moment,
  participants: z.array(
    z.object({
      name: z.string(),
      email: z.string().default(''),
      role: z.enum(['Organizer', 'Presenter', 'Attendee']).default('Attendee'),
      stays: z.array(z.object({ from: Moment, to: Moment.optional() })),
    }),
  ),
  isRecorded: z.boolean().default(false),
  transcript: z.string().optional(),
  reportOutAt: OutAt.optional(),
})
/** A run that was held. */
export type PlayedRun = z.input<typeof PlayedBody>

/** What tests and demos steer besides what every simulator has. */
export function controlRoutes(server: FastifyInstance, world: World): void {
  server.post('/_control/users', (request, reply) =>
    reply.status(201).send(addUser(world, request.body as NewUser)),
  )
  server.post('/_control/apps', (_request, reply) => reply.status(201).send(addApp(world)))
  server.post('/_control/runs', (request, reply) =>
    reply.status(201).send({ id: playRun(world, request.body as PlayedRun).id }),
  )
}

export function addUser(world: World, body: NewUser): User {
  const user: User = { id: world.newId(), ...UserBody.parse(body) }
  world.state.users.push(user)
  world.save()
  return user
}

/** An app as an administrator leaves it: all permissions, consented to, and a policy for everybody. */
export function addApp(world: World, fields: Partial<App> = {}): App {
  const app: App = {
    clientId: world.newId(),
    clientSecret: world.newText(40),
    permissions: [...ALL_PERMISSIONS],
    isConsented: true,
    policy: { global: 0 },
    ...fields,
  }
  world.state.apps.push(app)
  world.save()
  return app
}

/** What `Grant-CsApplicationAccessPolicy` does, for a user or `global`. */
export function grantPolicy(world: World, app: App, user: string): void {
  app.policy[user] = world.now()
  world.save()
}

/** A run that was held and is over. @throws {Error} for a meeting that is not there */
export function playRun(world: World, body: PlayedRun): Run {
  const played = PlayedBody.parse(body)
  const meeting = world.findMeeting(played.meetingId)
  if (!meeting) throw new Error(`There is no meeting ${played.meetingId}`)
  const people = played.participants.map(({ name, email, role, stays }): Person => {
    const user = world.findUser(email)
    return {
      pageId: world.newText(16),
      ...{ name, email, role },
      ...(user ? { userId: user.id } : {}),
      stays: stays.map(({ from, to }) => ({ from, ...(to === undefined ? {} : { to }) })),
    }
  })
  const { startedAt, endedAt, isRecorded, transcript, reportOutAt } = played
  const run: Run = {
    ...{ id: world.newId(), callId: world.newId(), meetingId: meeting.id },
    ...{ startedAt, endedAt, people, isRecorded },
    ...(transcript === undefined ? {} : { transcript }),
    ...(reportOutAt === undefined ? {} : { reportOutAt }),
  }
  world.state.runs.push(run)
  world.save()
  return run
}
