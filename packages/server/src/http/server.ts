import { randomUUIDv7 } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { defaultLanguage } from '@lectern/texts'
import {
  type ConnectionError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import { InvalidInputError, NotFoundError } from '../domain/errors.ts'
import type { ProblemCode } from '../domain/message.ts'
import { sentence, titleOf } from '../messages/messages.ts'
import { isUuid } from '../new-id.ts'
import { preferredLanguage } from './language.ts'
import { send, toProblem } from './problem.ts'
import { RESPONSE_HEADERS } from './response-headers.ts'

/** How long a client may take. Nothing here cuts an answer, so that streams and slow downloads go on. */
export interface Patience {
  /** For all headers of a request. */
  readonly headersMs: number
  /** For a whole request. */
  readonly requestMs: number
  /** Within a body, until the next bytes of it. */
  readonly bodyPauseMs: number
  /** Between looks for who took too long. */
  readonly lookEveryMs: number
}

const PATIENCE: Patience = { headersMs: 20_000, requestMs: 120_000, bodyPauseMs: 20_000, lookEveryMs: 2_000 }
const MAX_BODY_BYTES = 1_000_000
/** Longer than a host, a token or a UUID. */
const MAX_PARAM_LENGTH = 300
/** Requests that are running get this long to end when the process stops; then their connections are closed. */
const DRAIN_MS = 5_000

/** The options of Fastify: limits, and the shape of answers to what never becomes a request. */
export function serverOptions(
  trustProxy: number | readonly string[] | false,
  log: Logger,
  patience = PATIENCE,
) {
  return {
    loggerInstance: log,
    // addresses of pages can hold secrets, which are not for logs
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: trustOf(trustProxy),
    genReqId: requestIdOf,
    rewriteUrl: pathOfWhole,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: patience.requestMs,
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.lookEveryMs },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      send(reply.headers(RESPONSE_HEADERS).header('x-request-id', request.id), toProblem(error, request)),
    clientErrorHandler: answerBroken,
  } as const
}

/** Whoever asks may name the request, to find it in several logs; anything but a UUID is none of ours to repeat. */
function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && isUuid(given) ? given.toLowerCase() : randomUUIDv7()
}

/** A proxy may send the whole address, with scheme and host. */
function pathOfWhole({ url = '/' }: IncomingMessage): string {
  return url.replace(/^https?:\/\/[^/?#]*\/?/i, '/')
}

/** Whether the fixed part of an address is spelled as the route has it: `/%69nternal` gets past a proxy that closes `/internal`. */
function isSpelledOut({ url, is404, routeOptions }: FastifyRequest): boolean {
  const [fixed = ''] = routeOptions.url?.split(/[:*]/, 1) ?? []
  return is404 || url.startsWith(fixed)
}

/** A number of proxies counts from the server outwards: what a client itself wrote is further away. */
function trustOf(trustProxy: number | readonly string[] | false) {
  if (typeof trustProxy === 'number') return (_address: string, hop: number) => hop < trustProxy
  return trustProxy && [...trustProxy]
}

/** What every connection has to keep to, beside the options. */
export function registerConnectionRules(app: FastifyInstance, patience = PATIENCE): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    const { rawHeaders } = request.raw
    const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
    if (hosts.length > 1) throw new InvalidInputError('host-twice')
    if (!isSpelledOut(request))
      throw new NotFoundError('route-not-found', { path: request.url.split('?')[0] ?? '' })
  })
  app.addHook('preParsing', async (request, _reply, payload) => {
    const { socket, headers } = request.raw
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0
    if (!hasBody || typeof socket?.setTimeout !== 'function') return payload
    socket.setTimeout(patience.bodyPauseMs) // Node.js closes a connection on which nobody hears of it
    request.raw.once('close', () => socket.setTimeout(0))
    request.raw.once('end', () => socket.setTimeout(0))
    return payload
  })
}

/**
 * Stops listening and lets running requests end; then closes what is still open, whatever its client does.
 *
 * @param withinMs until connections are closed
 */
export async function drain(app: FastifyInstance, withinMs = DRAIN_MS): Promise<void> {
  const force = setTimeout(() => app.server.closeAllConnections(), withinMs)
  try {
    await app.close()
  } finally {
    clearTimeout(force)
  }
}

/** Fastify types the packet as it is printed; it is a Buffer, when there is one. */
function textOf(packet: unknown): string {
  return Buffer.isBuffer(packet) ? packet.subarray(0, 64_000).toString('latin1') : ''
}

const BROKEN: Readonly<Record<string, { status: number; code: ProblemCode }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request-too-slow' },
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers-too-large' },
}

/** Answers to what the parser of Node.js refuses: there is no request yet, but its text says which language. */
function answerBroken(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
  const { status, code } = BROKEN[error.code ?? ''] ?? { status: 400, code: 'request-malformed' as const }
  const head = textOf(error.rawPacket)
  const language = preferredLanguage(/^accept-language:(.*)$/im.exec(head)?.[1], defaultLanguage)
  const reader = { language, timeZone: 'UTC' }
  const body = JSON.stringify({
    type: `/api/docs/errors#${code}`,
    title: titleOf(code, reader),
    status,
    detail: sentence(code, { reason: error.code ?? '' }, reader),
    instance: `urn:uuid:${randomUUIDv7()}`,
    code,
  })
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...Object.entries(RESPONSE_HEADERS).map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}
