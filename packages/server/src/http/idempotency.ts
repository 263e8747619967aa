import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Ctx } from '../ctx.ts'
import { InvalidInputError } from '../domain/errors.ts'
import type { PersonId } from '../domain/ids.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer holds a secret: it is not kept for a repeated `Idempotency-Key`. */
    answersSecret?: boolean
  }
  interface FastifyRequest {
    keyed: Keyed | undefined
  }
}

interface KeyedRequest {
  readonly personId: PersonId
  readonly key: string
  readonly begunAt: Date
  readonly requestHash: Buffer
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Keyed {
  readonly request: KeyedRequest
  readonly timer: NodeJS.Timeout
}

/** What the hooks need from the feature that keeps answers. */
export interface IdempotencyDependencies {
  readonly begin: (ctx: Ctx, request: KeyedRequest) => Promise<Answer | undefined>
  readonly renew: (ctx: Ctx, request: KeyedRequest) => Promise<void>
  readonly finish: (
    ctx: Ctx,
    request: KeyedRequest,
    answer: Answer | undefined,
    isSecret: boolean,
  ) => Promise<void>
  readonly renewEveryMs: number
}

/** Headers that belong to an answer; all others are about one transport of it, or are secret. */
const KEPT_HEADERS = ['content-type', 'etag', 'location'] as const
const VALID_KEY = /^[\x21-\x7e]{1,255}$/

/**
 * Carries out a POST with an `Idempotency-Key` once: a second request with the same key and body gets the first
 * answer again. Has to be registered before answers are compressed.
 */
export function registerIdempotency(app: FastifyInstance, dependencies: IdempotencyDependencies): void {
  app.decorateRequest('keyed', undefined)

  app.addHook('preHandler', async (request, reply) => {
    const keyed = keyedRequest(request)
    if (!keyed) return
    const { ctx } = request
    const before = await dependencies.begin(ctx, keyed)
    if (before) {
      return reply
        .status(before.status)
        .headers({ ...before.headers, 'idempotent-replayed': 'true' })
        .serializer((body: string) => body)
        .send(before.body === '' ? null : before.body)
    }
    const timer = setInterval(() => {
      dependencies.renew(ctx, keyed).catch((error) => request.log.warn({ err: error }, 'not renewed'))
    }, dependencies.renewEveryMs)
    timer.unref()
    request.keyed = { request: keyed, timer }
    const { personId, key, begunAt } = keyed
    request.ctx = { ...ctx, through: { ...ctx.through, idempotency: { personId, key, begunAt } } }
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { keyed } = request
    if (!keyed) return payload
    clearInterval(keyed.timer)
    request.keyed = undefined
    const isGood = reply.statusCode >= 200 && reply.statusCode < 300
    const isText = payload === null || payload === undefined || typeof payload === 'string'
    const isSecret = holdsSecret(request) || !isText
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = reply.getHeader(name)
        return value === undefined ? [] : [[name, String(value)]]
      }),
    )
    const body = typeof payload === 'string' ? payload : ''
    const answer = isGood ? { status: reply.statusCode, headers, body } : undefined
    try {
      await dependencies.finish(request.ctx, keyed.request, answer, isSecret)
    } catch (error) {
      // The change is made and is answered; only a repetition will hear that its answer was lost.
      request.log.error({ err: error }, 'an answer was not kept')
    }
    return payload
  })
}

/** Whatever is about ways in is a secret; other routes say so. */
function holdsSecret({ routeOptions }: FastifyRequest): boolean {
  const tag = routeOptions.schema?.tags?.[0]
  return routeOptions.config.answersSecret === true || tag === 'login' || tag === 'security'
}

function keyedRequest(request: FastifyRequest): KeyedRequest | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || request.method !== 'POST' || !request.actor) return undefined
  if (!request.url.startsWith('/api/v1/')) return undefined
  if (typeof key !== 'string' || !VALID_KEY.test(key)) throw new InvalidInputError('idempotency-key-invalid')
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.url}\n${request.actor.apiKey?.id ?? ''}\n`)
    .update(Buffer.isBuffer(request.body) ? request.body : (JSON.stringify(request.body) ?? ''))
    .digest()
  return { personId: request.actor.personId, key, begunAt: request.ctx.now(), requestHash }
}
