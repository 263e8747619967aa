import { z } from 'zod'
import { Id, Instant, Message, name, text, Version } from '../../http/schemas.ts'

const Limit = z.int32().min(1).max(1_000_000).nullable().describe('null = no limit')

export const AccountLimits = z
  .object({
    sessionsPerCourse: Limit,
    totalSessions: Limit,
    concurrentRooms: Limit.describe('the number of rooms in the licence; null = no limit'),
  })
  .meta({
    id: 'AccountLimits',
    description: 'What counts: every event of the account that has not ended and is not cancelled.',
  })

export const Account = z
  .object({
    id: Id,
    appId: z.string(),
    name: z.string(),
    description: z.string(),
    clientId: z.string(),
    sessionType: z.string(),
    limits: AccountLimits,
    pairing: z.object({
      state: z.enum(['not-paired', 'paired', 'needs-pairing']),
      reason: Message.nullable(),
      organizers: z.array(
        z.object({ id: Id, email: z.string(), displayName: z.string(), pairedAt: Instant }),
      ),
    }),
    usage: z.object({ comingEvents: z.int32(), roomsBusyNow: z.int32() }),
    version: Version,
  })
  .meta({ id: 'Account', description: 'The client secret and tokens never leave the server.' })

export const NewAccount = z
  .object({
    name: name(),
    description: text(2000).default(''),
    clientId: name(200),
    clientSecret: name(500),
    sessionType: z.string().max(32),
    limits: AccountLimits,
  })
  .meta({ id: 'NewAccount' })

export const ChangeAccount = z
  .object({
    name: name(),
    description: text(2000),
    clientId: name(200),
    clientSecret: name(500).describe('left out = unchanged'),
    limits: AccountLimits,
  })
  .partial()
  .meta({
    id: 'ChangeAccount',
    description: 'A new Client ID or Client Secret means that the account must be paired again.',
  })

export const Pairing = z.object({ authorizeUrl: z.string() }).meta({ id: 'Pairing' })
export const AccountParams = z.object({ accountId: Id })

export const ConferencingTool = z
  .object({
    appId: z.string(),
    name: z.object({ en: z.string(), it: z.string() }),
    accounts: z.array(
      z.object({
        id: Id,
        name: z.string(),
        sessionType: z.string(),
        usable: z.boolean(),
        reason: Message.nullable().describe('why it is not usable'),
      }),
    ),
  })
  .meta({ id: 'ConferencingTool' })
