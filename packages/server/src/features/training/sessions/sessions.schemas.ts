import { z } from 'zod'
import {
  AccountId,
  Cancelled,
  CourseId,
  Hue,
  Instant,
  line,
  name,
  PersonId,
  PersonName,
  SessionFieldId,
  SessionId,
  Version,
} from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'
import { OverlapReason } from '../teaching/teaching.schemas.ts'

const MaxEnrollment = z.int32().min(1).max(100_000).nullable().describe('learners; null = no limit')

const rules = {
  selfEnrollment: z
    .enum(['closed', 'open', 'approval'])
    .describe('whether learners of a course in the catalogue enroll by themselves'),
  asksManager: z
    .boolean()
    .describe(
      'with approval: the manager of whoever asks decides, and planners where there is none; a place is not held meanwhile',
    ),
  waitingList: z
    .enum(['off', 'automatic', 'offer'])
    .describe('automatic: the first in line gets a free place; offer: they have offerHours to take it'),
  offerHours: z.int32().min(1).max(720),
  withdrawalHours: z
    .int32()
    .min(0)
    .max(720)
    .describe('learners give their place back by themselves until so many hours before the first event'),
  promotionStopHours: z
    .int32()
    .min(0)
    .max(720)
    .nullable()
    .describe('nobody is promoted in so many hours before the first event; null = until the last event ends'),
  enrollmentOpensAt: Instant.nullable(),
  enrollmentClosesAt: Instant.nullable(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, says('field-language'))
    .nullable()
    .describe('in which it is taught: ISO 639-1, such as it'),
  minEnrollment: z
    .int32()
    .min(1)
    .max(100_000)
    .nullable()
    .describe('learners that it needs; null = any number'),
  decidesAt: Instant.nullable().describe(
    'when it is decided whether a session below its minimum takes place',
  ),
  whenTooFew: z.enum(['warn', 'cancel']).describe('what is done then'),
}
const Spare = z
  .object({ accountId: AccountId.nullable() })
  .nullable()
  .describe(
    'where events that are planned in it hold a second room ready; an accountId of null = nowhere, null = as its course has it',
  )
const AdditionalValue = z.union([z.string().max(2000), z.number(), z.boolean()])
const Additional = z
  .record(SessionFieldId, AdditionalValue.nullable())
  .describe(
    'values of the platform’s session fields, by their ids; they take the place of all that were there',
  )

export const Session = z
  .object({
    id: SessionId,
    courseId: CourseId,
    courseName: z.string(),
    courseHue: Hue,
    name: z.string(),
    code: z.string().describe('no other session of the course has it; empty = none'),
    maxEnrollment: MaxEnrollment,
    enrolledCount: z.int32().describe('places that somebody holds, those of offers among them'),
    waitingCount: z.int32(),
    requestedCount: z.int32(),
    ...rules,
    spare: Spare,
    additional: z.record(z.string(), AdditionalValue).describe('values of session fields by their ids'),
    instructors: z.array(PersonName),
    eventCount: z.int32(),
    firstStartsAt: Instant.nullable(),
    lastEndsAt: Instant.nullable(),
    cancelled: Cancelled.extend({ with: z.enum(['session', 'course']) })
      .nullable()
      .describe('by itself, or with its course'),
    version: Version,
    may: z.object({ edit: z.boolean(), enroll: z.boolean() }),
  })
  .meta({ id: 'Session' })

export const NewSession = z
  .object({
    name: name(),
    code: line(50).default(''),
    maxEnrollment: MaxEnrollment.default(null),
    instructorIds: z.array(PersonId).max(50).default([]),
    additional: Additional.optional(),
    spare: Spare.optional(),
    ...z.object(rules).partial().shape,
  })
  .meta({ id: 'NewSession' })

export const ChangeSession = z
  .object({
    name: name(),
    code: line(50),
    maxEnrollment: MaxEnrollment,
    instructorIds: z.array(PersonId).max(50),
    overlapReason: OverlapReason,
    additional: Additional,
    spare: Spare,
    ...rules,
  })
  .partial()
  .meta({ id: 'ChangeSession' })

export const SessionParams = z.object({ sessionId: SessionId })
