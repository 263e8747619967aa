import { describe, expect, it } from 'vitest'
import { readPatch } from './scim-patch.ts'
import { patchUser, readUser, type ScimUser, userResource } from './scim-user.ts'

const lea: ScimUser = {
  userName: 'lea@corp.example',
  externalId: null,
  firstName: 'Lea',
  lastName: 'Learner',
  email: 'lea@corp.example',
  active: true,
  language: null,
  timeZone: null,
}
const MANAGER = '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac'
const languages = ['en', 'it'] as const
const patched = (...Operations: object[]) => patchUser(lea, readPatch({ Operations }), languages)

it.each<[string, object, Partial<ScimUser>]>([
  ['Entra switches off with a text', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
  ['Okta with an object', { op: 'replace', value: { active: false } }, { active: false }],
  [
    'an address by a filter',
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'Lea@New.example' },
    { email: 'lea@new.example' },
  ],
  [
    'an address by a filter that says primary',
    { op: 'add', path: 'emails[primary eq true].value', value: 'lea@new.example' },
    { email: 'lea@new.example' },
  ],
  [
    'addresses as a whole: the first one counts',
    {
      op: 'replace',
      path: 'emails',
      value: [{ value: 'a@b.example' }, { value: 'b@b.example', primary: true }],
    },
    { email: 'b@b.example' },
  ],
  [
    'another’s kind of address is left out',
    { op: 'add', path: 'emails[type eq "home"].value', value: 'x@y.example' },
    {},
  ],
  ['a name by its path', { op: 'Replace', path: 'name.givenName', value: 'Leah' }, { firstName: 'Leah' }],
  ['in any case', { op: 'REPLACE', path: 'Name.FamilyName', value: 'Lerner' }, { lastName: 'Lerner' }],
  [
    'with the schema',
    { op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:userName', value: 'lea' },
    { userName: 'lea' },
  ],
  [
    'several by dots in an object',
    {
      op: 'add',
      value: { 'name.givenName': 'Leah', 'emails[type eq "work"].value': 'l@n.example', externalId: '7' },
    },
    { firstName: 'Leah', email: 'l@n.example', externalId: '7' },
  ],
  ['what goes', { op: 'remove', path: 'name.familyName' }, { lastName: '' }],
  [
    'what nobody keeps',
    { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'x' },
    {},
  ],
  ['nor this', { op: 'replace', path: 'addresses[type eq "work"].locality', value: 'Berne' }, {}],
  [
    'a language that is offered',
    { op: 'replace', path: 'preferredLanguage', value: 'it-CH' },
    { language: 'it' },
  ],
  ['one that is not', { op: 'replace', path: 'preferredLanguage', value: 'fr-FR' }, {}],
  ['a zone', { op: 'replace', path: 'timezone', value: 'Europe/Zurich' }, { timeZone: 'Europe/Zurich' }],
  ['a name of the language itself', { op: 'replace', path: '__proto__.active', value: false }, {}],
])('takes a change as it is really sent: %s', (_, operation, change) => {
  expect(patched(operation)).toEqual({ ...lea, ...change })
})

it.each<[string, object, string]>([
  ['no operations', {}, 'scim-syntax'],
  ['an unknown operation', { Operations: [{ op: 'move', path: 'active', value: true }] }, 'scim-value'],
  ['a path that is none', { Operations: [{ op: 'add', path: 'emails[', value: 'x' }] }, 'scim-path'],
  [
    'a filter that is none',
    { Operations: [{ op: 'add', path: 'emails[type eq].value', value: 'x' }] },
    'scim-path',
  ],
  ['nothing to remove', { Operations: [{ op: 'remove' }] }, 'scim-path'],
  ['a value without a path that is no object', { Operations: [{ op: 'add', value: 'x' }] }, 'scim-value'],
  [
    'active that is neither',
    { Operations: [{ op: 'replace', path: 'active', value: 'perhaps' }] },
    'scim-value',
  ],
  [
    'an address that is none',
    { Operations: [{ op: 'replace', path: 'emails', value: [{ value: 'lea' }] }] },
    'scim-value',
  ],
  ['no user name', { Operations: [{ op: 'replace', path: 'userName', value: ' ' }] }, 'scim-value'],
  [
    'a number for a name',
    { Operations: [{ op: 'replace', path: 'name.givenName', value: 7 }] },
    'scim-value',
  ],
  [
    'a path of many thousand signs',
    { Operations: [{ op: 'add', path: 'x'.repeat(5000), value: 1 }] },
    'scim-path',
  ],
])('refuses what can’t be understood: %s', (_, body, code) => {
  expect(() => patchUser(lea, readPatch(body), languages)).toThrow(expect.objectContaining({ code }))
})

it.each<[string, object, Partial<ScimUser>]>([
  [
    'a whole person',
    { userName: 'a@b.example', name: { givenName: 'A', familyName: 'B' } },
    { firstName: 'A', lastName: 'B' },
  ],
  [
    'one with a display name alone',
    { userName: 'a@b.example', displayName: 'Anna Maria  Bo' },
    { firstName: 'Anna', lastName: 'Maria Bo' },
  ],
  ['one with an address alone', { userName: 'a@b.example' }, { firstName: 'a', lastName: '' }],
  [
    'names of attributes in any case',
    { USERNAME: 'x', Emails: [{ Value: 'q', value: 'a@b.example' }], ACTIVE: false },
    { email: 'a@b.example', active: false },
  ],
  ['an address that is one value', { userName: 'x', emails: 'A@B.example' }, { email: 'a@b.example' }],
])('reads %s', (_, body, expected) => {
  expect(readUser(body, languages)).toMatchObject(expected)
})

it('needs an address', () => {
  expect(() => readUser({ userName: 'lea' }, languages)).toThrow(
    expect.objectContaining({ code: 'scim-value' }),
  )
})

it('reads what it wrote', () => {
  const written = userResource(
    '1',
    { ...lea, language: 'it', timeZone: 'Europe/Rome', externalId: 'e' },
    [],
    {
      ...{ id: MANAGER, name: 'Ada', location: `https://x.example/Users/${MANAGER}` },
    },
  )
  expect(readUser(written, languages)).toEqual({
    ...lea,
    language: 'it',
    timeZone: 'Europe/Rome',
    externalId: 'e',
    managerId: MANAGER,
  })
})

describe('the manager of an organization', () => {
  const path = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  const of = (...operations: object[]) =>
    patchUser(lea, readPatch({ Operations: operations }), languages).managerId

  it.each([
    ['as Entra says it', { op: 'Add', path: `${path}:manager`, value: MANAGER }],
    ['in an object', { op: 'replace', path: `${path}:manager`, value: { value: MANAGER.toUpperCase() } }],
    ['at its part', { op: 'replace', path: `${path}:manager.value`, value: MANAGER }],
    ['without a path', { op: 'add', value: { [path]: { manager: { value: MANAGER, displayName: 'Ada' } } } }],
    ['as Okta says it', { op: 'replace', value: { [`${path}:manager`]: [{ value: MANAGER }] } }],
  ])('is read %s', (_, operation) => {
    expect(of(operation)).toBe(MANAGER)
  })

  it('goes by removing it or by nothing in its place, stays where nothing is said, and is an id', () => {
    expect(of({ op: 'remove', path: `${path}:manager` })).toBeNull()
    expect(of({ op: 'replace', path: `${path}:manager`, value: '' })).toBeNull()
    expect(of({ op: 'replace', path: 'active', value: true })).toBeUndefined()
    expect(
      readUser({ userName: 'lea@example.com', [path]: { department: 'Sales' } }, languages).managerId,
    ).toBeUndefined()
    expect(() => of({ op: 'add', path: `${path}:manager`, value: 'CN=Ada' })).toThrow(
      expect.objectContaining({ code: 'scim-value' }),
    )
  })
})
