import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serve } from './gate.ts'
import type { User } from './model.ts'
import { zakOf } from './room-links.ts'
import { instant, pageOf, refuse } from './wire.ts'
import type { World } from './world.ts'

/** The users of the account. */
export function userRoutes(app: FastifyInstance, world: World): void {
  serve(
    app,
    world,
    { method: 'GET', path: '/users', weight: 'Medium', scope: 'listUsers' },
    (request, reply) => {
      const { status = 'active' } = request.query as { status?: string }
      const page = pageOf(
        world,
        request,
        reply,
        world.state.users.filter((user) => user.status === status),
      )
      return page ? reply.send({ ...page.fields, page_number: 1, users: page.rows.map(userView) }) : reply
    },
  )
  serve(
    app,
    world,
    { method: 'GET', path: '/users/:userId', weight: 'Light', scope: 'readUser' },
    (request, reply) => {
      const user = asked(world, request, reply)
      return user ? reply.send(userView(user)) : reply
    },
  )
  serve(
    app,
    world,
    { method: 'GET', path: '/users/:userId/settings', weight: 'Medium', scope: 'readSettings' },
    (request, reply) => {
      const user = asked(world, request, reply)
      if (!user) return reply
      const isLicensed = user.type === 2
      return reply.send({
        feature: {
          meeting_capacity: isLicensed ? 300 : 100,
          webinar: user.hasWebinars,
          ...(user.hasWebinars ? { webinar_capacity: 500 } : {}),
          concurrent_meeting: 'Basic',
        },
        recording: { cloud_recording: isLicensed },
      })
    },
  )
  serve(
    app,
    world,
    { method: 'GET', path: '/users/:userId/token', weight: 'Light', scope: 'readZak' },
    (request, reply) => {
      const user = asked(world, request, reply)
      if (!user) return reply
      const { type = 'token', ttl = '7200' } = request.query as { type?: string; ttl?: string }
      const seconds = Number(ttl)
      if (type !== 'zak' || !Number.isInteger(seconds) || seconds < 0)
        return refuse(reply, 400, 300, 'Validation Failed.')
      return reply.send({ token: zakOf(world, user.id, seconds) })
    },
  )
}

/**
 * The user of an address. Documented: `me` is for apps of users, not of accounts.
 *
 * @returns undefined where a refusal was sent
 */
export function asked(world: World, request: FastifyRequest, reply: FastifyReply): User | undefined {
  const { userId } = request.params as { userId: string }
  const user = userId === 'me' ? undefined : world.findUser(userId)
  if (user) return user
  if (userId === 'me') refuse(reply, 400, 300, 'This API does not support me for account-level apps.')
  else refuse(reply, 404, 1001, `User does not exist: ${userId}.`)
  return undefined
}

function userView(user: User): object {
  return {
    id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: `${user.firstName} ${user.lastName}`.trim(),
    type: user.type,
    status: user.status,
    timezone: user.timezone,
    role_id: '2',
    verified: 1,
    created_at: instant(0),
  }
}
