import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type AppError,
  NotFoundError,
  TooManyRequestsError,
  UnauthenticatedError,
} from '../../../domain/errors.ts'
import { utf8 } from '../../../http/json-bodies.ts'
import { createKeyRate } from '../../../http/key-rate.ts'
import { originOf } from '../../../http/origin.ts'
import { logFailure, toProblem } from '../../../http/problem.ts'
import { type AskingDirectory, findDirectory } from './directories.service.ts'
import { resourceTypes, schemas, serviceProviderConfig } from './scim-descriptions.ts'
import {
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  patchGroup,
  replaceGroup,
} from './scim-groups.service.ts'
import { type Asked, type Resource, readAsked, shown, toList } from './scim-list.ts'
import {
  type Asking,
  createUser,
  deleteUser,
  getUser,
  listUsers,
  patchUserOf,
  replaceUser,
} from './scim-users.service.ts'
import { ERROR, LIST, scimTypes, wrong } from './scim-words.ts'

/** Where directories ask, on every host of a platform. */
export const SCIM_PATH = '/scim/v2'

const MEDIA_TYPE = 'application/scim+json; charset=utf-8'
/** A group of 20,000 comes in one piece. */
const MAX_BODY_BYTES = 4_000_000

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token a request of SCIM has. */
    directory: AskingDirectory | undefined
  }
}

/**
 * SCIM 2.0 (RFC 7643, 7644) for the identity providers of organizations. An area of its own: it has its own tokens, its
 * own form of answers and errors, and nothing of it applies elsewhere.
 */
export function scimRoutes(app: FastifyInstance, { requestsPerMinute }: { requestsPerMinute: number }): void {
  const rate = createKeyRate(requestsPerMinute)
  app.decorateRequest('directory', undefined)
  app.register(
    async (scim) => {
      scim.removeAllContentTypeParsers()
      scim.addContentTypeParser(
        ['application/scim+json', 'application/json'],
        { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
        (_request, body, done) => {
          try {
            const text = utf8(body)
            done(null, text === '' ? undefined : JSON.parse(text))
          } catch {
            done(wrong('scim-syntax', { expected: 'JSON' }))
          }
        },
      )
      scim.setErrorHandler(sendError)
      scim.addHook('onRequest', async (request, reply) => {
        const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
        request.directory = token ? await findDirectory(request.ctx, token) : undefined
        if (!request.directory) return
        request.ctx = { ...request.ctx, through: { directory: request.directory.name } }
        const allowance = rate.count(request.directory.id, request.ctx.now())
        reply.headers(allowance.headers)
        if (allowance.isOver) {
          const { resetSeconds: seconds } = allowance
          throw new TooManyRequestsError('api-key-too-many-requests', { limit: rate.limit, seconds })
        }
      })
      // Refused once it is counted, and before a body is read.
      scim.addHook('preParsing', async ({ directory }, reply, payload) => {
        if (directory) return payload
        reply.header('www-authenticate', 'Bearer')
        throw new UnauthenticatedError('directory-token-not-valid')
      })
      users(scim)
      groups(scim)
      descriptions(scim)
      scim.get('/*', open, async ({ url }) => {
        throw new NotFoundError('route-not-found', { path: url.split('?')[0] ?? '' })
      })
    },
    { prefix: SCIM_PATH },
  )
}

const open = { config: { access: 'directory' }, schema: { hide: true } } as const

type One = { Params: { id: string } }

function users(scim: FastifyInstance): void {
  scim.get('/Users', open, async (request, reply) => {
    const asked = askedBy(request)
    return say(reply, toList(await listUsers(request.ctx, askingBy(request), asked), asked))
  })
  scim.post('/Users', open, async (request, reply) =>
    sayMade(reply, await createUser(request.ctx, askingBy(request), request.body)),
  )
  scim.get<One>('/Users/:id', open, async (request, reply) =>
    sayOne(reply, await getUser(request.ctx, askingBy(request), request.params.id)),
  )
  scim.put<One>('/Users/:id', open, async (request, reply) =>
    sayOne(reply, await replaceUser(request.ctx, askingBy(request), targetOf(request), request.body)),
  )
  scim.patch<One>('/Users/:id', open, async (request, reply) =>
    sayOne(reply, await patchUserOf(request.ctx, askingBy(request), targetOf(request), request.body)),
  )
  scim.delete<One>('/Users/:id', open, async (request, reply) => {
    await deleteUser(request.ctx, askingBy(request), request.params.id)
    return reply.status(204).send()
  })
}

function groups(scim: FastifyInstance): void {
  scim.get('/Groups', open, async (request, reply) => {
    const asked = askedBy(request)
    return say(reply, toList(await listGroups(request.ctx, askingBy(request), asked), asked))
  })
  scim.post('/Groups', open, async (request, reply) =>
    sayMade(reply, await createGroup(request.ctx, askingBy(request), request.body)),
  )
  scim.get<One>('/Groups/:id', open, async (request, reply) =>
    sayOne(reply, await getGroup(request.ctx, askingBy(request), request.params.id, askedBy(request))),
  )
  scim.put<One>('/Groups/:id', open, async (request, reply) =>
    sayOne(reply, await replaceGroup(request.ctx, askingBy(request), targetOf(request), request.body)),
  )
  scim.patch<One>('/Groups/:id', open, async (request, reply) =>
    sayOne(reply, await patchGroup(request.ctx, askingBy(request), targetOf(request), request.body)),
  )
  scim.delete<One>('/Groups/:id', open, async (request, reply) => {
    await deleteGroup(request.ctx, askingBy(request), request.params.id)
    return reply.status(204).send()
  })
}

function descriptions(scim: FastifyInstance): void {
  scim.get('/ServiceProviderConfig', open, async (request, reply) =>
    say(reply, serviceProviderConfig(baseOf(request))),
  )
  const listed = { '/ResourceTypes': resourceTypes, '/Schemas': schemas }
  for (const [path, make] of Object.entries(listed)) {
    scim.get(path, open, async (request, reply) => {
      const all: readonly object[] = make(baseOf(request))
      return say(reply, {
        ...{ schemas: [LIST], totalResults: all.length, startIndex: 1, itemsPerPage: all.length },
        Resources: all,
      })
    })
    scim.get<One>(`${path}/:id`, open, async (request, reply) => {
      const found = make(baseOf(request)).find(({ id }) => id === request.params.id)
      if (!found) throw new NotFoundError('route-not-found', { path: request.url.split('?')[0] ?? '' })
      return say(reply, found)
    })
  }
}

function baseOf(request: FastifyRequest): string {
  return `${originOf(request)}${SCIM_PATH}`
}

function askingBy(request: FastifyRequest): Asking {
  if (!request.directory) throw new UnauthenticatedError('directory-token-not-valid')
  return { directory: request.directory, base: baseOf(request) }
}

function askedBy({ query }: FastifyRequest): Asked {
  return readAsked(query as Record<string, unknown>)
}

function targetOf({ params, headers }: FastifyRequest<One>) {
  return { id: params.id, ifMatch: headers['if-match'] }
}

function say(reply: FastifyReply, body: object): FastifyReply {
  return reply
    .header('content-type', MEDIA_TYPE)
    .header('cache-control', 'no-store')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body)
}

function sayOne(reply: FastifyReply, resource: Resource): FastifyReply {
  const { version, location } = resource.meta
  if (version) reply.header('etag', version)
  return say(reply.header('location', location), shown(resource, askedBy(reply.request)))
}

const sayMade = (reply: FastifyReply, resource: Resource) => sayOne(reply.status(201), resource)

/** As RFC 7644 §3.12 has errors, with a sentence of ours. */
function sendError(
  error: FastifyError | AppError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(error, request)
  if (problem.status >= 500) logFailure(request, error, problem)
  request.refusedWith = problem.code
  const code = problem.code as keyof typeof scimTypes
  const scimType = scimTypes[code]
  // What a rule refuses is a bad request here, and what is taken a conflict.
  const status = scimType === 'uniqueness' ? 409 : problem.status === 422 ? 400 : problem.status
  if (error instanceof TooManyRequestsError) reply.header('retry-after', String(error.params.seconds))
  return say(reply.status(status), {
    schemas: [ERROR],
    status: String(status),
    ...(scimType ? { scimType } : {}),
    detail: problem.detail,
  })
}
