import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Registrant, Webinar, WebinarHost } from './model.ts'
import { newJoinCode } from './room-entry.ts'
import { publishRegistrant } from './webhook-delivery.ts'
import { invalid, notFound, WEBINAR_PATH, webinarGuard } from './webinar-guard.ts'
import {
  coorganizerView,
  detailedRegistrantView,
  joinUrl,
  registrantsOf,
  registrantView,
} from './webinar-views.ts'
import { numeric, sendJson, sendRefusal } from './wire.ts'
import type { World } from './world.ts'

const FIELD_MAX = 128 // documented
const QUESTIONS_MAX = 1000 // documented
/** Documented: with this, only the name and the address count. */
const SHORT_FORM = 'application/vnd.citrix.g2wapi-v1.1+json'

const OPTIONAL_FIELDS = [
  'source',
  'address',
  'city',
  'state',
  'zipCode',
  'country',
  'phone',
  'organization',
  'jobTitle',
  'questionsAndComments',
  'industry',
  'numberOfEmployees',
  'purchasingTimeFrame',
  'purchasingRole',
]

/** Registrants of a webinar. */
export function registrantRoutes(app: FastifyInstance, world: World, publicUrl: () => string): void {
  const { own } = webinarGuard(world)
  const ownRegistrant = (
    handler: (registrant: Registrant, webinar: Webinar, reply: FastifyReply) => FastifyReply,
  ) =>
    own((webinar, _caller, request, reply) => {
      const { registrantKey } = request.params as { registrantKey: string }
      const found = registrantsOf(world, webinar).find((entry) => entry.registrantKey === registrantKey)
      return found ? handler(found, webinar, reply) : notFound(reply, 'registrant', registrantKey)
    })

  app.post(
    `${WEBINAR_PATH}/registrants`,
    own((webinar, { user }, request, reply) => {
      const isShort = request.headers.accept === SHORT_FORM
      const read = readRegistrant(request.body, isShort)
      if (typeof read === 'string') return invalid(reply, read)
      const existing = registrantsOf(world, webinar).find(
        (entry) => entry.email.toLowerCase() === read.email.toLowerCase(),
      )
      if (existing) return sendConflict(reply, existing)
      if (user.licence === 'trial' && registrantsOf(world, webinar).length >= 100)
        return sendRefusal(reply, 403, 'RegistrantLimitReached', 'The trial takes no more registrants')
      if (registrantsOf(world, webinar).length >= world.behavior.registrationLimit)
        return sendRefusal(reply, 403, 'RegistrantLimitReached', 'The webinar takes no more registrants')
      const registrant: Registrant = {
        ...read,
        registrantKey: world.newKey(),
        product: 'webinar',
        roomKey: webinar.webinarKey,
        status: world.behavior.registrationApproval === 'MANUAL' ? 'WAITING' : 'APPROVED',
        registeredAt: world.now(),
        joinCode: newJoinCode(),
      }
      world.state.registrants.push(registrant)
      world.save()
      publishRegistrant(world, webinar, registrant, publicUrl())
      return sendJson(reply, 201, {
        registrantKey: numeric(registrant.registrantKey),
        joinUrl: joinUrl(registrant, publicUrl()),
      })
    }),
  )

  app.get(
    `${WEBINAR_PATH}/registrants`,
    own((webinar, _caller, request, reply) => {
      const rows = registrantsOf(world, webinar).map((entry) =>
        registrantView(entry, webinar.timeZone, publicUrl()),
      )
      return sendJson(reply, 200, registrantPage(request, rows))
    }),
  )

  app.get(
    `${WEBINAR_PATH}/registrants/fields`,
    own((_webinar, _caller, _request, reply) =>
      sendJson(reply, 200, {
        fields: ['firstName', 'lastName', 'email'].map((field) => ({
          field,
          required: true,
          maxSize: FIELD_MAX,
        })),
        questions: [],
      }),
    ),
  )

  app.get(
    `${WEBINAR_PATH}/registrants/:registrantKey`,
    ownRegistrant((registrant, webinar, reply) =>
      sendJson(reply, 200, detailedRegistrantView(registrant, webinar, publicUrl())),
    ),
  )

  app.delete(
    `${WEBINAR_PATH}/registrants/:registrantKey`,
    ownRegistrant((registrant, webinar, reply) => {
      // Documented: of scheduled, future webinars alone.
      const isFuture = webinar.times.some((span) => span.endsAt > world.now())
      if (!isFuture) return invalid(reply, 'The webinar is over')
      world.state.registrants = world.state.registrants.filter((entry) => entry !== registrant)
      world.save()
      return reply.status(204).send()
    }),
  )

  /** The body is not documented; by analogy with GoTo Training it names the registrant. */
  function sendConflict(reply: FastifyReply, { registrantKey }: Registrant): FastifyReply {
    const named = world.behavior.conflictNamesRegistrant ? { registrantKey: numeric(registrantKey) } : {}
    return sendRefusal(reply, 409, 'DuplicateRegistrant', 'The user is already registered', named)
  }
}

/** Co-organizers and panelists of a webinar. */
export function webinarHostRoutes(app: FastifyInstance, world: World, publicUrl: () => string): void {
  const { own } = webinarGuard(world)
  const hostKeyOf = (request: FastifyRequest) => (request.params as { hostKey: string }).hostKey

  app.get(
    `${WEBINAR_PATH}/coorganizers`,
    own((webinar, _caller, _request, reply) =>
      sendJson(
        reply,
        200,
        webinar.coorganizers.map((host) => coorganizerView(host, publicUrl())),
      ),
    ),
  )

  app.post(
    `${WEBINAR_PATH}/coorganizers`,
    own((webinar, { user }, request, reply) => {
      if (!Array.isArray(request.body) || request.body.length === 0)
        return invalid(reply, 'The body must be a list of co-organizers')
      const made: WebinarHost[] = []
      for (const entry of request.body as unknown[]) {
        const read = readCoorganizer(world, entry, user.accountKey)
        if (typeof read === 'string') return invalid(reply, read)
        made.push(read)
      }
      const hosts = made.map((host) => addHost(webinar.coorganizers, host))
      world.save()
      return sendJson(
        reply,
        201,
        hosts.map((host) => coorganizerView(host, publicUrl())),
      )
    }),
  )

  app.get(
    `${WEBINAR_PATH}/panelists`,
    own((webinar, _caller, _request, reply) =>
      sendJson(
        reply,
        200,
        webinar.panelists.map((host) => ({
          panelistId: numeric(host.key),
          name: host.givenName,
          firstName: host.givenName,
          lastName: '',
          email: host.email,
          joinLink: `${publicUrl()}/room/join/${host.joinCode}`,
        })),
      ),
    ),
  )

  app.post(
    `${WEBINAR_PATH}/panelists`,
    own((webinar, _caller, request, reply) => {
      if (!Array.isArray(request.body) || request.body.length === 0)
        return invalid(reply, 'The body must be a list of panelists')
      const bodies = request.body as { name?: unknown; email?: unknown }[]
      if (bodies.some(({ name, email }) => !name || !isEmail(email)))
        return invalid(reply, 'name and email are required')
      const hosts = bodies.map(({ name, email }) =>
        addHost(webinar.panelists, newHost({ givenName: String(name), surname: '', email: String(email) })),
      )
      world.save()
      return sendJson(
        reply,
        201,
        hosts.map((host) => ({
          panelistKey: host.key,
          name: host.givenName,
          email: host.email,
          joinLink: `${publicUrl()}/room/join/${host.joinCode}`,
        })),
      )
    }),
  )

  for (const kind of ['coorganizers', 'panelists'] as const) {
    app.delete(
      `${WEBINAR_PATH}/${kind}/:hostKey`,
      own((webinar, _caller, request, reply) => {
        const key = hostKeyOf(request)
        if (!webinar[kind].some((host) => host.key === key)) return notFound(reply, kind, key)
        webinar[kind] = webinar[kind].filter((host) => host.key !== key)
        world.save()
        return reply.status(204).send()
      }),
    )
    app.post(
      `${WEBINAR_PATH}/${kind}/:hostKey/resendInvitation`,
      own((webinar, _caller, request, reply) => {
        const key = hostKeyOf(request)
        return webinar[kind].some((host) => host.key === key)
          ? reply.status(204).send()
          : notFound(reply, kind, key)
      }),
    )
  }

  /** Assumed: somebody who is there stays as they are. */
  function addHost(hosts: WebinarHost[], host: WebinarHost): WebinarHost {
    const existing = hosts.find((other) => other.email.toLowerCase() === host.email.toLowerCase())
    if (existing) return existing
    hosts.push(host)
    return host
  }

  function newHost(fields: Omit<WebinarHost, 'key' | 'joinCode'>): WebinarHost {
    return { ...fields, key: world.newKey(), joinCode: newJoinCode() }
  }

  function readCoorganizer(of: World, value: unknown, accountKey: string): WebinarHost | string {
    const { external, organizerKey, givenName, email } = (value ?? {}) as Record<string, unknown>
    if (external === undefined) return 'external is required'
    if (String(external) === 'true') {
      if (!givenName || !isEmail(email)) return 'givenName and email are required'
      return newHost({ givenName: String(givenName), surname: '', email: String(email) })
    }
    const user = of.findUser(String(organizerKey))
    if (!user || user.accountKey !== accountKey)
      return `organizerKey: ${organizerKey} is no user of the account`
    return newHost({
      organizerKey: user.key,
      givenName: user.firstName,
      surname: user.lastName,
      email: user.email,
    })
  }
}

function readRegistrant(
  body: unknown,
  isShort: boolean,
): Pick<Registrant, 'firstName' | 'lastName' | 'email' | 'fields'> | string {
  const given = (body ?? {}) as Record<string, unknown>
  const missing = ['firstName', 'lastName', 'email'].filter((name) => !String(given[name] ?? '').trim())
  if (missing.length > 0) return `Missing: ${missing.join(', ')}`
  if (!isEmail(given.email)) return 'email: not an address'
  const names = isShort ? [] : OPTIONAL_FIELDS.filter((name) => given[name] !== undefined)
  const tooLong = ['firstName', 'lastName', 'email', ...names].find((name) => {
    const limit = name === 'questionsAndComments' ? QUESTIONS_MAX : FIELD_MAX
    return String(given[name]).length > limit
  })
  if (tooLong) return `${tooLong}: too long`
  return {
    firstName: String(given.firstName),
    lastName: String(given.lastName),
    email: String(given.email),
    fields: Object.fromEntries(names.map((name) => [name, String(given[name])])),
  }
}

/** Documented: without `page` and `limit` a bare list; `size` is ignored (observed 2026-09). */
function registrantPage(request: FastifyRequest, rows: object[]): object {
  const query = request.query as { page?: string; limit?: string }
  if (query.page === undefined && query.limit === undefined) return rows
  const limit = Math.min(200, Math.max(1, Number(query.limit) || 20))
  const page = Math.max(0, Number(query.page) || 0)
  const data = rows.slice(page * limit, (page + 1) * limit)
  return { data, total: rows.length, page, limit, pageSize: data.length }
}

function isEmail(value: unknown): boolean {
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value)
}
