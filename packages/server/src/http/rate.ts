import { isIPv6 } from 'node:net'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TooManyRequestsError } from '../domain/errors.ts'
import { RateCounts } from './rate-counts.ts'

/** Ways into rooms: a class begins at one moment, often behind one address. */
const ENTRANCE_SECONDS = 10
const ENTRANCES_PER_LOGIN = 30
const ENTRANCES_PER_ADDRESS = 10_000

/** Where somebody gets into a room: counted apart from all else. */
export const entranceRate = {
  rateLimit: {
    timeWindow: ENTRANCE_SECONDS * 1000,
    max: ({ actor }: FastifyRequest) => (actor ? ENTRANCES_PER_LOGIN : ENTRANCES_PER_ADDRESS),
  },
}

/** Where a class comes in from its learning management system, behind one address. */
export const launchRate = { rateLimit: { timeWindow: ENTRANCE_SECONDS * 1000, max: ENTRANCES_PER_ADDRESS } }

/** Tools that call us do it from a few addresses, and a large class comes in within a minute: two calls for each. */
const CALLS_PER_MINUTE = 20_000

/** Where tools tell and ask: counted apart from all else. */
export const inboundRate = { rateLimit: { timeWindow: 60_000, max: CALLS_PER_MINUTE } }

/**
 * Refuses people and programs that ask too much. People who are signed in are counted by their login, so that a company behind one
 * address is as many people as it is; keys are counted where they come in. Pages and their files are not counted,
 * nor what load balancers and proxies ask: refused, they would take a sound node for a dead one.
 * Comes once it is known who asks: hooks of routes run after those of the app.
 *
 * @param perMinute of one login, and of one address that nobody is signed in from
 */
export async function registerRate(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    store: RateCounts,
    keyGenerator: ({ actor, ip }) => (actor?.loginId ? `login ${actor.loginId}` : networkOf(ip)),
    allowList: ({ actor, directory, routeOptions: { config } }) =>
      actor?.apiKey !== undefined ||
      directory !== undefined ||
      config.access === 'page' ||
      config.access === 'machine',
    errorResponseBuilder: (_request, { ttl }) =>
      new TooManyRequestsError('too-many-requests', { seconds: Math.max(1, Math.ceil(ttl / 1000)) }),
    addHeaders: { 'retry-after': true },
  })
}

/** Whose an address is: IPv6 gives everybody a network of 64 bits. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(ip)?.[1]
  if (mapped || !isIPv6(ip)) return mapped ?? ip
  const [before = '', after] = (ip.split('%')[0] ?? '').split('::')
  const [head, tail] = [before, after ?? ''].map((part) => part.split(':').filter(Boolean)) as [
    string[],
    string[],
  ]
  const gap = after === undefined ? 0 : 8 - head.length - tail.length
  const groups = [...head, ...Array<string>(Math.max(0, gap)).fill('0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
