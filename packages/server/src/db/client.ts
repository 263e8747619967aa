import { createHash } from 'node:crypto'
import pg from 'pg'
import { beginSpan, failureOf } from '../tracing/tracing.ts'
import { DatabaseTroubleError, endsConnection, isRefusal, troubleOf } from './database-error.ts'
import type { LocalSettings } from './local-settings.ts'
import { currentWork } from './work.ts'

/** Distinct statements that are prepared per connection; later ones run unnamed. */
const MAX_NAMED_STATEMENTS = 500

/** Statements that change nothing by themselves. A `with` may, and a roll-back has its own way. */
const CHANGES_NOTHING = /^\s*(select|begin|start|set|show|rollback|savepoint|release|listen|unlisten)\b/i
const ENDS_TRANSACTION = /^\s*(commit|end)\b/i
const BEGINS_TRANSACTION = /^\s*(begin|start)\b/i

/**
 * A connection of the pool. It lets the server keep each distinct statement prepared (a third less time per query),
 * unless its settings are {@link localSettings}: behind a pooler of transactions the next one is asked of another server
 * process. It outlives its own end: what is asked of it then fails with a {@link DatabaseTroubleError}, the same one each
 * time, and nothing is thrown at the process.
 */
export class PooledClient extends pg.Client {
  readonly #names = new Map<string, string>()
  #end: DatabaseTroubleError | undefined
  /** The transaction that goes on has changed something. */
  #hasChanged = false
  /** It may be in a transaction that nobody ended. */
  #isSpoilt = false
  /** Sent along with each transaction and each statement outside of one; undefined = its session has its settings. */
  localSettings: LocalSettings | undefined

  constructor(config?: string | pg.ClientConfig) {
    super(config)
    // While a connection is handed out the pool does not listen, and an error that nobody hears ends the process.
    this.on('error', (cause) => {
      this.#end ??= new DatabaseTroubleError('unavailable', { cause })
    })
  }

  /** Nobody must get this connection any more. */
  get isOver(): boolean {
    return this.#end !== undefined || this.#isSpoilt
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of pg's query cannot be restated
  override query(...args: any[]): any {
    const [text, values] = args
    if (typeof text !== 'string' || typeof args.at(-1) === 'function') {
      return super.query(...(args as Parameters<pg.Client['query']>))
    }
    if (this.#end) return Promise.reject(this.#end)
    const saves = this.#noteChange(text)
    const work = currentWork()
    const span = work?.span && beginSpan({ kind: 'statement', text }, work.span)
    return this.#send(text, values).then(
      (result) => {
        span?.end()
        if (work && saves) work.hasSaved = true
        return result
      },
      (error: unknown) => {
        span?.end({ failure: failureOf(error) })
        throw this.#translate(error, saves)
      },
    )
  }

  #send(text: string, values: unknown): Promise<pg.QueryResult> {
    if (!Array.isArray(values)) return super.query(text)
    const local = this.localSettings
    if (!local) {
      const name = this.#nameOf(text)
      return super.query(name ? { name, text, values } : { text, values })
    }
    if (this.getTransactionStatus() !== 'I') return super.query({ text, values })
    if (!BEGINS_TRANSACTION.test(text)) return super.query(local.before(text, values)).answer
    return super.query(local.atBegin(text)).catch((error: unknown) => {
      this.#isSpoilt = true
      throw error
    })
  }

  /** @returns whether something is saved if this statement goes well: a change, or the end of a transaction with one */
  #noteChange(text: string): boolean {
    const isInTransaction = this.getTransactionStatus() !== 'I'
    if (ENDS_TRANSACTION.test(text)) {
      const saves = this.#hasChanged
      this.#hasChanged = false
      return saves && isInTransaction
    }
    if (!CHANGES_NOTHING.test(text)) {
      this.#hasChanged = isInTransaction
      return !isInTransaction
    }
    if (!isInTransaction) this.#hasChanged = false
    return false
  }

  #translate(cause: unknown, saves: boolean): unknown {
    const trouble = troubleOf(cause) ?? (this.#end && 'unavailable')
    if (!trouble) return cause
    const isOver = endsConnection(cause) || this.#end !== undefined
    const outcomeUnknown = saves && isOver && !isRefusal(cause)
    const error = new DatabaseTroubleError(trouble, { cause, outcomeUnknown })
    // The roll-back that follows must not hide that the outcome is unknown.
    if (isOver) this.#end = error
    return error
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known) return known
    if (this.#names.size >= MAX_NAMED_STATEMENTS) return undefined
    const name = createHash('sha1').update(text).digest('base64url')
    this.#names.set(text, name)
    return name
  }
}

/** A connection beside the pool, for one piece of work: its loss is an error of that work alone. */
export function newClient(connection: pg.ClientConfig | string): pg.Client {
  const client = new pg.Client(connection)
  client.on('error', () => {}) // what is being asked fails with it
  return client
}
