import { z } from 'zod'
import { EventId, Instant, PersonId, text } from '../../../http/schemas.ts'
import { OverlapReason } from '../teaching/teaching.schemas.ts'

export const StandIn = z
  .object({
    id: PersonId,
    name: z.string(),
    busy: z
      .array(
        z.object({
          eventId: EventId,
          eventName: z.string(),
          courseName: z.string(),
          startsAt: Instant,
          endsAt: Instant,
        }),
      )
      .describe('what the person teaches then; empty = they are free'),
  })
  .meta({ id: 'StandIn' })

export const NewStandIn = z
  .object({
    personId: PersonId.describe('who teaches the event from now on'),
    insteadOf: PersonId.optional().describe('whose place they take; left out = that of all who teach it'),
    reason: text(500).optional().describe('kept in the audit log'),
    overlapReason: OverlapReason.optional(),
    tellsLearners: z.boolean().optional().describe('left out = learners hear nothing'),
  })
  .meta({ id: 'NewStandIn' })
