import { z } from 'zod'
import { Instant, LocalizedText } from '../../http/schemas.ts'

export const App = z
  .object({
    id: z.string(),
    category: z.enum(['web-conferencing', 'single-sign-on', 'additional-features']),
    name: LocalizedText,
    toolName: LocalizedText,
    description: LocalizedText,
    prerequisites: z.array(LocalizedText),
    pairs: z.boolean().describe('accounts are paired with the provider before they can be used'),
    active: z.boolean(),
    changedAt: Instant.nullable(),
    redirectUris: z
      .array(z.string())
      .describe('to register at the provider, on the host that this was asked from'),
    accountForm: z.object({
      fields: z.array(
        z.object({
          name: z.enum(['clientId', 'clientSecret', 'joinUrl']),
          kind: z.enum(['text', 'secret', 'url']),
          label: LocalizedText,
          help: LocalizedText,
          maxLength: z.int32(),
        }),
      ),
      sessionTypes: z.array(
        z.object({ id: z.string(), label: LocalizedText, help: LocalizedText, available: z.boolean() }),
      ),
    }),
  })
  .meta({ id: 'App' })

export const ChangeApp = z.object({ active: z.boolean() }).meta({ id: 'ChangeApp' })
export const AppParams = z.object({ appId: z.string().max(64) })
