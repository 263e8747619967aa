import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admit, type Caller, organizerRefusal } from './gate.ts'
import { badRequest, notFound, MEETING_ROOT as ROOT, rangeOf } from './meeting.ts'
import {
  groupHistoryView,
  groupScheduledView,
  groupView,
  heldView,
  historyView,
  organizerView,
  scheduledView,
} from './meeting-admin-views.ts'
import { pastRuns, upcomingMeetings } from './meeting-views.ts'
import type { Product, User } from './model.ts'
import { numeric, sendError, sendJson } from './wire.ts'
import type { World } from './world.ts'

type Handler = (caller: Caller, request: FastifyRequest, reply: FastifyReply) => FastifyReply
type OrganizerHandler = (organizer: User, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** What a list of meetings asks for: those to come, or those that were held within a range. */
type Wanted = 'scheduled' | { from: number; to: number }

interface NewOrganizer {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly products: Product[]
}

/** Documented: a licence for webinars or trainings includes meetings. Ours: other products give nothing. */
const PRODUCTS: Readonly<Record<string, readonly Product[]>> = {
  G2M: ['meeting'],
  G2W: ['meeting', 'webinar'],
  G2T: ['meeting', 'training'],
  OPENVOICE: [],
  G2ASEEIT: [],
  G2ARS: [],
  G2ASD: [],
}

/** What GoToMeeting v1 calls deprecated (document of 2021-12): organizers, groups and the older lists. */
export function meetingAdminRoutes(app: FastifyInstance, world: World): void {
  organizerRoutes(app, world)
  groupRoutes(app, world)
  olderListRoutes(app, world)
}

function organizerRoutes(app: FastifyInstance, world: World): void {
  const { admin, adminOf, adminOrSelf } = guards(world)

  app.post(
    `${ROOT}/organizers`,
    admin((caller, request, reply) => createOrganizer(world, caller, request, reply)),
  )

  app.get(
    `${ROOT}/organizers`,
    admin(({ user }, request, reply) => {
      const { email } = request.query as { email?: string }
      const all = membersOf(world, user.accountKey)
      if (email === undefined) return sendOrganizers(world, reply, all)
      const organizer = findByEmail(all, email)
      return organizer ? sendOrganizers(world, reply, [organizer]) : notFound(reply, email)
    }),
  )

  app.delete(
    `${ROOT}/organizers`,
    admin(({ user }, request, reply) => {
      const { email = '' } = request.query as { email?: string }
      const organizer = findByEmail(membersOf(world, user.accountKey), email)
      // Documented: no 404 here.
      return organizer
        ? deleteOrganizer(world, organizer, reply)
        : badRequest(reply, 'email: nobody of this account')
    }),
  )

  app.get(
    `${ROOT}/organizers/:organizerKey`,
    adminOrSelf((organizer, _request, reply) => sendOrganizers(world, reply, [organizer])),
  )

  app.delete(
    `${ROOT}/organizers/:organizerKey`,
    adminOf((organizer, _request, reply) => deleteOrganizer(world, organizer, reply)),
  )

  app.put(
    `${ROOT}/organizers/:organizerKey`,
    adminOf((organizer, request, reply) => {
      const problem = changeProducts(organizer, request.body)
      if (problem) return badRequest(reply, problem)
      world.save()
      return reply.status(204).send()
    }),
  )
}

function groupRoutes(app: FastifyInstance, world: World): void {
  const { admin, adminOfGroup } = guards(world)

  app.get(
    `${ROOT}/groups`,
    admin(({ user }, _request, reply) =>
      sendJson(reply, 200, [groupView(user.accountKey, membersOf(world, user.accountKey).length)]),
    ),
  )

  app.get(
    `${ROOT}/groups/:groupKey/organizers`,
    adminOfGroup(({ user }, _request, reply) =>
      sendOrganizers(world, reply, membersOf(world, user.accountKey)),
    ),
  )

  app.post(
    `${ROOT}/groups/:groupKey/organizers`,
    adminOfGroup((caller, request, reply) => createOrganizer(world, caller, request, reply)),
  )

  app.get(
    `${ROOT}/groups/:groupKey/meetings`,
    adminOfGroup(({ user }, request, reply) =>
      sendWanted(request, reply, (wanted) =>
        membersOf(world, user.accountKey).flatMap(({ key }) =>
          wanted === 'scheduled'
            ? upcomingMeetings(world, key).map((meeting) => groupScheduledView(world, meeting))
            : pastRuns(world, key, wanted).map((run) => groupHistoryView(world, run)),
        ),
      ),
    ),
  )
}

/** The lists that were there before those of upcoming and historical meetings. */
function olderListRoutes(app: FastifyInstance, world: World): void {
  const { guarded, adminOrSelf } = guards(world)

  app.get(
    `${ROOT}/meetings`,
    guarded(({ user }, request, reply) =>
      sendWanted(request, reply, (wanted) =>
        wanted === 'scheduled'
          ? upcomingMeetings(world, user.key).map((meeting) => ({
              ...scheduledView(world, meeting),
              coorganizerKeys: meeting.coorganizerKeys,
            }))
          : pastRuns(world, user.key, wanted).map((run) => historyView(world, run)),
      ),
    ),
  )

  app.get(
    `${ROOT}/organizers/:organizerKey/meetings`,
    adminOrSelf(({ key }, request, reply) =>
      sendWanted(request, reply, (wanted) =>
        wanted === 'scheduled'
          ? upcomingMeetings(world, key).map((meeting) => scheduledView(world, meeting))
          : pastRuns(world, key, wanted).map((run) => heldView(world, run)),
      ),
    ),
  )
}

/** Who may ask: somebody with a meeting licence; for others it takes the Admin scope (documented). */
function guards(world: World) {
  const guarded = (handler: Handler) => (request: FastifyRequest, reply: FastifyReply) => {
    const caller = admit(world, request, reply, 'meeting')
    return caller ? handler(caller, request, reply) : reply
  }
  const admin = (handler: Handler) =>
    guarded((caller, request, reply) => (isAdmin(caller) ? handler(caller, request, reply) : denied(reply)))
  /** Ours: an account is one group, whose key is the account's. */
  const adminOfGroup = (handler: Handler) =>
    admin((caller, request, reply) => {
      const { groupKey } = request.params as { groupKey: string }
      return groupKey === caller.user.accountKey ? handler(caller, request, reply) : denied(reply)
    })
  /** Documented: everybody may ask for their own key. */
  const ofOrganizer =
    (handler: OrganizerHandler): Handler =>
    (caller, request, reply) => {
      const { organizerKey } = request.params as { organizerKey: string }
      const refusal = organizerRefusal(world, caller, organizerKey)
      const organizer = refusal ? undefined : world.findUser(organizerKey)
      if (organizer) return handler(organizer, request, reply)
      return refusal === 403 ? denied(reply) : notFound(reply, organizerKey)
    }
  const adminOf = (handler: OrganizerHandler) => admin(ofOrganizer(handler))
  const adminOrSelf = (handler: OrganizerHandler) => guarded(ofOrganizer(handler))
  return { guarded, admin, adminOfGroup, adminOf, adminOrSelf }
}

function isAdmin({ scopes }: Caller): boolean {
  return scopes.includes('admin')
}

function denied(reply: FastifyReply): FastifyReply {
  return sendError(reply, 403, 'AccessDenied', 'Admin role needed')
}

function membersOf(world: World, accountKey: string): User[] {
  return world.state.users.filter((user) => user.accountKey === accountKey)
}

/** Assumed: capitals don't matter. */
function findByEmail(users: User[], email: string): User | undefined {
  return users.find((user) => user.email.toLowerCase() === email.toLowerCase())
}

/** Assumed: an e-mail address belongs to one user of all accounts. Ours: no mail, a password by chance. */
function createOrganizer(
  world: World,
  { user }: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const read = readOrganizer(request.body)
  if (typeof read === 'string') return badRequest(reply, read)
  if (findByEmail(world.state.users, read.email))
    return sendError(reply, 409, 'Conflict', `There is a user ${read.email}`)
  const organizer: User = {
    ...read,
    key: world.newKey(),
    accountKey: user.accountKey,
    password: world.newSecret(),
    licence: 'active',
    createdAt: world.now(),
  }
  world.state.users.push(organizer)
  world.save()
  return sendJson(reply, 201, [{ key: numeric(organizer.key), email: organizer.email }])
}

/** @returns what is wrong with the request, or the new organizer's fields */
function readOrganizer(body: unknown): NewOrganizer | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object'
  const fields = body as Record<string, unknown>
  const missing = ['organizerEmail', 'firstName', 'lastName', 'productType'].filter((name) => !fields[name])
  if (missing.length > 0) return `Missing: ${missing.join(', ')}`
  const email = String(fields.organizerEmail)
  if (!/^\S+@\S+$/.test(email)) return 'organizerEmail: an e-mail address'
  const products = productsOf(fields.productType)
  if (!products) return `productType: ${Object.keys(PRODUCTS).join(', ')}`
  const { firstName, lastName } = fields
  return { email, firstName: String(firstName), lastName: String(lastName), products: [...products] }
}

/**
 * Documented: `suspended` takes every product, and a product is added to those that are there. Observed:
 * programs send a product beside `suspended`. Assumed: `active`, which is out of use, does nothing.
 *
 * @returns what is wrong with the request
 */
function changeProducts(organizer: User, body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object'
  const { status, productType } = body as { status?: unknown; productType?: unknown }
  if (status === 'suspended') {
    organizer.products = []
    return undefined
  }
  if (status !== undefined && status !== 'active') return 'status: active or suspended'
  if (productType === undefined) return status ? undefined : 'Missing: status or productType'
  const added = productsOf(productType)
  if (!added) return `productType: ${Object.keys(PRODUCTS).join(', ')}`
  organizer.products = [...new Set([...organizer.products, ...added])]
  if (organizer.licence === 'expired') organizer.licence = 'active'
  return undefined
}

function productsOf(code: unknown): readonly Product[] | undefined {
  return typeof code === 'string' && Object.hasOwn(PRODUCTS, code) ? PRODUCTS[code] : undefined
}

/** Assumed: rooms and reports of somebody who is gone stay. */
function deleteOrganizer(world: World, organizer: User, reply: FastifyReply): FastifyReply {
  world.state.users = world.state.users.filter((user) => user !== organizer)
  world.revokeTokens(organizer.key) // saves
  return reply.status(204).send()
}

function sendOrganizers(world: World, reply: FastifyReply, organizers: User[]): FastifyReply {
  return sendJson(
    reply,
    200,
    organizers.map((organizer) => organizerView(world, organizer)),
  )
}

function sendWanted(
  request: FastifyRequest,
  reply: FastifyReply,
  rowsOf: (wanted: Wanted) => object[],
): FastifyReply {
  const { scheduled, history } = request.query as { scheduled?: string; history?: string }
  if (scheduled === 'true' && history === 'true') return badRequest(reply, 'Either scheduled or history')
  // Assumed: without both it is history.
  const wanted = scheduled === 'true' ? 'scheduled' : rangeOf(request)
  return wanted
    ? sendJson(reply, 200, rowsOf(wanted))
    : badRequest(reply, 'startDate and endDate are required')
}
