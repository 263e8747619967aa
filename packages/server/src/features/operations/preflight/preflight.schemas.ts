import { z } from 'zod'
import { Instant, Message } from '../../../http/schemas.ts'

export const Preflight = z
  .object({
    checkedAt: Instant,
    isGreen: z.boolean(),
    findings: z
      .array(Message)
      .describe(
        'what would keep people out, and what does not meet the evidence profile of the course; worth reading where it is green',
      ),
  })
  .meta({ id: 'Preflight' })
