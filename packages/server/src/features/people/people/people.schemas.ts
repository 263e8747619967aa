import { z } from 'zod'
import {
  Cursor,
  Email,
  Instant,
  Language,
  line,
  name,
  PersonId,
  TimeZone,
  Version,
} from '../../../http/schemas.ts'
import { Login, RoleName } from '../auth/auth.schemas.ts'

const PersonState = z
  .enum(['active', 'invited', 'inactive'])
  .describe('invited: active, and has not signed in yet; told to superadmins alone')

export const Person = z
  .object({
    id: PersonId,
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    roles: z.array(RoleName),
    active: z.boolean(),
    state: PersonState,
    signedInAt: Instant.nullable().describe('null = never, or for superadmins alone'),
  })
  .meta({ id: 'Person' })

export const PersonDetails = Person.extend({
  language: Language.nullable().describe('null = the platform’s'),
  timeZone: z.string().nullable(),
  managerId: PersonId.nullable(),
  manager: z.object({ id: PersonId, name: z.string(), email: z.string(), active: z.boolean() }).nullable(),
  teamCount: z.int32().describe('active people in their team'),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  passkeys: z.int32(),
  logins: z.array(Login),
  otherAddresses: z.array(z.string()).describe('of duplicates that were merged into this person'),
  enrollments: z.int32(),
  duplicates: z
    .array(z.object({ id: PersonId, name: z.string(), email: z.string(), enrollments: z.int32() }))
    .describe('others who look like the same person'),
  version: Version,
}).meta({ id: 'PersonDetails' })

export const FindPeople = z.object({
  query: z.string().trim().max(200).optional().describe('part of a name or e-mail address'),
  role: RoleName.optional(),
  state: z
    .enum(['present', 'active', 'invited', 'inactive', 'all'])
    .default('present')
    .describe('present: active and invited; the others are for superadmins'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})

/** Who stands in a file. */
export const PeopleOfFile = FindPeople.omit({ limit: true, cursor: true })

const fields = {
  email: Email.min(3),
  firstName: name(100),
  lastName: line(100),
  roles: z.array(RoleName).min(1).max(3),
  language: Language.nullable(),
  timeZone: TimeZone.nullable(),
  managerId: PersonId.nullable().describe('whose team they are in; null = nobody’s'),
}

export const NewPerson = z
  .object({
    ...fields,
    language: fields.language.default(null),
    timeZone: fields.timeZone.default(null),
    managerId: fields.managerId.optional(),
  })
  .extend({
    invite: z.boolean().default(true).describe('mail a link by which the person chooses a password'),
  })
  .meta({ id: 'NewPerson' })

export const ChangePerson = z
  .object({ ...fields, active: z.boolean() })
  .partial()
  .meta({ id: 'ChangePerson' })

export const PersonParams = z.object({ personId: PersonId })
export const MergePerson = z
  .object({ duplicateId: PersonId.describe('who goes: their enrollments and address come along') })
  .meta({ id: 'MergePerson' })

export const ImportPeople = z
  .object({
    text: z
      .string()
      .max(8_000_000)
      .describe('CSV with a heading; separated by commas, semicolons, tabs or bars'),
    save: z.boolean().describe('false = only tell what would happen'),
    invite: z.boolean().default(false),
  })
  .meta({ id: 'ImportPeople' })

export const ImportedPeople = z
  .object({
    added: z.int32(),
    changed: z.int32(),
    unchanged: z.int32(),
    refused: z.int32(),
    saved: z.boolean(),
    unread: z.array(z.string()).describe('headings of columns that were not read'),
    rows: z
      .array(
        z.object({
          line: z.int32(),
          email: z.string(),
          name: z.string(),
          outcome: z.enum(['add', 'change', 'same', 'refuse']),
          reason: z.string().nullable(),
        }),
      )
      .describe('rows that are refused first, then the first of the others'),
  })
  .meta({ id: 'ImportedPeople' })
