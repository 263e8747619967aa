import { z } from 'zod'
import { enrollmentStatuses } from '../../domain/enrollment.ts'
import { Id, Instant } from '../../http/schemas.ts'

const Status = z.enum(enrollmentStatuses)
const Position = z.int32().nullable().describe('on the waiting list, from 1; null for who is not on it')
const OfferEnd = Instant.nullable().describe('until when a place is held for them')
const WhenFull = z
  .enum(['refuse', 'wait'])
  .default('refuse')
  .describe('wait: on the waiting list, if the session has one')

export const Enrollment = z
  .object({
    sessionId: Id,
    personId: Id,
    name: z.string(),
    email: z.string(),
    status: Status,
    enrolledAt: Instant.describe('when it got this status'),
    position: Position,
    offerExpiresAt: OfferEnd,
  })
  .meta({ id: 'Enrollment' })

export const NewEnrollment = z.object({ personId: Id, whenFull: WhenFull }).meta({ id: 'NewEnrollment' })
export const EnrollmentMove = z.object({ sessionId: Id, whenFull: WhenFull }).meta({ id: 'EnrollmentMove' })
export const EnrollmentParams = z.object({ sessionId: Id, personId: Id })

export const EnrollmentChange = z
  .object({
    id: Id,
    status: Status,
    changedAt: Instant,
    by: z.string().nullable().describe('null = by itself'),
  })
  .meta({ id: 'EnrollmentChange' })

export const OwnPlace = z
  .object({
    status: Status.nullable().describe('null = nothing here'),
    position: Position,
    offerExpiresAt: OfferEnd,
    may: z
      .enum(['enroll', 'wait', 'request'])
      .nullable()
      .describe('what enrolling would do now: a place, the waiting list, or a request for approval'),
    reason: z.string().nullable().describe('why not, as a sentence'),
    mayWithdraw: z.boolean(),
  })
  .meta({ id: 'OwnPlace' })

export const OwnEnrollment = z
  .object({
    sessionId: Id,
    sessionName: z.string(),
    courseId: Id,
    courseName: z.string(),
    status: Status,
    offerExpiresAt: OfferEnd,
    nextStartsAt: Instant.nullable(),
  })
  .meta({ id: 'OwnEnrollment' })

export const EnrollMany = z
  .object({
    text: z.string().max(900_000).describe('e-mail addresses, however they are listed'),
    whenFull: WhenFull,
    save: z.boolean().default(false).describe('false = tell what would happen'),
  })
  .meta({ id: 'EnrollMany' })

export const EnrolledMany = z
  .object({
    added: z.int32(),
    unchanged: z.int32(),
    refused: z.int32(),
    saved: z.boolean(),
    rows: z
      .array(
        z.object({
          line: z.int32(),
          email: z.string(),
          name: z.string(),
          outcome: z.enum(['add', 'known', 'refuse']),
          reason: z.string().nullable(),
        }),
      )
      .describe('those that were refused first, up to 200'),
  })
  .meta({ id: 'EnrolledMany' })
