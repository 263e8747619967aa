import type { Compilable, CompiledQuery } from 'kysely'
import type { Db, Trx } from './database.ts'

/** Gives what stands for a value that each call brings. */
export type Values<Wanted extends object> = <Name extends keyof Wanted & string>(name: Name) => Wanted[Name]

/** Where a value comes. */
class Place {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A statement that is built once, for what is asked many times a second: to build one takes longer than to read a row.
 * What would give it another shape, such as a condition that is not always there, is a statement of its own.
 *
 * @param build the statement, with `value('name')` wherever a value comes; a list as `= any(${value('ids')})`
 * @returns runs it
 */
export function prepared<Wanted extends object, Row>(
  build: (db: Db, value: Values<Wanted>) => Compilable<Row>,
): (db: Db | Trx, values: Wanted) => Promise<Row[]> {
  let statement: CompiledQuery<Row> | undefined
  return async (db, values) => {
    // biome-ignore lint/plugin: it only stands where the value will
    statement ??= build(db, (name) => new Place(name) as never).compile()
    const parameters = statement.parameters.map((value) =>
      value instanceof Place ? values[value.name as keyof Wanted] : value,
    )
    const { rows } = await db.executeQuery<Row>({ ...statement, parameters })
    return rows
  }
}
