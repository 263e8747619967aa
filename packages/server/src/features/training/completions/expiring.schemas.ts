import { z } from 'zod'
import { CourseId, Cursor, Instant, PersonId, SessionId } from '../../../http/schemas.ts'

export const ExpiringCompletion = z
  .object({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    sessionId: SessionId,
    sessionName: z.string(),
    courseId: CourseId,
    courseName: z.string(),
    completedAt: Instant,
    validUntil: Instant.describe('the last second in which it is valid'),
    isExpired: z.boolean(),
    isEnrolledAgain: z
      .boolean()
      .describe('has or waits for a place in a session of the course that is yet to end'),
  })
  .meta({ id: 'ExpiringCompletion' })

const which = {
  days: z.coerce.number().int().min(0).max(3660).default(60).describe('that end within so many days'),
  courseId: CourseId.optional(),
  expired: z
    .enum(['true', 'false'])
    .default('true')
    .describe('true: those too that ended within the last year'),
}
export const WhichExpire = z.object(which)
export const FindExpiring = z.object({
  ...which,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: Cursor,
})
