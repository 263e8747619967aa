import { z } from 'zod'
import { AccountId, Instant, Message } from '../../../http/schemas.ts'

export const Domain = z
  .object({
    host: z.string(),
    url: z.string(),
    isPrimary: z.boolean().describe('links in mails carry it'),
    isDefault: z.boolean().describe('given by the operator: it can’t be removed'),
    state: z.enum(['pending', 'proven']),
    proof: z
      .object({
        record: z.string().describe('name of the TXT record'),
        url: z.string().describe('or the address of a file'),
        token: z.string().describe('what stands there'),
      })
      .nullable()
      .describe('null for a domain that the operator gave'),
    finding: Message.nullable().describe('what the last check found instead'),
    checkedAt: Instant.nullable(),
    redirectUris: z.array(z.string()).describe('to register at the provider for pairing on this domain'),
    accountsElsewhere: z
      .array(z.object({ id: AccountId, name: z.string(), appId: z.string(), pairedOn: z.string() }))
      .describe('paired on another domain: their OAuth clients may not have these redirect URIs yet'),
  })
  .meta({ id: 'Domain' })

export const NewDomain = z.object({ host: z.string().trim().min(1).max(300) }).meta({ id: 'NewDomain' })
export const DomainParams = z.object({ host: z.string().max(300) })
