import pg from 'pg'

type Query = (this: pg.Client, ...args: unknown[]) => unknown

/** What some work asked of the database. */
interface Asked<T> {
  readonly result: T
  /** In their order: what transactions and settings cost, too. */
  readonly statements: string[]
  /** Of each transaction that ended, how many platforms its connection was set to from its begin on. */
  readonly platformsOfTransactions: number[]
}

/** What some work asked of the database, statement by statement. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<Asked<T>> {
  const statements: string[] = []
  const platformsOfTransactions: number[] = []
  const connections = new WeakMap<pg.Client, { platform?: unknown; met?: Set<unknown> | undefined }>()
  const follow = (client: pg.Client, text: string, values: unknown) => {
    const connection = connections.get(client) ?? {}
    connections.set(client, connection)
    if (text.includes("set_config('app.platform'") && Array.isArray(values)) {
      connection.platform = values[0]
      connection.met?.add(values[0])
    }
    if (/^(begin|start transaction)\b/i.test(text))
      connection.met = new Set('platform' in connection ? [connection.platform] : [])
    if (!/^(commit|rollback)$/i.test(text) || !connection.met) return
    platformsOfTransactions.push(connection.met.size)
    connection.met = undefined
  }
  const prototype = pg.Client.prototype as { query: unknown }
  const query = prototype.query as Query
  prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked, more] = args
    const text = textOf(asked)
    statements.push(text)
    follow(this, text, isStatement(asked) ? asked.values : more)
    return query.apply(this, args)
  }
  try {
    return { result: await work(), statements, platformsOfTransactions }
  } finally {
    prototype.query = query
  }
}

/** From now on no statement may have more values than this; what it returns takes that back. */
export function refuseMoreValues(most: number): () => void {
  const prototype = pg.Client.prototype as { query: unknown }
  const query = prototype.query as Query
  prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked, more] = args
    const values = isStatement(asked) ? asked.values : more
    if (Array.isArray(values) && values.length > most)
      throw new Error(`${values.length} values in one statement, of ${most}: ${textOf(asked).slice(0, 200)}`)
    return query.apply(this, args)
  }
  return () => {
    prototype.query = query
  }
}

const isStatement = (asked: unknown): asked is { values?: unknown } =>
  typeof asked === 'object' && asked !== null && 'text' in asked

function textOf(asked: unknown): string {
  if (typeof asked === 'object' && asked !== null && 'text' in asked) return textOf(asked.text)
  return String(asked)
    .replace(/--[^\n]*/g, '') // would end all that comes after them in one line
    .replace(/\s+/g, ' ')
    .trim()
}
