import { type Insertable, type InsertQueryBuilder, type InsertResult, sql } from 'kysely'
import type { Db, Trx } from './database.ts'
import type { Tables } from './tables.ts'

// PostgreSQL takes 65,535 parameters in one statement. A list is one of them here, however long it is, and the
// statement has the same text for every length: it is prepared once.

/**
 * Starts an insert of any number of rows, which goes on as one of `values` does (`onConflict`, `returning`).
 *
 * @param rows at least one; all with the same columns as the first
 * @param json columns whose texts are JSON
 */
export function insertRows<Table extends keyof Tables & string>(
  db: Db | Trx,
  table: Table,
  rows: readonly Insertable<Tables[Table]>[],
  json: readonly (keyof Tables[Table] & string)[] = [],
): InsertQueryBuilder<Tables, Table, InsertResult> {
  const columns = Object.keys(rows[0] ?? {})
  const names = columns.map((column) => [column, toSnakeCase(column)] as const)
  const isJson = new Set<string>(json)
  const records = rows.map((row) => {
    const values = row as Record<string, unknown> // by the names of its columns
    return Object.fromEntries(
      names.map(([column, name]) => {
        const value = values[column] ?? null
        if (Buffer.isBuffer(value)) return [name, `\\x${value.toString('hex')}`]
        return [name, isJson.has(column) && value !== null ? JSON.parse(String(value)) : value]
      }),
    )
  })
  const list = sql.join(columns.map((column) => sql.ref(column)))
  const given = sql`select ${list} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(records)}::jsonb)`
  const insert = db.insertInto(table) as unknown as InsertQueryBuilder<Tables, Table, InsertResult>
  // biome-ignore lint/plugin: the types of kysely can't follow a table that is a parameter
  return insert.columns(columns as never).expression(given)
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
