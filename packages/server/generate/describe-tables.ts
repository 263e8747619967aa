import { readFileSync } from 'node:fs'
import type pg from 'pg'
import { readCatalog } from './catalog.ts'
import { readKnownTypes, writeTables } from './table-types.ts'

export const TARGET = new URL('../src/db/tables.ts', import.meta.url)
const KNOWN = new URL('../src/db/column-types.ts', import.meta.url)

/**
 * The types of the tables of a migrated database.
 *
 * @throws {UnknownColumnsError} for what has to be said in `column-types.ts`
 */
export async function describeTables(client: pg.ClientBase): Promise<string> {
  return writeTables(await readCatalog(client), readKnownTypes(readFileSync(KNOWN, 'utf8')))
}
