import { z } from 'zod'
import { enrollmentStatuses } from '../../../domain/enrollment.ts'
import {
  CourseId,
  Cursor,
  Email,
  EventId,
  Instant,
  PersonId,
  SessionId,
  text,
} from '../../../http/schemas.ts'

export const TeamMember = z
  .object({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    bookings: z.int32().describe('sessions yet to end in which they have a place, or want one'),
    nextStartsAt: Instant.nullable().describe('of the next event in which they have a place'),
    absences: z
      .int32()
      .describe('events of the last 180 days from which they were absent, without those that are excused'),
    expiring: z
      .int32()
      .describe('completions that end within 90 days, or ended within a year, and were not renewed'),
  })
  .meta({ id: 'TeamMember' })

export const FindTeam = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: Cursor,
})

export const TeamMemberDetails = z
  .object({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    bookings: z.array(
      z.object({
        sessionId: SessionId,
        courseName: z.string(),
        sessionName: z.string(),
        status: z.enum(enrollmentStatuses),
        nextStartsAt: Instant.nullable(),
        lastEndsAt: Instant.nullable(),
      }),
    ),
    absences: z.array(
      z.object({
        eventId: EventId,
        eventName: z.string(),
        courseName: z.string(),
        startsAt: Instant,
        status: z.enum(['absent', 'excused']),
      }),
    ),
    expiring: z.array(
      z.object({
        courseId: CourseId,
        courseName: z.string(),
        validUntil: Instant,
        isEnrolledAgain: z
          .boolean()
          .describe('they have or wait for a place in a session of the course that is yet to end'),
      }),
    ),
  })
  .meta({ id: 'TeamMemberDetails' })

export const TeamMemberParams = z.object({ personId: PersonId })

export const TeamRequest = z
  .object({
    sessionId: SessionId,
    personId: PersonId,
    name: z.string(),
    courseName: z.string(),
    sessionName: z.string(),
    firstStartsAt: Instant.nullable(),
    lastEndsAt: Instant.nullable(),
    requestedAt: Instant,
    expiresAt: Instant.describe('it ends by itself then'),
    isFull: z.boolean().describe('who is approved waits for a place'),
    insteadOf: z
      .string()
      .nullable()
      .describe('the manager for whom they stand in; null = it is their own team'),
  })
  .meta({ id: 'TeamRequest' })

export const TeamRequestParams = z.object({ sessionId: SessionId, personId: PersonId })

export const ApprovedRequest = z
  .object({ status: z.enum(['enrolled', 'waiting']) })
  .meta({ id: 'ApprovedRequest' })

export const RefuseRequest = z
  .object({ reason: text(500).describe('whoever asked reads it') })
  .meta({ id: 'RefuseRequest' })

export const Deputy = z
  .object({ name: z.string(), email: z.string(), endsAt: Instant })
  .meta({ id: 'Deputy' })

export const OwnDeputy = z.object({ deputy: Deputy.nullable() }).meta({ id: 'OwnDeputy' })

export const ChooseDeputy = z.object({ email: Email, endsAt: Instant }).meta({ id: 'ChooseDeputy' })
