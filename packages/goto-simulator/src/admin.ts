import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { callerOf, isOverRate } from './gate.ts'
import { PRODUCT_CODES } from './meeting-admin-views.ts'
import type { Product, User } from './model.ts'
import { numeric, sendJson } from './wire.ts'
import type { World } from './world.ts'

type Matches = (user: User) => boolean

const PAGE_SIZE = 25 // observed: what a program asks for that doesn't care
const PAGE_SIZE_MAX = 1000 // observed: the most that a program asks for
const PRODUCTS = ['meeting', 'webinar', 'training'] as const

/** The Admin API's lists: the users of an account, and its licences. */
export function adminRoutes(app: FastifyInstance, world: World): void {
  const ofAccount =
    (handler: (users: User[], request: FastifyRequest, reply: FastifyReply) => FastifyReply) =>
    (request: FastifyRequest, reply: FastifyReply) => {
      const caller = callerOf(world, request)
      // Observed: also for a token without the Admin scope.
      if (!caller?.scopes.includes('admin'))
        return refuse(reply, 401, 'not.authenticated', 'Not authenticated')
      if (isOverRate(world, reply, 'admin', caller)) return reply
      const { accountKey } = request.params as { accountKey: string }
      const users = world.state.users.filter((user) => user.accountKey === accountKey)
      return accountKey === caller.user.accountKey
        ? handler(users, request, reply)
        : refuseAccount(reply, users, accountKey)
    }

  app.get(
    '/admin/rest/v1/accounts/:accountKey/users',
    ofAccount((users, request, reply) => {
      const { filter } = request.query as { filter?: string }
      const matches = readFilter(filter)
      return matches
        ? sendPage(
            request,
            reply,
            users.filter(matches).map((user) => userView(world, user)),
          )
        : refuse(reply, 400, 'invalid.filter', `The filter can't be read: ${filter}`)
    }),
  )

  app.get(
    '/admin/rest/v1/accounts/:accountKey/licenses',
    ofAccount((users, request, reply) => sendPage(request, reply, licencesOf(world, users))),
  )
}

/** Assumed: an account that is somebody else's is refused, and one that nobody has is not found. */
function refuseAccount(reply: FastifyReply, users: User[], accountKey: string): FastifyReply {
  return users.length > 0
    ? refuse(reply, 403, 'access.denied', `Not your account: ${accountKey}`)
    : refuse(reply, 404, 'not.found', `There is no account ${accountKey}`)
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return sendJson(reply, status, { code, message })
}

/** Observed: `toIndex` is the last row's, from 0. Assumed: without rows it is `fromIndex`. */
function sendPage(request: FastifyRequest, reply: FastifyReply, rows: object[]): FastifyReply {
  const query = request.query as { offset?: string; pageSize?: string }
  const fromIndex = readCount(query.offset) ?? 0
  const pageSize = Math.min(readCount(query.pageSize) || PAGE_SIZE, PAGE_SIZE_MAX)
  const results = rows.slice(fromIndex, fromIndex + pageSize)
  const toIndex = fromIndex + Math.max(results.length - 1, 0)
  return sendJson(reply, 200, { results, fromIndex, toIndex, total: rows.length })
}

/** Assumed: what is no count is as if it were left out. */
function readCount(text: string | undefined): number | undefined {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : undefined
}

/**
 * Reads a filter in the forms that were observed: `(email="(?i)a@b.example")`, several with ` & ` between
 * them, and `email eq "a@b.example"`. Assumed: a value is compared as a whole, with capitals unless `(?i)`
 * stands before it.
 *
 * @returns undefined for what is no filter
 */
function readFilter(text = ''): Matches | undefined {
  const clauses = text.trim() === '' ? [] : text.split(/\s+(?:&|and)\s+/).map(readClause)
  const known = clauses.filter((clause) => clause !== undefined)
  return known.length === clauses.length ? (user) => known.every((matches) => matches(user)) : undefined
}

function readClause(text: string): Matches | undefined {
  const match = /^\s*\(?\s*(key|email|firstName|lastName)\s*(?:=|eq)\s*"(\(\?i\))?([^"]*)"\s*\)?\s*$/.exec(
    text,
  )
  if (!match) return undefined
  const field = match[1] as 'key' | 'email' | 'firstName' | 'lastName'
  const fold = (value: string) => (match[2] ? value.toLowerCase() : value)
  const value = fold(match[3] ?? '')
  return (user) => fold(user[field]) === value
}

function userView(world: World, user: User): object {
  const licensed = PRODUCTS.filter((product) => holds(user, product))
  return {
    key: keyOf(world, user.key),
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    licenseKeys: licensed.map((product) => keyOf(world, licenceKey(user.accountKey, product))),
  }
}

/** Ours: an account has one licence for each product that a user of it has. */
function licencesOf(world: World, users: User[]): object[] {
  return PRODUCTS.flatMap((product) => {
    const holders = users.filter((user) => holds(user, product))
    const [first] = holders
    if (!first) return []
    return [
      {
        key: keyOf(world, licenceKey(first.accountKey, product)),
        enabled: true,
        // Documented: others include meetings.
        products: product === 'meeting' ? ['G2M'] : ['G2M', PRODUCT_CODES[product]],
        userCount: holders.length,
        userKeys: holders.map(({ key }) => keyOf(world, key)),
      },
    ]
  })
}

/** Texts, so that programs in JavaScript lose no digit; one program of another language was seen to read numbers. */
function keyOf(world: World, key: string): unknown {
  return world.behavior.adminKeys === 'number' ? numeric(key) : key
}

function holds({ licence, products }: User, product: Product): boolean {
  return licence !== 'expired' && products.includes(product)
}

/** Just behind the account's key, where no other key is. */
function licenceKey(accountKey: string, product: Product): string {
  return String(BigInt(accountKey) + BigInt(PRODUCTS.indexOf(product) + 1))
}
