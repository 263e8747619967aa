import { readFileSync, writeFileSync } from 'node:fs'
import type pg from 'pg'

/** A statement as a release sends it, with the types of its values. */
export interface Kept {
  readonly text: string
  /** Such as `{uuid,text}`. */
  readonly takes: string
}

/** What was asked when everything was built and read, and when every operation was carried out: a file each. */
const files = {
  reads: new URL('release-statements.json', import.meta.url),
  changes: new URL('release-changes.json', import.meta.url),
}

/** Each statement that the previous release sends. */
export function readKept(): Kept[] {
  const kept = Object.values(files).flatMap(
    (file) => (JSON.parse(readFileSync(file, 'utf8')) as { statements: Kept[] }).statements,
  )
  return [...new Map(kept.map((one) => [one.text, one])).values()]
}

/** Keeps what this release sends, each statement once: no transactions and settings. */
export async function keep(
  client: pg.Client,
  file: keyof typeof files,
  statements: Iterable<string>,
): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const asked = [...new Set(statements)]
    .filter((statement) => /^(select|insert|update|delete|with)\b/.test(statement))
    .sort()
  const kept = { release: version, statements: await withTypes(client, asked) }
  writeFileSync(files[file], `${JSON.stringify(kept, null, 1)}\n`)
}

/** Statements with what they take by the schema as it is. */
async function withTypes(client: pg.Client, statements: readonly string[]): Promise<Kept[]> {
  const kept: Kept[] = []
  for (const text of statements) {
    await client.query(`prepare asked as ${text}`)
    kept.push({ text, takes: await typesOfAsked(client) })
    await client.query('deallocate asked')
  }
  return kept
}

/**
 * Statements that a schema does not understand: asks PostgreSQL to plan each, for any values, whether the values are of the
 * same types, and whether an insert leaves out what has to be said. Nothing is carried out.
 *
 * @returns why, and the beginning of the statement
 */
export async function refusedBy(client: pg.Client, statements: readonly Kept[]): Promise<string[]> {
  const musts = await neededColumns(client)
  const refused: string[] = []
  await client.query('begin')
  await client.query('set local plan_cache_mode = force_generic_plan')
  for (const { text, takes } of statements) {
    await client.query('savepoint one')
    const why = [...unsaid(text, musts)]
    try {
      await client.query(`prepare asked as ${text}`)
      const count = takes === '{}' ? 0 : takes.split(',').length
      const nulls = count > 0 ? `(${Array(count).fill('null').join()})` : ''
      await client.query(`explain execute asked${nulls}`) // only a plan looks for keys of `on conflict`
      const now = await typesOfAsked(client)
      if (now !== takes) why.push(`takes ${now} and not ${takes}`)
      await client.query('deallocate asked')
    } catch (error) {
      why.push((error as Error).message)
      await client.query('rollback to one')
      await client.query('deallocate all')
    }
    await client.query('release one')
    if (why.length > 0) refused.push(`${why.join(', ')}: ${text.slice(0, 200)}`)
  }
  await client.query('rollback')
  return refused
}

async function typesOfAsked(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ takes: string }>(
    `select parameter_types::text as takes from pg_prepared_statements where name = 'asked'`,
  )
  return rows[0]?.takes ?? ''
}

function* unsaid(text: string, musts: ReadonlyMap<string, string[]>): Generator<string> {
  for (const [, table = '', columns = ''] of text.matchAll(/insert into "?(\w+)"? \(([^)]*)\)/g)) {
    const said = new Set(columns.split(',').map((name) => name.trim().replaceAll('"', '')))
    for (const column of musts.get(table) ?? [])
      if (!said.has(column)) yield `${table}.${column} has to be said`
  }
}

/** Columns by table that have no value unless one is said. */
async function neededColumns(client: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(`
    select table_name as table, array_agg(column_name::text) as columns from information_schema.columns
    where table_schema = 'public' and is_nullable = 'NO' and column_default is null
      and is_identity = 'NO' and is_generated = 'NEVER'
    group by 1`)
  return new Map(rows.map(({ table, columns }) => [table, columns]))
}
