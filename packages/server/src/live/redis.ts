import { createClient } from '@redis/client'
import type { Logger } from 'pino'
import { StartupError } from '../startup-error.ts'
import { type Live, openLiveBeside } from './live.ts'

const CHANNEL = 'lectern_live'
const CONNECT_TIMEOUT_MS = 10_000
const LONGEST_RETRY_MS = 15_000

/**
 * Fans messages out between nodes by Redis, or what speaks as it does. A lost connection is made again, later and later,
 * and is a gap then.
 *
 * @param url `redis://` or `rediss://`
 * @throws {StartupError} when it does not answer at first
 */
export function openRedisLive(url: string, log: Logger): Promise<Live> {
  return openLiveBeside(async (heard) => {
    let isOpen = false
    const connect = (name: string) => {
      const client = createClient({
        url,
        disableOfflineQueue: true, // a message is worth something now, or nothing
        socket: {
          connectTimeout: CONNECT_TIMEOUT_MS,
          // Not at the start: whoever starts it is told at once.
          reconnectStrategy: (tries) =>
            isOpen && Math.min(250 * 2 ** Math.min(tries, 6), LONGEST_RETRY_MS) * (0.5 + Math.random() / 2),
        },
      })
      client.on('error', (err) => log.warn({ err, name }, 'Redis does not answer'))
      return client
    }
    const [speaker, listener] = [connect('speaker'), connect('listener')]
    try {
      await Promise.all([speaker.connect(), listener.connect()])
      await listener.subscribe(CHANNEL, (payload) => {
        try {
          heard.onMessage(payload)
        } catch (error) {
          log.error({ err: error, channel: CHANNEL }, 'a message was not understood')
        }
      })
    } catch (cause) {
      for (const client of [speaker, listener]) if (client.isOpen) client.destroy()
      throw new StartupError(
        `Redis does not answer at LIVE_URL (${(cause as Error).message}). Check that it runs and that address, user and password are right.`,
        { cause },
      )
    }
    isOpen = true
    // It has subscribed again by then.
    listener.on('ready', () => {
      log.info('listening at Redis again')
      heard.onGap()
    })
    return {
      send(payloads) {
        for (const payload of payloads)
          speaker
            .publish(CHANNEL, payload)
            .catch((err: unknown) => log.debug({ err }, 'a message was not told'))
      },
      async close() {
        for (const client of [speaker, listener]) if (client.isOpen) client.destroy()
      },
    }
  })
}
