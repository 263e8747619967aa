import { z } from 'zod'
import { auditedTypes } from '../../../domain/audited-type.ts'
import { ApiKeyId, AuditEntryId, Cursor, Instant, PersonId, PersonName } from '../../../http/schemas.ts'

export const AuditEntry = z
  .object({
    id: AuditEntryId,
    at: Instant,
    person: PersonName.nullable().describe('null = the platform itself'),
    apiKey: z
      .object({ id: ApiKeyId, name: z.string() })
      .nullable()
      .describe('the key through which the person did it; null = by themselves'),
    action: z.string().describe('such as account.pair'),
    objectType: z.enum(auditedTypes),
    objectId: z.string(),
    objectName: z.string().nullable(),
    changes: z.record(z.string(), z.unknown()).describe('as they were sent, for programs'),
    details: z
      .array(z.string())
      .describe('the same in words: one sentence for each field, with how it was before'),
  })
  .meta({ id: 'AuditEntry' })

export const FindAudit = z.object({
  personId: PersonId.optional().describe('who did it'),
  objectType: z.enum(auditedTypes).optional(),
  objectId: z.string().max(100).optional(),
  from: Instant.optional(),
  until: Instant.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})
