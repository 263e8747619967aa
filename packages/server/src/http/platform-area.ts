import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Ctx, Platform } from '../ctx.ts'
import type { Actor } from './actor.ts'
import { preferredLanguage } from './language.ts'
import { assertSameSite } from './same-site.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked by machines, on whatever address they know: no platform is looked for. */
    isOfNoPlatform?: boolean
  }
}

/** What the area needs from the features. */
export interface AreaDependencies {
  readonly findPlatform: (host: string) => Promise<Platform | undefined>
  readonly ctxFor: (platform: Platform) => Ctx
  readonly findActor: (
    ctx: Ctx,
    token: string,
    fallback: { language: 'en' | 'it' },
  ) => Promise<Actor | undefined>
  readonly loginCookie: string
}

/**
 * Everything behind this hook belongs to one platform: the one of the request's host. An unknown host gets
 * a neutral page that says nothing about who is served here.
 */
export function registerPlatformArea(app: FastifyInstance, dependencies: AreaDependencies): void {
  app.decorateRequest('actor', undefined)
  app.decorateRequest('ctx')
  app.decorateRequest('reader')
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isOfNoPlatform) return
    const platform = await dependencies.findPlatform(request.host)
    if (!platform) return reply.status(404).type('text/html; charset=utf-8').send(NEUTRAL_PAGE)
    const language = preferredLanguage(request.headers['accept-language'], platform.defaultLanguage)
    request.ctx = dependencies.ctxFor(platform)
    request.reader = { language, timeZone: platform.timeZone }
    assertSameSite(request)
    const token = tokenOf(request, dependencies.loginCookie)
    if (token) request.actor = await dependencies.findActor(request.ctx, token, { language })
    if (request.actor) request.reader = request.actor.reader
  })
}

function tokenOf(request: FastifyRequest, cookie: string): string | undefined {
  return request.cookies[cookie]
}

const NEUTRAL_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nothing here</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">There is no site at this address</h1>
<p>Check the address that you typed, or ask the person who gave it to you.</p>
<p lang="it">Nessun sito a questo indirizzo: controlla l’indirizzo o chiedi a chi te lo ha dato.</p>
</body></html>
`
