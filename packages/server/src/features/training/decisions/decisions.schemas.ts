import { z } from 'zod'
import { decisions } from '../../../domain/decision.ts'
import { Instant, SessionId, text } from '../../../http/schemas.ts'

export const SessionDecision = z
  .object({
    state: z
      .enum(['none', 'open', ...decisions])
      .describe('none: no minimum with a date; open: the date is to come; warned: too few, decide now'),
    minEnrollment: z.int32().nullable(),
    enrolledCount: z.int32(),
    missing: z.int32().describe('learners who are still needed'),
    decidesAt: Instant.nullable(),
    decidedAt: Instant.nullable(),
    whenTooFew: z.enum(['warn', 'cancel']),
    mergeInto: z
      .array(
        z.object({
          id: SessionId,
          name: z.string(),
          firstStartsAt: Instant.nullable(),
          enrolledCount: z.int32(),
          maxEnrollment: z.int32().nullable(),
        }),
      )
      .describe('other sessions of the course that take learners'),
    version: z.int32(),
  })
  .meta({ id: 'SessionDecision' })

export const Decide = z
  .discriminatedUnion('action', [
    z.object({
      action: z.literal('confirm'),
      tellsPeople: z.boolean().default(true).describe('learners are told that it takes place'),
    }),
    z.object({ action: z.literal('extend'), decidesAt: Instant }),
  ])
  .meta({ id: 'Decide' })

export const Merge = z
  .object({
    intoSessionId: SessionId,
    reason: text(500).default('').describe('empty: a sentence that names the other session'),
  })
  .meta({ id: 'Merge' })
