import { z } from 'zod'
import { apiScopes } from '../../../domain/api-scope.ts'
import { ApiKeyId, Instant, name, PersonName } from '../../../http/schemas.ts'

export const ApiScopeName = z.enum(apiScopes).meta({ id: 'ApiScopeName' })

export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    prefix: z.string().describe('the key’s first characters, by which people recognize it'),
    scopes: z.array(ApiScopeName),
    person: PersonName.describe('who made it, and for whom it acts'),
    state: z.enum(['active', 'expired', 'revoked']),
    createdAt: Instant,
    expiresAt: Instant.nullable().describe('null = it does not end by itself'),
    usedAt: Instant.nullable().describe('to the minute; null = never'),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey', description: 'The key itself is shown once, when it is made.' })

export const NewApiKey = z
  .object({
    name: name(100).describe('what it is for, such as the name of the other system'),
    scopes: z.array(ApiScopeName).min(1).max(apiScopes.length),
    expiresAt: Instant.nullable().optional(),
  })
  .meta({ id: 'NewApiKey' })

export const IssuedApiKey = z
  .object({
    apiKey: ApiKey,
    secret: z.string().describe('goes into `Authorization: Bearer …`; shown only now'),
  })
  .meta({ id: 'IssuedApiKey' })

export const ApiKeys = z
  .object({
    items: z.array(ApiKey),
    nextCursor: z.string().nullable(),
    scopes: z.array(ApiScopeName).describe('that a key can have'),
  })
  .meta({ id: 'ApiKeys' })

export const ApiKeyParams = z.object({ apiKeyId: ApiKeyId })
