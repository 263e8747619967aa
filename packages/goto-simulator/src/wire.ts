import type { FastifyReply } from 'fastify'

declare global {
  interface JSON {
    /** Writes digits as they are (ECMAScript, in Node since 22). */
    rawJSON(text: string): unknown
  }
}

/** A key as GoTo sends it in most answers: a JSON number with all its digits, beyond 2^53 too. */
export function numeric(key: string): unknown {
  return JSON.rawJSON(key)
}

export function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply.status(status).type('application/json').serializer(String).send(JSON.stringify(body))
}

/** Reads JSON; integers beyond 2^53 stay digit strings, so that no digit of a key is lost. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value,
  )
}

/** Business errors of GoTo Webinar and GoTo Training. Observed: `incident` is beyond 2^53. */
export function sendRefusal(
  reply: FastifyReply,
  status: number,
  errorCode: string,
  description: string,
  more: object = {},
): FastifyReply {
  const incident = numeric(String(9_000_000_000_000_000_001n + BigInt(Date.now())))
  return sendJson(reply, status, { errorCode, description, incident, ...more })
}

/** An instant to the second, as GoTo Webinar and GoTo Training write it: `2026-11-24T09:00:00Z`. */
export function plainInstant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

/** Errors of the gateway and of GoToMeeting. */
export function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return sendJson(reply, status, { int_err_code: code, msg: message })
}

/** GoToMeeting's own form, observed: `2024-04-10T18:24:05.+0000`. */
export function meetingInstant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.+0000`
}

/**
 * Reads an instant leniently, as GoTo does: with or without fractions, unpadded, with an offset.
 *
 * @returns undefined for what is no instant
 */
export function readInstant(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(text)
  if (!match) return undefined
  const [, year, ...rest] = match
  const [month, day, hour, minute, second] = rest.slice(0, 5).map((part) => (part ?? '0').padStart(2, '0'))
  const zone = (match[7] ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}
