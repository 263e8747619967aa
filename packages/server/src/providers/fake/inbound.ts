import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Telling } from '../../domain/telling.ts'
import { headerOf, type InboundCall, type InboundPart } from '../provider.ts'

const MAX_AGE_MS = 5 * 60_000

const Said = z.object({
  id: z.string().default(''),
  challenge: z.string().optional(),
  tells: z
    .array(
      z.object({
        about: z.enum(['joined', 'left', 'started', 'ended', 'report', 'room', 'recordings']),
        room: z.string(),
        run: z.string().default('run'),
        stay: z.string().default('stay'),
        person: z.string().optional(),
        at: z.coerce.date().optional(),
      }),
    )
    .default([]),
})
type Said = z.output<typeof Said>

/** What a fake service posts. */
export type FakeSaid = z.input<typeof Said>

/** A service that signs what it tells and asks, with a key that it shares with us: the example of the inbound part. */
export function fakeInbound(secretField: string): InboundPart {
  return {
    receive(connection, call, now) {
      const secret = connection.secret(secretField)
      const at = headerOf(call, 'x-fake-at')
      const isNow = Math.abs(now.getTime() - Number(at) * 1000) <= MAX_AGE_MS
      const given = Buffer.from(headerOf(call, 'x-fake-signature'), 'hex')
      const wanted = Buffer.from(signatureOf(secret, at, call), 'hex')
      const fits = given.length === wanted.length && timingSafeEqual(given, wanted)
      if (secret === '' || !isNow || !fits) return undefined
      if (call.path.startsWith('rooms/')) return { kind: 'question' }
      const { id, challenge } = said(call.body)
      if (challenge === undefined) return { kind: 'telling', key: id || call.body }
      const proof = createHmac('sha256', secret).update(challenge).digest('hex')
      return { kind: 'handshake', answer: { status: 200, body: { challenge, proof } } }
    },

    hear: ({ body }) => said(body).tells.map(toTelling),

    // May a room open? And: it has closed.
    async answer({ call, now, findRoom }) {
      const roomKey = call.path.slice('rooms/'.length)
      const room = await findRoom(roomKey)
      if (!room) return { status: 404, body: { message: 'There is no such room.' } }
      const run = { about: 'run', roomKey, runKey: 'asked' } as const
      if (call.method === 'DELETE') return { status: 204, tells: [{ ...run, endedAt: now }] }
      if (now < room.heldFrom || now >= room.heldTo)
        return { status: 403, body: { message: 'It is not open now.', opensAt: room.heldFrom } }
      const body = { subject: room.spec.subject, closesAt: room.heldTo }
      return { status: 200, body, tells: [{ ...run, startedAt: now }] }
    },
  }
}

/** A call as the fake service signs it. */
export function fakeCall(
  secret: string,
  now: Date,
  call: { method?: string; path?: string; body?: FakeSaid | string },
): InboundCall {
  const { method = 'POST', path = '', body = '' } = call
  const at = String(Math.floor(now.getTime() / 1000))
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const signed = { method, path, body: text }
  const signature = signatureOf(secret, at, signed)
  return { ...signed, headers: { 'x-fake-at': at, 'x-fake-signature': signature } }
}

function signatureOf(secret: string, at: string, call: Pick<InboundCall, 'method' | 'path' | 'body'>) {
  const text = [at, call.method, call.path, call.body].join('\n')
  return createHmac('sha256', secret || 'none')
    .update(text)
    .digest('hex')
}

function said(body: string): Said {
  try {
    return Said.parse(JSON.parse(body))
  } catch {
    return { id: '', challenge: undefined, tells: [] }
  }
}

function toTelling({ about, room: roomKey, run: runKey, stay, person, at }: Said['tells'][number]): Telling {
  switch (about) {
    case 'started':
      return { about: 'run', roomKey, runKey, startedAt: at }
    case 'ended':
      return { about: 'run', roomKey, runKey, endedAt: at }
    case 'joined':
    case 'left': {
      const who = { registrationKey: undefined, externalId: person }
      const times = about === 'joined' ? { joinedAt: at } : { leftAt: at }
      return { about: 'presence', roomKey, runKey, stay: { key: stay, kind: 'main', ...who, ...times } }
    }
    case 'report':
      return { about, roomKey }
    default:
      return { about, roomKey, registrationKey: undefined }
  }
}
