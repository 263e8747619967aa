import { z } from 'zod'
import { attendanceStatuses, effectiveStatuses, MAX_MARKS } from '../../../domain/attendance.ts'
import { EventId, Instant, MarkingId, PersonId, text } from '../../../http/schemas.ts'
import { EffectiveAttendance, Verdict } from '../verdicts/verdicts.schemas.ts'

export { EffectiveAttendance }

const Status = z.enum(attendanceStatuses)
const Minutes = z.int32().min(0).max(1440).nullable().describe('time present, where somebody wrote it down')
const MarkVersion = z.int32().min(0).describe('0 = nobody has marked this person yet')

export const Attendance = z
  .object({
    status: Status,
    source: z.enum(['manual']).nullable().describe('manual: a person marked it; null = nobody has'),
    minutes: Minutes,
    note: z.string(),
    changedBy: z.string().nullable(),
    changedAt: Instant.nullable(),
    markedAt: Instant.nullable().describe('earlier than changedAt where the phone had no network'),
    version: MarkVersion,
  })
  .meta({ id: 'Attendance' })

export const MarkedAttendance = Attendance.extend({ personId: PersonId }).meta({ id: 'MarkedAttendance' })

export const MarkAttendance = z
  .object({
    marks: z
      .array(
        z.object({
          personId: PersonId,
          status: Status,
          minutes: Minutes.default(null),
          note: text(500).default(''),
          version: MarkVersion.describe('of the mark that this one replaces; another one is not overwritten'),
          markedAt: Instant.optional().describe('by the clock of a phone that had no network'),
        }),
      )
      .min(1)
      .max(MAX_MARKS),
    sentAt: Instant.optional().describe('what that clock shows as the marks are sent'),
  })
  .meta({ id: 'MarkAttendance' })

export const Marking = z
  .object({
    changeId: MarkingId.nullable().describe('to undo this step; null when nothing was changed'),
    marked: z.array(MarkedAttendance),
    conflicts: z
      .array(MarkedAttendance)
      .describe('marks that somebody else made meanwhile: they stay as they are, shown here'),
  })
  .meta({ id: 'Marking' })

export const UndoMarking = z.object({ changeId: MarkingId }).meta({ id: 'UndoMarking' })

export const AttendanceChange = z
  .object({
    version: z.int32(),
    status: Status,
    minutes: Minutes,
    note: z.string(),
    changedBy: z.string().nullable(),
    changedAt: Instant,
    markedAt: Instant.nullable(),
  })
  .meta({ id: 'AttendanceChange' })

export const SessionAttendance = z
  .object({
    events: z.array(z.object({ id: EventId, name: z.string(), startsAt: Instant, endsAt: Instant })),
    learners: z.array(
      z.object({
        personId: PersonId,
        name: z.string(),
        email: z.string(),
        isCompleted: z.boolean().describe('see completions'),
        marks: z.record(EventId, Status).describe('by hand, by event; an event that is left out is not set'),
        held: z
          .record(EventId, EffectiveAttendance)
          .describe('the mark, else the verdict, by event; an event that is left out is not set'),
      }),
    ),
  })
  .meta({ id: 'SessionAttendance' })

export const OwnAttendance = z
  .object({
    status: z.enum(effectiveStatuses).describe('the mark by hand, else the verdict'),
    source: z.enum(['mark', 'verdict']).nullable(),
    minutes: Minutes,
    verdict: Verdict.nullable().describe('what was found and why; null before it is'),
    explanation: z.string().describe('what one said of why one could not come; empty = nothing'),
  })
  .meta({ id: 'OwnAttendance' })
