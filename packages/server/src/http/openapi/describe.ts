import { z } from 'zod'
import { doors } from '../../access/doors.ts'
import { scopeOf } from '../../access/scopes.ts'
import { pathOfEvent, webhookEventTypes } from '../../domain/webhook-event.ts'
import { isMessageCode } from '../../messages/messages.ts'
import { type Body, type Document, type OperationObject, type Schema, WebhookPayload } from './document.ts'
import { sampleOf } from './samples.ts'
import { summaryOf } from './summaries.ts'

const PREFIX = '/api/v1'
const PROBLEM: Body['content'] = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
}

const INTRODUCTION = `Courses, sessions and events whose rooms live in a conferencing service.

Programs show an API key: \`Authorization: Bearer lectern_…\`. Browsers show the cookie of a login.
Every failure is a problem+json (RFC 9457) whose \`code\` never changes; all codes are at /api/docs/errors.
Lists are paged by \`cursor\`. A change of something that people can collide on needs \`If-Match\`; a POST can be
repeated safely with \`Idempotency-Key\`. docs/api.md of the project explains it all.`

const goodAnswers: Readonly<Record<string, string>> = {
  200: 'Done; what it is now.',
  201: 'Made.',
  202: 'Begun; what comes of it shows later.',
  204: 'Done; there is nothing to say.',
}

/** Answers that any operation can give, each once. */
const commonProblems: Readonly<Record<string, { name: string; description: string }>> = {
  400: { name: 'WrongShape', description: 'A field is not as it must be: `invalid-request`, with pointers.' },
  401: { name: 'Unauthenticated', description: '`not-signed-in`, `api-key-not-valid`' },
  403: {
    name: 'Forbidden',
    description:
      '`role-superadmin-needed`, `role-planner-needed`, `api-key-scope-missing`, `api-key-not-allowed`, `cross-site-request`',
  },
  409: {
    name: 'Conflict',
    description:
      'The present state does not allow it; also `idempotency-running`, `idempotency-answer-not-kept`, `idempotency-answer-lost`.',
  },
  412: { name: 'ChangedMeanwhile', description: '`changed-meanwhile`: read it again and decide.' },
  422: {
    name: 'RuleRefuses',
    description: 'A rule refuses a field, with its pointer; also `idempotency-other-request`.',
  },
  428: { name: 'IfMatchNeeded', description: '`if-match-needed`' },
  429: {
    name: 'TooManyRequests',
    description: '`api-key-too-many-requests`, `too-many-requests`; see Retry-After.',
  },
}

/**
 * Completes what the routes say about themselves: summaries, who may, examples, errors and webhooks. All of it
 * follows from method, address, tag and schemas, so that a new route has nothing to repeat.
 */
export function describeApi(document: Document): Document {
  const { schemas } = document.components
  dropUnusedInputs(document)
  document.info.description = INTRODUCTION
  document.components.securitySchemes = {
    login: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-lectern_login',
      description: 'the login of a browser (`lectern_login` on hosts without TLS)',
    },
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'lectern_…',
      description: 'made at /admin/api-keys',
    },
  }
  document.components.parameters = {
    IdempotencyKey: {
      name: 'idempotency-key',
      in: 'header',
      required: false,
      description: 'With the same key and body, within 24 hours: carried out once, answered the same again.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  }
  document.components.responses = Object.fromEntries([
    ...Object.values(commonProblems).map(({ name, description }) => [
      name,
      { description, content: PROBLEM },
    ]),
    [
      'Failure',
      {
        description: '`internal-error`, `provider-unavailable` and others: not carried out, or not whole.',
        content: PROBLEM,
      },
    ],
  ])
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods))
      describeOperation(operation, method.toUpperCase(), path.replace(PREFIX, ''), schemas)
  }
  document.webhooks = webhooksOf(document)
  document.components.schemas = inOrder(schemas)
  return document
}

/** By name: what imports what first changes nothing. */
function inOrder<T>(named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function describeOperation(
  operation: OperationObject,
  method: string,
  path: string,
  schemas: Readonly<Record<string, Schema>>,
): void {
  const { means, needs, keys } = doors[operation['x-access']]
  const scope = keys === 'scope' ? scopeOf({ method, path, tags: operation.tags ?? [] }) : undefined
  const isPublic = needs === 'nothing'
  const needsVersion = operation.parameters?.some(({ name }) => name === 'if-match') ?? false
  operation.summary ??= summaryOf(method, path)
  const notes = [
    operation.description,
    means,
    scope ? `API keys need the scope \`${scope}\`.` : keys !== 'any' && 'Not for API keys.',
    needsVersion && 'Needs `If-Match` with the ETag that was read.',
  ]
  operation.description = notes.filter(Boolean).join(' ')
  operation.security = isPublic ? [] : [{ login: [] }, ...(scope ? [{ apiKey: [scope] }] : [])]
  if (method === 'POST' && !isPublic) {
    operation.parameters = [
      ...(operation.parameters ?? []),
      { $ref: '#/components/parameters/IdempotencyKey' },
    ]
  }
  describeProblems(operation, { method, path, isPublic, needsVersion })
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description === 'Default Response') response.description = goodAnswers[status] ?? 'Done.'
  }
  for (const body of [operation.requestBody, ...Object.values(operation.responses)]) addExample(body, schemas)
}

function describeProblems(
  { responses }: OperationObject,
  about: { method: string; path: string; isPublic: boolean; needsVersion: boolean },
): void {
  if (!responses['4XX']) return
  delete responses['4XX']
  delete responses['5XX']
  const changes = about.method !== 'GET'
  const statuses = [
    '400',
    ...(about.isPublic ? [] : ['401', '403']),
    ...(changes ? ['409', '422'] : []),
    ...(about.needsVersion ? ['412', '428'] : []),
    '429',
  ]
  for (const status of statuses) {
    responses[status] = { $ref: `#/components/responses/${commonProblems[status]?.name}` }
  }
  const missing = notFoundCodes(about.path)
  if (missing) responses['404'] = { description: missing, content: PROBLEM }
  responses['5XX'] = { $ref: '#/components/responses/Failure' }
}

/** `{courseId}` in the address means that there can be none: `course-not-found`. */
function notFoundCodes(path: string): string {
  const names = Array.from(path.matchAll(/\{(\w+?)(?:Id)?\}/g), ([, name = '']) => name)
  const codes = names.map((name) => `${name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}-not-found`)
  const listed = codes.filter(isMessageCode).map((code) => `\`${code}\``)
  return names.length === 0
    ? ''
    : listed.join(', ') || 'There is no such thing, or the reader may not know of it.'
}

function addExample(body: Body | undefined, schemas: Readonly<Record<string, Schema>>): void {
  const media = body?.content?.['application/json']
  if (media?.schema && media.example === undefined && media.schema.type !== 'null')
    media.example = sampleOf(media.schema, schemas)
}

function webhooksOf(document: Document): Document['webhooks'] {
  const { $schema, ...schema } = z.toJSONSchema(WebhookPayload)
  document.components.schemas.WebhookPayload = schema as Schema
  const example = (type: (typeof webhookEventTypes)[number]) => {
    const noun = type.split('.')[0] ?? ''
    const known = '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac'
    const objects: Readonly<Record<string, Record<string, string>>> = {
      enrollment: { sessionId: known, personId: known, status: 'enrolled' },
      completion: { sessionId: known, personId: known },
      person: { personId: known, formerId: known },
      certificate: { sessionId: known, personId: known, certificateId: known },
      room: { eventId: known },
      attendance: { eventId: known },
      presence: { eventId: known },
    }
    const object = objects[noun] ?? { [`${noun}Id`]: known }
    const path = pathOfEvent({ type, object })
    return {
      id: known,
      type,
      occurredAt: '2026-12-01T09:00:00Z',
      sequence: 4711,
      platform: { id: known, origin: 'https://training.example.com' },
      object,
      link: path && `https://training.example.com${path}`,
    }
  }
  return Object.fromEntries(
    webhookEventTypes.map((type) => [
      type,
      {
        post: {
          summary: `${type.replace('.', ' was ').replace('was needs-pairing', 'needs pairing').replace('was ready', 'is ready').replace('was failed', 'failed')}`,
          description:
            'Sent to webhooks that chose it; signed as Standard Webhooks say. Answer with 2xx within 10 seconds.',
          tags: ['webhooks'],
          security: [],
          requestBody: {
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/WebhookPayload' },
                example: example(type),
              },
            },
          },
          responses: {
            '2XX': { description: 'Taken. Any other answer is tried again for about three days.' },
          },
        },
      },
    ]),
  )
}

/** The schema plug-in writes every shape twice, as input and as output; inputs that no request has are left out. */
function dropUnusedInputs(document: Document): void {
  const { schemas } = document.components
  for (;;) {
    const text = JSON.stringify(document)
    const unused = Object.keys(schemas).filter(
      (name) => name.endsWith('Input') && !text.includes(`"#/components/schemas/${name}"`),
    )
    if (unused.length === 0) return
    for (const name of unused) delete schemas[name]
  }
}
