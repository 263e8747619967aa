import { type Filter, parse } from 'scim2-parse-filter'
import { attributeOf, isObject, wrong, wrongValue } from './scim-words.ts'

/** One thing that a PATCH says, in the form in which it is looked up here. */
export interface Assignment {
  readonly op: 'add' | 'replace' | 'remove'
  /** In lower case: `name.givenname`, `emails`, `members`. */
  readonly attribute: string
  /** Which of several values: of `emails[type eq "work"]`. */
  readonly filter: Filter | undefined
  /** Of one value: `value` of `emails[type eq "work"].value`. */
  readonly part: string | undefined
  readonly value: unknown
}

const MAX_OPERATIONS = 1000
/** Longest filter or path: no client sends one half as long. */
export const MAX_FILTER = 2000

/**
 * What the operations of a PATCH say, as Entra and Okta really send them: in any case, with a path or with an object in
 * place of one, with dots and filters in the names of such an object.
 *
 * @param body of RFC 7644 §3.5.2
 * @throws {InvalidInputError} `scim-syntax`, `scim-path`
 */
export function readPatch(body: unknown): Assignment[] {
  const operations = isObject(body) ? field(body, 'operations') : undefined
  if (!Array.isArray(operations) || operations.length === 0)
    throw wrong('scim-syntax', { expected: 'Operations' })
  if (operations.length > MAX_OPERATIONS)
    throw wrong('scim-syntax', { expected: `≤ ${MAX_OPERATIONS} Operations` })
  return operations.flatMap((operation: unknown) => {
    if (!isObject(operation)) throw wrong('scim-syntax', { expected: 'Operations' })
    const op = String(field(operation, 'op')).toLowerCase()
    if (op !== 'add' && op !== 'replace' && op !== 'remove')
      throw wrongValue('op', 'add, replace, remove', field(operation, 'op'))
    const path = field(operation, 'path')
    const value = field(operation, 'value')
    if (path !== undefined && path !== null) {
      if (typeof path !== 'string') throw wrong('scim-path', { found: JSON.stringify(path).slice(0, 100) })
      return [{ op, ...readPath(path), value }]
    }
    if (op === 'remove') throw wrong('scim-path', { found: '–' })
    if (!isObject(value)) throw wrongValue('value', '{ }', value)
    return Object.entries(value).map(([name, one]) => ({ op, ...readPath(name), value: one }))
  })
}

/** By its name in any case. */
export function field(object: Record<string, unknown>, name: string): unknown {
  const key = Object.keys(object).find((one) => one.toLowerCase() === name)
  return key === undefined ? undefined : object[key]
}

const PATH = /^([\w.:$-]+)(?:\[(.*)\])?(?:\.([\w$-]+))?$/s

/** `emails[type eq "work"].value` → emails, its filter, value. @throws {InvalidInputError} `scim-path` */
function readPath(path: string): Pick<Assignment, 'attribute' | 'filter' | 'part'> {
  const match = path.length <= MAX_FILTER ? PATH.exec(path) : null
  if (!match) throw wrong('scim-path', { found: path.slice(0, 100) })
  const [, attribute = '', filter, part] = match
  try {
    return {
      attribute: attributeOf(attribute),
      filter: filter === undefined ? undefined : parse(filter),
      part: part?.toLowerCase(),
    }
  } catch {
    throw wrong('scim-path', { found: path.slice(0, 100) })
  }
}
