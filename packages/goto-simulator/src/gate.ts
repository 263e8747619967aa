import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Client, ClientScope, Grant, Product, User } from './model.ts'
import { sendError } from './wire.ts'
import type { World } from './world.ts'

/** Who calls a product API. */
export interface Caller {
  readonly user: User
  readonly client: Client
  readonly grant: Grant
  /** What the consent allows: a scope that was ticked later needs a new one (documented). */
  readonly scopes: readonly ClientScope[]
}

/**
 * The caller of a product API, or undefined when an answer was sent: a dead token, no right, too many
 * requests.
 */
export function admit(
  world: World,
  request: FastifyRequest,
  reply: FastifyReply,
  product: Product,
): Caller | undefined {
  const caller = callerOf(world, request)
  if (!caller) {
    reply.header('x-amzn-errortype', 'UnauthorizedException') // observed 2026-09
    sendError(reply, 403, 'InvalidToken', 'Invalid token passed')
    return undefined
  }
  if (isOverRate(world, reply, product, caller)) return undefined
  if (!hasScope(caller, product)) {
    sendError(reply, 403, 'AccessDenied', `The OAuth client has no scope for ${product}`)
    return undefined
  }
  const { user } = caller
  if (user.licence === 'expired' || !user.products.includes(product)) {
    sendError(reply, 403, world.behavior.noLicenceCode, `The user has no active licence for ${product}`)
    return undefined
  }
  return caller
}

/** Documented: each API takes so many requests a second. @returns true = 429 was answered, with no body */
export function isOverRate(
  world: World,
  reply: FastifyReply,
  api: Product | 'admin' | 'identity',
  { client }: Caller,
): boolean {
  if (world.buckets.take(`${api} ${client.clientId}`, world.behavior.requestsPerSecond) !== undefined)
    return false
  world.requests.rateLimited += 1
  if (world.behavior.retryAfterHeader) reply.header('retry-after', '1')
  reply.status(429).send()
  return true
}

/**
 * Whether a caller may ask about an organizer. Documented: oneself, and with the Admin scope colleagues.
 * Assumed: an organizer of another account is not found, as a key that nobody has.
 *
 * @returns the status of the refusal
 */
export function organizerRefusal(world: World, { user, scopes }: Caller, key: string): 403 | 404 | undefined {
  if (key === user.key) return undefined
  if (!scopes.includes('admin')) return 403
  return world.findUser(key)?.accountKey === user.accountKey ? undefined : 404
}

/** Documented: a licence for webinars or trainings includes meetings. Scopes are ticked one by one. */
function hasScope({ scopes }: Caller, product: ClientScope): boolean {
  return scopes.includes(product)
}

/** Assumed: a scope that was unticked is gone at once, for consents of before, too. */
export function scopesOf(grant: Grant, client: Client): ClientScope[] {
  return client.scopes.filter((scope) => grant.scopes?.includes(scope) ?? true)
}

/** The person and program behind a bearer token that is good now. */
export function callerOf(world: World, request: FastifyRequest): Caller | undefined {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!token) return undefined
  for (const grant of world.state.grants) {
    const found = grant.accessTokens.find((access) => access.token === token)
    if (!found) continue
    if (grant.revoked || found.expiresAt <= world.now()) return undefined
    const user = world.findUser(grant.userKey)
    const client = world.state.clients.find((candidate) => candidate.clientId === grant.clientId)
    return user && client ? { user, client, grant, scopes: scopesOf(grant, client) } : undefined
  }
  return undefined
}
