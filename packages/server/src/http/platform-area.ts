import { defaultLanguage, type Language } from '@lectern/texts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Ctx, Platform } from '../ctx.ts'
import type { Replica } from '../db/replica.ts'
import { NotFoundError, TooManyRequestsError, UnauthenticatedError } from '../domain/errors.ts'
import { phrase } from '../messages/messages.ts'
import type { Actor } from './actor.ts'
import { createKeyRate, type KeyRate } from './key-rate.ts'
import { preferredLanguage } from './language.ts'
import { type PlainPage, sendPlainPage } from './plain-page.ts'
import { assertSameSite } from './same-site.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Looks again who shows the cookie of this request; undefined once that login has ended. */
    findActorAgain: () => Promise<Actor | undefined>
  }
}

/** Who shows a token. */
type FindActor = (
  ctx: Ctx,
  token: string,
  /** Unattended = asked by a page that nobody uses: it keeps no login alive. */
  fallback: { language: Language; isUnattended?: boolean },
) => Promise<Actor | undefined>

/** Sent by pages on which nobody has done anything for a while. */
const UNATTENDED = 'lectern-unattended'

/** What the area needs from the features. */
export interface AreaDependencies {
  readonly findPlatform: (host: string) => Promise<Platform | undefined>
  readonly ctxFor: (platform: Platform) => Ctx
  readonly findActor: FindActor
  readonly findKeyActor: FindActor
  /** That one API key may send. */
  readonly requestsPerMinute: number
  /** The token of a browser's login. */
  readonly tokenOf: (request: FastifyRequest) => string | undefined
  /** For requests alone: what jobs read must be as it is. */
  readonly replica?: Replica | undefined
}

/**
 * Everything behind this hook belongs to one platform: the one of the request's host. An unknown host gets
 * a neutral page that says nothing about who is served here.
 */
export function registerPlatformArea(app: FastifyInstance, dependencies: AreaDependencies): void {
  app.decorateRequest('actor', undefined)
  app.decorateRequest('ctx')
  app.decorateRequest('findActorAgain')
  app.decorateRequest('reader')
  const rate = createKeyRate(dependencies.requestsPerMinute)
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.access === 'machine') return
    const platform = await dependencies.findPlatform(request.host)
    if (!platform) {
      if (request.url.startsWith('/api/'))
        throw new NotFoundError('route-not-found', { path: request.url.split('?')[0] ?? '' })
      return sendPlainPage(reply.status(404), neutralPage(request.headers['accept-language']))
    }
    const language = preferredLanguage(
      request.headers['accept-language'],
      platform.defaultLanguage,
      platform.languages,
    )
    request.ctx = { ...dependencies.ctxFor(platform), replica: dependencies.replica }
    request.reader = { language, timeZone: platform.timeZone, now: request.ctx.now() }
    // The time that all nodes share: browsers with a wrong clock go by it.
    reply.header('date', request.ctx.now().toUTCString())
    // Comes from pages of other sites, and gets nothing of who is signed in.
    const { access } = request.routeOptions.config
    if (access === 'lms' || access === 'saml') return
    const bearer = bearerOf(request)
    if (bearer !== undefined) return enterWithKey(request, reply, { bearer, rate, ...dependencies })
    assertSameSite(request)
    if (request.routeOptions.config.access === 'page') return
    const token = dependencies.tokenOf(request)
    const isUnattended =
      request.headers[UNATTENDED] !== undefined || request.routeOptions.config.isStream === true
    request.findActorAgain = async () =>
      token ? dependencies.findActor(request.ctx, token, { language, isUnattended }) : undefined
    const actor = await request.findActorAgain()
    // Addresses that lead elsewhere send who has still to show a second factor to where it is shown.
    request.actor = actor?.lacksSecondFactor && !request.url.startsWith('/api/') ? undefined : actor
    if (request.actor) request.reader = request.actor.reader
  })
  // Refused once it is counted (`rate.ts`), and before a body is read.
  app.addHook('preParsing', async (request, reply, payload) => {
    if (request.actor || !request.ctx || bearerOf(request) === undefined) return payload
    reply.header('www-authenticate', 'Bearer')
    throw new UnauthenticatedError('api-key-not-valid')
  })
}

/** A key in place of a login. The cookie is ignored then, and no page of another site can send this header. */
function bearerOf({ url, headers }: FastifyRequest): string | undefined {
  if (!url.startsWith('/api/')) return undefined
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}

/** Lets a program in, within its rate. Where its scopes lead is asked at the doors. */
async function enterWithKey(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    bearer,
    rate,
    findKeyActor,
  }: { bearer: string; rate: KeyRate; findKeyActor: AreaDependencies['findKeyActor'] },
): Promise<void> {
  const { language } = request.reader
  const actor = await findKeyActor(request.ctx, bearer, { language })
  if (!actor?.apiKey) return
  request.actor = actor
  request.reader = actor.reader
  request.ctx = { ...request.ctx, through: { apiKeyId: actor.apiKey.id } }
  const allowance = rate.count(actor.apiKey.id, request.ctx.now())
  reply.headers(allowance.headers)
  if (allowance.isOver) {
    reply.header('retry-after', String(allowance.resetSeconds))
    throw new TooManyRequestsError('api-key-too-many-requests', {
      limit: rate.limit,
      seconds: allowance.resetSeconds,
    })
  }
}

/** No platform is known yet: the browser alone says how to speak. */
function neutralPage(acceptLanguage: string | undefined): PlainPage {
  const language = preferredLanguage(acceptLanguage, defaultLanguage)
  const reader = { language, timeZone: 'UTC' }
  const title = phrase('no-site', {}, reader)
  const help = phrase('no-site-help', {}, reader)
  return { language, title, body: `<main><h1>${title}</h1><p>${help}</p></main>` }
}
