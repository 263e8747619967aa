import { createHash } from 'node:crypto'
import { field } from './scim-patch.ts'
import { attributeOf, LIST, wrongValue } from './scim-words.ts'

/** What a list or a thing is asked for with (RFC 7644 §3.4.2, §3.9). */
export interface Asked {
  readonly filter: string | undefined
  /** From 1 on. */
  readonly startIndex: number
  readonly count: number
  readonly attributes: readonly string[]
  readonly excludedAttributes: readonly string[]
}

export interface Resource extends Record<string, unknown> {
  readonly meta: { readonly resourceType: string; readonly location: string; readonly version?: string }
}

export interface Listed {
  readonly total: number
  readonly resources: readonly Resource[]
}

/** At most on one page. */
export const MAX_COUNT = 200
const USUAL_COUNT = 100
const MAX_INDEX = 2_000_000_000

/** @throws {InvalidInputError} `scim-value` */
export function readAsked(query: Record<string, unknown>): Asked {
  const text = (name: string): string | undefined => {
    const value = field(query, name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const number = (name: string, usual: number): number => {
    const said = text(name)
    if (said === undefined) return usual
    if (!/^-?\d{1,15}$/.test(said)) throw wrongValue(name, '1', said)
    return Number(said)
  }
  const names = (name: string) => (text(name) ?? '').split(',').map(topOf).filter(Boolean)
  return {
    filter: text('filter'),
    // Less than 1 is taken as 1, less than 0 as 0 (RFC 7644 §3.4.2.4).
    startIndex: Math.min(Math.max(number('startindex', 1), 1), MAX_INDEX),
    count: Math.min(Math.max(number('count', USUAL_COUNT), 0), MAX_COUNT),
    attributes: names('attributes'),
    excludedAttributes: names('excludedattributes'),
  }
}

/** `name.familyName` → name. */
const topOf = (path: string): string => attributeOf(path.trim()).split('.')[0] ?? ''

const ALWAYS = ['schemas', 'id', 'meta']

/** What was asked for of a thing. */
export function shown(
  resource: Record<string, unknown>,
  asked: Pick<Asked, 'attributes' | 'excludedAttributes'>,
) {
  const { attributes, excludedAttributes } = asked
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => {
      const key = name.toLowerCase()
      if (ALWAYS.includes(key)) return true
      return attributes.length > 0 ? attributes.includes(key) : !excludedAttributes.includes(key)
    }),
  )
}

/** With where it is, and a version made of all that is in it. */
export function toResource(
  content: Record<string, unknown>,
  resourceType: 'User' | 'Group',
  location: string,
  isWhole = true,
): Resource {
  if (!isWhole) return { ...content, meta: { resourceType, location } }
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
  return { ...content, meta: { resourceType, location, version: `W/"${hash}"` } }
}

export function toList({ total, resources }: Listed, asked: Asked) {
  return {
    schemas: [LIST],
    totalResults: total,
    startIndex: asked.startIndex,
    itemsPerPage: resources.length,
    Resources: resources.map((resource) => shown(resource, asked)),
  }
}
