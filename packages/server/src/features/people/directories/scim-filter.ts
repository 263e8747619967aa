import { type RawBuilder, sql } from 'kysely'
import { type Compare, type Filter, parse } from 'scim2-parse-filter'
import { MAX_FILTER } from './scim-patch.ts'
import { attributeOf, wrong } from './scim-words.ts'

/** What can be asked for of an attribute. */
export interface Column {
  readonly kind: 'text' | 'boolean'
  readonly value: RawBuilder<unknown>
  /** RFC 7643 says of each attribute whether case counts; left out = it does not. */
  readonly isExact?: true
  /** Finds by an index what is equal; the comparison itself follows. */
  readonly find?: (value: string) => RawBuilder<boolean>
  /** Of an attribute with several values: whether one of them is this. Nothing but `eq`, `ne` and `pr` can be asked. */
  readonly is?: (value: string) => RawBuilder<boolean>
}

/**
 * A filter of RFC 7644 §3.4.2.2 as a condition. Values are parameters, names are looked up.
 *
 * @param columns by attribute, in lower case: `emails.value`
 * @throws {InvalidInputError} `scim-filter`
 */
export function toCondition(filter: string, columns: Readonly<Record<string, Column>>): RawBuilder<boolean> {
  if (filter.length > MAX_FILTER) throw wrong('scim-filter', { found: `${filter.slice(0, 100)}…` })
  let parsed: Filter
  try {
    parsed = parse(filter)
  } catch {
    throw wrong('scim-filter', { found: filter.slice(0, 100) })
  }
  return conditionOf(parsed, columns, '')
}

function conditionOf(
  filter: Filter,
  columns: Readonly<Record<string, Column>>,
  within: string,
): RawBuilder<boolean> {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const all = filter.filters.map((one) => conditionOf(one, columns, within))
      return sql<boolean>`(${sql.join(all, filter.op === 'and' ? sql` and ` : sql` or `)})`
    }
    case 'not':
      return sql<boolean>`(not ${conditionOf(filter.filter, columns, within)})`
    case '[]':
      return conditionOf(filter.valFilter, columns, `${attributeOf(filter.attrPath)}.`)
    default: {
      const name = within + attributeOf(filter.attrPath)
      const column = Object.hasOwn(columns, name) ? columns[name] : undefined
      if (!column) throw wrong('scim-filter', { found: filter.attrPath.slice(0, 100) })
      if (filter.op === 'pr')
        return sql<boolean>`(${column.value} is not null and ${column.value}::text <> '')`
      return column.kind === 'boolean' ? booleanCondition(filter, column) : textCondition(filter, column)
    }
  }
}

function booleanCondition({ op, attrPath, compValue }: Compare, column: Column): RawBuilder<boolean> {
  const said = String(compValue).toLowerCase()
  if ((op !== 'eq' && op !== 'ne') || (said !== 'true' && said !== 'false'))
    throw wrong('scim-filter', { found: `${attrPath} ${op} ${compValue}`.slice(0, 100) })
  return sql<boolean>`(${column.value} = ${(said === 'true') === (op === 'eq')})`
}

function textCondition({ op, attrPath, compValue }: Compare, column: Column): RawBuilder<boolean> {
  const refuse = () => wrong('scim-filter', { found: `${attrPath} ${op} ${compValue}`.slice(0, 100) })
  if (compValue === null && (op === 'eq' || op === 'ne'))
    return op === 'eq' ? sql<boolean>`(${column.value} is null)` : sql<boolean>`(${column.value} is not null)`
  if (typeof compValue !== 'string' || compValue.includes('\0')) throw refuse()
  if (column.is) {
    if (op !== 'eq' && op !== 'ne') throw refuse()
    return op === 'eq' ? column.is(compValue) : sql<boolean>`(not ${column.is(compValue)})`
  }
  const own = column.isExact ? column.value : sql`lower(${column.value})`
  const asked = column.isExact ? sql`${compValue}::text` : sql`lower(${compValue}::text)`
  switch (op) {
    case 'eq':
      return column.find
        ? sql<boolean>`(${column.find(compValue)} and ${own} = ${asked})`
        : sql<boolean>`(${own} = ${asked})`
    case 'ne':
      return sql<boolean>`(${own} is distinct from ${asked})`
    case 'co':
      return sql<boolean>`(position(${asked} in ${own}) > 0)`
    case 'sw':
      return sql<boolean>`starts_with(${own}, ${asked})`
    case 'ew':
      return sql<boolean>`(right(${own}, length(${asked})) = ${asked} and ${asked} <> '')`
    case 'gt':
      return sql<boolean>`(${own} > ${asked})`
    case 'ge':
      return sql<boolean>`(${own} >= ${asked})`
    case 'lt':
      return sql<boolean>`(${own} < ${asked})`
    case 'le':
      return sql<boolean>`(${own} <= ${asked})`
    default:
      throw refuse()
  }
}
