import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App, Meeting, User } from './model.ts'
import type { Permission } from './permissions.ts'
import { refuse, refuseMeeting } from './wire.ts'
import type { World } from './world.ts'

const MINUTE_MS = 60_000

/** What a route is about and what it takes to call it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly permission: Permission
}

type Answer = (request: FastifyRequest, reply: FastifyReply, app: App) => FastifyReply

/** Serves a route of the API to whoever has a token with its permission and is within the rate. */
export function serveRoute(server: FastifyInstance, world: World, route: Route, answer: Answer): void {
  server.route({
    method: route.method,
    url: `/v1.0${route.path}`,
    handler(request, reply) {
      const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
      const access = world.state.tokens.find((one) => one.token === token)
      const app = world.findApp(access?.clientId)
      if (!access || !app || access.isRevoked || access.expiresAt <= world.now())
        return refuse(
          reply,
          401,
          'InvalidAuthenticationToken',
          access
            ? 'Lifetime validation failed, the token is expired.'
            : 'Access token is empty or malformed.',
        )
      if (world.buckets.take(app.clientId, world.behavior.requestsPerSecond) === undefined)
        return refuseRate(world, reply, world.behavior.retryAfterSeconds)
      if (!access.permissions.includes(route.permission))
        return route.permission === 'User.Read.All'
          ? refuse(
              reply,
              403,
              'Authorization_RequestDenied',
              'Insufficient privileges to complete the operation.',
            )
          : refuse(
              reply,
              403,
              'Forbidden',
              `Missing role permissions on the request. API requires one of '${route.permission}'. Roles on the request '${access.permissions.join(', ')}'.`,
            )
      return answer(request, reply, app)
    },
  })
}

/** Documented: how long to wait is said in seconds. */
export function refuseRate(world: World, reply: FastifyReply, seconds: number): FastifyReply {
  world.requests.rateLimited += 1
  return refuse(reply.header('retry-after', seconds), 429, 'TooManyRequests', 'Too many requests')
}

/** A route below an organizer: served to apps that a policy lets act for them, and for users with Teams. */
export function serveOrganizer(
  server: FastifyInstance,
  world: World,
  route: Route,
  answer: (request: FastifyRequest, reply: FastifyReply, organizer: User) => FastifyReply,
): void {
  const whole = { ...route, path: `/users/:user/onlineMeetings${route.path}` }
  serveRoute(server, world, whole, (request, reply, app) => {
    const { user: id } = request.params as { user: string }
    // Documented: an object id; a name that somebody signs in with is not relied on.
    const organizer = world.state.users.find((user) => user.id === id)
    if (!organizer) return refuse(reply, 404, 'NotFound', `The user ${id} was not found.`)
    const since = app.policy.global ?? app.policy[id]
    if (since === undefined || since + world.behavior.policyDelayMinutes * MINUTE_MS > world.now())
      return refuse(
        reply,
        403,
        'Forbidden',
        `No application access policy found for this app: ${app.clientId} on the user: ${id}.`,
      )
    if (!organizer.hasTeams || !organizer.isEnabled)
      return refuse(reply, 404, 'NotFound', 'The user has no licence for Microsoft Teams.')
    return answer(request, reply, organizer)
  })
}

/** A route of one meeting of an organizer's that is there, and was made long enough ago to be found. */
export function serveMeeting(
  server: FastifyInstance,
  world: World,
  route: Route,
  answer: (request: FastifyRequest, reply: FastifyReply, meeting: Meeting) => FastifyReply,
): void {
  const whole = { ...route, path: `/:meeting${route.path}` }
  serveOrganizer(server, world, whole, (request, reply, organizer) => {
    const { meeting: id } = request.params as { meeting: string }
    const meeting = world.findMeeting(id)
    const isFound =
      meeting?.organizerId === organizer.id &&
      meeting.createdAt + world.behavior.readLagSeconds * 1000 <= world.now()
    return isFound ? answer(request, reply, meeting) : refuseMeeting(reply)
  })
}
