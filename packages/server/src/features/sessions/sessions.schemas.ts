import { z } from 'zod'
import { Id, Instant, name, PersonName, text, Version } from '../../http/schemas.ts'

const MaxEnrollment = z.int32().min(1).max(100_000).nullable().describe('learners; null = no limit')

const rules = {
  selfEnrollment: z
    .enum(['closed', 'open', 'approval'])
    .describe('whether learners of a course in the catalogue enroll by themselves'),
  waitingList: z
    .enum(['off', 'automatic', 'offer'])
    .describe('automatic: the first in line gets a free place; offer: they have offerHours to take it'),
  offerHours: z.int32().min(1).max(720),
  promotionStopHours: z
    .int32()
    .min(0)
    .max(720)
    .nullable()
    .describe('nobody is promoted in so many hours before the first event; null = until the last event ends'),
  enrollmentOpensAt: Instant.nullable(),
  enrollmentClosesAt: Instant.nullable(),
}

export const Session = z
  .object({
    id: Id,
    courseId: Id,
    courseName: z.string(),
    name: z.string(),
    code: z.string(),
    maxEnrollment: MaxEnrollment,
    enrolledCount: z.int32().describe('places that somebody holds, those of offers among them'),
    waitingCount: z.int32(),
    requestedCount: z.int32(),
    ...rules,
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
    ...z.object(rules).partial().shape,
  })
  .meta({ id: 'NewSession' })

export const ChangeSession = z
  .object({
    name: name(),
    code: text(50),
    maxEnrollment: MaxEnrollment,
    instructorIds: z.array(Id).max(50),
    ...rules,
  })
  .partial()
  .meta({ id: 'ChangeSession' })

export const SessionParams = z.object({ sessionId: Id })
