import pg from 'pg'
import type { App } from '../src/app.ts'
import { createLog } from '../src/log.ts'
import { type Slot, Vault } from '../src/secrets/vault.ts'
import { findSecrets } from './find-secrets.ts'
import type { TestDb } from './test-db.ts'

/** People, links and secrets of each kind that are searched for: the newest. */
const MANY = 1000

/** The log of an app, as it would be written, and what it must not hold. */
export interface WatchedLog {
  readonly log: ReturnType<typeof createLog>
  /** What was logged so far. */
  lines(): Readonly<Record<string, unknown>>[]
  /** Keeps in mind what is sealed: client secrets, tokens, secrets of webhooks. */
  readonly vault: (ring: string) => Vault
  /** Keeps in mind the tokens that answers hand out. */
  watch(app: App): void
  /** @throws when the log holds a secret that was made, a link into a room, an address of a person, or their like */
  search(db: Pick<TestDb, 'connection'>): Promise<void>
}

export function watchLog(): WatchedLog {
  const lines: string[] = []
  const secrets = new Set<string>()
  return {
    log: createLog('trace', { write: (line: string) => void lines.push(line) }),
    lines: () => lines.map((line) => JSON.parse(line)),
    vault: (ring) =>
      new (class extends Vault {
        override seal(plaintext: string, slot: Slot): string {
          secrets.add(plaintext)
          return super.seal(plaintext, slot)
        }
      })(ring),
    watch({ http }) {
      http.addHook('onSend', async (_request, reply, payload) => {
        const cookies = String(reply.getHeader('set-cookie') ?? '')
        const isJson = String(reply.getHeader('content-type')).includes('json') && typeof payload === 'string'
        for (const text of isJson ? [cookies, payload] : [cookies])
          for (const [token] of text.matchAll(/(?<![\w-])[\w-]{43}(?![\w-])/g)) secrets.add(token)
        return payload
      })
    },
    async search({ connection }) {
      const text = lines.join('')
      if (!text) return
      const found = findSecrets(text, [...secrets, ...(await listPersonal(connection))])
      if (found.length > 0) throw new Error(`The log holds what is secret: ${found.join(' | ')}`)
    },
  }
}

/** Addresses of people, and links into rooms. */
async function listPersonal(connection: pg.ClientConfig): Promise<string[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ secret: string }>(`
      (select email as secret from people order by id desc limit ${MANY})
      union all (select join_url from rooms where join_url is not null order by id desc limit ${MANY})
      union all (select join_url from registrations where join_url is not null order by room_id desc limit ${MANY})`)
    return rows.map(({ secret }) => secret)
  } finally {
    await client.end()
  }
}
