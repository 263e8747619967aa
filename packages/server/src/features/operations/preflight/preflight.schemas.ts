import { z } from 'zod'
import { Instant, Message } from '../../../http/schemas.ts'

export const Preflight = z
  .object({
    checkedAt: Instant,
    isGreen: z.boolean(),
    findings: z.array(Message).describe('what would keep people out; empty = green'),
  })
  .meta({ id: 'Preflight' })
