import type pg from 'pg'

/** A table whose rows are backed up. */
export interface StoredTable {
  readonly name: string
  /** Without those that the database makes of others. */
  readonly columns: readonly string[]
  readonly isForced: boolean
  readonly isPartitioned: boolean
}

/** Every table of ours, by name. Partitions belong to theirs; which migrations ran is written by themselves. */
export async function listTables(client: pg.Client): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(`
    select c.relname as name, c.relforcerowsecurity as "isForced", c.relkind = 'p' as "isPartitioned",
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'lectern_migrations'
    order by c.relname`)
  return rows
}

/** The platforms there are: under the role that may read that of all. */
export async function listPlatformIds(client: pg.Client): Promise<string[]> {
  await client.query('set local role lectern_sweep')
  const { rows } = await client.query<{ id: string }>('select platform_id as id from platforms order by 1')
  await client.query('set local role none')
  return rows.map(({ id }) => id)
}

/** Whether row-level security does not hold for the role that is asking. */
export async function bypassesRowSecurity(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    'select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
  )
  return rows[0]?.bypasses === true
}

export interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/** All foreign keys, those of partitions left out: they follow theirs. */
export async function listForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace
    order by 1, 2`)
  return rows
}
