import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Db, Trx } from '../db/database.ts'
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

/** Fans messages out between nodes with LISTEN/NOTIFY on one connection of its own. */
export async function openLive(connection: pg.ClientConfig, log: Logger): Promise<Live> {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const listening = await listen(
    connection,
    CHANNEL,
    {
      onMessage(payload) {
        const { platformId, ...message } = JSON.parse(payload)
        emitter.emit(platformId, message)
      },
      onGap: () => emitter.emit('gap'),
    },
    log,
  )
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
    close: () => listening.close(),
  }
}
