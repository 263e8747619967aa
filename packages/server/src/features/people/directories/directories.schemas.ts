import { z } from 'zod'
import { DirectoryId, Instant, name, PersonName } from '../../../http/schemas.ts'

export const Directory = z
  .object({
    id: DirectoryId,
    name: z.string(),
    prefix: z.string().describe('the token’s first characters, by which people recognize it'),
    state: z.enum(['active', 'revoked']),
    createdBy: PersonName,
    createdAt: Instant,
    usedAt: Instant.nullable().describe('to the minute; null = never'),
    revokedAt: Instant.nullable(),
    people: z.int32().describe('whom it looks after'),
    groups: z.int32(),
  })
  .meta({ id: 'Directory', description: 'A program of an organization that says by SCIM who is there.' })

export const NewDirectory = z
  .object({ name: name(100).describe('of the other system, such as `Entra ID`') })
  .meta({ id: 'NewDirectory' })

export const IssuedDirectory = z
  .object({
    directory: Directory,
    token: z.string().describe('goes into `Authorization: Bearer …`; shown only now'),
  })
  .meta({ id: 'IssuedDirectory' })

export const Directories = z
  .object({
    items: z.array(Directory),
    nextCursor: z.string().nullable(),
    url: z.string().describe('what the other system asks for as the base or tenant URL'),
  })
  .meta({ id: 'Directories' })

export const DirectoryParams = z.object({ directoryId: DirectoryId })
