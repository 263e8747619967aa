import { z } from 'zod'
import { Instant, LocalizedText, Message, OrganizerId } from '../../../http/schemas.ts'
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
    address: z
      .object({
        url: z.string().describe('to be given to the tool, by a person'),
        help: LocalizedText,
        state: z
          .enum(['no-https', 'no-secret', 'silent', 'heard'])
          .describe(
            'no-https: tools call no address without TLS; no-secret: the field that `secretField` names is empty, so that nothing is believed; silent: it has not called yet',
          ),
        secretField: LocalizedText.nullable(),
        heardAt: Instant.nullable().describe('when it called last, to the minute'),
        refusedAt: Instant.nullable().describe(
          'when a call came last, and since the last that was believed, that was not signed by the account’s secret',
        ),
      })
      .nullable()
      .describe('of the account as a whole; null where no person has to give the tool an address'),
  })
  .meta({ id: 'ProviderCalls' })
