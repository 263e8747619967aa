import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { SCOPES, type ScopeName, scopeText } from './scopes.ts'
import { refuse } from './wire.ts'
import { dayOf, type World } from './world.ts'

/** How much a call weighs. */
export type Weight = 'Light' | 'Medium' | 'Heavy' | 'Resource-intensive'
type Plan = World['behavior']['plan']

/** Documented: calls a second of an account; resource-intensive ones a minute. */
const RATES: Readonly<Record<Weight, Readonly<Record<Plan, number>>>> = {
  Light: { free: 4, pro: 30, business: 80 },
  Medium: { free: 2, pro: 20, business: 60 },
  Heavy: { free: 1, pro: 10, business: 40 },
  'Resource-intensive': { free: 10, pro: 10, business: 20 },
}

/** Documented: calls a day, where there is a bound. Heavy and resource-intensive ones share one on paid plans. */
const DAYS: Readonly<Record<Weight, Readonly<Record<Plan, number | undefined>>>> = {
  Light: { free: 6000, pro: undefined, business: undefined },
  Medium: { free: 2000, pro: undefined, business: undefined },
  Heavy: { free: 1000, pro: 30_000, business: 60_000 },
  'Resource-intensive': { free: 1000, pro: 30_000, business: 60_000 },
}

/** What a route is about and what it takes to call it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly weight: Weight
  readonly scope: ScopeName
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Serves a route of the API to whoever has a token that is good for it and is within the account's rates. */
export function serve(app: FastifyInstance, world: World, route: Route, handler: Handler): void {
  const guarded: RouteHandlerMethod = (request, reply) => {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const access = world.state.tokens.find((one) => one.token === token)
    const app = world.state.apps.find(({ clientId }) => clientId === access?.clientId)
    if (!access || access.isRevoked || access.expiresAt <= world.now() || !app)
      return refuse(reply, 401, 124, access ? 'Access token is expired.' : 'Invalid access token.')
    if (isOverRate(world, reply, route.weight)) return reply
    if (!access.scopes.includes(route.scope)) return refuseScope(world, reply, route.scope)
    return handler(request, reply)
  }
  app.route({ method: route.method, url: `/v2${route.path}`, handler: guarded })
}

/** Documented: the scopes that would do are named, in the family that the app has. */
export function refuseScope(world: World, reply: FastifyReply, scope: ScopeName): FastifyReply {
  const { scopeStatus, scopeFamily } = world.behavior
  const name = SCOPES[scope][scopeFamily]
  const names = `${name.replace(/:admin$/, '')}, ${name}`
  return refuse(reply, scopeStatus, 4711, `Invalid access token, does not contain scopes:[${names}].`)
}

export function tokenScopes(world: World, names: readonly string[]): string {
  return scopeText(names, world.behavior.scopeFamily)
}

const dayCounts = new WeakMap<World, Map<string, number>>()

/** @returns true = 429 was answered, with the headers that tell for how long */
function isOverRate(world: World, reply: FastifyReply, weight: Weight): boolean {
  const { plan, rateFactor } = world.behavior
  const limit = RATES[weight][plan] * rateFactor
  const left = world.buckets.take(weight, limit, limit / (weight === 'Resource-intensive' ? 60_000 : 1000))
  reply.header('x-ratelimit-category', weight)
  if (left === undefined) {
    reply
      .header('x-ratelimit-type', 'QPS')
      .header('x-ratelimit-limit', limit)
      .header('x-ratelimit-remaining', 0)
    reply.header('x-ratelimit-reset', nextSecond(world))
    return tooMany(
      world,
      reply,
      'You have reached the maximum per-second rate limit for this API. Try again later.',
    )
  }
  const dayLimit = DAYS[weight][plan]
  if (dayLimit === undefined) {
    reply.header('x-ratelimit-type', 'QPS').header('x-ratelimit-limit', limit)
    reply.header('x-ratelimit-remaining', Math.floor(left))
    return false
  }
  const counts = dayCounts.get(world) ?? new Map<string, number>()
  dayCounts.set(world, counts)
  const shared = plan !== 'free' && weight !== 'Light' && weight !== 'Medium' ? 'Heavy' : weight
  const key = `${shared} ${dayOf(world.now())}`
  const count = (counts.get(key) ?? 0) + 1
  reply.header('x-ratelimit-type', 'Daily-limit').header('x-ratelimit-limit', dayLimit)
  reply.header('x-ratelimit-remaining', Math.max(0, dayLimit - count))
  if (count <= dayLimit) {
    counts.set(key, count)
    return false
  }
  reply.header('retry-after', midnightAfter(world))
  return tooMany(world, reply, 'You have reached the maximum daily rate limit for this API.')
}

/** Whether a host may make or change one more meeting today. @returns true = 429 was answered */
export function isOverHostDay(world: World, reply: FastifyReply, hostId: string): boolean {
  const key = `${hostId} ${dayOf(world.now())}`
  const count = world.state.hostDays[key] ?? 0
  const { hostDailyLimit } = world.behavior
  if (count < hostDailyLimit) {
    world.state.hostDays[key] = count + 1
    return false
  }
  reply.header('x-ratelimit-category', 'Light').header('x-ratelimit-type', 'Daily-limit')
  reply.header('x-ratelimit-limit', hostDailyLimit).header('x-ratelimit-remaining', 0)
  reply.header('retry-after', midnightAfter(world)) // documented: a date-time, not seconds
  return tooMany(
    world,
    reply,
    `You have exceeded the daily rate limit of (${hostDailyLimit}) for Meeting Create/Update API requests permitted for this particular user.`,
  )
}

export function tooMany(world: World, reply: FastifyReply, message: string): true {
  world.requests.rateLimited += 1
  refuse(reply, 429, 429, message)
  return true
}

function nextSecond(world: World): string {
  return `${new Date(world.now() + 1000).toISOString().slice(0, 19)}Z`
}

export function midnightAfter(world: World): string {
  const day = 86_400_000
  return `${new Date((Math.floor(world.now() / day) + 1) * day).toISOString().slice(0, 19)}Z`
}
