import { z } from 'zod'
import { Instant, Message, OrganizerId } from '../../../http/schemas.ts'
import { AccountParams } from '../accounts/accounts.schemas.ts'

export const ProviderCalls = z
  .object({
    accountId: AccountParams.shape.accountId,
    provider: z.string().describe('the tool’s name, as sentences have it'),
    items: z
      .array(
        z.object({
          organizerId: OrganizerId,
          state: z
            .enum(['no-https', 'listening', 'refused'])
            .describe(
              'listening: the tool calls when something happens; no-https: it calls no address without TLS; refused: it would not, and `reason` says why. In all but the first, changes there are found by looking from time to time',
            ),
          reason: Message.nullable(),
          heardAt: Instant.nullable().describe('when it called last, to the minute'),
        }),
      )
      .describe('organizers whose tool can call; none for a tool that cannot'),
  })
  .meta({ id: 'ProviderCalls' })
