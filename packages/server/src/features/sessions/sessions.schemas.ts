import { z } from 'zod'
import { Id, Instant, name, PersonName, text, Version } from '../../http/schemas.ts'

const MaxEnrollment = z.int32().min(1).max(100_000).nullable().describe('learners; null = no limit')

export const Session = z
  .object({
    id: Id,
    courseId: Id,
    courseName: z.string(),
    name: z.string(),
    code: z.string(),
    maxEnrollment: MaxEnrollment,
    enrolledCount: z.int32(),
    instructors: z.array(PersonName),
    eventCount: z.int32(),
    firstStartsAt: Instant.nullable(),
    lastEndsAt: Instant.nullable(),
    version: Version,
    may: z.object({ edit: z.boolean(), enroll: z.boolean() }),
  })
  .meta({ id: 'Session' })

export const NewSession = z
  .object({
    name: name(),
    code: text(50).default(''),
    maxEnrollment: MaxEnrollment.default(null),
    instructorIds: z.array(Id).max(50).default([]),
  })
  .meta({ id: 'NewSession' })

export const ChangeSession = z
  .object({ name: name(), code: text(50), maxEnrollment: MaxEnrollment, instructorIds: z.array(Id).max(50) })
  .partial()
  .meta({ id: 'ChangeSession' })

export const SessionParams = z.object({ sessionId: Id })
