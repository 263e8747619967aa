import { z } from 'zod'
import { Cursor, GroupId, name, PersonId, Version } from '../../../http/schemas.ts'

export const Group = z
  .object({
    id: GroupId,
    name: z.string(),
    memberCount: z.int32(),
    version: Version,
    may: z.object({ edit: z.boolean() }),
  })
  .meta({ id: 'Group' })

export const NewGroup = z.object({ name: name(100) }).meta({ id: 'NewGroup' })
export const GroupParams = z.object({ groupId: GroupId })
export const MemberParams = z.object({ groupId: GroupId, personId: PersonId })

export const FindGroups = z.object({
  query: z.string().trim().max(200).optional().describe('part of the name'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})

export const FindMembers = z.object({
  query: z.string().trim().max(200).optional().describe('part of a name or e-mail address'),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: Cursor,
})

export const GroupMember = z
  .object({ personId: PersonId, name: z.string(), email: z.string(), active: z.boolean() })
  .meta({ id: 'GroupMember' })

export const AddMembers = z
  .object({
    text: z.string().max(900_000).optional().describe('e-mail addresses, however they are listed'),
    personIds: z.array(PersonId).max(5_000).optional(),
    save: z.boolean().default(false).describe('false = tell what would happen'),
  })
  .meta({ id: 'AddMembers', description: 'One of `text` and `personIds` says who.' })

export const AddedMembers = z
  .object({
    added: z.int32(),
    unchanged: z.int32(),
    refused: z.int32(),
    saved: z.boolean(),
    rows: z
      .array(
        z.object({
          line: z.int32(),
          email: z.string(),
          name: z.string(),
          outcome: z.enum(['add', 'known', 'refuse']),
          reason: z.string().nullable(),
        }),
      )
      .describe('those that were refused first, up to 200'),
  })
  .meta({ id: 'AddedMembers' })
