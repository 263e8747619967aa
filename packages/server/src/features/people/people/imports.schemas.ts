import { z } from 'zod'
import { Instant, PersonId, PersonImportId } from '../../../http/schemas.ts'

export const PersonImport = z
  .object({
    id: PersonImportId,
    startedAt: Instant,
    startedBy: z.string(),
    finishedAt: Instant.nullable().describe('null = it is still working'),
    invite: z.boolean(),
    total: z.int32(),
    waiting: z.int32(),
    added: z.int32(),
    changed: z.int32(),
    unchanged: z.int32(),
    refused: z.int32(),
  })
  .meta({ id: 'PersonImport' })

const ImportState = z.enum(['waiting', 'added', 'changed', 'unchanged', 'refused'])

export const PersonImportItem = z
  .object({
    line: z.int32().describe('of the table'),
    email: z.string(),
    name: z.string(),
    state: ImportState,
    reason: z.string().nullable(),
    personId: PersonId.nullable(),
  })
  .meta({ id: 'PersonImportItem' })

export const PersonImportParams = z.object({ importId: PersonImportId })
export const FindPersonImportItems = z.object({
  state: ImportState.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(100).optional(),
})
