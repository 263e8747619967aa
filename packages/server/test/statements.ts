import pg from 'pg'

type Query = (this: pg.Client, ...args: unknown[]) => unknown

/** What some work asked of the database, statement by statement in their order: what transactions and settings cost, too. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
  const statements: string[] = []
  const prototype = pg.Client.prototype as { query: unknown }
  const query = prototype.query as Query
  prototype.query = function (this: pg.Client, ...args: unknown[]) {
    statements.push(textOf(args[0]))
    return query.apply(this, args)
  }
  try {
    return { result: await work(), statements }
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
