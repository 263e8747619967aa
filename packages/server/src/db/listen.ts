import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { newClient } from './client.ts'

/** What is heard on a channel of PostgreSQL, for as long as the process lives. */
export interface Listening {
  close(): Promise<void>
}

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 15_000
/** A connection that died without a word is found by asking something. */
const HEARTBEAT_MS = 15_000
const HEARTBEAT_TIMEOUT_MS = 10_000

/**
 * Listens on a connection of its own. A lost one is made again, later and later, until it is there.
 *
 * @param heard.onGap after a new connection: messages may have been missed
 * @throws when the first connection can't be made
 */
export async function listen(
  connection: pg.ClientConfig,
  channel: string,
  heard: { onMessage: (payload: string) => void; onGap: () => void },
  log: Logger,
): Promise<Listening> {
  const closing = new AbortController()
  let current = await connect()
  const watching = watch()

  async function connect(): Promise<pg.Client> {
    const client = newClient({ ...connection, keepAlive: true, connectionTimeoutMillis: 10_000 })
    client.on('notification', ({ payload = '' }) => {
      try {
        heard.onMessage(payload)
      } catch (error) {
        log.error({ err: error, channel }, 'a message was not understood')
      }
    })
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
      return client
    } catch (error) {
      end(client)
      throw error
    }
  }

  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      const reason = await untilLost(current)
      end(current)
      if (closing.signal.aborted) return
      log.warn({ err: reason, channel }, 'the listening connection was lost')
      const next = await reconnect()
      if (!next) return
      current = next
      log.info({ channel }, 'listening again')
      heard.onGap()
    }
  }

  async function reconnect(): Promise<pg.Client | undefined> {
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => {})
      if (closing.signal.aborted) return undefined
      try {
        const client = await connect()
        if (!closing.signal.aborted) return client
        end(client)
        return undefined
      } catch (error) {
        log.debug({ err: error, channel }, 'still not listening')
      }
    }
  }

  /** @returns why it was lost */
  async function untilLost(client: pg.Client): Promise<unknown> {
    const lost = new Promise<unknown>((resolve) => {
      client.once('error', resolve)
      client.once('end', () => resolve(new Error('the connection ended')))
      closing.signal.addEventListener('abort', () => resolve(undefined), { once: true })
    })
    const timer = setInterval(() => {
      const tooLong = setTimeout(
        () => client.emit('error', new Error('no sign of life')),
        HEARTBEAT_TIMEOUT_MS,
      ).unref()
      client.query('select 1').then(
        () => clearTimeout(tooLong),
        () => clearTimeout(tooLong), // told by an event
      )
    }, HEARTBEAT_MS).unref()
    try {
      return await lost
    } finally {
      clearInterval(timer)
    }
  }

  return {
    async close() {
      closing.abort()
      await watching
    },
  }
}

/** Says good-bye without waiting for an answer that may never come. */
function end(client: pg.Client): void {
  client.end().catch(() => {})
}
