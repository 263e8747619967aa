import { z } from 'zod'
import { CourseId, EventId, Instant, PersonId } from '../../../http/schemas.ts'
import { BoardConflict } from './board.schemas.ts'

export const FindFreeInstructors = z.object({
  startsAt: Instant,
  endsAt: Instant.describe('a day later at most'),
  courseId: CourseId.optional().describe('who taught it before comes first'),
  eventId: EventId.optional().describe('the event that is to be taught: it stands in nobody’s way'),
})

export const FreeInstructor = z
  .object({
    id: PersonId,
    name: z.string(),
    isFree: z.boolean(),
    taught: z.int32().describe('events of the course that they taught; 0 without a course'),
    lastTaughtAt: Instant.nullable(),
    minutesThatWeek: z.int32().describe('what they teach in the seven days around it'),
    reasons: z.array(BoardConflict).describe('why they are not free'),
  })
  .meta({ id: 'FreeInstructor' })
