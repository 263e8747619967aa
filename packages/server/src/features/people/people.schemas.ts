import { z } from 'zod'
import { Id } from '../../http/schemas.ts'
import { RoleName } from '../auth/auth.schemas.ts'

export const Person = z
  .object({
    id: Id,
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    roles: z.array(RoleName),
    active: z.boolean(),
  })
  .meta({ id: 'Person' })

export const FindPeople = z.object({
  query: z.string().trim().max(200).optional().describe('part of a name or e-mail address'),
  role: RoleName.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(100).optional(),
})
