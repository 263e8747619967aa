import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSigned } from './checksum.ts'
import { join } from './join.ts'
import { create, end, getMeetingInfo, getMeetings, isMeetingRunning } from './meetings.ts'
import {
  deleteRecordings,
  getRecordings,
  getRecordingTextTracks,
  publishRecordings,
  updateRecordings,
} from './recordings.ts'
import type { World } from './world.ts'
import { refuse, sendXml } from './xml.ts'

/** One call: what it was given, and where it is answered. */
export interface Call {
  readonly world: World
  readonly params: URLSearchParams
  readonly reply: FastifyReply
}

interface Operation {
  readonly answer: (call: Call) => FastifyReply
  readonly methods: readonly ('GET' | 'POST')[]
  /** Read: Scalelite does not offer it. */
  readonly isPlain?: true
}

const BOTH = ['GET', 'POST'] as const

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['create', { answer: create, methods: BOTH }],
  ['join', { answer: join, methods: BOTH }],
  ['isMeetingRunning', { answer: isMeetingRunning, methods: BOTH }],
  ['end', { answer: end, methods: BOTH }],
  ['getMeetingInfo', { answer: getMeetingInfo, methods: BOTH }],
  ['getMeetings', { answer: getMeetings, methods: BOTH }],
  ['getRecordings', { answer: getRecordings, methods: BOTH }],
  ['publishRecordings', { answer: publishRecordings, methods: BOTH }],
  ['deleteRecordings', { answer: deleteRecordings, methods: BOTH }],
  ['updateRecordings', { answer: updateRecordings, methods: BOTH }],
  ['getRecordingTextTracks', { answer: getRecordingTextTracks, methods: BOTH, isPlain: true }],
])

/** The API of bbb-web, or of Scalelite before several of them. */
export function apiRoutes(app: FastifyInstance, world: World): void {
  for (const path of ['/bigbluebutton/api', '/bigbluebutton/api/'])
    app.get(path, (_request, reply) => index(world, reply))
  app.route<{ Params: { call: string } }>({
    url: '/bigbluebutton/api/:call',
    method: ['GET', 'POST'],
    handler: (request, reply) => dispatch(world, request, reply),
  })
}

function index(world: World, reply: FastifyReply): FastifyReply {
  const { scalelite, revealVersion, version } = world.behavior
  return sendXml(reply, {
    returncode: 'SUCCESS',
    version: '2.0',
    ...(scalelite ? {} : { apiVersion: '2.0', bbbVersion: revealVersion ? `${version}.1` : '' }),
  })
}

function dispatch(
  world: World,
  request: FastifyRequest<{ Params: { call: string } }>,
  reply: FastifyReply,
): FastifyReply {
  const { call } = request.params
  const operation = OPERATIONS.get(call)
  if (!operation || (operation.isPlain && world.behavior.scalelite))
    return refuse(reply, 'unsupportedRequest', 'This request is not supported.')
  const method = request.method as 'GET' | 'POST'
  const isGetAlone = call === 'join' && world.behavior.version !== '2.7'
  if (!operation.methods.includes(method) || (method === 'POST' && isGetAlone))
    return refuse(reply, 'unsupportedRequest', 'This request is not supported.')
  const sent = queryOf(request)
  if (sent === undefined || !isSigned(call, sent, world.state.secret, world.behavior))
    return refuse(reply, 'checksumError', checksumWords(world))
  world.settle()
  return operation.answer({ world, params: new URLSearchParams(sent), reply })
}

/**
 * What the checksum is of: the query as it was sent, or a form as Java writes it again. Documented: parameters
 * stand in one of both; in both, the checksum does not fit.
 */
function queryOf(request: FastifyRequest): string | undefined {
  const query = request.raw.url?.split('?').slice(1).join('?') ?? ''
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')
  const form = isForm && typeof request.body === 'string' ? request.body : ''
  if (form === '') return query
  return query === '' ? new URLSearchParams(form).toString() : undefined
}

function checksumWords({ behavior }: World): string {
  return behavior.scalelite ? 'You did not pass the checksum security check' : 'Checksums do not match'
}
