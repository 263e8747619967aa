import pg from 'pg'

/**
 * Settings that hold for one transaction alone, so that they are those of whoever asks on every connection to which a
 * pooler of transactions gives it. They travel with what is asked, in the same message: none costs a round trip.
 */
export class LocalSettings {
  readonly #begin: string
  readonly #select: string

  /** @param settings by their names in PostgreSQL, such as `role`; they hold in this order */
  constructor(settings: Readonly<Record<string, string>>) {
    const all = Object.entries(settings)
    this.#begin = all.map(([name, value]) => `; set local ${name} to ${pg.escapeLiteral(value)}`).join('')
    const each = all.map(([name, value]) => `set_config(${[name, value].map(pg.escapeLiteral)}, true)`)
    this.#select = `select ${each.join()}`
  }

  /** A transaction's first statement, and with it the settings. To be sent as a plain text. */
  atBegin(begin: string): string {
    return begin + this.#begin
  }

  /** A statement outside of a transaction, with the settings before it; the answer is that of the statement alone. */
  before(text: string, values: unknown[]): SettledQuery {
    return new SettledQuery(this.#select, { text, values, queryMode: 'extended' })
  }
}

/** The parts of `pg`'s own query that its types leave out. */
interface OpenQuery extends pg.Submittable {
  callback: (error: Error | undefined, result: pg.QueryResult) => void
  submit(connection: pg.Connection): unknown
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: pg.Connection): void
}
const OpenQuery = pg.Query as unknown as new (config: pg.QueryConfig & { queryMode: string }) => OpenQuery
/** As `pg` takes them; its types are those of an older one. */
type Messages = Record<'parse' | 'bind' | 'execute', (message: object) => void>

/**
 * Two statements in one message. Until the `Sync` at its end PostgreSQL takes them for one transaction, which is over with
 * its answer: the settings of the first hold for the second, and when the first fails the second is not done.
 */
class SettledQuery extends OpenQuery {
  readonly #settings: string
  #isSet = false
  readonly answer: Promise<pg.QueryResult>

  constructor(settings: string, config: pg.QueryConfig & { queryMode: 'extended' }) {
    super(config)
    this.#settings = settings
    this.answer = new Promise((resolve, reject) => {
      this.callback = (error, result) => (error ? reject(error) : resolve(result))
    })
  }

  override submit(connection: pg.Connection): unknown {
    const messages = connection as unknown as Messages
    connection.stream.cork()
    try {
      messages.parse({ text: this.#settings })
      messages.bind({})
      messages.execute({})
      return super.submit(connection)
    } finally {
      connection.stream.uncork()
    }
  }

  override handleDataRow(message: unknown): void {
    if (this.#isSet) super.handleDataRow(message)
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.#isSet) super.handleCommandComplete(message, connection)
    else this.#isSet = true
  }
}
