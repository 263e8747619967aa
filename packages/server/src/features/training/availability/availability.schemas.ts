import { z } from 'zod'
import { AbsenceId, Instant, PersonId, TimeZone, text, WallTime } from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'

const ClockTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, says('field-time'))
  .describe('14:30; 24:00 is the end of the day')

const WeeklyStretch = z
  .object({
    weekday: z.int32().min(1).max(7).describe('1 is Monday, 7 is Sunday'),
    starts: ClockTime,
    ends: ClockTime,
  })
  .meta({ id: 'WeeklyStretch' })

export const NewWeeklyHours = z
  .object({
    timeZone: TimeZone,
    hours: z.array(WeeklyStretch).max(70).describe('empty = at any time'),
    was: z
      .array(WeeklyStretch)
      .max(70)
      .optional()
      .describe('the hours that these were made from: 412 when somebody else has changed them since'),
  })
  .meta({ id: 'NewWeeklyHours' })

export const NewAbsence = z
  .object({
    startsWall: WallTime,
    endsWall: WallTime.describe('whole days: from T00:00 to T00:00 of the day after'),
    timeZone: TimeZone,
    reason: text(300).default('').describe('for the person and superadmins alone'),
  })
  .meta({ id: 'NewAbsence' })

export const Absence = z
  .object({
    id: AbsenceId,
    startsWall: WallTime,
    endsWall: WallTime,
    timeZone: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    reason: z.string().describe('empty for who may not know it'),
  })
  .meta({ id: 'Absence' })

export const Availability = z
  .object({
    timeZone: z.string().describe('of the hours'),
    hours: z.array(WeeklyStretch).describe('when the person teaches; empty = at any time'),
    absences: z.array(Absence).describe('those that have not ended, by start'),
    may: z.object({ change: z.boolean() }),
  })
  .meta({ id: 'Availability' })

export const AvailabilityParams = z.object({ personId: PersonId })
export const AbsenceParams = z.object({ absenceId: AbsenceId })
