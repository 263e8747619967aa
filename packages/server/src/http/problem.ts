import { defaultLanguage } from '@lectern/texts'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  type ZodFastifySchemaValidationError,
} from 'fastify-type-provider-zod'
import { isCollision } from '../db/collisions.ts'
import { DatabaseTroubleError } from '../db/database-error.ts'
import { type Work, within } from '../db/work.ts'
import {
  AppError,
  BusyError,
  type FieldError,
  InvalidInputError,
  TooManyRequestsError,
} from '../domain/errors.ts'
import type { MessageParams, ProblemCode } from '../domain/message.ts'
import { labelOf } from '../messages/field-words.ts'
import { phrase, type Reader, sentence, titleOf } from '../messages/messages.ts'
import { beginSpan } from '../tracing/tracing.ts'
import { preferredLanguage } from './language.ts'
import { networkOf } from './rate.ts'
import { type Issue, pathOf as pathOfIssue, sayIssue, valueAt } from './wrong-shape.ts'

interface FieldProblem {
  pointer: string
  code: string
  /** The field as people call it, where it has words. */
  label?: string
  detail: string
}

interface ProblemBody {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: string
  errors?: FieldProblem[]
  /** What would be possible instead, as fields to send. */
  suggestions?: { code: string; detail: string; change: Record<string, string> }[]
  nearest?: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request has done to the database so far. */
    work: Work
    /** The code of the problem it is answered with. */
    refusedWith: string | undefined
  }
}

/** Says more about a failure than who failed could know. @returns the same error, or a better one */
export type Explain = (request: FastifyRequest, error: Error) => Promise<Error>

/** Every failure leaves here as RFC 9457 problem+json, in the reader's language. */
export function registerProblems(app: FastifyInstance, explain: Explain = async (_, error) => error): void {
  app.decorateRequest('work')
  app.decorateRequest('refusedWith')
  app.addHook('onRequest', (request, _reply, done) => {
    const span = spanOf(request)
    const told = { requestId: request.id, ...(span && { traceId: span.traceId }) }
    request.work = { hasSaved: false, afterwards: [], told, ...(span && { span }) }
    within(request.work, done)
  })
  app.addHook('onResponse', async (request, reply) => {
    request.work?.span?.end({ status: reply.statusCode })
    for (const go of request.work?.afterwards ?? [])
      await go().catch((error) => request.log.error({ err: error }, 'what follows a request failed'))
  })
  // What is heard of a body that is read belongs to no request: back into this one.
  app.addHook('preValidation', (request, _reply, done) => within(request.work, done))
  app.setErrorHandler(async (thrown: FastifyError | AppError, request, reply) => {
    const error = await explain(request, thrown).catch((failure: Error) => failure)
    const problem = toProblem(error, request)
    if (problem.status >= 500 || isCollision(error)) logFailure(request, error, problem)
    else if (TOLD.has(problem.status)) logRefusal(request, problem)
    if (error instanceof DatabaseTroubleError) reply.header('retry-after', String(retryAfterOf(error)))
    if (
      (error instanceof TooManyRequestsError || error instanceof BusyError) &&
      typeof error.params.seconds === 'number'
    )
      reply.header('retry-after', String(error.params.seconds))
    return send(reply, problem)
  })
  app.setNotFoundHandler((request, reply) =>
    send(reply, problemOf(request, 404, 'route-not-found', { path: pathOf(request) })),
  )
}

/** Streams go on until somebody leaves: how long says nothing. */
function spanOf({ method, is404, routeOptions, headers }: FastifyRequest) {
  if (routeOptions.config.isStream) return undefined
  const route = is404 ? 'none' : (routeOptions.url ?? 'none')
  const { traceparent } = headers
  return beginSpan({
    kind: 'request',
    method,
    route,
    ...(typeof traceparent === 'string' && { traceparent }),
  })
}

/** The method and route, without parameters: addresses can hold secrets, which are not for logs. */
export function logFailure(request: FastifyRequest, error: unknown, { status, code }: ProblemBody): void {
  const { method, routeOptions } = request
  const asked = { method, route: routeOptions.url ?? 'none', status, code }
  if (status >= 500) request.log.error({ ...asked, err: error }, 'request failed')
  else request.log.warn({ ...asked, err: error }, 'requests collided')
}

/** What somebody may not do, did too often, or sent in a shape that no page of ours sends. */
const TOLD: ReadonlySet<number> = new Set([400, 401, 403, 429])

/** Who was refused what, without what they sent: whoever tries to get around something shows in the log. */
function logRefusal(request: FastifyRequest, { status, code }: ProblemBody): void {
  const { method, routeOptions, actor, ip } = request
  // Every page asks who is signed in.
  if (code === 'not-signed-in' && method === 'GET') return
  const asked = { method, route: routeOptions.url ?? 'none', status, code, network: networkOf(ip) }
  const who = { personId: actor?.personId, apiKeyId: actor?.apiKey?.id, platformId: request.ctx?.platform.id }
  const level = status === 400 ? 'info' : 'warn'
  request.log[level]({ ...asked, ...who }, 'request refused')
}

export function send(reply: FastifyReply, problem: ProblemBody): FastifyReply {
  reply.request.refusedWith = problem.code
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem)
}

export function toProblem(error: Error | FastifyError | AppError, request: FastifyRequest): ProblemBody {
  if (error instanceof DatabaseTroubleError) return databaseProblem(error, request)
  if (error instanceof AppError) {
    return {
      ...problemOf(request, error.status, error.code, error.params, error.fields),
      ...suggestionsOf(error, readerOf(request)),
      ...(error.nearest ? { nearest: error.nearest } : {}),
    }
  }
  if (isCollision(error)) return problemOf(request, 409, 'changed-at-once', {})
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { validationContext } = error as FastifyError
    // What is no id is the address of nothing.
    if (validationContext === 'params')
      return problemOf(request, 404, 'route-not-found', { path: pathOf(request) })
    return validationProblem(error.validation, sentIn(request, validationContext), request)
  }
  const code = 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') return databaseProblem(new DatabaseTroubleError('full', { cause: error }), request)
  if (code === NOT_UTF8 || code === NOT_A_CHARACTER)
    return toProblem(new InvalidInputError('text-unreadable', { field: '–' }), request)
  if ('statusCode' in error && error.statusCode) return frameworkProblem(error, request)
  return problemOf(request, 500, 'internal-error', { request: request.id })
}

/** Of PostgreSQL: what came by another way than a request, whose texts are looked at before. */
const NOT_UTF8 = '22021'
const NOT_A_CHARACTER = '22P05'

function problemOf(
  request: FastifyRequest,
  status: number,
  code: ProblemCode,
  params: MessageParams,
  fields: readonly FieldError[] = [],
): ProblemBody {
  const reader = readerOf(request)
  const body: ProblemBody = {
    type: `/api/docs/errors#${code}`,
    title: titleOf(code, reader),
    status,
    detail: sentence(code, params, reader),
    instance: `urn:uuid:${request.id}`,
    code,
  }
  if (fields.length > 0) {
    body.errors = fields.map((field) => {
      const label = labelOf(field.pointer.split('/').slice(1), reader)
      return {
        pointer: field.pointer,
        code: field.code,
        ...(label ? { label } : {}),
        detail: sentence(field.code, field.params ?? {}, reader),
      }
    })
  }
  return body
}

function suggestionsOf({ suggestions }: AppError, reader: Reader): Pick<ProblemBody, 'suggestions'> {
  if (suggestions.length === 0) return {}
  return {
    suggestions: suggestions.map(({ code, params, change }) => ({
      code,
      detail: sentence(code, params, reader),
      change: { ...change },
    })),
  }
}

/** So many wrong fields are told in one sentence; `errors` has them all. */
const MAX_TOLD = 5

/** What the schema looked at: the part of the request that was refused. */
function sentIn({ body, query, params, headers }: FastifyRequest, part: string | undefined): unknown {
  return { querystring: query, params, headers }[part ?? ''] ?? body
}

/** A wrong shape: 400, with a sentence for each field. */
function validationProblem(
  issues: readonly ZodFastifySchemaValidationError[],
  sent: unknown,
  request: FastifyRequest,
): ProblemBody {
  const reader = readerOf(request)
  const errors = issues.map((wrong): FieldProblem => {
    // The plug-in takes zod's issue apart; put together again it can be said in the reader's language.
    const at = wrong.instancePath.split('/').slice(1).filter(Boolean)
    const issue = { ...wrong.params, code: wrong.keyword, path: at, message: wrong.message ?? '' } as Issue
    const found = valueAt(sent, at)
    const path = pathOfIssue(issue, found)
    const label = labelOf(path, reader)
    return {
      pointer: path.map((part) => `/${String(part)}`).join(''),
      code: 'invalid-request',
      ...(label ? { label } : {}),
      detail: sayIssue(issue, found, reader),
    }
  })
  const told = errors
    .slice(0, MAX_TOLD)
    .map(({ label, detail }) => (label ? phrase('field-at', { label, sentence: detail }, reader) : detail))
  const count = errors.length - told.length
  if (count > 0) told.push(phrase('field-more', { count }, reader))
  return { ...problemOf(request, 400, 'invalid-request', { fields: told.join(' ') }), errors }
}

function frameworkProblem(error: FastifyError, request: FastifyRequest): ProblemBody {
  const status = error.statusCode ?? 500
  if (error.code === 'FST_ERR_BAD_URL') return problemOf(request, 400, 'url-malformed', {})
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH') return problemOf(request, 414, 'url-too-long', {})
  if (status === 413) return problemOf(request, 413, 'body-too-large', { limit: '1 MB' })
  if (status === 415) return problemOf(request, 415, 'unsupported-media-type', {})
  if (status === 429) return problemOf(request, 429, 'too-many-requests', { seconds: 60 })
  if (status === 404) return problemOf(request, 404, 'route-not-found', { path: pathOf(request) })
  if (status < 500) return problemOf(request, 400, 'body-unreadable', {})
  return problemOf(request, 500, 'internal-error', { request: request.id })
}

const databaseCodes = {
  busy: 'database-busy',
  unavailable: 'database-unavailable',
  full: 'database-full',
} as const satisfies Record<DatabaseTroubleError['trouble'], ProblemCode>

/** In whole seconds, as `Retry-After` has it. */
function retryAfterOf({ trouble }: DatabaseTroubleError): number {
  return { busy: 1, unavailable: 5, full: 60 }[trouble]
}

/** Nothing is wrong with the request. Who only read, or whose change is not saved for sure, may send it again. */
function databaseProblem(error: DatabaseTroubleError, request: FastifyRequest): ProblemBody {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isUnknown = !isRead && (error.outcomeUnknown || request.work.hasSaved)
  const code = isUnknown ? 'outcome-unknown' : databaseCodes[error.trouble]
  return problemOf(request, 503, code, { seconds: retryAfterOf(error) })
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? request.url
}

function readerOf(request: FastifyRequest): Reader {
  // No platform was found yet: the browser alone says how to speak.
  const { reader, headers } = request
  return (
    reader ?? { language: preferredLanguage(headers['accept-language'], defaultLanguage), timeZone: 'UTC' }
  )
}
