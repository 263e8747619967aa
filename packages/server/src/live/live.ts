import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Logger } from 'pino'
import { afterCommit, beforeCommit, type Db, type Trx } from '../db/database.ts'
import { listen } from '../db/listen.ts'
import type { PersonId, PlatformId } from '../domain/ids.ts'

/** What changed. Carries ids, never anything to show: whoever hears it reads again what they may see. */
export interface LiveMessage {
  readonly type:
    | 'event'
    | 'account'
    | 'app'
    | 'course'
    | 'session'
    | 'session-field'
    | 'enrollment'
    | 'person'
    | 'domain'
    | 'move'
    | 'notification'
    | 'attendance'
    | 'group'
    | 'api-key'
    | 'directory'
    | 'lms'
    | 'webhook'
    | 'plan'
    | 'import'
    | 'platform'
    | 'login' // for the streams of one person alone: browsers are not told
  readonly id: string
  /** Ids of what it belongs to, such as an event's session: who shows one of them hears it too. Looked up if left out. */
  readonly within?: readonly string[]
  /** Only their browsers hear it, whatever they show; left out = those that show it. */
  readonly forPeople?: readonly PersonId[] | 'everybody'
}

/** Tells browsers on every node that something changed. */
export interface Live {
  /** Is heard when the transaction commits, and never when it does not. */
  publish(db: Db | Trx, platformId: PlatformId, message: LiveMessage): Promise<void>
  /** @returns ends the subscription */
  subscribe(platformId: PlatformId, listener: (message: LiveMessage) => void): () => void
  /** Calls back when messages may have been missed: everything shown should be read again. */
  onGap(listener: () => void): () => void
  close(): Promise<void>
}

const CHANNEL = 'lectern_live'
/** PostgreSQL takes less than 8,000 bytes. */
const MAX_PAYLOAD_BYTES = 7_500
/** Of more people than this each browser looks for itself: that costs less than as many messages. */
const MAX_PAYLOADS = 20

/** What hears messages, from whatever carries them. */
interface Heard {
  onMessage(payload: string): void
  onGap(): void
}

/** Fans messages out between nodes with LISTEN/NOTIFY on one connection of its own. */
export async function openLive(connection: pg.ClientConfig, log: Logger): Promise<Live> {
  const { heard, ...told } = fanOut()
  const listening = await listen(connection, CHANNEL, heard, log)
  return { ...told, publish: notifyAtCommit, close: () => listening.close() }
}

/** What carries messages beside the database. */
export interface Carrier {
  /** Not waited for: what is lost on the way is read when a page is looked at again. */
  send(payloads: readonly string[]): void
  close(): Promise<void>
}

/**
 * Fans messages out by something beside the database, once the transaction is saved.
 *
 * @param open hands over what it hears, and when it may have missed something
 */
export async function openLiveBeside(open: (heard: Heard) => Promise<Carrier>): Promise<Live> {
  const { heard, ...told } = fanOut()
  const carrier = await open(heard)
  return {
    ...told,
    publish: (db, platformId, message) =>
      tellAtCommit(db, toPayloads(platformId, message), async (payloads) => {
        if (lastPayloads.has(db)) afterCommit(db, () => carrier.send(payloads))
        else carrier.send(payloads)
      }),
    close: () => carrier.close(),
  }
}

function fanOut(): { heard: Heard } & Pick<Live, 'subscribe' | 'onGap'> {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    heard: {
      onMessage(payload) {
        const { platformId, ...message } = JSON.parse(payload)
        emitter.emit(platformId, message)
      },
      onGap: () => emitter.emit('gap'),
    },
    subscribe(platformId, listener) {
      emitter.on(platformId, listener)
      return () => emitter.off(platformId, listener)
    },
    onGap(listener) {
      emitter.on('gap', listener)
      return () => emitter.off('gap', listener)
    },
  }
}

/** What transactions that go on will tell. */
const lastPayloads = new WeakMap<object, Set<string>>()

/**
 * Tells all nodes, whatever number of messages a transaction has, by one statement at its end: each is told once.
 * Outside of a transaction it is told at once.
 */
export async function notifyAtCommit(
  db: Db | Trx,
  platformId: PlatformId,
  message: LiveMessage,
): Promise<void> {
  await tellAtCommit(db, toPayloads(platformId, message), (payloads) => notify(db, payloads))
}

async function tellAtCommit(
  db: Db | Trx,
  payloads: readonly string[],
  tell: (payloads: readonly string[]) => Promise<void>,
): Promise<void> {
  const told = lastPayloads.get(db) ?? new Set<string>()
  if (!beforeCommit(db, lastPayloads, () => tell([...told]))) return tell(payloads)
  lastPayloads.set(db, told)
  for (const payload of payloads) told.add(payload)
}

async function notify(db: Db | Trx, payloads: readonly string[]): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, payload) from unnest(${[...payloads]}::text[]) payload`.execute(db)
}

/** A message as what fits into notifications: with many people it is several, with very many it is for everybody. */
export function toPayloads(platformId: PlatformId, message: LiveMessage): string[] {
  const { forPeople } = message
  const payload = (people: LiveMessage['forPeople']) =>
    JSON.stringify({ platformId, ...message, ...(people ? { forPeople: people } : {}) })
  if (!Array.isArray(forPeople)) return [payload(forPeople)]
  // Ids are ASCII: a character is a byte.
  const longest = Math.max(0, ...forPeople.map((personId) => personId.length)) + 3
  const perPayload = Math.floor((MAX_PAYLOAD_BYTES - payload([]).length) / longest)
  const count = Math.ceil(forPeople.length / perPayload)
  if (count > MAX_PAYLOADS) return [payload('everybody')]
  return Array.from({ length: count }, (_, index) =>
    payload(forPeople.slice(index * perPayload, (index + 1) * perPayload)),
  )
}
