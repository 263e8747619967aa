import { z } from 'zod'
import { Instant, LocalizedText } from '../../../http/schemas.ts'

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
    changedBy: z.string().nullable().describe('who activated, deactivated or removed it'),
    removed: z.boolean().describe('removed for good'),
    switchAt: Instant.nullable().describe('of a retired app: from then on events use its successor'),
    retired: z.object({ note: LocalizedText, successorAppId: z.string() }).nullable(),
    hasAccounts: z.boolean(),
    console: z
      .object({ name: LocalizedText, url: z.string() })
      .nullable()
      .describe('the provider’s page on which clients are registered'),
    pairingSteps: z.array(LocalizedText),
    sends: z.array(LocalizedText).describe('what the service is told about people'),
    primaryOrigin: z.string().describe('of the domain that links in mails carry'),
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

export const SwitchApp = z.object({ switchAt: Instant.nullable() }).meta({ id: 'SwitchApp' })

export const ChangeApp = z.object({ active: z.boolean() }).meta({ id: 'ChangeApp' })
export const AppParams = z.object({ appId: z.string().max(64) })
