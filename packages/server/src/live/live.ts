import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Db, Trx } from '../db/database.ts'
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
    | 'webhook'
    | 'plan'
    | 'login' // for the streams of one person alone: browsers are not told
  readonly id: string
  /** Only their browsers hear it; left out = everybody's. No more than 150. */
  readonly forPeople?: readonly PersonId[]
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
const RECONNECT_MS = 1000

/** Fans messages out between nodes with LISTEN/NOTIFY on one connection of its own. */
export async function openLive(connection: pg.ClientConfig, log: Logger): Promise<Live> {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  let client: pg.Client | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...connection, keepAlive: true })
    next.on('notification', ({ payload }) => {
      const { platformId, ...message } = JSON.parse(payload ?? '{}')
      emitter.emit(platformId, message)
    })
    next.on('error', (error) => {
      log.warn({ err: error }, 'live connection lost')
      reconnectLater()
    })
    await next.connect()
    await next.query(`listen ${CHANNEL}`)
    client = next
  }

  function reconnectLater(): void {
    if (closed || timer) return
    client = undefined
    timer = setTimeout(() => {
      timer = undefined
      connect().then(
        () => emitter.emit('gap'),
        () => reconnectLater(),
      )
    }, RECONNECT_MS)
  }

  await connect()
  return {
    async publish(db, platformId, message) {
      await sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ platformId, ...message })})`.execute(db)
    },
    subscribe(platformId, listener) {
      emitter.on(platformId, listener)
      return () => emitter.off(platformId, listener)
    },
    onGap(listener) {
      emitter.on('gap', listener)
      return () => emitter.off('gap', listener)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
