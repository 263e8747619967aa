import { describe, expect, it } from 'vitest'
import { type CatalogColumn, type CatalogTable, choicesOf } from './catalog.ts'
import { camelCase, readKnownTypes, writeTables } from './table-types.ts'

const column = (name: string, type: string, more: Partial<CatalogColumn> = {}): CatalogColumn => ({
  ...{ name, type, comment: null, isNullable: false, filled: undefined },
  ...{ references: undefined, choices: undefined },
  ...more,
})
const table = (name: string, columns: CatalogColumn[], more: Partial<CatalogTable> = {}): CatalogTable => ({
  ...{ name, columns, comment: null, isView: false, isOpen: false },
  ...more,
})
const known = readKnownTypes(`
import type { EventId, PersonId } from '../domain/ids.ts'
import type { Unused } from '../domain/unused.ts'
/** Said by hand. */
export interface ColumnTypes {
  people: { id: PersonId; likes: { readonly tea: boolean } }
  roomLog: { eventId: EventId; data: Wish[] }
}
export interface Wish { readonly name: string }
`)
const people = table('people', [column('id', 'uuid'), column('likes', 'jsonb', { filled: 'by-default' })])
const log = table('room_log', [column('event_id', 'uuid', { isNullable: true }), column('data', 'jsonb')])
const write = (...more: CatalogTable[]) => writeTables([people, log, ...more], known)
const lineOf = (name: string, one: CatalogColumn) =>
  write(table('things', [one]))
    .split('\n')
    .find((line) => line.startsWith(`  ${name}: `))
    ?.slice(name.length + 4)

describe('a column', () => {
  it.each<[string, Partial<CatalogColumn>, string]>([
    ['text', {}, 'string'],
    ['text', { isNullable: true }, 'string | null'],
    ['text', { filled: 'by-default' }, 'Generated<string>'],
    ['int4', { filled: 'by-default', isNullable: true }, 'Generated<number | null>'],
    ['text', { filled: 'always' }, 'GeneratedAlways<string>'],
    ['int8', {}, 'number'],
    ['bool', {}, 'boolean'],
    ['bytea', {}, 'Buffer'],
    ['int4[]', {}, 'number[]'],
    ['timestamptz', {}, 'Instant'],
    ['timestamptz', { filled: 'by-default' }, 'FilledInstant'],
    ['timestamptz', { isNullable: true }, 'MaybeInstant'],
    ['text', { choices: ['a', 'b-c'] }, "'a' | 'b-c'"],
    ['text', { choices: ['a', 'b'], isNullable: true }, "'a' | 'b' | null"],
    ['text[]', { choices: ['a', 'b'] }, "('a' | 'b')[]"],
    ['text', { choices: ["it's"] }, String.raw`'it\'s'`],
    ['uuid', { references: { table: 'people', column: 'id' } }, 'PersonId'],
    ['uuid', { references: { table: 'room_log', column: 'event_id' }, isNullable: true }, 'EventId | null'],
  ])('of %s, %o, is %s', (type, more, expected) => {
    expect(lineOf('oneThing', column('one_thing', type, more))).toBe(expected)
  })

  it('has what the database says of it, in one line', () => {
    const text = write(
      table('things', [column('a', 'text', { comment: 'First.\n  Second.' })], { comment: 'Things.' }),
    )
    expect(text).toContain(
      '/** Things. */\nexport interface ThingsTable {\n  /** First. Second. */\n  a: string\n}',
    )
  })

  it('follows a foreign key over several tables', () => {
    const middle = table('groups', [
      column('owner_id', 'uuid', { references: { table: 'people', column: 'id' } }),
    ])
    const last = table('calls', [
      column('to_id', 'uuid', { references: { table: 'groups', column: 'owner_id' } }),
    ])
    expect(write(middle, last)).toContain('export interface CallsTable {\n  toId: PersonId\n}')
  })
})

describe('the file', () => {
  it('imports what it uses, and nothing else', () => {
    expect(
      write()
        .split('\n')
        .filter((line) => line.startsWith('import')),
    ).toEqual([
      "import type { ColumnType } from 'kysely'",
      "import type { Wish } from './column-types.ts'",
      "import type { EventId, PersonId } from '../domain/ids.ts'",
    ])
  })

  it('keeps apart what is readable before a platform is known', () => {
    const text = write(table('hosts', [column('host', 'text')], { isOpen: true }))
    expect(text).toContain('export interface RoutingTables {\n  hosts: HostsTable\n}')
    expect(text).toContain('extends RoutingTables {\n  people: PeopleTable\n  roomLog: RoomLogTable\n}')
  })
})

describe('what nobody said', () => {
  it.each<[string, CatalogTable, RegExp]>([
    [
      'of what kind an id is',
      table('things', [column('id', 'uuid')]),
      /^things\.id is a uuid: say in .*column-types/,
    ],
    ['what stands in a jsonb', table('things', [column('a', 'jsonb')]), /^things\.a is a jsonb/],
    ['what a type is', table('things', [column('a', 'tsvector')]), /^things\.a is a tsvector/],
    ['what a view has', table('things', [column('a', 'text')], { isView: true }), /^things\.a is of a view/],
  ])('is asked for: %s', (_, one, sentence) => {
    expect(() => write(one)).toThrow(sentence)
  })

  it('is told when it is said of a column that is gone', () => {
    expect(() => writeTables([people], known)).toThrow(/^roomLog\.eventId is no column of the database/)
  })
})

describe('a check', () => {
  it.each<[string, string[] | undefined]>([
    ["CHECK ((state = ANY (ARRAY['a'::text, 'b'::text])))", ['a', 'b']],
    ["CHECK ((state <@ ARRAY['a'::text, 'b'::text]))", ['a', 'b']],
    ["CHECK ((state = 'a'::text))", ['a']],
    ["CHECK ((state = ANY (ARRAY['it''s'::text, 'b, c'::text])))", ["it's", 'b, c']],
    ["CHECK ((state <> 'a'::text))", undefined],
    ['CHECK ((state = lower(state)))', undefined],
    ["CHECK ((state ~ '^[a-z]{2}$'::text))", undefined],
    ["CHECK (((state = ANY (ARRAY['a'::text])) OR (other = 'b'::text)))", undefined],
    ["CHECK ((other = ANY (ARRAY['a'::text])))", undefined],
  ])('%s allows %o', (check, choices) => {
    expect(choicesOf('state', check)).toEqual(choices)
  })
})

it.each([
  ['people', 'people'],
  ['max_sessions_per_course', 'maxSessionsPerCourse'],
])('%s is %s in the code', (name, expected) => {
  expect(camelCase(name)).toBe(expected)
})
