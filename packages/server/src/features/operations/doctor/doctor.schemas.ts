import { z } from 'zod'
import { Instant } from '../../../http/schemas.ts'
import { findingCodes, foundKinds } from './doctor.checks.ts'

export const Finding = z
  .object({
    code: z.enum(findingCodes),
    level: z.enum(['error', 'warning']),
    count: z.int32(),
    what: z.string().describe('a sentence'),
    advice: z.string().describe('what to do about it'),
    first: z
      .array(z.object({ kind: z.enum(foundKinds), id: z.string() }))
      .describe('the first five things that it is about'),
  })
  .meta({ id: 'Finding' })

export const Examination = z
  .object({
    examinedAt: Instant,
    checks: z.int32().describe('how many things were looked for'),
    findings: z.array(Finding),
  })
  .meta({ id: 'Examination' })
