import type pg from 'pg'

const RESERVED =
  'as|from|on|where|set|using|inner|left|right|full|cross|join|natural|group|order|limit|offset|for|returning|union|values|select|default|having|window|lateral|tablesample'
const IS_RESERVED = new RegExp(`^(?:${RESERVED})$`)
const TABLE = new RegExp(
  `(?:\\b(?:from|join|using|update|into)|,)\\s+(?:only\\s+|lateral\\s+)?(?:public\\.)?(\\w+)(?![\\w.(])(?:\\s+(?:as\\s+)?(?!(?:${RESERVED})\\b)(\\w+))?`,
  'g',
)
const PLATFORM = 'platform_id'
const SIDE = '([\\w.$]+(?:\\(\\))?(?:::\\w+)?|any ?\\()'
/** `a.platform_id = b.platform_id`, `platform_id = $1`, `$1 = a.platform_id`, `a.platform_id = any(…)` */
const EQUAL = new RegExp(`${SIDE} ?(?:=|in|is not distinct from) ?${SIDE}`, 'g')

/**
 * The tables of a statement that nothing says the platform of: no parameter, and no equality of `platform_id` with another
 * table of which it is said. Such a statement can't be sent to the one server that has the platform.
 */
export function unsaidTables(statement: string, tables: ReadonlySet<string>): string[] {
  // In quotes a word of the language is a name.
  const plain = statement
    .toLowerCase()
    .replace(/"(\w+)"/g, (_, name: string) => (IS_RESERVED.test(name) ? `${name}_` : name))
  return partsOf(plain).flatMap((part) => unsaidIn(part, tables))
}

function unsaidIn(text: string, tables: ReadonlySet<string>): string[] {
  const refs = refsIn(text, tables)
  if (refs.size === 0) return []
  const insert = /\binsert into (?:public\.)?(\w+)(?: as (\w+))? ?\(([^)]*)\)/.exec(text)
  const said = new Set<string>()
  if (insert?.[3]?.includes(PLATFORM)) said.add(insert[2] ?? insert[1] ?? '')
  const equal: [string, string][] = []
  for (const [, left = '', right = ''] of text.matchAll(EQUAL)) {
    const [one, other] = [left, right].map((side) => ownerOf(side, refs))
    if (one === undefined && other === undefined) continue
    if (one !== undefined && other !== undefined) equal.push([one, other])
    else said.add(one ?? other ?? '')
  }
  // `(a.platform_id, a.id) = (…)` and `(a.platform_id, a.id) in (…)`
  for (const [, row = ''] of text.matchAll(/\(([\w., ]+)\) ?(?:=|in)/g))
    for (const column of row.split(',')) said.add(ownerOf(column.trim(), refs) ?? '')
  for (const [, using = ''] of text.matchAll(/\busing ?\(([\w, ]+)\)/g))
    if (using.includes(PLATFORM)) for (const ref of refs.keys()) equal.push([ref, [...refs.keys()][0] ?? ''])
  // What is no table here is one of the part around it, or was found by another part: there it is looked at.
  const isSaid = (ref: string) => said.has(ref) || !refs.has(ref)
  for (let grew = true; grew; ) {
    grew = false
    for (const [one, other] of equal)
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const)
        if (isSaid(from) && refs.has(to) && !said.has(to)) grew = Boolean(said.add(to))
  }
  return [...refs]
    .filter(([ref]) => !said.has(ref))
    .map(([ref, table]) => (ref === table ? ref : `${table} ${ref}`))
}

/** Tables by the names that they have in a part. */
function refsIn(text: string, tables: ReadonlySet<string>): Map<string, string> {
  const refs = new Map<string, string>()
  for (const [, table = '', alias] of text.matchAll(TABLE))
    if (tables.has(table)) refs.set(alias ?? table, table)
  return refs
}

/** Whose `platform_id` one side of an equality is; undefined for what is none. */
function ownerOf(side: string, refs: ReadonlyMap<string, string>): string | undefined {
  if (side === PLATFORM) return [...refs.keys()][0]
  return side.endsWith(`.${PLATFORM}`) ? side.slice(0, -PLATFORM.length - 1) : undefined
}

/** Sides of a `union`, and the rows of an `insert` that a `select` finds. */
const BETWEEN_PARTS =
  /\b(?:union(?: all)?|intersect|except)\b|(?<=\binsert into [^()]+\([^()]*\) ?)(?=select\b)/

/** Every `select` in parentheses is a part, and so is each side of a `union`. */
function partsOf(text: string): string[] {
  const nested: string[] = []
  let rest = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '(' || !/^\( ?(select|with|insert|update|delete)\b/.test(text.slice(at, at + 10))) {
      rest += text[at]
      continue
    }
    const end = closing(text, at)
    nested.push(text.slice(at + 1, end))
    rest += '(nested)'
    at = end
  }
  return [...rest.split(BETWEEN_PARTS), ...nested.flatMap(partsOf)]
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}

/** The tables that have rows of platforms, by name. */
export async function tablesOfPlatforms(client: pg.Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and relname not in ('platform_hosts', 'lectern_migrations')`)
  return new Set(rows.map(({ name }) => name))
}
