import { z } from 'zod'
import { Instant, LocalizedText } from '../../../http/schemas.ts'

const Abilities = z
  .object({
    personalLinks: z.boolean().describe('each learner gets in by a link of their own'),
    attendance: z
      .enum(['by-person', 'by-typed-name', 'none'])
      .describe('whether it tells who was there, and by what'),
    recordings: z.enum(['with-transcript', 'film', 'none']),
    startsWithoutSignIn: z.boolean().describe('instructors need no user of the service'),
    presence: z
      .enum(['asked', 'told', 'none'])
      .describe('who is inside is seen while it runs; told: where the service is set up to call here'),
    roomsAtOnce: z
      .int32()
      .nullable()
      .describe('that one host can hold; null = the service sets no rule, and the account’s limits count'),
    keepsRooms: z.boolean().describe('false: a room is made when the first person comes'),
  })
  .meta({ id: 'Abilities' })

export const App = z
  .object({
    id: z.string(),
    category: z.enum(['web-conferencing', 'single-sign-on', 'additional-features']),
    name: LocalizedText,
    vendor: LocalizedText.describe('the service, as sentences name it'),
    toolName: LocalizedText,
    description: LocalizedText,
    prerequisites: z.array(LocalizedText),
    auth: z
      .enum(['oauth-user', 'app', 'shared-key', 'none'])
      .describe(
        'oauth-user: users of the provider pair an account; app, shared-key: it is checked; none: used at once',
      ),
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
          name: z.string(),
          kind: z.enum(['text', 'lines', 'url', 'choice', 'date']),
          label: LocalizedText,
          help: LocalizedText,
          maxLength: z.int32(),
          isSecret: z.boolean().describe('never shown again; left empty it stays as it is'),
          isOptional: z.boolean(),
          pattern: z
            .object({ source: z.string(), says: LocalizedText })
            .nullable()
            .describe(
              'a regular expression that the whole value must match, and what to say of one that does not',
            ),
          choices: z.array(z.object({ value: z.string(), label: LocalizedText })),
        }),
      ),
      sessionTypes: z.array(
        z.object({
          id: z.string(),
          label: LocalizedText,
          help: LocalizedText,
          available: z.boolean(),
          abilities: Abilities.nullable().describe(
            'what can be done with it; null where it is not available',
          ),
        }),
      ),
    }),
  })
  .meta({ id: 'App' })

export const SwitchApp = z.object({ switchAt: Instant.nullable() }).meta({ id: 'SwitchApp' })

export const ChangeApp = z.object({ active: z.boolean() }).meta({ id: 'ChangeApp' })
export const AppParams = z.object({ appId: z.string().max(64) })
