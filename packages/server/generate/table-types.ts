import ts from 'typescript'
import type { CatalogColumn, CatalogTable } from './catalog.ts'

/** Types by table and column, both in camel case, and the imports that they need. */
export interface KnownTypes {
  readonly ofColumn: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly imports: readonly { readonly path: string; readonly names: readonly string[] }[]
}

const HEADER = `// Written by \`npm run generate:tables\` from the migrations; what the database does not know stands in column-types.ts.
`

/** How a column is read, inserted and changed. Json is written as text: pg would write its lists as those of PostgreSQL. */
const HELPERS: Readonly<Record<string, string>> = {
  Instant: 'ColumnType<Date, Date | string, Date | string>',
  FilledInstant: 'ColumnType<Date, Date | string | undefined, Date | string>',
  MaybeInstant: 'ColumnType<Date | null, Date | string | null | undefined, Date | string | null>',
  'Json<T>': 'ColumnType<T, string, string>',
  'FilledJson<T>': 'ColumnType<T, string | undefined, string>',
  'MaybeJson<T>': 'ColumnType<T | null, string | null | undefined, string | null>',
}

const PLAIN: Readonly<Record<string, string>> = {
  text: 'string',
  int4: 'number',
  int8: 'number', // connections read them so: database.ts
  bool: 'boolean',
  bytea: 'Buffer',
}

/** What the generator is to be told; one sentence for each. */
export class UnknownColumnsError extends Error {}

/**
 * Writes tables as kysely wants to have them.
 *
 * @throws {UnknownColumnsError} for columns of which neither the catalog nor `known` says enough, and for types of
 *   columns that are not there
 */
export function writeTables(tables: readonly CatalogTable[], known: KnownTypes): string {
  const writer = new TableWriter(tables, known)
  const interfaces = tables.map((table) => writer.interfaceOf(table)).join('\n')
  writer.assertComplete()
  const routing = tables.filter((table) => table.isOpen)
  const rows = (some: readonly CatalogTable[]) =>
    some.map(({ name, isView }) => `  ${camelCase(name)}: ${interfaceName(name, isView)}\n`).join('')
  const { imports, helpers } = writer
  return `${HEADER}${imports}
${helpers}
${interfaces}
/** Readable before a platform is known. */
export interface RoutingTables {
${rows(routing)}}

export interface Tables extends RoutingTables {
${rows(tables.filter((table) => !table.isOpen))}}
`
}

/** @param text of `column-types.ts` */
export function readKnownTypes(text: string): KnownTypes {
  const source = ts.createSourceFile('column-types.ts', text, ts.ScriptTarget.Latest, true)
  const ofColumn = new Map<string, ReadonlyMap<string, string>>()
  const imports: { path: string; names: string[] }[] = []
  const own: string[] = []
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const named = statement.importClause?.namedBindings
      const names = named && ts.isNamedImports(named) ? named.elements.map((one) => one.name.text) : []
      imports.push({ path: (statement.moduleSpecifier as ts.StringLiteral).text, names })
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      if (statement.name.text !== 'ColumnTypes') own.push(statement.name.text)
      else if (ts.isInterfaceDeclaration(statement))
        for (const [table, type] of typesOf(statement.members)) ofColumn.set(table, columnsOf(type))
    }
  }
  return { ofColumn, imports: [{ path: './column-types.ts', names: own }, ...imports] }
}

function columnsOf(type: ts.TypeNode): ReadonlyMap<string, string> {
  if (!ts.isTypeLiteralNode(type)) throw new UnknownColumnsError(`${type.getText()} does not name columns`)
  return new Map([...typesOf(type.members)].map(([column, one]) => [column, oneLine(one.getText())]))
}

function typesOf(members: ts.NodeArray<ts.TypeElement>): Map<string, ts.TypeNode> {
  const types = new Map<string, ts.TypeNode>()
  for (const member of members)
    if (ts.isPropertySignature(member) && member.type) types.set(member.name.getText(), member.type)
  return types
}

class TableWriter {
  readonly #tables: ReadonlyMap<string, CatalogTable>
  readonly #known: KnownTypes
  readonly #missing: string[] = []
  readonly #used = new Set<string>()

  constructor(tables: readonly CatalogTable[], known: KnownTypes) {
    this.#tables = new Map(tables.map((table) => [table.name, table]))
    this.#known = known
  }

  interfaceOf(table: CatalogTable): string {
    const lines = table.columns.map(
      (column) =>
        `${docOf(column.comment, '  ')}  ${camelCase(column.name)}: ${this.#typeOf(table, column)}\n`,
    )
    const name = interfaceName(table.name, table.isView)
    return `${docOf(table.comment, '')}export interface ${name} {\n${lines.join('')}}\n`
  }

  /** @throws {UnknownColumnsError} */
  assertComplete(): void {
    const columns = new Set(
      [...this.#tables.values()].flatMap((table) =>
        table.columns.map((column) => `${camelCase(table.name)}.${camelCase(column.name)}`),
      ),
    )
    const gone = [...this.#known.ofColumn]
      .flatMap(([table, own]) => [...own.keys()].map((column) => `${table}.${column}`))
      .filter((name) => !columns.has(name))
      .map((name) => `${name} is no column of the database: take it out of column-types.ts.`)
    const sentences = [...this.#missing, ...gone]
    if (sentences.length > 0) throw new UnknownColumnsError(sentences.join('\n'))
  }

  /** For all that was written so far. */
  get imports(): string {
    const kysely = [...this.#used].filter((name) => ['Generated', 'GeneratedAlways'].includes(name))
    const lines = [{ path: 'kysely', names: ['ColumnType', ...kysely] }, ...this.#known.imports]
      .map(({ path, names }) => ({
        path,
        names: names.filter((name) => path === 'kysely' || this.#used.has(name)),
      }))
      .filter(({ names }) => names.length > 0)
      .map(({ path, names }) => `import type { ${names.sort().join(', ')} } from '${path}'\n`)
    return lines.join('')
  }

  get helpers(): string {
    const used = Object.entries(HELPERS).filter(([name]) => this.#used.has(name.replace('<T>', '')))
    return used.map(([name, type]) => `type ${name} = ${type}\n`).join('')
  }

  #typeOf(table: CatalogTable, column: CatalogColumn): string {
    const type = this.#rowTypeOf(table, column)
    for (const [name] of type.matchAll(/\w+/g)) this.#used.add(name)
    return type
  }

  #rowTypeOf(table: CatalogTable, column: CatalogColumn): string {
    const { isNullable, filled } = column
    if (table.isView) return this.#knownTypeOf(table, column) ?? this.#miss(table, column, 'is of a view')
    const way = isNullable ? 'Maybe' : filled ? 'Filled' : ''
    if (column.type === 'timestamptz') return `${way}Instant`
    if (column.type === 'jsonb') {
      const content = this.#knownTypeOf(table, column) ?? this.#miss(table, column, 'is a jsonb')
      return `${way}Json<${content}>`
    }
    const own = this.#valueTypeOf(table, column)
    const type = isNullable ? `${own} | null` : own
    if (filled === 'always') return `GeneratedAlways<${type}>`
    return filled ? `Generated<${type}>` : type
  }

  #valueTypeOf(table: CatalogTable, column: CatalogColumn): string {
    const known = this.#knownTypeOf(table, column)
    if (known) return known
    const { references, choices } = column
    if (references) {
      const other = this.#tables.get(references.table)
      const target = other?.columns.find((one) => one.name === references.column)
      if (other && target) return this.#valueTypeOf(other, target)
    }
    const isList = column.type.endsWith('[]')
    const one =
      choices?.map((text) => `'${text.replaceAll("'", String.raw`\'`)}'`).join(' | ') ??
      PLAIN[column.type.replace('[]', '')]
    if (!one) return this.#miss(table, column, `is a ${column.type}`)
    if (!isList) return one
    return choices ? `(${one})[]` : `${one}[]`
  }

  #knownTypeOf(table: CatalogTable, column: CatalogColumn): string | undefined {
    return this.#known.ofColumn.get(camelCase(table.name))?.get(camelCase(column.name))
  }

  #miss(table: CatalogTable, column: CatalogColumn, why: string): string {
    const name = `${camelCase(table.name)}.${camelCase(column.name)}`
    this.#missing.push(`${name} ${why}: say in src/db/column-types.ts what is in it.`)
    return 'never'
  }
}

/** As kysely's camel case plug-in names things. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function interfaceName(name: string, isView: boolean): string {
  const camel = camelCase(name)
  return `${camel.slice(0, 1).toUpperCase()}${camel.slice(1)}${isView ? 'View' : 'Table'}`
}

function docOf(comment: string | null, indent: string): string {
  return comment === null ? '' : `${indent}/** ${oneLine(comment)} */\n`
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim()
