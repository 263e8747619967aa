import { z } from 'zod'
import { Id, Instant } from '../../http/schemas.ts'

export const Enrollment = z
  .object({
    sessionId: Id,
    personId: Id,
    name: z.string(),
    email: z.string(),
    status: z.enum(['enrolled', 'waiting', 'completed', 'cancelled']),
    enrolledAt: Instant,
  })
  .meta({ id: 'Enrollment' })

export const NewEnrollment = z.object({ personId: Id }).meta({ id: 'NewEnrollment' })
export const EnrollmentParams = z.object({ sessionId: Id, personId: Id })
