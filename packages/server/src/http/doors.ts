import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Door, doors, isDoor, refusalAt } from '../access/doors.ts'
import { scopeOf } from '../access/scopes.ts'
import { ForbiddenError } from '../domain/errors.ts'

/** A route and who may ask it. */
export interface DoorOfRoute {
  readonly method: string
  readonly url: string
  readonly door: Door
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask this route. No route is without. */
    access?: Door
    /** For who has still to show the second factor that their role asks for. */
    beforeSecondFactor?: true
    /** Its answer goes on until somebody leaves: how long it takes says nothing. */
    isStream?: true
  }
  interface FastifyInstance {
    /** All routes with their doors, once the app is ready. */
    listDoors: () => readonly DoorOfRoute[]
  }
}

/**
 * Lets no route be registered without a door. Comes before all routes.
 *
 * @throws when the app gets ready: a sentence that names every route without a door
 */
export function registerDoors(app: FastifyInstance): void {
  const routes: { method: string | string[]; url: string; config?: { access?: unknown } }[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.decorate('listDoors', () =>
    routes.flatMap(({ method, url, config }) =>
      isDoor(config?.access)
        ? [method].flat().map((one) => ({ method: one, url, door: config.access as Door }))
        : [],
    ),
  )
  app.addHook('onReady', async () => {
    const open = routes.filter(({ config }) => !isDoor(config?.access))
    if (open.length === 0) return
    const names = open.map(({ method, url }) => `${[method].flat().join(', ')} ${url}`)
    throw new Error(
      `Who may ask is not said of: ${names.join('; ')}. Give each route \`config: { access: … }\`, one of ` +
        `${Object.keys(doors).join(', ')} (access/doors.ts says what they mean).`,
    )
  })
}

/**
 * Lets nobody through a door of the API that is not theirs. Other addresses are visited by people: those pages say
 * themselves what is wrong, and lead to where one signs in.
 *
 * Asked once the request has its actor (`platform-area.ts`) and is counted (`rate.ts`), and before its body is read.
 */
export function guardDoors(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const refusal = refusalOf(request)
    if (refusal) throw refusal
    return payload
  })
}

function refusalOf({ is404, method, actor, routeOptions }: FastifyRequest) {
  const { url = '', config, schema } = routeOptions
  if (is404 || !config.access || !url.startsWith('/api/')) return undefined
  if (actor?.lacksSecondFactor && doors[config.access].needs !== 'nothing' && !config.beforeSecondFactor)
    return new ForbiddenError('second-factor-demanded')
  return refusalAt(config.access, actor, scopeOf({ method, path: url, tags: schema?.tags ?? [] }))
}
