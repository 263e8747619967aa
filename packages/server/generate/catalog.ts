import type pg from 'pg'

/** A table or view of the schema, as the catalog has it. */
export interface CatalogTable {
  readonly name: string
  readonly comment: string | null
  readonly isView: boolean
  /** All rows are seen, also before a platform is known. */
  readonly isOpen: boolean
  readonly columns: readonly CatalogColumn[]
}

export interface CatalogColumn {
  readonly name: string
  /** As PostgreSQL calls it, such as `timestamptz` or `text[]`. */
  readonly type: string
  readonly comment: string | null
  readonly isNullable: boolean
  /** What is inserted when nothing is said: something, or what the database alone makes. */
  readonly filled: 'by-default' | 'always' | undefined
  /** The column that it is a foreign key to. */
  readonly references: { readonly table: string; readonly column: string } | undefined
  /** The texts that a check allows. */
  readonly choices: readonly string[] | undefined
}

interface Row extends Omit<CatalogColumn, 'references' | 'choices' | 'filled'> {
  readonly table: string
  readonly tableComment: string | null
  readonly isView: boolean
  readonly isOpen: boolean
  readonly filled: CatalogColumn['filled'] | null
  readonly references: { readonly table: string; readonly column: string }[] | null
  readonly checks: string[] | null
}

const COLUMNS = `
  select
    t.relname as "table",
    obj_description(t.oid, 'pg_class') as "tableComment",
    t.relkind = 'v' as "isView",
    exists (
      select from pg_policy p
      where p.polrelid = t.oid and p.polcmd = 'r' and p.polroles = '{0}' and pg_get_expr(p.polqual, p.polrelid) = 'true'
    ) as "isOpen",
    c.attname as "name",
    case when e.typname is null then y.typname else e.typname || '[]' end as "type",
    col_description(t.oid, c.attnum) as "comment",
    not c.attnotnull as "isNullable",
    case
      when c.attgenerated <> '' or c.attidentity = 'a' then 'always'
      when c.atthasdef or c.attidentity = 'd' then 'by-default'
    end as "filled",
    (
      select json_agg(json_build_object('table', r.relname, 'column', a.attname) order by k.conname)
      from pg_constraint k
      cross join lateral unnest(k.conkey, k.confkey) as pair (own, other)
      join pg_class r on r.oid = k.confrelid
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = pair.other
      where k.contype = 'f' and k.conrelid = t.oid and pair.own = c.attnum
    ) as "references",
    (
      select json_agg(pg_get_constraintdef(k.oid) order by k.conname)
      from pg_constraint k
      where k.contype = 'c' and k.conrelid = t.oid and k.conkey = array[c.attnum]
    ) as "checks"
  from pg_class t
  join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
  join pg_type y on y.oid = c.atttypid
  left join pg_type e on e.oid = y.typelem and y.typcategory = 'A'
  where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p', 'v') and not t.relispartition
    and t.relname <> 'lectern_migrations'
  order by t.relname collate "C", c.attnum`

/** Reads what a migrated database says of its tables. */
export async function readCatalog(client: pg.ClientBase): Promise<CatalogTable[]> {
  const { rows } = await client.query<Row>(COLUMNS)
  return [...Map.groupBy(rows, (row) => row.table)].map(([name, columns]) => ({
    name,
    comment: columns[0]?.tableComment ?? null,
    isView: columns.some((row) => row.isView),
    isOpen: columns.some((row) => row.isOpen),
    columns: columns.map(toColumn),
  }))
}

function toColumn(row: Row): CatalogColumn {
  const { name, type, comment, isNullable } = row
  const choices = (row.checks ?? []).flatMap((check) => {
    const found = choicesOf(name, check)
    return found ? [found] : []
  })
  return {
    ...{ name, type, comment, isNullable },
    filled: row.filled ?? undefined,
    references: row.references?.[0],
    choices: choices[0],
  }
}

/**
 * The texts that a check allows for a column, or for what is in its list.
 *
 * @param check as PostgreSQL writes it
 * @returns undefined for a check of another kind
 */
export function choicesOf(column: string, check: string): string[] | undefined {
  const name = column.replaceAll(/[^\w]/g, '\\$&')
  const list = new RegExp(`^CHECK \\(\\(${name} (?:= ANY \\(|<@ )\\(?ARRAY\\[(.*)\\]\\)*$`, 's').exec(
    check,
  )?.[1]
  const texts = list ?? new RegExp(`^CHECK \\(\\(${name} = ('.*'::text)\\)\\)$`, 's').exec(check)?.[1]
  if (texts === undefined) return undefined
  const found = [...texts.matchAll(/'((?:[^']|'')*)'::text/g)].map(([, text = '']) =>
    text.replaceAll("''", "'"),
  )
  const isAll = found.map((text) => `'${text.replaceAll("'", "''")}'::text`).join(', ') === texts
  return isAll ? found : undefined
}
