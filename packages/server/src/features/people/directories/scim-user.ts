import type { Filter } from 'scim2-parse-filter'
import { isEmail, normalizeEmail } from '../../../domain/email.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import { isTimeZone } from '../../../domain/time-zone.ts'
import { toLine } from '../../../domain/words.ts'
import { isUuid } from '../../../new-id.ts'
import type { Assignment } from './scim-patch.ts'
import { attributeOf, ENTERPRISE, isObject, USER, wrong, wrongValue } from './scim-words.ts'

/** A person as a directory says them: what is kept of it. Nothing else of what it sends is. */
export interface ScimUser {
  readonly userName: string
  readonly externalId: string | null
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly active: boolean
  /** Null = the platform’s. */
  readonly language: Language | null
  readonly timeZone: string | null
  /** Id of the person whose team they are in; null = nobody’s, undefined = the directory says nothing of it. */
  readonly managerId?: PersonId | null | undefined
}

/** While it is read: what is missing is made of the rest at the end. */
type Draft = { -readonly [Key in keyof ScimUser]?: ScimUser[Key] | undefined } & {
  displayName?: string | undefined
}

const LONGEST_NAME = 100
const LONGEST_USER_NAME = 320

/**
 * A whole person, of POST and PUT.
 *
 * @param languages that the platform offers: others are left out
 * @throws {InvalidInputError} `scim-value`, `scim-syntax`
 */
export function readUser(body: unknown, languages: readonly Language[]): ScimUser {
  if (!isObject(body)) throw wrong('scim-syntax', { expected: '{ "userName": …, }' })
  const draft: Draft = {}
  for (const [name, value] of Object.entries(body)) {
    assign(
      draft,
      { op: 'replace', attribute: attributeOf(name), filter: undefined, part: undefined, value },
      languages,
    )
  }
  return finish(draft)
}

/** The same person after a PATCH. @throws {InvalidInputError} `scim-value` */
export function patchUser(
  user: ScimUser,
  assignments: readonly Assignment[],
  languages: readonly Language[],
): ScimUser {
  const draft: Draft = { ...user }
  for (const assignment of assignments) assign(draft, assignment, languages)
  return finish(draft)
}

function finish({ displayName, ...draft }: Draft): ScimUser {
  const { userName, externalId = null, active = true, language = null, timeZone = null } = draft
  if (!userName) throw wrongValue('userName', 'userName', undefined)
  const email = draft.email ?? (isEmail(userName) ? normalizeEmail(userName) : undefined)
  if (!email) throw wrongValue('emails', 'name@example.com', userName)
  const [given = '', ...family] = (displayName ?? '').trim().split(/\s+/)
  const firstName = draft.firstName || given || (email.split('@')[0] ?? email)
  const lastName = draft.lastName ?? (draft.firstName ? '' : family.join(' '))
  return {
    ...{ userName, externalId, email, active, language, timeZone, managerId: draft.managerId },
    firstName: outsideText(firstName, LONGEST_NAME),
    lastName: outsideText(lastName, LONGEST_NAME),
  }
}

/** Attributes that are not kept are left out, as RFC 7644 §3.3 lets a service do. */
function assign(draft: Draft, assignment: Assignment, languages: readonly Language[]): void {
  const { op, attribute, filter, part } = assignment
  const value = op === 'remove' ? null : assignment.value
  switch (attribute) {
    case 'username':
      draft.userName = textOf('userName', value, LONGEST_USER_NAME)
      if (!draft.userName) throw wrongValue('userName', 'userName', value)
      return
    case 'externalid':
      draft.externalId = textOf('externalId', value, 1000) ?? null
      return
    case 'active':
      draft.active = value === null ? true : booleanOf(value)
      return
    case 'displayname':
      draft.displayName = textOf('displayName', value, 300)
      return
    case 'name':
      if (!isObject(value)) return
      for (const [name, one] of Object.entries(value)) {
        const given = { ...assignment, attribute: `name.${name.toLowerCase()}`, value: one }
        assign(draft, given, languages)
      }
      return
    case 'name.givenname':
      // Everybody has one here.
      draft.firstName = textOf('name.givenName', value, 1000) || undefined
      return
    case 'name.familyname':
      draft.lastName = textOf('name.familyName', value, 1000) ?? ''
      return
    case 'preferredlanguage':
      draft.language = languageOf(textOf('preferredLanguage', value, 100), languages)
      return
    case 'timezone': {
      const zone = textOf('timezone', value, 100)
      draft.timeZone = zone && isTimeZone(zone) ? zone : null
      return
    }
    case ENTERPRISE.toLowerCase(): {
      if (value === null) draft.managerId = null
      if (!isObject(value)) return
      const named = Object.entries(value).find(([name]) => name.toLowerCase() === 'manager')
      if (named) draft.managerId = managerOf(named[1])
      return
    }
    case 'manager':
    case 'manager.value':
      if (part && part !== 'value') return
      draft.managerId = managerOf(value)
      return
    case 'emails':
    case 'emails.value':
      if (filter ? !isOfWork(filter) : part && part !== 'value') return
      if (filter && part !== 'value' && part !== undefined) return
      draft.email = emailOf(value) ?? (op === 'remove' ? undefined : draft.email)
      return
  }
}

/** `type eq "work"`, `primary eq true`: the one address that is kept. */
function isOfWork(filter: Filter): boolean {
  return (
    filter.op === 'eq' &&
    ((attributeOf(filter.attrPath) === 'type' && filter.compValue === 'work') ||
      (attributeOf(filter.attrPath) === 'primary' && filter.compValue === true))
  )
}

/** `{ "value": id }`, or the id alone, as Entra sends it. */
function managerOf(value: unknown): PersonId | null {
  const [one] = Array.isArray(value) ? value : [value]
  const id = isObject(one) ? one.value : one
  if (id === null || id === undefined || id === '') return null
  if (typeof id !== 'string' || !isUuid(id)) throw wrongValue('manager', 'id', id)
  return id.toLowerCase() as PersonId
}

/** Of several the first one, else that for work, else the one that comes first. */
function emailOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  const all = (Array.isArray(value) ? value : [value]).map((one: unknown) =>
    isObject(one) ? one : { value: one },
  )
  if (all.length === 0) return undefined
  const chosen =
    all.find(({ primary }) => primary === true || primary === 'true' || primary === 'True') ??
    all.find(({ type }) => type === 'work') ??
    all[0]
  const address = chosen?.value
  if (typeof address !== 'string' || !isEmail(address))
    throw wrongValue('emails', 'name@example.com', address)
  return normalizeEmail(address)
}

function textOf(attribute: string, value: unknown, longest: number): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'string') throw wrongValue(attribute, '"…"', value)
  const text = toLine(value)
  if (text.length > longest) throw wrongValue(attribute, `≤ ${longest}`, text)
  return text
}

/** Entra sends `"False"`. */
function booleanOf(value: unknown): boolean {
  const said = String(value).toLowerCase()
  if (said !== 'true' && said !== 'false') throw wrongValue('active', 'true, false', value)
  return said === 'true'
}

/** `de-CH` → de, where that is offered. */
function languageOf(tag: string | undefined, languages: readonly Language[]): Language | null {
  const [language] = (tag ?? '').toLowerCase().split(/[-_]/)
  return languages.find((one) => one === language) ?? null
}

/** Where something is, and with what it is changed only as it was read. */
export interface Meta {
  readonly location: string
  readonly version: string
}

export interface Manager {
  readonly id: string
  readonly name: string
  readonly location: string
}

export interface GroupOfUser {
  readonly id: string
  readonly name: string
  readonly location: string
}

/** A person as SCIM writes them (RFC 7643 §4.1); `meta` is added at the end. */
export function userResource(
  id: string,
  user: ScimUser,
  groups: readonly GroupOfUser[],
  manager: Manager | null,
): Record<string, unknown> {
  const name = `${user.firstName} ${user.lastName}`.trim()
  return {
    schemas: manager ? [USER, ENTERPRISE] : [USER],
    id,
    ...(user.externalId === null ? {} : { externalId: user.externalId }),
    userName: user.userName,
    name: { formatted: name, givenName: user.firstName, familyName: user.lastName },
    displayName: name,
    emails: [{ value: user.email, type: 'work', primary: true }],
    active: user.active,
    ...(user.language ? { preferredLanguage: user.language } : {}),
    ...(user.timeZone ? { timezone: user.timeZone } : {}),
    groups: groups.map((group) => ({
      value: group.id,
      $ref: group.location,
      display: group.name,
      type: 'direct',
    })),
    ...(manager
      ? {
          [ENTERPRISE]: {
            manager: { value: manager.id, $ref: manager.location, displayName: manager.name },
          },
        }
      : {}),
  }
}
