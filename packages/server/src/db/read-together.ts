import { type Expression, sql } from 'kysely'
import type { PlatformId } from '../domain/ids.ts'
import { type Db, readQuickly, type Trx } from './database.ts'
import type { Values } from './prepared.ts'
import { together } from './together.ts'

/** PostgreSQL's types of what a question brings. A list is written as text, since lists of lists are not lists of rows. */
type ValueType = 'uuid' | 'uuid[]' | 'text' | 'bytea' | 'timestamptz' | 'int'

interface OfPlatform {
  readonly platformId: PlatformId
}

/** A statement, and where its parameters come from. */
interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

/** One reading of a kind and platform at a time: what comes meanwhile is the next one, and nobody waits for a lock. */
const RUNS = 1

/** Where the platform comes, and the list of one value of each question. */
class Place {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A reading that is asked many times a second. Its statement is built once and planned once by each connection, and what many
 * ask at the same time is asked at once (`together`): the statement is done for each of them, within one that has a row for
 * each.
 *
 * It has to find its rows by what is asked, through an index: its plan is made for any values.
 *
 * @param types of what a question brings, beside the platform
 * @param build the reading, with `value('name')` wherever a value comes; a list as `= any(${value('ids')})`
 * @returns asks it; in a transaction by itself
 */
export function readTogether<Wanted extends OfPlatform, Row>(
  types: { readonly [Name in Exclude<keyof Wanted, 'platformId'>]: ValueType },
  build: (db: Db, value: Values<Wanted>) => Expression<Row>,
): (db: Db | Trx, asked: Wanted) => Promise<Row[]> {
  const wanted = Object.entries(types) as [keyof Wanted & string, ValueType][]
  let statement: Statement | undefined
  const run = async (db: Db, asked: readonly Wanted[]): Promise<Row[][]> => {
    statement ??= compile(db, wanted, build)
    const parameters = statement.parameters.map((value) =>
      value instanceof Place ? valueAt(value.name as keyof Wanted & string, types, asked) : value,
    )
    const rows = await readQuickly<Row & { askedAs: number }>(db, statement.text, parameters)
    const answers: Row[][] = asked.map(() => [])
    for (const row of rows) answers[row.askedAs - 1]?.push(row)
    return answers
  }
  return together(run, RUNS)
}

function compile<Wanted extends OfPlatform, Row>(
  db: Db,
  wanted: readonly (readonly [keyof Wanted & string, ValueType])[],
  build: (db: Db, value: Values<Wanted>) => Expression<Row>,
): Statement {
  const types = new Map<string, ValueType>(wanted)
  const value = (name: string) => {
    const type = types.get(name)
    if (type === undefined) return new Place(name)
    const column = sql.ref(`asked.${name}`)
    return type.endsWith('[]') ? sql`${column}::${sql.raw(type)}` : column
  }
  const lists = wanted.map(
    ([name, type]) => sql`${new Place(name)}::${sql.raw(type.endsWith('[]') ? 'text[]' : `${type}[]`)}`,
  )
  const columns = [...wanted.map(([name]) => sql.id(name)), sql.id('askedAs')]
  // biome-ignore lint/plugin: what stands for a value is written where the value would be
  const reading = build(db, value as never)
  const compiled = sql`
    select answer.*, asked.asked_as::int from unnest(${sql.join(lists)}) with ordinality as asked (${sql.join(columns)})
    cross join lateral ${reading} as answer`.compile(db)
  return { text: compiled.sql, parameters: compiled.parameters }
}

/** The platform, or the list of what all ask for. */
function valueAt<Wanted extends OfPlatform>(
  name: keyof Wanted & string,
  types: Readonly<Record<string, ValueType>>,
  asked: readonly Wanted[],
): unknown {
  const type = types[name]
  if (type === undefined) return asked[0]?.[name]
  const values = asked.map((one) => one[name])
  return type.endsWith('[]') ? values.map((list) => `{${(list as readonly string[]).join()}}`) : values
}
