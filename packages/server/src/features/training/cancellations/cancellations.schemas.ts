import { z } from 'zod'
import { PersonId, PersonName, SessionId, text } from '../../../http/schemas.ts'

const Fate = z
  .enum(['move', 'wait', 'keep', 'release'])
  .describe(
    'move: a place in another session of the course, or its waiting list; wait: its waiting list; keep: stays in the course and comes back with a restore; release: the enrollment ends',
  )
const Wish = z.object({
  fate: Fate,
  toSessionId: SessionId.nullable().default(null).describe('for move and wait'),
})

export const SessionCancellation = z
  .object({
    reason: text(500).default('').describe('needed; everybody concerned reads it'),
    learners: Wish.default({ fate: 'keep', toSessionId: null }).describe('what becomes of them'),
    exceptions: z
      .array(Wish.extend({ personId: PersonId }))
      .max(5000)
      .default([])
      .describe('those of whom something else becomes'),
  })
  .meta({ id: 'SessionCancellation' })

export const CourseCancellation = z
  .object({ reason: text(500).default('').describe('needed; everybody concerned reads it') })
  .meta({ id: 'CourseCancellation' })

export const CancelledSession = z
  .object({
    moved: z.int32(),
    waiting: z.int32().describe('on the waiting list of another session'),
    kept: z.int32(),
    released: z.int32(),
    notPlaced: z
      .array(PersonName)
      .describe('who was to move and found neither a place nor a waiting list: they were kept'),
  })
  .meta({ id: 'CancelledSession' })
